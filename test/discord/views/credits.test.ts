import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountOverview } from '../../../src/credits/account-overview.ts';
import type { HistoryEntry } from '../../../src/credits/credit-records.ts';
import { creditsText, historyText } from '../../../src/discord/views/credits.ts';
import { wordsFor } from '../../../src/words/words.ts';
import { anOffer } from '../../builders/jobs.ts';

const words = wordsFor('en-US');
const guildId = '222222222222222222';
const shown = { offers: [anOffer('ray-2'), anOffer('ray-flash-2')], guildId };

const overview: AccountOverview = {
  balanceCredits: 300,
  heldCredits: 51,
  availableCredits: 249,
  allowance: { credits: 300, period: 'week' },
  why: { credits: 300, why: 'allowance' },
  rolloverCredits: 0,
  nextRefillAt: 1_795_996_800_000,
  isExempt: false,
};

function anEntry(changes: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    id: 1,
    memberId: '444444444444444444',
    kind: 'post',
    amountCredits: -92,
    jobId: '1573641915008548864',
    actorId: null,
    reason: null,
    createdAt: 1_795_392_000_000,
    video: { isDirect: false, channelId: '333333333333333333', messageId: '555555555555555555' },
    ...changes,
  };
}

const page = (rows: readonly HistoryEntry[]) => ({ rows, hasNewer: false, hasOlder: false });

describe('the overview', () => {
  it('shows what there is, what is held, when more comes, what videos cost and what came last', () => {
    const given = anEntry({ kind: 'allowance', amountCredits: 300, video: null });
    expect(creditsText(overview, [anEntry(), given], shown, words).split('\n')).toEqual([
      '**Your credits here**',
      'To spend: **249**',
      'Held for videos under way: 51',
      'Filled up to 300 every week, next <t:1795996800:R> (<t:1795996800:f>).',
      '',
      '**What a video costs**',
      '`/ray` (Ray 2): **160** for 5 s',
      '`/ray-flash` (Ray Flash 2): **51** for 5 s, **92** for 9 s',
      '',
      '**Last entries**',
      '`   −92` video, <t:1795392000:R>: [see it](https://discord.com/channels/222222222222222222/333333333333333333/555555555555555555)',
      '`  +300` allowance, <t:1795392000:R>',
    ]);
  });

  it.each(['day', 'week', 'month'] as const)('names the period: %s', (period) => {
    const text = creditsText({ ...overview, allowance: { credits: 1_300, period } }, [], shown, words);
    expect(text).toContain(`Filled up to 1,300 every ${period}, next <t:1795996800:R>`);
  });

  it('says whence an allowance comes that not everybody has', () => {
    const tier = { credits: 500, why: 'tier', roleId: '777777777777777777' } as const;
    expect(creditsText({ ...overview, why: tier }, [], shown, words)).toContain('<@&777777777777777777>');
    const override = { credits: 500, why: 'override' } as const;
    expect(creditsText({ ...overview, why: override }, [], shown, words)).toContain('set for you by an admin');
    expect(creditsText(overview, [], shown, words)).not.toContain('comes from');
  });

  it('says what goes over, and whose credits never run out', () => {
    const text = creditsText({ ...overview, rolloverCredits: 1_000, isExempt: true }, [], shown, words);
    expect(text).toContain('up to 1,000 go over');
    expect(text).toContain('lets you go on');
  });

  it('says so where nothing is held, given or spent, and no model is offered', () => {
    const empty = { ...overview, heldCredits: 0, allowance: { credits: 0, period: 'day' } as const };
    const text = creditsText(empty, [], { offers: [], guildId }, words);
    expect(text).not.toContain('Held');
    expect(text).not.toContain('costs');
    expect(text).toContain('no regular allowance');
    expect(text).toContain('No entries yet');
  });
});

describe('the history', () => {
  it('links a direct message as one', () => {
    const video = { isDirect: true, channelId: '333333333333333333', messageId: '555555555555555555' };
    expect(historyText(page([anEntry({ video })]), guildId, words)).toContain(
      '(https://discord.com/channels/@me/333333333333333333/555555555555555555)',
    );
  });

  it('tells an admin’s reason as it was typed, and rings nobody by it', () => {
    const entry = anEntry({ kind: 'grant', amountCredits: 1_200, video: null, reason: '**won** @everyone <@1>' });
    expect(historyText(page([entry]), guildId, words).split('\n')[1]).toBe(
      '`+1,200` given by an admin, <t:1795392000:R>: \\*\\*won\\*\\* \\@everyone \\<\\@1>',
    );
  });

  it('says so where there is nothing', () => {
    expect(historyText(page([]), guildId, words)).toContain('nothing more');
  });

  it('fits into a message with ten entries of any kind', () => {
    const kinds = fc.constantFrom<HistoryEntry['kind']>(
      'allowance',
      'post',
      'grant',
      'exempt',
      'exempt-back',
      'correction',
    );
    const long = anEntry({ amountCredits: -1_000_000, createdAt: 8.64e15 });
    const entries = fc.record({ kind: kinds, hasVideo: fc.boolean() }).map(({ kind, hasVideo }) => ({
      ...long,
      kind,
      reason: '*'.repeat(200),
      video: hasVideo ? long.video : null,
    }));
    fc.assert(
      fc.property(fc.array(entries, { minLength: 10, maxLength: 10 }), (rows) => {
        expect(historyText(page(rows), guildId, words).length).toBeLessThanOrEqual(2_000);
      }),
      { numRuns: 50 },
    );
  });
});
