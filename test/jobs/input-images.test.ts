import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MediaError } from '../../src/errors/media-error.ts';
import { InputImages } from '../../src/jobs/input-images.ts';
import { FakeImageTools } from '../builders/job-world.ts';

const signal = new AbortController().signal;
const url = 'https://cdn.discordapp.com/attachments/1/2/../../../etc/passwd';
const own = '1573641915008548864';
const ended = '1573641915008548865';
let parent: string;
let directory: string;
let tools: FakeImageTools;
let images: InputImages;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'raybot-images-'));
  directory = join(parent, 'images');
  tools = new FakeImageTools();
  images = new InputImages(directory, tools);
});
afterEach(() => rm(parent, { recursive: true }));

describe('a picture on our disk', () => {
  it('has its job and its place for a name, in a folder that its owner alone can read', async () => {
    const path = join(directory, `${own}-start.jpg`);
    expect(await images.fetch(own, 'start', url, signal)).toEqual({ path, size: { width: 1600, height: 1200 } });
    expect(await readdir(directory)).toEqual([`${own}-start.jpg`]);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect(await readFile(path, 'utf8')).toBe('a picture');
  });

  it('is fetched once, also by another process, until it is discarded', async () => {
    await images.fetch(own, 'start', url, signal);
    const path = join(directory, `${own}-start.jpg`);
    expect(await images.fetch(own, 'start', url, signal)).toEqual({ path, size: null });
    expect(await new InputImages(directory, tools).fetch(own, 'start', url, signal)).toEqual({ path, size: null });
    expect(tools.downloads).toEqual([url]);
    await images.discard(own);
    expect(await readdir(directory)).toEqual([]);
    await images.discard(own);
    await images.fetch(own, 'start', url, signal);
    expect(tools.downloads).toEqual([url, url]);
  });

  it('is one of two, and both are discarded', async () => {
    await images.fetch(own, 'start', url, signal);
    await images.fetch(own, 'end', url, signal);
    await images.fetch(ended, 'end', url, signal);
    expect((await readdir(directory)).toSorted()).toEqual([`${own}-end.jpg`, `${own}-start.jpg`, `${ended}-end.jpg`]);
    await images.discard(own);
    expect(await readdir(directory)).toEqual([`${ended}-end.jpg`]);
  });

  it.each(['onDownload', 'onNormalise'] as const)('that fails %s leaves nothing, and is no picture', async (step) => {
    tools[step] = () => {
      throw new MediaError('damaged', 'x');
    };
    await expect(images.fetch(own, 'start', url, signal)).rejects.toMatchObject({ code: 'damaged' });
    expect(await readdir(directory)).toEqual([]);
    tools[step] = () => {};
    expect(await images.fetch(own, 'start', url, signal)).toMatchObject({ size: tools.size });
  });

  it('is whole or not there: half a plain picture is removed', async () => {
    const broken = new InputImages(directory, {
      download: (address, folder) => tools.download(address, folder),
      async normalise(_from, to) {
        await writeFile(to, 'half');
        throw new Error('the disk is full');
      },
    });
    await expect(broken.fetch(own, 'start', url, signal)).rejects.toThrow('the disk is full');
    expect(await readdir(directory)).toEqual([]);
  });

  it('gets its name once its size is written down, and not before', async () => {
    const seen: unknown[] = [];
    await images.fetch(own, 'start', url, signal, async (size) => {
      seen.push(size, (await readdir(directory)).includes(`${own}-start.jpg`));
    });
    expect(seen).toEqual([tools.size, false]);
    const failing = images.fetch(own, 'end', url, signal, () => Promise.reject(new Error('the disk is full')));
    await expect(failing).rejects.toThrow('the disk is full');
    expect(await readdir(directory)).toEqual([`${own}-start.jpg`]);
  });

  it('is fetched by the signal of its caller', async () => {
    const seen: AbortSignal[] = [];
    const watching = new InputImages(directory, {
      download: (address, folder, given) => {
        seen.push(given);
        return tools.download(address, folder);
      },
      normalise: (from, to, given) => {
        seen.push(given);
        return tools.normalise(from, to);
      },
    });
    await watching.fetch(own, 'start', url, signal);
    expect(seen).toEqual([signal, signal]);
  });
});

it('a sweep keeps the pictures of open jobs, and what is not ours', async () => {
  await images.sweep([]);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  const cutOff = '0b9f1c1e-7c53-4b6a-9a3e-0d6f6b1c2d3e';
  const kept = [
    `${own}-start.jpg`,
    `${own}-end.jpg`,
    'wedding.jpg',
    `${ended}-middle.jpg`,
    `x${ended}-end.jpg`,
    'notes',
  ];
  for (const name of [...kept, `${ended}-start.jpg`, `${ended}-end.jpg`, cutOff, `${cutOff}.jpg`])
    await writeFile(join(directory, name), 'x');
  await mkdir(join(directory, `${BigInt(ended) + 1n}-start.jpg`));
  await images.sweep([own, '3']);
  expect((await readdir(directory)).toSorted()).toEqual([...kept, `${BigInt(ended) + 1n}-start.jpg`].toSorted());
});
