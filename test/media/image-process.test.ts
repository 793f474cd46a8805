import { ChildProcess, fork } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { imageLimits } from '../../src/catalogue/image.ts';
import { MediaError } from '../../src/errors/media-error.ts';
import { createImageNormaliser, type ImageNormaliserOptions } from '../../src/media/image-process.ts';
import { settled } from '../builders/manual-clock.ts';
import { picture, pngBomb } from './picture-files.ts';

// The processes are real; they are only remembered.
vi.mock('node:child_process', async (original) => {
  const actual = await original<typeof import('node:child_process')>();
  return { ...actual, fork: vi.fn(actual.fork) };
});

const forever = new AbortController().signal;
const size = { width: 48, height: 32 };
let directory: string;
let from: string;
let to: string;

beforeEach(async () => {
  vi.mocked(fork).mockClear();
  directory = await mkdtemp(join(tmpdir(), 'raybot-image-process-'));
  from = join(directory, 'original');
  to = join(directory, 'plain.jpg');
  await writeFile(from, await picture().png().toBuffer());
});
afterEach(() => rm(directory, { recursive: true }));

function start(options: Partial<ImageNormaliserOptions> = {}) {
  const normaliser = createImageNormaliser({ ...imageLimits, ...options });
  onTestFinished(() => normaliser.close());
  return normaliser;
}

async function save(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, bytes);
  return path;
}

/** A picture that keeps a decoder busy for a good part of a second. */
const saveSlow = () => save('slow', pngBomb(8_000, 8_000));

/** The process ids of the decoders that still live. */
function decoders(): number[] {
  const children = vi.mocked(fork).mock.results.flatMap(({ type, value }) => (type === 'return' ? [value] : []));
  return children.flatMap(({ pid, exitCode, signalCode }) =>
    pid !== undefined && exitCode === null && signalCode === null ? [pid] : [],
  );
}

function theDecoder(): number {
  const [pid, ...others] = decoders();
  if (pid === undefined || others.length > 0) throw new Error(`${others.length} decoders too many, or none`);
  return pid;
}

describe('pictures', () => {
  it('are made plain one after another by one process', async () => {
    const normaliser = start();
    expect(await normaliser.normalise(from, to, forever)).toEqual(size);
    const first = theDecoder();
    const targets = ['a', 'b', 'c'].map((name) => join(directory, name));
    expect(await Promise.all(targets.map((target) => normaliser.normalise(from, target, forever)))).toEqual(
      Array(3).fill(size),
    );
    expect(theDecoder()).toBe(first);
    for (const target of targets) expect(await readFile(target)).toEqual(await readFile(to));
  });

  it('that cannot be used are told with their reason, and the process stays for the next', async () => {
    const normaliser = start();
    const rubbish = Buffer.from('\x89PNG\r\n\x1a\n rubbish', 'latin1');
    for (const [code, bytes] of [
      ['not-an-image', '<html>'],
      ['too-many-pixels', pngBomb(20_000, 20_000)],
      ['damaged', rubbish],
    ] as const) {
      const failing = normaliser.normalise(await save('bad', bytes), to, forever);
      await expect(failing).rejects.toMatchObject({ name: 'MediaError', code });
    }
    const pid = theDecoder();
    expect(await normaliser.normalise(from, to, forever)).toEqual(size);
    expect(theDecoder()).toBe(pid);
  });

  it('that are not there are a fault of ours, not theirs', async () => {
    const failing = start().normalise(join(directory, 'none'), to, forever);
    await expect(failing).rejects.toThrow('ENOENT');
    await expect(failing).rejects.not.toHaveProperty('code', 'damaged');
  });

  it('keep to the bounds that were given', async () => {
    const failing = start({ maxPixels: 48 * 32 - 1 }).normalise(from, to, forever);
    await expect(failing).rejects.toMatchObject({ code: 'too-many-pixels' });
  });
});

describe('the process', () => {
  const hasProc = process.platform === 'linux';

  it.runIf(hasProc)('knows no secret: neither our variables nor our arguments', async () => {
    process.env.SEGMIND_API_KEY = 'SG_canary_key';
    process.execArgv.push('--env-file-if-exists=canary.env');
    onTestFinished(() => {
      delete process.env.SEGMIND_API_KEY;
      process.execArgv.pop();
    });
    await start().normalise(from, to, forever);
    const pid = theDecoder();
    const variables = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0').filter(Boolean);
    const names = variables.map((variable) => variable.replace(/=.*/s, ''));
    // Node adds the channel to its parent.
    const allowed = ['NODE_COMPILE_CACHE', 'NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE'];
    expect(names.filter((name) => !allowed.includes(name))).toEqual([]);
    const [node, ...given] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').filter(Boolean);
    expect(node).toBe(process.execPath);
    expect(given).toEqual([expect.stringMatching(/image-process-main\.ts$/)]);
  });

  it('begins with the first picture, and not before', async () => {
    start();
    expect(decoders()).toEqual([]);
  });

  it('is killed when a picture takes too long, and the next one works', async () => {
    const normaliser = start({ timeLimitMs: 3_000 });
    await normaliser.normalise(from, to, forever);
    const pid = theDecoder();
    process.kill(pid, 'SIGSTOP');
    const failing = normaliser.normalise(from, to, forever);
    await expect(failing).rejects.toMatchObject({ name: 'MediaError', code: 'damaged', message: /too long/ });
    expect(decoders()).toEqual([]);
    expect(await normaliser.normalise(from, to, forever)).toEqual(size);
    expect(theDecoder()).not.toBe(pid);
  });

  it('that dies of a picture calls it damaged, and the next one works', async () => {
    const normaliser = start();
    await normaliser.normalise(from, to, forever);
    const pid = theDecoder();
    process.kill(pid, 'SIGSTOP');
    const failing = expect(normaliser.normalise(from, to, forever)).rejects.toMatchObject({
      name: 'MediaError',
      code: 'damaged',
      message: /SIGSEGV/,
    });
    process.kill(pid, 'SIGSEGV');
    process.kill(pid, 'SIGCONT');
    await failing;
    expect(await normaliser.normalise(from, to, forever)).toEqual(size);
  });

  it('that dies between two pictures harms neither', async () => {
    const normaliser = start();
    await normaliser.normalise(from, to, forever);
    const pid = theDecoder();
    process.kill(pid, 'SIGKILL');
    await expect.poll(decoders).toEqual([]);
    expect(await normaliser.normalise(from, to, forever)).toEqual(size);
  });

  it('that cannot be started is a fault of ours, and the next picture works', async () => {
    const normaliser = start();
    const { execPath } = process;
    process.execPath = join(directory, 'no-such-node');
    onTestFinished(() => {
      process.execPath = execPath;
    });
    await expect(normaliser.normalise(from, to, forever)).rejects.toMatchObject({ code: 'ENOENT' });
    process.execPath = execPath;
    expect(await normaliser.normalise(from, to, forever)).toEqual(size);
  });

  it('that ends by itself, as where a library is missing, is a fault of ours, and the next picture works', async () => {
    const broken = await save('broken.mjs', "import 'no-such-library';");
    const { fork: really } = await vi.importActual<typeof import('node:child_process')>('node:child_process');
    vi.mocked(fork).mockImplementationOnce((_main, options) => really(broken, options));
    const normaliser = start();
    const error = await normaliser.normalise(from, to, forever).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(MediaError);
    expect(await normaliser.normalise(from, to, forever)).toEqual(size);
  });

  it('for which no file descriptor is left is a fault of ours, told once', async () => {
    // What Node gives back then has no channel, and an error to come.
    vi.mocked(fork).mockImplementationOnce(() => {
      const child = new ChildProcess();
      process.nextTick(() => child.emit('error', Object.assign(new Error('spawn EMFILE'), { code: 'EMFILE' })));
      return child;
    });
    const normaliser = start();
    await expect(normaliser.normalise(from, to, forever)).rejects.toMatchObject({ code: 'EMFILE' });
    expect(await normaliser.normalise(from, to, forever)).toEqual(size);
  });

  it('ends when it has been idle, and begins again', async () => {
    const normaliser = start({ idleMs: 50 });
    await normaliser.normalise(from, to, forever);
    await expect.poll(decoders, { timeout: 10_000 }).toEqual([]);
    expect(await normaliser.normalise(from, to, forever)).toEqual(size);
  });

  it('does not count as idle while it works', async () => {
    const normaliser = start({ idleMs: 1 });
    const slow = await saveSlow();
    expect(await normaliser.normalise(slow, to, forever)).toEqual({ width: 2048, height: 2048 });
    expect(await normaliser.normalise(slow, to, forever)).toEqual({ width: 2048, height: 2048 });
  });

  it('is gone once it was closed, and closing twice does nothing', async () => {
    const normaliser = start();
    await normaliser.normalise(from, to, forever);
    expect(decoders()).toHaveLength(1);
    await normaliser.close();
    expect(decoders()).toEqual([]);
    await normaliser.close();
    await createImageNormaliser(imageLimits).close();
  });
});

describe('an abort', () => {
  it('ends the work at once with its own reason, and the next picture works', async () => {
    const normaliser = start();
    await normaliser.normalise(from, to, forever);
    process.kill(theDecoder(), 'SIGSTOP');
    const stopping = new AbortController();
    const failing = normaliser.normalise(from, to, stopping.signal);
    await settled();
    const reason = new Error('raybot stops');
    stopping.abort(reason);
    await expect(failing).rejects.toBe(reason);
    expect(decoders()).toEqual([]);
    expect(await normaliser.normalise(from, to, forever)).toEqual(size);
  });

  it('that came before starts nothing', async () => {
    const failing = start().normalise(from, to, AbortSignal.abort(new Error('stopped')));
    await expect(failing).rejects.toThrow('stopped');
    expect(decoders()).toEqual([]);
    expect((await readdir(directory)).toSorted()).toEqual(['original']);
  });

  it('of one picture that waits for its turn leaves the others alone', async () => {
    const normaliser = start();
    const stopping = new AbortController();
    const first = normaliser.normalise(from, to, forever);
    const second = normaliser.normalise(from, join(directory, 'b'), stopping.signal);
    const third = normaliser.normalise(from, join(directory, 'c'), forever);
    stopping.abort(new Error('stopped'));
    expect(await first).toEqual(size);
    await expect(second).rejects.toThrow('stopped');
    expect(await third).toEqual(size);
    expect((await readdir(directory)).toSorted()).toEqual(['c', 'original', 'plain.jpg']);
  });
});
