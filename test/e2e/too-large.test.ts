import { readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectVideo } from '../../src/media/video-file.ts';
import {
  expectClosedBooks,
  expectPaidOnce,
  kite,
  type QuickWorld,
  shareWorld,
  startQuickWorld,
} from './quick-world.ts';
import { startTestBot } from './world.ts';

const shared = shareWorld();

/** More than a server without boosts takes: 20 MiB. */
const tooManyBytes = 25_000_000;
/** A clip of these tests has 90 kB of pictures; the rest is padding that an encoder leaves out. */
const padded = { minimumClipBytes: 400_000 };
const smallLimit = { attachmentSizeLimit: 200_000 };

/** The one message with the job's video, and the file in it. */
function theVideo(world: QuickWorld, jobId: string) {
  const [message, ...others] = world.videosOf(jobId);
  const [file] = message?.attachments ?? [];
  if (!message || !file || others.length > 0) throw new Error(`${others.length} videos too many, or none`);
  return { message, file };
}

function theLinks(world: QuickWorld) {
  const link = world.segmind.jobs.at(-1)?.outputUrl ?? 'no link';
  return world.discord.messages().filter(({ content }) => content.includes(link));
}

const uploads = ({ discord }: QuickWorld, status: number) =>
  discord.requests.filter(
    ({ method, path, status: given }) => method !== 'GET' && given === status && /messages/.test(path),
  );

describe('a video over the limit of the server', () => {
  it('is made to fit, which the card shows, and posted with both sizes', async () => {
    const { world } = shared;
    world.segmind.faults.minimumClipBytes = tooManyBytes;
    world.discord.clearRequests();
    const { id } = await world.give('ray-flash', kite);
    const card = world.discord.whenMessage(
      ({ interactionId, content }) => interactionId === id && /Making it fit: \d+ %/.test(content),
      { timeoutMs: 15_000 },
    );
    expectPaidOnce(await world.settle(id), { rung: 'channel:file' });
    expect((await card).channelId).toBe(world.channelId);
    const { message, file } = theVideo(world, id);
    expect(message).toMatchObject({ channelId: world.channelId, pings: { users: [world.memberId] } });
    expect(message.content).toMatch(/^-# 23\.8 MB, made to fit: \d[\d.]* (?:MB|KB)$/m);
    const { bytes, ...facts } = await inspectVideo(file.path);
    expect(bytes).toBeLessThan(20 * 1024 * 1024);
    expect(facts).toMatchObject({ playsEverywhere: true, width: 320, height: 180 });
    expect(uploads(world, 413)).toEqual([]);
    expect(theLinks(world)).toEqual([]);
  });

  it('and of nothing worth looking at is linked: no upload is tried', async () => {
    const { world } = shared;
    world.discord.clearRequests();
    const { id } = await world.give('ray-flash', kite, { attachmentSizeLimit: 20_000 });
    expectPaidOnce(await world.settle(id), { rung: 'channel:link' });
    expect(theLinks(world)).toMatchObject([{ channelId: world.channelId }]);
    expect([world.videosOf(id), uploads(world, 413)]).toEqual([[], []]);
  });

  it('is made to fit into a private answer too', async () => {
    const { world } = shared;
    Object.assign(world.segmind.faults, padded);
    const { id } = await world.give('ray-flash', { ...kite, private: true }, smallLimit);
    expectPaidOnce(await world.settle(id), { rung: 'response:file' });
    const { message, file } = theVideo(world, id);
    expect(message).toMatchObject({ ephemeral: true });
    expect(message.content).toMatch(/391 KB, made to fit: \d+ KB/);
    expect((await inspectVideo(file.path)).bytes).toBeLessThanOrEqual(200_000);
  });

  it.each(['json', 'html'] as const)(
    'that Discord finds too large all the same (413 as %s) is linked',
    async (form) => {
      const { world } = shared;
      Object.assign(world.segmind.faults, padded);
      world.discord.faults.uploadTooLarge = form;
      world.discord.clearRequests();
      const { id } = await world.give('ray-flash', kite, smallLimit);
      expectPaidOnce(await world.settle(id), { rung: 'channel:link' });
      expect(theLinks(world)).toMatchObject([{ channelId: world.channelId, pings: { users: [world.memberId] } }]);
      expect(uploads(world, 413)).toHaveLength(2);
      expect(world.videosOf(id)).toEqual([]);
    },
  );
});

/** The process ids of the encoders that this process has started. */
function encoders(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const parent = / \S (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1];
        const isEncoder = readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('fit-process-main');
        return parent === String(process.pid) && isEncoder ? [Number(pid)] : [];
      } catch {
        return [];
      }
    });
}

it.runIf(process.platform === 'linux')(
  'a stop in the middle ends the encoder; the next start posts once',
  async (test) => {
    const world = await startQuickWorld(test);
    Object.assign(world.segmind.faults, padded);
    const bot = await startTestBot(test, world);
    const { id } = await world.give('ray-flash', kite, smallLimit);
    await world.whenState(id, 'submitted');
    world.clock.skip(75_000);
    await world.until('an encoder works', () => encoders().length === 1);
    const [pid = 0] = encoders();
    process.kill(pid, 'SIGSTOP');
    await bot.stop();
    expect(encoders()).toEqual([]);
    expect(await readdir(join(world.environment.DATA_DIR ?? '', 'videos'))).toEqual([`${id}.mp4`]);
    expect(world.videosOf(id)).toEqual([]);

    await startTestBot(test, world);
    expectPaidOnce(await world.settle(id), { rung: 'channel:file' });
    expect(theVideo(world, id).message.content).toContain('391 KB, made to fit');
    await expectClosedBooks(world);
  },
);
