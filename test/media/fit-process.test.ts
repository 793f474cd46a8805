import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EncodedPacketSink, FilePathSource, Input, MP4 } from 'mediabunny';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createVideoFitter, type FitLimits, type FitTask } from '../../src/media/fit-process.ts';
import { inspectVideo } from '../../src/media/video-file.ts';
import { makeNoisyVideo } from './noisy-video.ts';

// The processes are real; they are only remembered.
vi.mock('node:child_process', async (original) => {
  const actual = await original<typeof import('node:child_process')>();
  return { ...actual, fork: vi.fn(actual.fork) };
});
vi.mock('node:module', async (original) => {
  const actual = await original<typeof import('node:module')>();
  return { ...actual, createRequire: vi.fn(actual.createRequire) };
});

const forever = new AbortController().signal;
let directory: string;
let from: string;
let to: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'raybot-fit-'));
  from = join(directory, 'original.mp4');
  to = join(directory, 'fitted.mp4');
  await writeFile(from, await makeNoisyVideo());
});
afterAll(() => rm(directory, { recursive: true }));
beforeEach(() => void vi.mocked(fork).mockClear());

function start(limits: FitLimits = {}, beside: FitLimits = { niceness: 0 }) {
  // Beside other tests, one that gives way would never come to its end.
  const fitter = createVideoFitter((path) => inspectVideo(path), { ...beside, ...limits });
  onTestFinished(() => fitter.close());
  const fit = (task: Partial<FitTask> = {}, source = from) =>
    fitter.fit(source, to, { limitBytes: 200_000, signal: forever, onPercent: () => {}, ...task });
  return { fitter, fit };
}

/** The process ids of the encoders that still live. */
function encoders(): number[] {
  const children = vi.mocked(fork).mock.results.flatMap(({ type, value }) => (type === 'return' ? [value] : []));
  return children.flatMap(({ pid, exitCode, signalCode }) =>
    pid !== undefined && exitCode === null && signalCode === null ? [pid] : [],
  );
}

async function save(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, bytes);
  return path;
}

/** Runs this program in the place of the next encoder. */
async function runInstead(program: string): Promise<void> {
  const path = await save('instead.mjs', Buffer.from(program));
  const { fork: really } = await vi.importActual<typeof import('node:child_process')>('node:child_process');
  vi.mocked(fork).mockImplementationOnce((_main, options) => really(path, options));
}

/** The encoder holds still at its first news. */
function held(fit: (task: Partial<FitTask>) => Promise<unknown>, signal = forever) {
  const news = Promise.withResolvers<number>();
  const onPercent = () => {
    const [pid] = encoders();
    if (pid === undefined) return;
    process.kill(pid, 'SIGSTOP');
    news.resolve(pid);
  };
  const fitting = fit({ onPercent, signal });
  fitting.catch(news.reject);
  return { fitting, began: news.promise };
}

describe('a video that is made to fit', () => {
  it('comes out under the limit and near to it, playable everywhere, and as long as it was', async () => {
    const { bytes: originalBytes, durationSeconds } = await inspectVideo(from);
    const percents: number[] = [];
    const { fit } = start();
    const facts = await fit({ onPercent: (percent) => percents.push(percent) });
    expect(facts).toEqual(await inspectVideo(to));
    expect(facts).toMatchObject({ codec: 'avc', playsEverywhere: true, width: 320, height: 180, durationSeconds });
    expect(facts.bytes).toBe((await stat(to)).size);
    expect(originalBytes).toBeGreaterThan(2_000_000);
    expect(facts.bytes).toBeLessThanOrEqual(200_000);
    expect(facts.bytes).toBeGreaterThan(130_000);
    expect(percents).toEqual([...new Set(percents)].toSorted((a, b) => a - b));
    expect(percents.at(-1)).toBe(100);
    expect(percents.length).toBeGreaterThan(20);
  });

  it('begins to play before it is loaded whole, in the pixels that all players know', async () => {
    await start().fit();
    const bytes = await readFile(to);
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
    const input = new Input({ formats: [MP4], source: new FilePathSource(to) });
    const track = await input.getPrimaryVideoTrack();
    const { description } = (await track?.getDecoderConfig()) ?? {};
    // The profile: 66 and 77 are baseline and main, 100 is high; all of them have 4:2:0 and eight bits.
    expect([66, 77, 100]).toContain(Buffer.from(description as Uint8Array)[1]);
    input.dispose();
  });

  it('keeps every frame at its time, whatever the frame rate', async () => {
    const slow = await save('slow.mp4', await makeNoisyVideo({ frames: 60, framesPerSecond: 10 }));
    const { fit } = start();
    const { bytes } = await fit({ limitBytes: 250_000 }, slow);
    expect(await timestamps(to)).toEqual(await timestamps(slow));
    expect(bytes).toBeGreaterThan(160_000);
  });

  it('keeps its sound, and is smaller for it', async () => {
    const loud = await save('loud.mp4', await makeNoisyVideo({ hasSound: true }));
    const { fit } = start();
    const facts = await fit({}, loud);
    expect(facts.hasSound).toBe(true);
    expect(facts.bytes).toBeLessThanOrEqual(200_000);
    expect(facts.bytes).toBeGreaterThan(130_000);
  });

  it('stands as it stood where a player has to turn it', async () => {
    const turned = await save('turned.mp4', await makeNoisyVideo({ rotation: 90 }));
    expect(await start().fit({}, turned)).toMatchObject({ width: 180, height: 320 });
  });

  it('says of its colours what it said', async () => {
    const colorSpace = { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false } as const;
    const tagged = await save('tagged.mp4', await makeNoisyVideo({ colorSpace }));
    await start().fit({}, tagged);
    const input = new Input({ formats: [MP4], source: new FilePathSource(to) });
    expect(await (await input.getPrimaryVideoTrack())?.getColorSpace()).toMatchObject(colorSpace);
    input.dispose();
  });

  it('is made smaller in pixels where there are too few bits for all of them', async () => {
    const large = await save('large.mp4', await makeNoisyVideo({ width: 1280, height: 720, frames: 8 }));
    expect(await start().fit({ limitBytes: 36_000 }, large)).toMatchObject({ width: 854, height: 480 });
  });
});

async function timestamps(path: string): Promise<string[]> {
  const input = new Input({ formats: [MP4], source: new FilePathSource(path) });
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new Error('no video');
  const found: string[] = [];
  for await (const { timestamp } of new EncodedPacketSink(track).packets()) found.push(timestamp.toFixed(3));
  input.dispose();
  return found;
}

describe('a video that is not made to fit', () => {
  it('as it would not be worth looking at, costs no process', async () => {
    await expect(start().fit({ limitBytes: 20_000 })).rejects.toMatchObject({ name: 'FitError', code: 'too-small' });
    expect(fork).not.toHaveBeenCalled();
  });

  it('as no encoder is installed, costs no process', async () => {
    vi.mocked(createRequire).mockImplementationOnce(() => {
      const require = () => {};
      return Object.assign(require, {
        resolve: () => {
          throw new Error('Cannot find module');
        },
      }) as unknown as NodeJS.Require;
    });
    const { fitter, fit } = start();
    expect(fitter.isThere).toBe(false);
    await expect(fit()).rejects.toMatchObject({ code: 'no-encoder' });
    expect(fork).not.toHaveBeenCalled();
  });

  it('as the encoder cannot be loaded, says so, and no process is started for the next', async () => {
    await runInstead(`process.on('message', () => process.send({ answer: { noEncoder: 'no binary' } }));`);
    const { fitter, fit } = start();
    expect(fitter.isThere).toBe(true);
    await expect(fit()).rejects.toMatchObject({ code: 'no-encoder', message: /no binary/ });
    expect(fitter.isThere).toBe(false);
    await expect(fit()).rejects.toMatchObject({ code: 'no-encoder' });
    expect(fork).toHaveBeenCalledOnce();
  });

  it('as what came out is still too large, says so', async () => {
    await runInstead(`
      import { writeFileSync } from 'node:fs';
      process.on('message', ({ to }) => {
        writeFileSync(to, Buffer.alloc(200_001));
        process.send({ answer: { done: true } });
      });`);
    await expect(start().fit()).rejects.toMatchObject({ code: 'over-limit', message: /200001/ });
  });

  it('as what came out is no video, says so', async () => {
    await runInstead(`
      import { writeFileSync } from 'node:fs';
      process.on('message', ({ to }) => {
        writeFileSync(to, 'nothing');
        process.send({ answer: { done: true } });
      });`);
    await expect(start().fit()).rejects.toMatchObject({ code: 'failed', message: /not a playable mp4/ });
  });

  it('as it cannot be read, says so', async () => {
    const missing = join(directory, 'none.mp4');
    await expect(start().fit({}, missing)).rejects.toMatchObject({ code: 'failed', message: /ENOENT/ });
  });

  it('as it takes too long, says so, and the encoder is gone', async () => {
    await expect(start({ timeLimitMs: 1 }).fit()).rejects.toMatchObject({ code: 'too-slow' });
    expect(encoders()).toEqual([]);
  });

  it('as it needs too much memory, says so, and the encoder is gone', async () => {
    const failing = start({ memoryLimitMb: 1 }).fit();
    await expect(failing).rejects.toMatchObject({ code: 'failed', message: /more than 1 MB/ });
    expect(encoders()).toEqual([]);
  });

  it('as its encoder crashes, says so, and the next one is made to fit', async () => {
    const { fit } = start();
    const { fitting, began } = held(fit);
    process.kill(await began, 'SIGKILL');
    await expect(fitting).rejects.toMatchObject({ code: 'failed', message: /SIGKILL/ });
    expect((await fit()).bytes).toBeLessThanOrEqual(200_000);
  });

  it('as raybot stops, tells the reason of that, and the encoder is gone', async () => {
    const stopping = new AbortController();
    const { fitting, began } = held(start().fit, stopping.signal);
    await began;
    const reason = new Error('raybot stops');
    stopping.abort(reason);
    await expect(fitting).rejects.toBe(reason);
    expect(encoders()).toEqual([]);
  });

  it('as too many wait, is told at once', async () => {
    const { fit, fitter } = start({ maxWaiting: 1 });
    const { fitting, began } = held(fit);
    await began;
    const others = [fit(), fit()];
    const refused = await Promise.race(others.map((each) => each.catch((error: unknown) => error)));
    expect(refused).toMatchObject({ code: 'busy' });
    await fitter.close();
    const ends = await Promise.allSettled([fitting, ...others]);
    const codes = ends.map((end) => (end.status === 'rejected' ? end.reason.code : 'fitted'));
    expect(codes.toSorted()).toEqual(['busy', 'failed', 'failed']);
    expect(encoders()).toEqual([]);
  });
});

describe('the encoder', () => {
  it.runIf(process.platform === 'linux')('gives way to everything else, and knows no secret', async () => {
    process.env.SEGMIND_API_KEY = 'SG_canary_key';
    onTestFinished(() => void delete process.env.SEGMIND_API_KEY);
    const { fit } = start({}, {});
    const { fitting, began } = held(fit);
    const pid = await began;
    const [, niceness] = /^(?:.*\) )(?:\S+ ){16}(\S+)/s.exec(await readFile(`/proc/${pid}/stat`, 'latin1')) ?? [];
    expect(niceness).toBe('19');
    expect((await readFile(`/proc/${pid}/oom_score_adj`, 'latin1')).trim()).toBe('1000');
    expect(await readFile(`/proc/${pid}/environ`, 'utf8')).not.toContain('canary');
    process.kill(pid, 'SIGCONT');
    process.kill(pid, 'SIGKILL');
    await expect(fitting).rejects.toThrow();
  });

  it('is gone after each video: nothing of its memory stays', async () => {
    await start().fit();
    expect(encoders()).toEqual([]);
  });
});
