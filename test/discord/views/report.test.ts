import { describe, expect, it } from 'vitest';
import { readReportPayload, reportForm, reportMessage } from '../../../src/discord/views/report.ts';
import type { Report } from '../../../src/jobs/report-store.ts';
import { wordsFor } from '../../../src/words/words.ts';

const words = wordsFor('en-US');
const report: Report = {
  ...{ id: '1573641915008548864', guildId: '2', channelId: '3', messageId: '9', jobId: '5' },
  ...{ makerId: '700000000000000001', reporterId: '444444444444444444', reason: 'it shows me', isPosted: true },
  ...{ removedBy: null, blockedBy: null, dismissedBy: null },
};
const mod = '600000000000000001';

const show = (changes: Partial<Report> = {}) => reportMessage({ ...report, ...changes }, words);
const buttons = (changes: Partial<Report> = {}) =>
  (show(changes).components ?? []).flatMap(({ components }) =>
    components.map((one) => ('label' in one ? one.label : '')),
  );

describe('what moderators read', () => {
  it('leads to the video, and says who made it, who reports it and why', () => {
    expect(show().content).toBe(
      [
        '🚩 **A video was reported:** https://discord.com/channels/2/3/9',
        'Made by <@700000000000000001>',
        'Reported by <@444444444444444444>',
        '> it shows me',
      ].join('\n'),
    );
  });

  it('shows the reason as it was typed, in one quote, whatever stands in it', () => {
    const { content } = show({ reason: '# @everyone\n<@&5> [x](https://example.org)' });
    expect(content.split('\n').at(-1)).toBe('> \\# \\@everyone \\<\\@&5> \\[x\\](https\\://example.org)');
    expect(show({ reason: '@'.repeat(500) }).content.length).toBeLessThan(2_000);
  });

  it('says where somebody or something is not known any more', () => {
    const { content } = show({ makerId: null, reporterId: null, reason: null });
    expect(content.split('\n').slice(1)).toEqual(['Who made it is not known any more.', '-# No reason was given.']);
  });

  it.each([
    ['at first', {}, ['Delete video', 'Block member', 'Dismiss']],
    ['once it is deleted', { removedBy: mod }, ['Block member']],
    ['once its maker is blocked', { blockedBy: mod }, ['Delete video']],
    ['once both is done', { removedBy: mod, blockedBy: mod }, []],
    ['once it was dismissed', { dismissedBy: mod }, []],
    ['where nobody can be blocked', { makerId: null }, ['Delete video', 'Dismiss']],
  ])('has buttons for what is left to do %s', (_when, changes, labels) => {
    expect(buttons(changes)).toEqual(labels);
  });

  it('says who did what', () => {
    expect(show({ removedBy: mod, blockedBy: mod }).content.split('\n').slice(-2)).toEqual([
      `🗑️ <@${mod}> deleted the video.`,
      `🚫 <@${mod}> blocked <@700000000000000001>: no more videos here until \`/settings blocked-member remove\`.`,
    ]);
    expect(show({ dismissedBy: mod }).content).toContain(`<@${mod}> found nothing to do.`);
    expect(show({ blockedBy: mod, makerId: null }).content).toContain('blocked a former member');
  });
});

describe('a button of a report', () => {
  it('says what is wanted, and of which report', () => {
    const [row] = show().components ?? [];
    const ids = (row?.components ?? []).map((one) => ('custom_id' in one ? one.custom_id : ''));
    expect(ids).toEqual(['delete', 'block', 'dismiss'].map((action) => `Report:${action}:${report.id}`));
    expect(readReportPayload(`block:${report.id}`)).toEqual({ action: 'block', reportId: report.id });
  });

  it.each(['', 'delete', 'delete:', 'burn:7', ':7'])('is none of ours: «%s»', (payload) => {
    expect(readReportPayload(payload)).toBeNull();
  });
});

it('the form asks for a reason that may be left out', () => {
  expect(reportForm('7', words)).toMatchObject({
    kind: 'modal',
    payload: '7',
    inputs: [{ name: 'reason', required: false, maxLength: 500 }],
  });
});
