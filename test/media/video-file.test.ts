import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { BufferSource, Input, MP4 } from 'mediabunny';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readVideo } from '../../src/media/read-video.ts';
import { createVideoInspector, type InspectionLimits, inspectVideo } from '../../src/media/video-file.ts';
import { type Layout, makeAudioOnly, makeTinyVideo, makeWebm, storeLastShownFrameEarly } from './tiny-video.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'raybot-video-file-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function save(bytes: Uint8Array | string): Promise<string> {
  const path = join(directory, 'clip');
  await writeFile(path, bytes);
  return path;
}

const read = async (bytes: Uint8Array | string) => readVideo(await save(bytes));

describe('readVideo', () => {
  it.each<Layout>(['moov-first', 'moov-last', 'fragmented'])('reads an mp4 laid out %s', async (layout) => {
    const clip = await makeTinyVideo({ layout, width: 96, height: 64, frames: 48 });
    const size = { width: 96, height: 64, durationSeconds: 2, bytes: clip.length };
    expect(await read(clip)).toEqual({ codec: 'avc', ...size, hasSound: false, playsEverywhere: true });
  });

  it.each<Layout>(['moov-first', 'moov-last'])('refuses an mp4 laid out %s that is cut anywhere', async (layout) => {
    const clip = await makeTinyVideo({ layout });
    for (let cut = 1; cut < clip.length; cut += cut < 8 ? 1 : 97) {
      await expect(read(clip.subarray(0, -cut)), `cut by ${cut}`).rejects.toThrow();
    }
  });

  it('refuses a fragmented mp4 that is cut within its frames', async () => {
    const clip = await makeTinyVideo({ layout: 'fragmented' });
    await expect(read(clip.subarray(0, -400))).rejects.toThrow('the end of the file is missing');
  });

  it('notices a missing byte of a frame that is stored last but not shown last', async () => {
    const clip = await makeClipWithLastFrameEarly();
    expect(await read(clip)).toMatchObject({ codec: 'avc' });
    await expect(read(clip.subarray(0, -1))).rejects.toThrow('the end of the file is missing');
  });

  it.each([
    ['nothing', ''],
    ['an HTML page', '<!doctype html><title>502</title>'],
    ['JSON', '{"error":"gone"}'],
    ['only the first box of an mp4', '\0\0\0\x18ftypmp42\0\0\0\0mp42isom'],
    ['noise', Uint8Array.from({ length: 4096 }, (_, index) => (index * 2654435761) >>> 13)],
  ])('refuses %s', async (_what, bytes) => {
    await expect(read(bytes)).rejects.toThrow();
  });

  it('refuses an mp4 without a picture', async () => {
    await expect(read(await makeAudioOnly())).rejects.toThrow('no video track');
  });

  it('leaves no file open', async () => {
    const path = await save(await makeTinyVideo());
    await readVideo(path);
    await expect.poll(async () => (await openFiles()).filter((file) => file === path)).toEqual([]);
  });
});

describe('inspectVideo', () => {
  it('gives the facts of a playable mp4', async () => {
    const path = await save(await makeTinyVideo());
    expect(await inspectVideo(path)).toEqual(await readVideo(path));
  });

  it.each([
    ['a page', 'not-a-video', async () => '<html>'],
    ['nothing', 'not-a-video', async () => ''],
    ['sound alone', 'not-a-video', makeAudioOnly],
    ['a picture', 'not-a-video', async () => '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
    ['a video in another container', 'damaged', makeWebm],
    ['an mp4 without tracks', 'not-a-video', async () => '\0\0\0\x18ftypmp42\0\0\0\0mp42isom'],
    ['an mp4 without its end', 'damaged', async () => (await makeTinyVideo()).subarray(0, -200)],
  ])('says of %s that it is %s, for good', async (_what, code, make) => {
    const verdict = inspectVideo(await save(await make()));
    await expect(verdict).rejects.toMatchObject({ name: 'MediaError', code, retryable: false });
  });

  it('lets a missing file pass as what it is', async () => {
    await expect(inspectVideo(join(directory, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('does not blame the file when it cannot be read', async () => {
    const failure = await inspectVideo(directory).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'Error', code: 'EISDIR' });
  });

  it('refuses tables that claim four billion frames, and the bot goes on meanwhile', async () => {
    const clip = await makeClipWithLastFrameEarly();
    const sampleCount = clip.indexOf('stts') + 12;
    clip.writeUInt32BE(0xffffffff, sampleCount);
    let beats = 0;
    const heart = setInterval(() => (beats += 1), 1);
    const cause = { code: 'ERR_WORKER_OUT_OF_MEMORY' };
    await expect(inspectVideo(await save(clip))).rejects.toMatchObject({ code: 'damaged', cause });
    clearInterval(heart);
    expect(beats).toBeGreaterThan(5);
  });

  it('gives up on a file that takes too long', async () => {
    const path = await save(await makeTinyVideo());
    await expect(inspectVideo(path, { timeLimitMs: 1 })).rejects.toMatchObject({ code: 'damaged' });
  });

  it('answers damaged files with a verdict, never with a crash', async () => {
    const clip = await makeTinyVideo();
    for (let seed = 1; seed <= 12; seed += 1) {
      const damaged = Buffer.from(clip);
      // The tables come first: damage there is what a reader can trip over.
      for (let hit = 0; hit < 4; hit += 1) damaged[(seed * 7919 + hit * 104729) % 900] = (seed * 31 + hit * 17) & 255;
      const path = await save(damaged);
      const verdict = await inspectVideo(path, { timeLimitMs: 1_000 }).catch((error: unknown) => error);
      expect(verdict).toSatisfy((value) => 'codec' in value || ['damaged', 'not-a-video'].includes(value.code));
    }
  });
});

describe('an inspector', () => {
  function start(limits: InspectionLimits = {}) {
    const threads: Worker[] = [];
    const onThread = (thread: Worker) => void threads.push(thread);
    process.on('worker', onThread);
    const inspector = createVideoInspector(limits);
    onTestFinished(async () => {
      process.off('worker', onThread);
      await inspector.close();
    });
    return { inspector, threads };
  }
  /** A thread that has ended has no id any more. */
  const living = (threads: readonly Worker[]) => threads.filter(({ threadId }) => threadId > 0).length;

  it('reads many files by one thread, one after another, good and bad', async () => {
    const { inspector, threads } = start();
    const clip = await makeTinyVideo();
    const files = await Promise.all(
      Array.from({ length: 12 }, async (_, n) => {
        const path = join(directory, `clip-${n}`);
        await writeFile(path, n % 3 === 2 ? '<html>' : clip);
        return path;
      }),
    );
    const verdicts = await Promise.allSettled(files.map((path) => inspector.inspect(path)));
    expect(verdicts.map(({ status }) => status)).toEqual(files.map((_, n) => (n % 3 === 2 ? 'rejected' : 'fulfilled')));
    expect([threads.length, living(threads)]).toEqual([1, 1]);
  });

  it('reads the next file after one that took too long', async () => {
    const { inspector, threads } = start({ timeLimitMs: 3_000 });
    const path = await save(await makeTinyVideo());
    await inspector.inspect(path);
    const [busy] = threads;
    // A thread that is busy hears nothing.
    if (busy) busy.postMessage = () => {};
    await expect(inspector.inspect(path)).rejects.toMatchObject({ code: 'damaged', cause: { name: 'AbortError' } });
    expect(await inspector.inspect(path)).toMatchObject({ codec: 'avc' });
    expect([threads.length, living(threads)]).toEqual([2, 1]);
  });

  it('reads the next file after one that filled its memory', async () => {
    const { inspector, threads } = start({ memoryLimitMb: 64 });
    const clip = await makeClipWithLastFrameEarly();
    const greedy = Buffer.from(clip);
    greedy.writeUInt32BE(0xffffffff, greedy.indexOf('stts') + 12);
    await expect(inspector.inspect(await save(greedy))).rejects.toMatchObject({ code: 'damaged' });
    expect(await inspector.inspect(await save(clip))).toMatchObject({ codec: 'avc' });
    expect([threads.length, living(threads)]).toEqual([2, 1]);
  });

  it('reads the next file after a fault of our own', async () => {
    const { inspector } = start();
    await expect(inspector.inspect(directory)).rejects.toMatchObject({ code: 'EISDIR' });
    expect(await inspector.inspect(await save(await makeTinyVideo()))).toMatchObject({ codec: 'avc' });
  });

  it('reads the next file when its thread has ended in between', async () => {
    const { inspector, threads } = start({ timeLimitMs: 3_000 });
    const path = await save(await makeTinyVideo());
    await inspector.inspect(path);
    await threads[0]?.terminate();
    expect(await inspector.inspect(path)).toMatchObject({ codec: 'avc' });
    expect(threads.length).toBe(2);
  });

  it('ends its thread when it is idle, and starts another for the next file', async () => {
    const { inspector, threads } = start({ idleMs: 20 });
    const path = await save(await makeTinyVideo());
    await inspector.inspect(path);
    await expect.poll(() => living(threads)).toBe(0);
    await inspector.inspect(path);
    expect(threads.length).toBe(2);
  });

  it('is idle after a file that was not there, too', async () => {
    const { inspector, threads } = start({ idleMs: 100 });
    await inspector.inspect(await save(await makeTinyVideo()));
    await expect(inspector.inspect(join(directory, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect.poll(() => living(threads)).toBe(0);
  });

  it('leaves no thread once it is closed, and none where nothing was read', async () => {
    const { inspector, threads } = start();
    await inspector.close();
    expect(threads.length).toBe(0);
    await inspector.inspect(await save(await makeTinyVideo()));
    await inspector.close();
    expect(living(threads)).toBe(0);
    await inspector.close();
  });
});

it('H.264 plays everywhere, and what some clients cannot play does not', async () => {
  expect(await read(await makeTinyVideo())).toMatchObject({ playsEverywhere: true });
  expect(await read(await makeTinyVideo({ codec: 'vp9' }))).toMatchObject({ codec: 'vp9', playsEverywhere: false });
});

async function makeClipWithLastFrameEarly(): Promise<Buffer> {
  const input = new Input({ formats: [MP4], source: new BufferSource(await makeTinyVideo()) });
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new Error('the clip has no track');
  return storeLastShownFrameEarly(track);
}

async function openFiles(): Promise<string[]> {
  const handles = await readdir('/proc/self/fd').catch(() => []);
  return Promise.all(handles.map((handle) => readlink(`/proc/self/fd/${handle}`).catch(() => '')));
}
