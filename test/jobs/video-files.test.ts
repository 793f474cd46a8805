import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MediaError } from '../../src/errors/media-error.ts';
import { VideoFiles } from '../../src/jobs/video-files.ts';
import { FakeVideoTools } from '../builders/job-world.ts';

const signal = new AbortController().signal;
const url = 'https://cdn.example.org/clip.mp4';
let parent: string;
let directory: string;
let tools: FakeVideoTools;
let files: VideoFiles;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'raybot-files-'));
  directory = join(parent, 'videos');
  tools = new FakeVideoTools();
  files = new VideoFiles(directory, tools);
});
afterEach(() => rm(parent, { recursive: true }));

const own = '1573641915008548864';
const ended = '1573641915008548865';

describe('a video on our disk', () => {
  it('has its job for a name, in a folder that its owner alone can read', async () => {
    expect(await files.fetch(own, url, signal)).toEqual({
      path: join(directory, `${own}.mp4`),
      bytes: 1_000,
      playsEverywhere: true,
    });
    expect(await readdir(directory)).toEqual([`${own}.mp4`]);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  it('is fetched once, until it is discarded', async () => {
    for (let time = 0; time < 3; time += 1) await files.fetch(own, url, signal);
    expect(tools.downloads).toBe(1);
    await files.discard(own);
    expect(await readdir(directory)).toEqual([]);
    await files.discard(own);
    await files.fetch(own, url, signal);
    expect(tools.downloads).toBe(2);
  });

  it('that does not pass the check twice leaves nothing', async () => {
    tools.onInspect = () => {
      throw new MediaError('not-a-video', 'x');
    };
    await expect(files.fetch(own, url, signal)).rejects.toMatchObject({ code: 'not-a-video' });
    expect(tools.downloads).toBe(2);
    expect(await readdir(directory)).toEqual([]);
  });

  it('that cannot be downloaded is not tried a second time here', async () => {
    tools.onDownload = () => {
      throw new MediaError('network', 'x');
    };
    await expect(files.fetch(own, url, signal)).rejects.toMatchObject({ code: 'network' });
    expect(tools.downloads).toBe(1);
  });
});

it('a sweep keeps the files of open jobs, and what is not ours', async () => {
  await files.sweep([]);
  const cutOff = '0b9f1c1e-7c53-4b6a-9a3e-0d6f6b1c2d3e';
  for (const name of [`${own}.mp4`, `${ended}.mp4`, cutOff, 'wedding.mp4']) await writeFile(join(directory, name), 'x');
  await mkdir(join(directory, 'holidays'));
  await files.sweep([own, '3']);
  expect((await readdir(directory)).toSorted()).toEqual([`${own}.mp4`, 'holidays', 'wedding.mp4']);
});
