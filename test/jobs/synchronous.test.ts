import { randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { MediaError } from '../../src/errors/media-error.ts';
import { ProviderError } from '../../src/errors/provider-error.ts';
import type { Submitted } from '../../src/providers/video-provider.ts';
import { aBill, aFailure, FakeProvider } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { anOrigin } from '../builders/jobs.ts';
import { settled, until } from '../builders/manual-clock.ts';

let world: JobWorld;
let segmind: FakeProvider;
let apiframe: FakeProvider;

beforeEach(async (context) => {
  segmind = new FakeProvider('segmind');
  segmind.isSynchronous = true;
  apiframe = new FakeProvider('apiframe');
  world = await startJobWorld(context, [segmind, apiframe]);
});

const id = anOrigin().interactionId;
const running = new AbortController().signal;
const delivered = 'delivered channel:file, hold posted, 249 left';

/** The answer to a submit is the video itself, put where the provider was told to. */
async function aVideoFile(content = 'a video'): Promise<Submitted> {
  const path = join(world.directory, randomUUID());
  await writeFile(path, content);
  return { state: 'finished', requestId: 'r-1', video: { path }, bill: aBill };
}

function answer(submitted: () => Submitted | Promise<Submitted>): void {
  segmind.onSubmit = async (_input, aboutToSend) => {
    await aboutToSend();
    return submitted();
  };
}

async function run(changes: Parameters<JobWorld['jobIn']>[1] = {}): Promise<void> {
  await world.jobIn('preparing', changes);
  await world.leadToEnd(id);
}

const onDisk = async () => (await readdir(world.directory)).filter((name) => name !== 'images').toSorted();
const submits = () => [segmind.submits.length, apiframe.submits.length];
const submitOnce = async () =>
  world.submission.submit(await world.store.get(id), { stopping: running, aborting: running });

describe('a video that comes with the answer', () => {
  it('as a file is taken over, posted, and gone from the disk; nothing is looked at or downloaded', async () => {
    let posted = '';
    const { post } = world.poster;
    world.poster.post = async (road, job, video) => {
      if (video.content.form === 'file') posted = await readFile(video.content.path, 'utf8');
      return post.call(world.poster, road, job, video);
    };
    answer(() => aVideoFile('these very bytes'));
    await run();
    expect(await world.summary(id)).toBe(delivered);
    expect(posted).toBe('these very bytes');
    expect([segmind.looks, world.tools.downloads, await onDisk()]).toEqual([[], 0, []]);
    expect(await world.store.get(id)).toMatchObject({ resultUrl: null, resultExpiresAt: null });
    const attempt = await world.database.selectFrom('attempt').selectAll().executeTakeFirstOrThrow();
    expect(attempt).toMatchObject({ state: 'finished', request_id: 'r-1', cost_micro_usd: 375_000 });
  });

  it('as an address is downloaded', async () => {
    const url = 'https://cdn.example.org/sync.mp4';
    answer(() => ({ state: 'finished', requestId: null, video: { url }, bill: aBill }));
    await world.jobIn('preparing');
    await submitOnce();
    expect(await world.store.get(id)).toMatchObject({
      ...{ state: 'finished', resultUrl: url, resultExpiresAt: world.clock.now() + segmind.fileLifeMs },
    });
    await world.leadToEnd(id);
    expect(await world.summary(id)).toBe(delivered);
    expect([world.tools.downloads, segmind.looks]).toEqual([1, []]);
  });

  it('is being made meanwhile, and the card says so', async () => {
    const video = Promise.withResolvers<void>();
    answer(async () => {
      await video.promise;
      return aVideoFile();
    });
    await world.jobIn('preparing');
    await world.startRunner(world.runner);
    await until(async () => (await world.store.get(id)).state === 'submitting');
    await world.clock.advance(60_000);
    expect([...new Set(world.poster.progress)]).toEqual(['preparing', 'making']);
    expect(segmind.searches).toEqual([]);
    video.resolve();
    await world.leadToEnd(id);
    expect(await world.summary(id)).toBe(delivered);
  });

  it('shows that the provider is well, once it is written down', async () => {
    for (let time = 0; time < 5; time += 1) world.router.failed('segmind');
    await world.clock.advance(60_000);
    answer(aVideoFile);
    await run();
    expect(world.breakerNews).toEqual(['segmind open', 'segmind closed']);
  });
});

describe('a file without an address', () => {
  const failing = (code: 'damaged' | 'not-a-video') => () => {
    throw new MediaError(code, `the file is ${code}`);
  };
  const everywhereTooLarge = { channel: 999, response: 999, dm: 999 };

  it('that may not play is posted with the note: it is all there is', async () => {
    world.tools.onInspect = failing('damaged');
    answer(() => aVideoFile('half a video'));
    await run();
    expect(await world.summary(id)).toBe(delivered);
    expect(world.poster.stored[0]?.post.content).toMatchObject({ form: 'file', bytes: 12, playsEverywhere: false });
    expect(world.tools.downloads).toBe(0);
  });

  it('that is no video is not sold: credits back, and the operator told where it is', async () => {
    world.tools.onInspect = failing('not-a-video');
    answer(() => aVideoFile('<html>'));
    await run();
    expect(await world.summary(id)).toBe('undelivered not-a-video, hold voided, 300 left');
    expect(world.poster.tried).toEqual([]);
    expect(world.notices).toMatchObject([
      { code: 'delivery-impossible', detail: expect.stringContaining(join(world.directory, `undelivered-${id}.mp4`)) },
    ]);
    expect(await onDisk()).toEqual([`undelivered-${id}.mp4`]);
  });

  it('that is too large for every place is put where a link can lead to it', async () => {
    world.poster.limits = everywhereTooLarge;
    answer(aVideoFile);
    await run();
    expect(await world.summary(id)).toBe('delivered channel:link, hold posted, 249 left');
    expect(segmind.published).toEqual([join(world.directory, `${id}.mp4`)]);
    expect(world.poster.stored.map(({ post }) => post.content)).toMatchObject([
      { form: 'link', url: 'https://storage.example.org/video.mp4', why: 'too-large' },
    ]);
    expect(await world.store.get(id)).toMatchObject({ resultUrl: 'https://storage.example.org/video.mp4' });
    expect(await onDisk()).toEqual([]);
  });

  it('is published once, although the link is not posted at the first try', async () => {
    world.poster.limits = everywhereTooLarge;
    const end = world.clock.now() + 60_000;
    world.poster.refuse = () => (world.clock.now() < end ? 'transient' : null);
    answer(aVideoFile);
    await run();
    expect(await world.summary(id)).toBe('delivered channel:link, hold posted, 249 left');
    expect(segmind.published).toHaveLength(1);
  });

  it('that can be published a moment later only, waits for it', async () => {
    world.poster.limits = everywhereTooLarge;
    let tries = 0;
    const { publish } = segmind;
    segmind.publish = async (path) => {
      tries += 1;
      if (tries < 3) throw new ProviderError('transient', '503', true);
      return publish.call(segmind, path);
    };
    answer(aVideoFile);
    await run();
    expect(tries).toBe(3);
    expect(await world.summary(id)).toBe('delivered channel:link, hold posted, 249 left');
  });

  it('that cannot be published for an hour waits for it: it is on our disk, and paid for', async () => {
    world.poster.limits = everywhereTooLarge;
    const end = world.clock.now() + 3_600_000;
    const { publish } = segmind;
    segmind.publish = async (path) => {
      if (world.clock.now() < end) throw new ProviderError('transient', '503', true);
      return publish.call(segmind, path);
    };
    answer(aVideoFile);
    await run();
    expect(await world.summary(id)).toBe('delivered channel:link, hold posted, 249 left');
  });

  it('that cannot be published is set aside: credits back, the operator told its path, and no start removes it', async () => {
    world.poster.limits = everywhereTooLarge;
    segmind.publish = () => Promise.reject(new ProviderError('credentials', '401', false));
    answer(() => aVideoFile('precious'));
    await run();
    const aside = join(world.directory, `undelivered-${id}.mp4`);
    expect(await world.summary(id)).toBe('undelivered delivery-impossible, hold voided, 300 left');
    expect(world.notices).toMatchObject([{ code: 'delivery-impossible', detail: expect.stringContaining(aside) }]);
    await world.newProcess().runner.recover();
    expect(await readFile(aside, 'utf8')).toBe('precious');
  });

  it('that no place takes is set aside where its provider has no place either', async () => {
    world.poster.limits = everywhereTooLarge;
    Object.assign(segmind, { publish: undefined });
    answer(aVideoFile);
    await run();
    expect(await world.summary(id)).toBe('undelivered delivery-impossible, hold voided, 300 left');
    expect(await onDisk()).toEqual([`undelivered-${id}.mp4`]);
  });

  it('that went from the disk is given up, and the operator is told', async () => {
    answer(aVideoFile);
    await world.jobIn('preparing');
    await submitOnce();
    await world.files.discard(id);
    await world.leadToEnd(id);
    expect(await world.summary(id)).toBe('undelivered video-unreachable, hold voided, 300 left');
    expect(world.notices).toMatchObject([{ code: 'delivery-impossible', jobId: id }]);
    expect(world.notices[0]?.detail).not.toContain('null');
    expect(submits()).toEqual([1, 0]);
  });
});

describe('an answer that is a failure', () => {
  it.for([
    ['other', false, delivered, ['1 segmind failed', '2 apiframe finished']],
    ['other', true, 'failed provider-failed, hold voided, 300 left', ['1 segmind failed']],
    ['moderation', false, 'failed moderated, hold voided, 300 left', ['1 segmind failed']],
    ['validation', false, 'failed provider-refused, hold voided, 300 left', ['1 segmind failed']],
  ] as const)('(%s, billed: %s) ends in «%s»', async ([kind, billed, summary, attempts]) => {
    answer(() => ({ ...aFailure({ kind, billed }), state: 'failed', requestId: null }));
    await run();
    expect(await world.summary(id)).toBe(summary);
    expect(await world.attempts(id)).toEqual(attempts);
    expect(segmind.submits).toHaveLength(1);
  });
});

describe('a crash', () => {
  it('between taking over the file and writing it down costs nothing: the file says what happened', async () => {
    await world.jobIn('submitting');
    const video = await aVideoFile();
    if (video.state === 'finished' && 'path' in video.video) await world.files.adopt(id, video.video.path);
    await world.leadToEnd(id, world.newProcess());
    expect(await world.summary(id)).toBe(delivered);
    expect([submits(), segmind.searches, world.tools.downloads]).toEqual([[0, 0], [], 0]);
  });

  it('before the file was taken over leaves the request to be looked for; half a file goes', async () => {
    await world.jobIn('submitting');
    await aVideoFile('half of it');
    segmind.onRecover = () => ({
      ...{ state: 'finished', requestId: 'r', bill: aBill },
      video: { url: 'https://cdn.example.org/history.mp4' },
    });
    await world.leadToEnd(id, world.newProcess());
    expect(await world.summary(id)).toBe(delivered);
    expect([submits(), world.tools.downloads, await onDisk()]).toEqual([[0, 0], 1, []]);
  });

  it('after the file was published finds its address', async () => {
    world.poster.limits = { channel: 999, response: 999, dm: 999 };
    await world.jobIn('submitting');
    const video = await aVideoFile();
    if (video.state === 'finished' && 'path' in video.video) await world.files.adopt(id, video.video.path);
    await world.store.finished(
      id,
      { n: 1, url: null, expiresAt: null, bill: aBill, submitted: { requestId: null } },
      world.clock.now(),
    );
    await world.store.published(id, { url: 'https://storage.example.org/a.mp4', expiresAt: 1 }, world.clock.now());
    await world.leadToEnd(id, world.newProcess());
    expect(await world.summary(id)).toBe('delivered channel:link, hold posted, 249 left');
    expect([segmind.published, world.tools.downloads]).toEqual([[], 0]);
  });
});

describe('a disk that takes nothing', () => {
  const rename = (from: string, to: string) => world.database.schema.alterTable(from).renameTo(to).execute();

  it.for([
    ['a video', () => aVideoFile(), delivered],
    [
      'a failure with a bill',
      (): Submitted => ({ ...aFailure({ billed: true }), state: 'failed', requestId: 'r-1' }),
      'failed provider-failed, hold voided, 300 left',
    ],
  ] as const)('while %s comes loses none of it: the operator is told, and it is written down later', async (row) => {
    const [, submitted, summary] = row;
    answer(async () => {
      await rename('attempt', 'attempt_gone');
      return submitted();
    });
    await world.jobIn('preparing');
    await world.startRunner(world.runner);
    await until(() => world.notices.length > 0);
    await world.clock.advance(5 * 60_000);
    expect(world.notices).toMatchObject([{ code: 'submit-unrecorded', jobId: id, detail: /r-1/ }].map(matching));
    expect(await world.summary(id)).toBe('submitting, hold pending, 249 left');
    await rename('attempt_gone', 'attempt');
    await until(async () => {
      await world.clock.advance(10_000);
      return (await world.store.get(id)).settledAt !== null;
    });
    expect(await world.summary(id)).toBe(summary);
    expect([submits(), segmind.searches]).toEqual([[1, 0], []]);
    expect(world.notices.filter(({ code }) => code === 'submit-unrecorded')).toHaveLength(1);
  });

  it('is no failure of the provider, however often a failed request is written down anew', async () => {
    answer(async () => {
      await rename('attempt', 'attempt_gone');
      return { ...aFailure({ billed: true }), state: 'failed', requestId: null };
    });
    await world.jobIn('preparing');
    await world.startRunner(world.runner);
    await until(() => world.notices.length > 0);
    await world.clock.advance(10 * 60_000);
    await rename('attempt_gone', 'attempt');
    await world.clock.advance(60_000);
    expect(world.breakerNews).toEqual([]);
  });
});

const matching = ({ detail, ...notice }: { code: string; jobId: string; detail: RegExp }) => ({
  ...notice,
  detail: expect.stringMatching(detail),
});

describe('a stop while a video is being made', () => {
  /** The provider works until it is cut off. */
  function workForEver(): void {
    segmind.onSubmit = async (_input, aboutToSend, signal) => {
      await aboutToSend();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new ProviderError('transient', 'cut off', true)));
      });
    };
  }

  it('leaves the job submitting, and the next start looks for it', async () => {
    const first = world.newProcess();
    for (const row of first.parts.rows.slice(0, 2)) {
      const terms = row.terms[5] ?? expect.fail();
      first.router.turnedAway({ row, terms }, new ProviderError('transient', '503', true));
    }
    workForEver();
    await world.jobIn('preparing');
    await world.startRunner(first.runner);
    await until(async () => (await world.store.get(id)).state === 'submitting');
    await first.runner.stop(0);
    expect(await world.summary(id)).toBe('submitting, hold pending, 249 left');
    // To be cut off by us is no third failure of the provider.
    expect(world.breakerNews).toEqual([]);
    segmind.onRecover = async () => aVideoFile();
    await world.leadToEnd(id, world.newProcess());
    expect(await world.summary(id)).toBe(delivered);
    expect([submits(), segmind.searches.length, world.notices]).toEqual([[1, 0], 1, []]);
  });

  it('waits for one that comes before the drain ends, and writes it down', async () => {
    const first = world.newProcess();
    const video = Promise.withResolvers<void>();
    answer(async () => {
      await video.promise;
      return aVideoFile();
    });
    await world.jobIn('preparing');
    await world.startRunner(first.runner);
    await until(async () => (await world.store.get(id)).state === 'submitting');
    const stopping = first.runner.stop(10_000);
    await settled();
    video.resolve();
    await stopping;
    expect(await world.summary(id)).toBe('finished, hold pending, 249 left');
    await world.leadToEnd(id, world.newProcess());
    expect(await world.summary(id)).toBe(delivered);
    expect([submits(), segmind.searches]).toEqual([[1, 0], []]);
  });
});
