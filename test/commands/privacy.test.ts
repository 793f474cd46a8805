import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { privacy } from '../../commands/privacy.ts';
import { readCommandCall, readPressCall } from '../../src/discord/interaction.ts';
import { Refusal } from '../../src/errors/refusal.ts';
import type { Erased } from '../../src/jobs/member-erasure.ts';
import { wordsFor } from '../../src/words/words.ts';
import { anInteraction, aPress, subcommand } from '../builders/interactions.ts';
import { servicesWith } from '../builders/services.ts';

const words = wordsFor('en-US');
const command = privacy(words);
const member = '444444444444444444';
const notes = { retentionDays: 1_180, providers: ['segmind', 'apiframe'], hasBackups: true } as const;

class FakePrivacy {
  notes: { retentionDays: number; providers: readonly ('segmind' | 'apiframe')[]; hasBackups: boolean } = notes;
  jobs = 0;
  bytes: Uint8Array = Buffer.from('{}');
  outcome: () => Erased = () => ({ guilds: 2, jobs: 1_234 });
  readonly asked: string[] = [];

  openJobs = async (memberId: string) => {
    this.asked.push(`jobs of ${memberId}`);
    return this.jobs;
  };
  record = async (memberId: string) => {
    this.asked.push(`record of ${memberId}`);
    return this.bytes;
  };
  erase = async (memberId: string, signal: AbortSignal) => {
    this.asked.push(`erase ${memberId}${signal.aborted ? ', given up' : ''}`);
    return this.outcome();
  };
}

function world() {
  const service = new FakePrivacy();
  const services = servicesWith({ privacy: service });
  return {
    service,
    async run(path: string, changes: Readonly<Record<string, unknown>> = {}) {
      const call = readCommandCall(anInteraction({ data: subcommand(`privacy ${path}`), ...changes }));
      const result = await command.execute(call, services, words);
      return result.kind === 'later' ? result.work(new AbortController().signal) : result;
    },
    press: (payload: string) =>
      command.press?.(payload, readPressCall(aPress(`privacy:${payload}`)), services, words) ?? Promise.reject(),
  };
}

describe('/privacy show', () => {
  it('says what is kept, for how long, and who gets it', async () => {
    const result = await world().run('show');
    expect(result).toEqual({ kind: 'reply', content: expect.stringContaining('1,180 days after the end') });
    expect(result).toEqual({ kind: 'reply', content: expect.stringContaining('Segmind, Apiframe') });
    expect(result).toEqual({ kind: 'reply', content: expect.stringContaining('five weeks') });
  });

  it('fits into a message, and is silent about backups where there are none', async () => {
    const { run, service } = world();
    service.notes = { ...notes, hasBackups: false };
    const result = await run('show');
    if (result.kind !== 'reply') throw new Error('no reply');
    expect(result.content.length).toBeLessThan(2_000);
    expect(result.content).not.toContain('ackup');
  });
});

describe('/privacy export', () => {
  it('gives the caller’s own data as a file', async () => {
    const { run, service } = world();
    expect(await run('export')).toMatchObject({
      kind: 'reply',
      files: [{ name: 'raybot-my-data.json', contentType: 'application/json', bytes: service.bytes }],
    });
    expect(service.asked).toEqual([`record of ${member}`]);
  });

  it('packs it where it is too large for a file', async () => {
    const { run, service } = world();
    service.bytes = Buffer.alloc(5_000, 'a');
    const result = await run('export', { attachment_size_limit: 4_999 });
    if (result.kind !== 'reply') throw new Error('no reply');
    const [file] = result.files ?? [];
    expect(file?.name).toBe('raybot-my-data.json.gz');
    expect(gunzipSync(file?.bytes ?? Buffer.of())).toEqual(service.bytes);
  });

  it('is refused where even that is too large', async () => {
    const { run, service } = world();
    service.bytes = randomBytes(3 * 1024 * 1024);
    await expect(run('export', { attachment_size_limit: 1024 * 1024 })).rejects.toMatchObject({
      ...{ code: 'privacy-export-too-large', context: { size: 4, max: 1 } },
    });
  });
});

describe('/privacy erase', () => {
  it('asks first, and says what is given up', async () => {
    const { run, service } = world();
    const result = await run('erase');
    expect(result).toMatchObject({
      kind: 'reply',
      content: expect.stringContaining('You give up all credits'),
      components: [
        {
          components: [
            { custom_id: 'privacy:erase', style: 4 },
            { custom_id: 'privacy:keep', label: 'Keep it' },
          ],
        },
      ],
    });
    expect(service.asked).toEqual([`jobs of ${member}`]);
  });

  it('does not ask while videos are being made', async () => {
    const { run, service } = world();
    service.jobs = 2;
    await expect(run('erase')).rejects.toMatchObject({ code: 'privacy-open-jobs', context: { jobs: 2 } });
  });

  it('erases when the button is pressed: whoever presses it, their own', async () => {
    const { press, service } = world();
    const result = await press('erase');
    if (result.kind !== 'later') throw new Error('at once');
    expect(result.replaces).toBe(true);
    expect(await result.work(new AbortController().signal)).toEqual({
      kind: 'reply',
      content: expect.stringContaining('Videos: 1,234, servers: 2.'),
      components: [],
    });
    expect(service.asked).toEqual([`erase ${member}`]);
  });

  it('says so where there was nothing', async () => {
    const { press, service } = world();
    service.outcome = () => ({ guilds: 0, jobs: 0 });
    const result = await press('erase');
    if (result.kind !== 'later') throw new Error('at once');
    expect(await result.work(new AbortController().signal)).toMatchObject({ content: words('privacy.erase.nothing') });
  });

  it('is refused by a stale button while a video is being made', async () => {
    const { press, service } = world();
    service.outcome = () => {
      throw new Refusal('privacy-open-jobs', { jobs: 1 });
    };
    const result = await press('erase');
    if (result.kind !== 'later') throw new Error('at once');
    await expect(result.work(new AbortController().signal)).rejects.toMatchObject({ code: 'privacy-open-jobs' });
  });

  it('does nothing when the other button is pressed, or one that is none of ours', async () => {
    const { press, service } = world();
    expect(await press('keep')).toEqual({ kind: 'update', content: 'Nothing was erased.', components: [] });
    await expect(press('everything')).rejects.toMatchObject({ code: 'component-unknown' });
    expect(service.asked).toEqual([]);
  });
});
