import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
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

describe('a video on our disk', () => {
  it('has its job for a name, in a folder that its owner alone can read', async () => {
    expect(await files.fetch('1', url, signal)).toEqual({ path: join(directory, '1.mp4'), bytes: 1_000 });
    expect(await readdir(directory)).toEqual(['1.mp4']);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  it('is fetched once, until it is discarded', async () => {
    for (let time = 0; time < 3; time += 1) await files.fetch('1', url, signal);
    expect(tools.downloads).toBe(1);
    await files.discard('1');
    expect(await readdir(directory)).toEqual([]);
    await files.discard('1');
    await files.fetch('1', url, signal);
    expect(tools.downloads).toBe(2);
  });

  it('that does not pass the check twice leaves nothing', async () => {
    tools.onInspect = () => {
      throw new MediaError('not-a-video', 'x');
    };
    await expect(files.fetch('1', url, signal)).rejects.toMatchObject({ code: 'not-a-video' });
    expect(tools.downloads).toBe(2);
    expect(await readdir(directory)).toEqual([]);
  });

  it('that cannot be downloaded is not tried a second time here', async () => {
    tools.onDownload = () => {
      throw new MediaError('network', 'x');
    };
    await expect(files.fetch('1', url, signal)).rejects.toMatchObject({ code: 'network' });
    expect(tools.downloads).toBe(1);
  });
});

it('a sweep keeps the files of open jobs alone', async () => {
  await files.sweep([]);
  for (const name of ['1.mp4', '2.mp4', 'cut-off-download']) await writeFile(join(directory, name), 'x');
  await files.sweep(['1', '3']);
  expect(await readdir(directory)).toEqual(['1.mp4']);
});
