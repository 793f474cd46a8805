import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Image } from '../../src/catalogue/image.ts';
import type { GenerationRequest } from '../../src/catalogue/request.ts';
import { StaleJobError } from '../../src/errors/job-error.ts';
import { MediaError, type MediaErrorCode } from '../../src/errors/media-error.ts';
import { ProviderError, type ProviderErrorKind } from '../../src/errors/provider-error.ts';
import type { ImageFailure } from '../../src/jobs/job.ts';
import { imageFailureOf, Preparation } from '../../src/jobs/preparation.ts';
import { Submission } from '../../src/jobs/submission.ts';
import { accepted, aFailure, FakeProvider } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { anOrigin } from '../builders/jobs.ts';
import { settled, until } from '../builders/manual-clock.ts';

let world: JobWorld;
beforeEach(async (context) => {
  world = await startJobWorld(context);
  context.onTestFinished(() => world.runner.stop(1_000));
});

const running = new AbortController().signal;
const startUrl = 'https://cdn.discordapp.com/attachments/1/2/start.png';
const endUrl = 'https://cdn.discordapp.com/attachments/1/2/end.png';
const image = (url: string): Image => ({ url, width: null, height: null });
const oneImage: Partial<GenerationRequest> = { startImage: image(startUrl), ratioFollowsImage: true };
const bothImages: Partial<GenerationRequest> = { ...oneImage, endImage: image(endUrl) };

const preparing = (request = oneImage) => world.jobIn('preparing', { request });
const submit = async (id: string, submission = world.submission, stopping = running) =>
  submission.submit(await world.store.get(id), { stopping, aborting: running });
/** Submits again whenever it is due, until the job goes on or ends. */
async function submitInTime(id: string): Promise<void> {
  for (let wait = await submit(id); wait > 0; wait = await submit(id)) await world.clock.advance(wait);
}
const requestOf = async (id: string) => (await world.store.get(id)).request;
const onDisk = async () => (await readdir(join(world.directory, 'images')).catch(() => [])).toSorted();

/** The same stages as a new process has them: on the same disk and database, with nothing in mind. */
function restarted(): Submission {
  return world.newProcess().submission;
}

/** The provider turns the paid request away, without harm. */
function turnAway(kind: ProviderErrorKind = 'rate'): void {
  world.provider.onSubmit = async (_input, aboutToSend) => {
    await aboutToSend();
    throw new ProviderError(kind, 'busy', false);
  };
}

function takeAgain(): void {
  world.provider.onSubmit = new FakeProvider().onSubmit;
}

describe('a job with pictures', () => {
  it('is sent with the address that its provider gave out, and with that alone', async () => {
    const { id } = await preparing();
    expect(await submit(id)).toBe(0);
    expect(world.imageTools.downloads).toEqual([startUrl]);
    const path = join(world.directory, 'images', `${id}-start.jpg`);
    expect(world.provider.uploads).toEqual([{ path, contentType: 'image/jpeg' }]);
    expect(world.provider.submits).toMatchObject([
      { images: { startUrl: 'https://storage.example.org/picture-1.jpg' } },
    ]);
    expect(world.provider.submits[0]?.images).not.toHaveProperty('endUrl');
    expect(JSON.stringify(world.provider.submits)).not.toContain('discord');
    expect(await world.summary(id)).toBe('submitted, hold pending, 249 left');
  });

  it('is sent with both, each in its place', async () => {
    const { id } = await preparing(bothImages);
    await submit(id);
    expect(world.imageTools.downloads).toEqual([startUrl, endUrl]);
    expect(await onDisk()).toEqual([`${id}-end.jpg`, `${id}-start.jpg`]);
    expect(world.provider.submits[0]?.images).toEqual({
      startUrl: 'https://storage.example.org/picture-1.jpg',
      endUrl: 'https://storage.example.org/picture-2.jpg',
    });
    expect(world.provider.uploads.map(({ path }) => path.replace(/.*-/, ''))).toEqual(['start.jpg', 'end.jpg']);
  });

  it('is sent with an end alone', async () => {
    const { id } = await preparing({ endImage: image(endUrl), ratioFollowsImage: true });
    await submit(id);
    expect(world.provider.submits).toMatchObject([
      { images: { endUrl: 'https://storage.example.org/picture-1.jpg' }, aspectRatio: '4:3' },
    ]);
    expect(world.provider.submits[0]?.images).not.toHaveProperty('startUrl');
  });

  it('goes to the row that takes pictures', async () => {
    const { id } = await preparing({ ...oneImage, model: 'ray-2' });
    await submit(id);
    expect(world.provider.submits).toMatchObject([
      { slug: 'luma-ray-img-2-video', model: 'ray-2', aspectRatio: '16:9' },
    ]);
  });

  it('without any picks up and uploads nothing', async () => {
    const { id } = await preparing({});
    await submit(id);
    expect([world.imageTools.downloads, world.provider.uploads]).toEqual([[], []]);
    expect(world.provider.submits[0]?.images).toEqual({});
  });

  it('is written down as submitting only once its pictures are there', async () => {
    const { id } = await preparing();
    const states: string[] = [];
    world.provider.onUpload = () => void world.store.get(id).then(({ state }) => states.push(state));
    await submit(id);
    expect(states).toEqual(['preparing']);
  });

  it('fetches at most two pictures at a time', async () => {
    let [begun, moving, most] = [0, 0, 0];
    const { download } = world.imageTools;
    world.imageTools.download = async (...given) => {
      begun += 1;
      most = Math.max(most, ++moving);
      // Each waits for company, the last one for nobody, and a third one has time to come.
      await until(() => moving > 1 || begun === 5);
      await settled();
      moving -= 1;
      return download.apply(world.imageTools, given);
    };
    const ids = [];
    for (let n = 0; n < 5; n += 1) {
      const origin = { interactionId: `157364191500854887${n}`, memberId: `member-${n}` };
      ids.push((await world.jobIn('preparing', { origin, request: oneImage })).id);
    }
    await Promise.all(ids.map((id) => submit(id)));
    expect(most).toBe(2);
    expect(world.provider.submits).toHaveLength(5);
  });
});

describe('a picture’s true size', () => {
  it('settles the ratio, and is written down', async () => {
    const { id } = await preparing();
    world.imageTools.size = { width: 900, height: 1600 };
    await submit(id);
    expect(world.provider.submits).toMatchObject([{ aspectRatio: '9:16' }]);
    expect(await requestOf(id)).toMatchObject({
      aspectRatio: '9:16',
      ratioFollowsImage: true,
      startImage: { url: startUrl, width: 900, height: 1600 },
    });
  });

  it('counts, not the one that Discord named', async () => {
    const startImage = { url: startUrl, width: 1600, height: 900 };
    const { id } = await preparing({ startImage, aspectRatio: '16:9', ratioFollowsImage: true });
    world.imageTools.size = { width: 900, height: 1600 };
    await submit(id);
    expect(world.provider.submits).toMatchObject([{ aspectRatio: '9:16' }]);
  });

  it('leaves the ratio that the member named', async () => {
    const { id } = await preparing({ ...oneImage, aspectRatio: '21:9', ratioFollowsImage: false });
    await submit(id);
    expect(world.provider.submits).toMatchObject([{ aspectRatio: '21:9' }]);
    expect(await requestOf(id)).toMatchObject({ startImage: { width: 1600, height: 1200 } });
  });

  it('gives the nearest that the model has for such pictures', async () => {
    const { id } = await preparing({ ...oneImage, model: 'ray-2' });
    world.imageTools.size = { width: 1250, height: 1000 };
    await submit(id);
    expect(world.provider.submits).toMatchObject([{ aspectRatio: '1:1' }]);
  });

  it('of the first picture is known although the second one came only later', async () => {
    const { id } = await preparing(bothImages);
    world.imageTools.size = { width: 900, height: 1600 };
    world.imageTools.onDownload = (url) => {
      if (url === endUrl) throw new MediaError('network', 'x');
    };
    expect(await submit(id)).toBeGreaterThan(0);
    world.imageTools.onDownload = () => {};
    world.imageTools.size = { width: 1000, height: 1000 };
    await submit(id, restarted());
    expect(world.imageTools.downloads).toEqual([startUrl, endUrl, endUrl]);
    expect(world.provider.submits).toMatchObject([{ aspectRatio: '9:16' }]);
    expect(await requestOf(id)).toMatchObject({ startImage: { width: 900 }, endImage: { width: 1000 } });
  });

  it('is not lost when the disk took the picture, but not its size', async () => {
    const startImage = { url: startUrl, width: 1600, height: 900 };
    const { id } = await preparing({ startImage, aspectRatio: '16:9', ratioFollowsImage: true });
    world.imageTools.size = { width: 900, height: 1600 };
    const store = { changeRequest: () => Promise.reject(new Error('the disk is full')) };
    const cutOff = new Submission({ ...world.parts, preparation: new Preparation({ ...world.parts, store }) });
    await expect(submit(id, cutOff)).rejects.toThrow('the disk is full');
    await submit(id, restarted());
    expect(world.provider.submits).toMatchObject([{ aspectRatio: '9:16' }]);
  });

  it('is known after a restart too', async () => {
    const { id } = await preparing();
    turnAway();
    await submit(id);
    takeAgain();
    await submit(id, restarted());
    expect(world.provider.submits.map(({ aspectRatio }) => aspectRatio)).toEqual(['4:3', '4:3']);
  });
});

describe('a picture is fetched once and uploaded once,', () => {
  it('however often the provider turns the request away', async () => {
    const { id } = await preparing(bothImages);
    turnAway();
    while (world.provider.submits.length < 3) await world.clock.advance(await submit(id));
    takeAgain();
    await submitInTime(id);
    expect(world.provider.submits).toHaveLength(4);
    expect(world.imageTools.downloads).toEqual([startUrl, endUrl]);
    expect(world.provider.uploads).toHaveLength(2);
    expect(new Set(world.provider.submits.map(({ images }) => JSON.stringify(images))).size).toBe(1);
  });

  it('and uploaded again after a restart, from our own disk', async () => {
    const { id } = await preparing();
    turnAway();
    await submit(id);
    takeAgain();
    expect(await submit(id, restarted())).toBe(0);
    expect(world.imageTools.downloads).toHaveLength(1);
    expect(world.provider.uploads).toHaveLength(2);
    expect(world.provider.submits.at(-1)?.images).toEqual({ startUrl: 'https://storage.example.org/picture-2.jpg' });
  });

  it('and fetched again only where it is gone from our disk', async () => {
    const { id } = await preparing();
    turnAway();
    await submit(id);
    await world.images.discard(id);
    takeAgain();
    await submit(id, restarted());
    expect(world.imageTools.downloads).toEqual([startUrl, startUrl]);
  });

  it('while the one that was uploaded stays so when the other one fails', async () => {
    const { id } = await preparing(bothImages);
    world.provider.onUpload = ({ path }) => {
      if (path.endsWith('end.jpg')) throw new ProviderError('rate', 'busy', false);
    };
    await world.clock.advance(await submit(id));
    world.provider.onUpload = () => {};
    await submitInTime(id);
    expect(world.provider.uploads.map(({ path }) => path.replace(/.*-/, ''))).toEqual([
      'start.jpg',
      'end.jpg',
      'end.jpg',
    ]);
  });

  it('for each provider, and forgotten once the request is taken', async () => {
    const job = await preparing();
    const { preparation } = world.parts;
    const fetched = await preparation.fetchImages(job, running);
    await preparation.upload(fetched, world.provider, running);
    await preparation.upload(fetched, world.provider, running);
    expect(world.provider.uploads).toHaveLength(1);
    const elsewhere = new FakeProvider('apiframe');
    await preparation.upload(fetched, elsewhere, running);
    expect(elsewhere.uploads).toHaveLength(1);
    await submit(job.id);
    expect(world.provider.uploads).toHaveLength(1);
    await preparation.upload(fetched, world.provider, running);
    expect(world.provider.uploads).toHaveLength(2);
  });

  it('and its address forgotten when the job ends without a video', async () => {
    const job = await preparing();
    turnAway('validation');
    await submit(job.id);
    await world.parts.preparation.upload(job, world.provider, running);
    expect(world.provider.uploads).toHaveLength(2);
  });
});

const failures: Record<MediaErrorCode, ImageFailure> = {
  'address-refused': 'image-elsewhere',
  gone: 'image-gone',
  'too-large': 'image-too-large',
  network: 'image-unreachable',
  'too-many-pixels': 'image-too-many-pixels',
  empty: 'image-unreadable',
  'not-a-video': 'image-unreadable',
  damaged: 'image-unreadable',
  'not-an-image': 'image-unreadable',
};

describe('a picture that cannot be used', () => {
  it.for(Object.entries(failures))('(%s) ends the job as %s, with the credits back', async ([code, failure]) => {
    const { id } = await preparing(bothImages);
    const error = new MediaError(code as MediaErrorCode, 'x');
    world.imageTools.onNormalise = () => {
      throw error;
    };
    if (error.retryable) await world.clock.advance(11 * 60_000);
    expect(await submit(id)).toBe(0);
    expect(await world.summary(id)).toBe(`failed ${failure}, hold voided, 300 left`);
    expect(imageFailureOf(error)).toBe(failure);
    expect([world.provider.uploads, world.provider.submits, world.notices]).toEqual([[], [], []]);
    expect(await world.store.lastAttempt(id)).toBeNull();
  });

  it('is not sent in part: the second one ends the job as well', async () => {
    const { id } = await preparing(bothImages);
    world.imageTools.onDownload = (url) => {
      if (url === endUrl) throw new MediaError('gone', 'x');
    };
    expect(await submit(id)).toBe(0);
    expect(await world.summary(id)).toBe('failed image-gone, hold voided, 300 left');
    expect([world.provider.uploads, world.provider.submits]).toEqual([[], []]);
  });

  it('is gone from the disk when the requester is told', async () => {
    const { id } = await preparing(bothImages);
    world.imageTools.onDownload = (url) => {
      if (url === endUrl) throw new MediaError('gone', 'x');
    };
    await submit(id);
    expect(await onDisk()).toEqual([`${id}-start.jpg`]);
    await world.settlement.settle(await world.store.get(id));
    expect(await onDisk()).toEqual([]);
    expect(world.poster.failures.map(({ failure }) => failure)).toEqual(['image-gone']);
  });
});

describe('a picture out of reach', () => {
  it('is tried again, later and later, and in the end the job ends with the credits back', async () => {
    const { id, createdAt } = await preparing();
    world.imageTools.onDownload = () => {
      throw new MediaError('network', 'x');
    };
    const waits: number[] = [];
    for (let wait = await submit(id); wait > 0; wait = await submit(id)) {
      waits.push(wait);
      await world.clock.advance(wait);
    }
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect([waits[0], waits.at(-1)]).toEqual([2_000, 60_000]);
    expect(world.clock.now() - createdAt).toBeGreaterThanOrEqual(10 * 60_000);
    expect(await world.summary(id)).toBe('failed image-unreachable, hold voided, 300 left');
    expect(world.provider.submits).toEqual([]);
  });

  it('for a while is no loss', async () => {
    const { id } = await preparing();
    let times = 0;
    world.imageTools.onDownload = () => {
      times += 1;
      if (times < 4) throw new MediaError('network', 'x');
    };
    await submitInTime(id);
    expect(times).toBe(4);
    expect(await world.summary(id)).toBe('submitted, hold pending, 249 left');
  });

  it('when it has to be fetched once more just before the upload, counts the same', async () => {
    const { id } = await preparing();
    turnAway();
    await submit(id);
    world.provider.onUpload = () => {
      throw new MediaError('network', 'gone between two steps');
    };
    expect(await submit(id, restarted())).toBeGreaterThan(0);
    expect((await world.store.get(id)).state).toBe('preparing');
    world.provider.onUpload = () => {
      throw new MediaError('gone', 'x');
    };
    await world.clock.advance(11 * 60_000);
    expect(await submit(id, restarted())).toBe(0);
    expect(await world.summary(id)).toBe('failed image-gone, hold voided, 300 left');
  });
});

describe('a fault of ours with a picture', () => {
  it.for(['onDownload', 'onNormalise'] as const)('(%s) is tried again until the patience ends', async (step) => {
    const { id } = await preparing();
    world.imageTools[step] = () => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC', syscall: 'write' });
    };
    await expect(submit(id)).rejects.toThrow('no space left');
    expect((await world.store.get(id)).state).toBe('preparing');
    await world.clock.advance(11 * 60_000);
    expect(await submit(id)).toBe(0);
    expect(await world.summary(id)).toBe('failed provider-unavailable, hold voided, 300 left');
  });
});

describe('an upload that the provider turns away', () => {
  const refuse = (kind: ProviderErrorKind, mayHaveArrived: boolean, retryAfterMs?: number) => {
    world.provider.onUpload = () => {
      const details = retryAfterMs === undefined ? {} : { retryAfterMs };
      throw new ProviderError(kind, `the provider said ${kind}`, mayHaveArrived, details);
    };
  };

  it.for([
    ['rate', false],
    ['transient', false],
    ['transient', true],
    ['malformed', true],
  ] as const)('by %s (may have arrived: %s) is tried again: nothing is paid for it', async ([kind, mayHaveArrived]) => {
    const { id } = await preparing();
    refuse(kind, mayHaveArrived);
    expect(await submit(id)).toBe(2_000);
    await world.clock.advance(2_000);
    expect(await world.store.lastAttempt(id)).toBeNull();
    world.provider.onUpload = () => {};
    await submitInTime(id);
    expect(await world.summary(id)).toBe('submitted, hold pending, 249 left');
    expect(world.imageTools.downloads).toHaveLength(1);
  });

  it('waits as long as the provider asks, and shows that it is busy', async () => {
    const { id } = await preparing();
    refuse('rate', false, 45_000);
    expect(await submit(id)).toBe(45_000);
    await world.clock.advance(6_000);
    expect(world.poster.progress).toEqual(['preparing', 'waiting-for-provider']);
  });

  it('is given up in the end, with the credits back', async () => {
    const { id } = await preparing();
    refuse('transient', true);
    await submitInTime(id);
    expect(await world.summary(id)).toBe('failed provider-unavailable, hold voided, 300 left');
    expect(world.provider.submits).toEqual([]);
    expect(world.notices).toEqual([]);
  });

  it.for([
    ['credentials', 'operator-attention', ['provider-needs-attention']],
    ['credits', 'operator-attention', ['provider-needs-attention']],
    ['validation', 'provider-refused', []],
    ['moderation', 'moderated', []],
  ] as const)('for good by %s ends as %s, telling the operator %j', async ([kind, failure, notices]) => {
    const { id } = await preparing();
    refuse(kind, false);
    expect(await submit(id)).toBe(0);
    expect(await world.summary(id)).toBe(`failed ${failure}, hold voided, 300 left`);
    expect(world.notices.map(({ code }) => code)).toEqual(notices);
    expect(world.provider.submits).toEqual([]);
  });
});

describe('a stop', () => {
  it.for(['onDownload', 'onNormalise'] as const)('in the middle of %s leaves the job as it was', async (step) => {
    const { id } = await preparing();
    const stopping = new AbortController();
    world.imageTools[step] = () => {
      stopping.abort();
      throw new MediaError('network', 'aborted');
    };
    expect(await submit(id, world.submission, stopping.signal)).toBe(0);
    expect(await world.summary(id)).toBe('preparing, hold pending, 249 left');
    world.imageTools[step] = () => {};
    expect(await submit(id, restarted())).toBe(0);
    expect(await world.summary(id)).toBe('submitted, hold pending, 249 left');
  });

  it('in the middle of an upload leaves the job as it was, its picture on the disk', async () => {
    const { id } = await preparing();
    const stopping = new AbortController();
    world.provider.onUpload = () => {
      stopping.abort();
      throw new ProviderError('transient', 'aborted', true);
    };
    expect(await submit(id, world.submission, stopping.signal)).toBe(0);
    expect(await world.summary(id)).toBe('preparing, hold pending, 249 left');
    expect(await world.store.lastAttempt(id)).toBeNull();
    world.provider.onUpload = () => {};
    expect(await submit(id, restarted())).toBe(0);
    expect(world.imageTools.downloads).toHaveLength(1);
  });
});

describe('a job that somebody else moved', () => {
  const move = (id: string) => world.store.end(id, 'cancelled', 'not-acknowledged', world.clock.now());

  it('while its picture was fetched is left to them', async () => {
    const { id } = await preparing();
    const { normalise } = world.imageTools;
    world.imageTools.normalise = async (...given) => {
      await move(id);
      return normalise.apply(world.imageTools, given);
    };
    await expect(submit(id)).rejects.toThrow(StaleJobError);
    expect(await world.summary(id)).toBe('cancelled not-acknowledged, hold voided, 300 left');
    expect([world.provider.uploads, world.provider.submits]).toEqual([[], []]);
  });

  it('while its picture was uploaded is left to them, and nothing is paid', async () => {
    const { id } = await preparing();
    const { upload } = world.provider;
    world.provider.upload = async (picture) => {
      await move(id);
      return upload.call(world.provider, picture);
    };
    let sent = false;
    world.provider.onSubmit = async (_input, aboutToSend) => {
      await aboutToSend();
      sent = true;
      return accepted('never');
    };
    await expect(submit(id)).rejects.toThrow(StaleJobError);
    expect(sent).toBe(false);
    expect(await world.summary(id)).toBe('cancelled not-acknowledged, hold voided, 300 left');
  });

  it.for(['normalise', 'upload'] as const)(
    'to the provider during its %s is left to them, however late',
    async (step) => {
      const { id } = await preparing();
      await world.clock.advance(11 * 60_000);
      const other = restarted();
      const { imageTools, provider } = world;
      const [normalise, upload] = [imageTools.normalise.bind(imageTools), provider.upload.bind(provider)];
      const sendFirst = async () => {
        [imageTools.normalise, provider.upload] = [normalise, upload];
        expect(await submit(id, other)).toBe(0);
      };
      if (step === 'normalise') imageTools.normalise = async (...given) => sendFirst().then(() => normalise(...given));
      else provider.upload = async (...given) => sendFirst().then(() => upload(...given));
      await expect(submit(id)).rejects.toThrow(StaleJobError);
      expect(await world.summary(id)).toBe('submitted, hold pending, 249 left');
      expect(await world.store.lastAttempt(id)).toMatchObject({ n: 1, state: 'submitted' });
    },
  );
});

describe('pictures on the disk', () => {
  const { interactionId: id } = anOrigin();

  async function run(): Promise<void> {
    await world.runner.recover();
    world.runner.start();
    await until(async () => {
      await world.clock.advance(1_000);
      return (await world.store.get(id)).settledAt !== null;
    });
  }

  it('are gone when the video is delivered', async () => {
    await preparing(bothImages);
    let kept: string[] = [];
    const { onStatus } = world.provider;
    world.provider.onStatus = async (...given) => {
      kept = await onDisk();
      return onStatus(...given);
    };
    await run();
    expect(kept).toEqual([`${id}-end.jpg`, `${id}-start.jpg`]);
    expect(await world.summary(id)).toMatch(/^delivered/);
    expect(await onDisk()).toEqual([]);
  });

  it('are gone when the provider turns the job down, and the requester is told of both', async () => {
    world.provider.onStatus = () => aFailure({ kind: 'moderation' });
    await preparing(bothImages);
    await run();
    expect(await world.summary(id)).toBe('failed moderated, hold voided, 300 left');
    expect(await onDisk()).toEqual([]);
  });

  it('are swept at a start where their job has ended, and kept where it is open', async () => {
    const other = await world.jobIn('submitted', { request: oneImage });
    await world.images.fetch(other.id, 'start', startUrl, running);
    await world.images.fetch('1573641915008548999', 'end', endUrl, running);
    await world.newProcess().runner.recover();
    expect(await onDisk()).toEqual([`${other.id}-start.jpg`]);
  });
});
