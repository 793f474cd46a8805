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

describe('a video without an address', () => {
  const answered = async (content = 'a video') => {
    await files.sweep([]);
    const path = join(directory, '0b9f1c1e-7c53-4b6a-9a3e-0d6f6b1c2d3e');
    await writeFile(path, content);
    return path;
  };

  it('is taken over under its job’s name; once more, nothing changes', async () => {
    const path = await answered();
    expect(await files.has(own)).toBe(false);
    await files.adopt(own, path);
    await files.adopt(own, path);
    expect([await files.has(own), await files.has(ended)]).toEqual([true, false]);
    expect(await readdir(directory)).toEqual([`${own}.mp4`]);
  });

  it('that is not there cannot be taken over', async () => {
    await files.sweep([]);
    await expect(files.adopt(own, join(directory, 'nothing'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is checked, and downloaded from nowhere', async () => {
    await files.adopt(own, await answered());
    expect(await files.fetch(own, null, signal)).toMatchObject({ path: join(directory, `${own}.mp4`), bytes: 1_000 });
    expect([tools.inspections, tools.downloads]).toEqual([1, 0]);
  });

  it('that may not play is all there is, and stays', async () => {
    await files.adopt(own, await answered('half a video'));
    tools.onInspect = () => {
      throw new MediaError('damaged', 'x');
    };
    expect(await files.fetch(own, null, signal)).toMatchObject({ bytes: 12, playsEverywhere: false });
    expect(await files.has(own)).toBe(true);
  });

  it.for(['not-a-video', 'empty'] as const)(
    'that is %s is refused, and stays for whoever wants to see it',
    async (code) => {
      await files.adopt(own, await answered());
      tools.onInspect = () => {
        throw new MediaError(code, 'x');
      };
      await expect(files.fetch(own, null, signal)).rejects.toMatchObject({ code });
      expect(await files.has(own)).toBe(true);
    },
  );

  it('that is gone is said to be gone', async () => {
    await expect(files.fetch(own, null, signal)).rejects.toMatchObject({ code: 'gone' });
  });

  it('is set aside for the operator, where no sweep and no end of its job takes it', async () => {
    await files.adopt(own, await answered('precious'));
    const aside = await files.setAside(own);
    expect(aside).toBe(join(directory, `undelivered-${own}.mp4`));
    await files.discard(own);
    await files.sweep([]);
    expect(await readdir(directory)).toEqual([`undelivered-${own}.mp4`]);
    expect(await files.setAside(own)).toBe(aside);
    expect(await files.setAside(ended)).toBeNull();
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
