import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { FitError, type FitErrorCode } from '../../src/errors/fit-error.ts';
import { MediaError } from '../../src/errors/media-error.ts';
import type { PostingProblem } from '../../src/errors/posting-error.ts';
import { Fitting } from '../../src/jobs/fitting.ts';
import { tokenLifeMs } from '../../src/jobs/job.ts';
import { limitToFit } from '../../src/jobs/ladder.ts';
import { VideoFiles } from '../../src/jobs/video-files.ts';
import { aBill } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { aJob, anOrigin } from '../builders/jobs.ts';
import { settled, until } from '../builders/manual-clock.ts';

let world: JobWorld;
beforeEach(async (context) => {
  world = await startJobWorld(context);
  // The video has 1,000 bytes, and no place near takes so many.
  world.poster.limits = { channel: 500, response: 600, dm: 500 };
  world.tools.onFit = async () => 480;
});

const id = anOrigin().interactionId;
const forever = new AbortController().signal;
const deliver = async (signal = forever, { delivery } = world) => delivery.deliver(await world.store.get(id), signal);
const refusing = (problem: PostingProblem, rungs: RegExp) => (rung: string) => (rungs.test(rung) ? problem : null);
const failing = (code: FitErrorCode) => async () => {
  throw new FitError(code, `it is ${code}`);
};
const files = async () => (await readdir(world.directory)).filter((name) => name.endsWith('.mp4')).toSorted();

describe('a video that is too large for every place near', () => {
  it('is made smaller for the best of them, and posted there', async () => {
    await world.jobIn('finished');
    const limits: number[] = [];
    world.tools.onFit = async ({ limitBytes }) => {
      limits.push(limitBytes);
      return 480;
    };
    expect(await deliver()).toBe(0);
    expect(limits).toEqual([500]);
    expect(world.poster.tried).toEqual(['channel:file']);
    expect(world.poster.stored[0]?.post.content).toMatchObject({ form: 'file', bytes: 480, originalBytes: 1_000 });
    expect(await world.summary(id)).toBe('delivered channel:file, hold posted, 249 left');
    expect(await files()).toEqual([]);
  });

  it.each([
    ['private', { request: { isPrivate: true } }, 600, 'response:file'],
    ['where the bot may not post', { origin: { mayPost: false } }, 600, 'response:file'],
  ])('%s, is made smaller for the answer to the command', async (_, changes, limitBytes, rung) => {
    await world.jobIn('finished', changes);
    world.tools.onFit = async (task) => task.limitBytes - 1;
    await deliver();
    expect(world.poster.tried).toEqual([rung]);
    expect(world.poster.stored[0]?.post.content).toMatchObject({ bytes: limitBytes - 1 });
  });

  it('with nothing left but a direct message, is made smaller for that', async () => {
    await world.jobIn('finished', { origin: { mayPost: false } });
    await world.clock.advance(tokenLifeMs);
    await deliver();
    expect(world.poster.tried).toEqual(['dm:file']);
    expect(world.poster.stored[0]?.post.content).toMatchObject({ bytes: 480 });
  });

  it('shows how far that is, each time that it is drawn anew', async () => {
    await world.jobIn('finished');
    const shown: unknown[] = [];
    world.poster.showProgress = async (_job, progress) => void shown.push(progress);
    world.tools.onFit = async ({ onPercent }) => {
      onPercent(1);
      onPercent(40);
      await world.clock.advance(5_000);
      return 480;
    };
    await deliver();
    expect(shown).toEqual([{ stage: 'delivering' }, { stage: 'fitting', percent: 40 }]);
  });

  it('without an address needs none', async () => {
    await world.jobIn('submitting');
    const answered = join(world.directory, '0b9f1c1e-7c53-4b6a-9a3e-0d6f6b1c2d3e');
    await writeFile(answered, Buffer.alloc(1_000));
    await world.files.adopt(id, answered);
    const end = { n: 1, url: null, expiresAt: null, bill: aBill, submitted: { requestId: null } };
    await world.store.finished(id, end, world.clock.now());
    await deliver();
    expect([world.poster.tried, world.provider.published]).toEqual([['channel:file'], []]);
    expect(world.poster.stored[0]?.post.content).toMatchObject({ bytes: 480 });
  });

  it('is left alone where one place takes it', async () => {
    await world.jobIn('finished');
    world.poster.limits = { channel: 999, response: 1_000, dm: 999 };
    await deliver();
    expect([world.tools.fits, world.poster.tried]).toEqual([0, ['response:file']]);
  });
});

describe('a video that cannot be made to fit', () => {
  it.each(['too-small', 'no-encoder', 'busy', 'too-slow', 'over-limit', 'failed'] satisfies FitErrorCode[])(
    '(%s) becomes a link, and nothing of the try is left',
    async (code) => {
      await world.jobIn('finished');
      world.tools.onFit = failing(code);
      expect(await deliver()).toBe(0);
      expect(world.poster.tried).toEqual(['channel:link']);
      expect(world.poster.stored[0]?.post.content).toMatchObject({ form: 'link', why: 'too-large' });
      expect(await world.summary(id)).toBe('delivered channel:link, hold posted, 249 left');
      expect(await files()).toEqual([]);
      expect(world.notices).toEqual([]);
    },
  );

  it.each([
    ['a disk that is full', new Error('ENOSPC: no space left on device')],
    ['what came out does not play', new MediaError('damaged', 'not a playable mp4')],
  ])('through %s, becomes a link all the same', async (_, fault) => {
    await world.jobIn('finished');
    world.tools.onInspect = () => {
      // The first look is at the original.
      if (world.tools.inspections === 2) throw fault;
    };
    expect(await deliver()).toBe(0);
    expect(world.poster.tried).toEqual(['channel:link']);
    expect(await world.summary(id)).toBe('delivered channel:link, hold posted, 249 left');
    expect(await files()).toEqual([]);
  });

  it.each([
    ['failed', 40],
    ['too-slow', 40],
    ['too-small', 30],
    ['no-encoder', 30],
  ] as const)('is told to the operator’s log (%s), with the sizes', async (code, level) => {
    const job = await world.jobIn('finished');
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    world.tools.onFit = failing(code);
    const original = await world.files.fetch(id, 'https://cdn.example.org/clip.mp4', forever);
    const fitting = new Fitting({ files: world.files, cards: world.cards, log });
    expect(await fitting.fit(job, original, 500, forever)).toBeNull();
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level, jobId: id, bytes: 1_000, limitBytes: 500, code, reason: `it is ${code}` },
    ]);
  });

  it('is tried once, however often its delivery is', async () => {
    await world.jobIn('finished');
    world.tools.onFit = failing('failed');
    world.poster.refuse = refusing('transient', /./);
    for (let time = 0; time < 3; time += 1) await world.clock.advance(await deliver());
    expect(world.tools.fits).toBe(1);
    expect(new Set(world.poster.tried)).toEqual(new Set(['channel:link']));
  });
});

describe('one that was made smaller', () => {
  it('and is too large for Discord after all becomes a link', async () => {
    await world.jobIn('finished');
    world.poster.refuse = refusing('too-large', /^(channel|response):file/);
    expect(await deliver()).toBe(0);
    expect(world.poster.tried).toEqual(['channel:file', 'response:file', 'channel:link']);
    expect(await world.summary(id)).toBe('delivered channel:link, hold posted, 249 left');
  });

  it('is kept while Discord is out of reach, and encoded once', async () => {
    await world.jobIn('finished');
    world.poster.refuse = refusing('transient', /./);
    for (let time = 0; time < 3; time += 1) await world.clock.advance(await deliver());
    expect(await files()).toEqual([`${id}.fitted.mp4`, `${id}.mp4`]);
    world.poster.refuse = () => null;
    await deliver();
    expect(world.tools.fits).toBe(1);
    expect(world.poster.stored.map(({ post }) => post.content)).toMatchObject([{ bytes: 480, originalBytes: 1_000 }]);
    expect(await files()).toEqual([]);
  });

  it('is made smaller still where the place takes less than it did', async () => {
    await world.jobIn('finished');
    world.poster.refuse = refusing('transient', /./);
    await world.clock.advance(await deliver());
    Object.assign(world.poster, { refuse: () => null, limits: { channel: 300, response: 300, dm: 300 } });
    world.tools.onFit = async () => 290;
    await deliver();
    expect([world.tools.fits, world.poster.stored[0]?.post.content]).toMatchObject([2, { bytes: 290 }]);
  });
});

describe('a stop in the middle', () => {
  /** Begins to make a video smaller, and does not end. */
  const underWay = async (signal: AbortSignal) => {
    const began = Promise.withResolvers<void>();
    world.tools.onFit = (task) => {
      began.resolve();
      return new Promise((_, reject) => task.signal.addEventListener('abort', () => reject(task.signal.reason)));
    };
    const delivering = deliver(signal);
    await began.promise;
    return delivering;
  };

  it('in good order leaves nothing, and the next start begins anew and posts once', async () => {
    await world.jobIn('finished');
    const stopping = new AbortController();
    const [delivering] = [underWay(stopping.signal)];
    await until(async () => (await files()).length === 2);
    expect(await files()).toEqual([`${id}.fitting.mp4`, `${id}.mp4`]);
    stopping.abort();
    expect(await delivering).toBeGreaterThan(0);
    expect(await files()).toEqual([`${id}.mp4`]);
    expect(world.poster.tried).toEqual([]);

    const next = world.newProcess();
    await next.runner.recover();
    world.tools.onFit = async () => 480;
    expect(await next.delivery.deliver(await world.store.get(id), forever)).toBe(0);
    expect(world.poster.stored).toHaveLength(1);
    expect(world.poster.tried).toEqual(['channel:file']);
    expect(world.tools.downloads).toBe(1);
  });

  it('by a crash is not tried again: the next start posts the link, once', async () => {
    await world.jobIn('delivering');
    await world.files.fetch(id, 'https://cdn.example.org/clip.mp4', forever);
    await writeFile(join(world.directory, `${id}.fitting.mp4`), 'half a video');
    const next = world.newProcess();
    await next.runner.recover();
    expect(await next.delivery.deliver(await world.store.get(id), forever)).toBe(0);
    expect([world.tools.fits, world.poster.tried]).toEqual([0, ['channel:link']]);
    expect(await files()).toEqual([]);
  });

  it('after it was posted does not post it again, whatever is on our disk', async () => {
    await world.jobIn('delivering');
    await world.clock.advance(3 * 60_000);
    world.poster.found = { messageId: '777', channelId: '333333333333333333' };
    await deliver();
    expect([world.tools.fits, world.poster.tried]).toEqual([0, []]);
    await settled();
    expect(await files()).toEqual([]);
  });
});

describe('on our disk', () => {
  it('a sweep takes what was made smaller for jobs that have ended', async () => {
    const ended = '1573641915008548865';
    for (const kind of ['', '.fitted', '.fitting']) {
      for (const job of [id, ended]) await writeFile(join(world.directory, `${job}${kind}.mp4`), 'x');
    }
    await world.files.sweep([id]);
    expect(await files()).toEqual([`${id}.fitted.mp4`, `${id}.fitting.mp4`, `${id}.mp4`]);
  });

  it('a smaller video that a crash spoilt is made anew', async () => {
    await world.jobIn('finished');
    const original = await world.files.fetch(id, 'https://cdn.example.org/clip.mp4', forever);
    await writeFile(join(world.directory, `${id}.fitted.mp4`), Buffer.alloc(600));
    const task = { limitBytes: 500, signal: forever, onPercent: () => {} };
    expect(await world.files.fit(id, original, task)).toEqual({
      path: join(world.directory, `${id}.fitted.mp4`),
      bytes: 480,
      playsEverywhere: true,
      originalBytes: 1_000,
    });
    const again = new VideoFiles(world.directory, world.tools);
    expect(await again.fit(id, original, task)).toMatchObject({ bytes: 480 });
    expect(world.tools.fits).toBe(1);
  });
});

describe('the limit for which a video is made smaller', () => {
  const now = aJob().createdAt;
  const limits = { channel: 100, response: 200, dm: 50 };
  const limitFor = (bytes: number, changes: Parameters<typeof aJob>[0] = {}, at = now) =>
    limitToFit(aJob(changes), { bytes }, { limitBytes: (road) => limits[road], now: at });

  it('is that of the best road, where all near ones take less', () => {
    expect(limitFor(201)).toBe(100);
    expect(limitFor(201, { mayPost: false })).toBe(200);
    expect(limitFor(201, { interactionToken: null })).toBe(100);
  });

  it('is none where a road near takes the video as it is', () => {
    expect(limitFor(200)).toBeNull();
    expect(limitFor(100, { interactionToken: null })).toBeNull();
  });

  it('is that of the direct message where no other road is left', () => {
    expect(limitFor(51, { mayPost: false }, now + tokenLifeMs)).toBe(50);
    expect(limitFor(50, { mayPost: false }, now + tokenLifeMs)).toBeNull();
  });
});
