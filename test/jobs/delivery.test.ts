import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { MediaError, type MediaErrorCode } from '../../src/errors/media-error.ts';
import { PostingError, type PostingProblem } from '../../src/errors/posting-error.ts';
import { tokenLifeMs } from '../../src/jobs/job.ts';
import type { Rung } from '../builders/fake-poster.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { anOrigin } from '../builders/jobs.ts';

let world: JobWorld;
beforeEach(async (context) => {
  world = await startJobWorld(context);
});

const id = anOrigin().interactionId;
const signal = new AbortController().signal;
const minuteMs = 60_000;
const publicJob = {};
const privateJob = { request: { isPrivate: true } };
const elsewhere = { origin: { mayPost: false } };

const deliver = async () => world.delivery.deliver(await world.store.get(id), signal);

/** Delivers, again whenever it is due, until the job ends or some time has passed. */
async function deliverFor(ms: number): Promise<void> {
  const end = world.clock.now() + ms;
  while (world.clock.now() <= end && /finished|delivering/.test((await world.store.get(id)).state)) {
    await world.clock.advance(await deliver());
  }
}

/** Rungs that a problem stands before; the others hold. */
const refusing = (problem: PostingProblem, rungs: RegExp) => (rung: Rung) => (rungs.test(rung) ? problem : null);

describe('the rungs are tried in this order', () => {
  const tooLarge = { channel: 999, response: 999, dm: 1_000 };
  const nothing = refusing('gone', /^nothing/);
  it.for([
    ['where all is well', publicJob, {}, nothing, 'channel:file', ['channel:file']],
    ['for a private video', privateJob, {}, nothing, 'response:file', ['response:file']],
    ['where the bot may not post', elsewhere, {}, nothing, 'response:file', ['response:file']],
    [
      'where the channel takes less than the response',
      publicJob,
      { channel: 999, response: 1_000, dm: 999 },
      nothing,
      'response:file',
      ['response:file'],
    ],
    [
      'where the file is too large for every place near',
      publicJob,
      tooLarge,
      nothing,
      'channel:link',
      ['channel:link'],
    ],
    [
      'where Discord itself finds the file too large',
      publicJob,
      {},
      refusing('too-large', /^(channel|response):file/),
      'channel:link',
      ['channel:file', 'response:file', 'channel:link'],
    ],
    [
      'where the channel lets nobody in',
      publicJob,
      {},
      refusing('no-access', /^channel/),
      'response:file',
      ['channel:file', 'response:file'],
    ],
    [
      'where AutoMod refuses the words of the prompt',
      publicJob,
      {},
      refusing('content-refused', /:(file|link)$/),
      'channel:file',
      ['channel:file', 'channel:file:no-prompt'],
    ],
    [
      'where the channel is gone and the token is dead',
      publicJob,
      {},
      refusing('gone', /^(channel|response)/),
      'dm:file',
      ['channel:file', 'response:file', 'dm:file'],
    ],
    [
      'where files are refused everywhere',
      publicJob,
      {},
      refusing('too-large', /file/),
      'channel:link',
      ['channel:file', 'response:file', 'channel:link'],
    ],
    [
      'where nothing near holds and the file is too large for a direct message',
      privateJob,
      { channel: 1_000, response: 1_000, dm: 999 },
      refusing('gone', /^response/),
      'dm:link',
      ['response:file', 'dm:link'],
    ],
  ] as const)('%s', async ([, changes, limits, refuse, rung, tried]) => {
    await world.jobIn('finished', changes);
    world.poster.limits = { ...world.poster.limits, ...limits };
    world.poster.refuse = refuse;
    expect(await deliver()).toBe(0);
    expect(world.poster.tried).toEqual(tried);
    expect(await world.summary(id)).toBe(`delivered ${rung}, hold posted, 249 left`);
    expect(world.poster.stored).toHaveLength(1);
  });

  it('where the token is dead', async () => {
    await world.jobIn('finished', elsewhere);
    await world.clock.advance(tokenLifeMs);
    await deliver();
    expect(world.poster.tried).toEqual(['dm:file']);
  });

  it('to the last, then the video is given up: credits back, the operator told', async () => {
    await world.jobIn('finished');
    world.poster.refuse = refusing('content-refused', /./);
    expect(await deliver()).toBe(0);
    expect(world.poster.tried).toEqual(
      ['channel:file', 'response:file', 'channel:link', 'response:link', 'dm:file', 'dm:link'].flatMap((rung) => [
        rung,
        `${rung}:no-prompt`,
      ]),
    );
    expect(await world.summary(id)).toBe('undelivered delivery-impossible, hold voided, 300 left');
    expect(world.notices).toMatchObject([{ code: 'delivery-impossible', jobId: id }]);
  });
});

it('the post tells how long it took and what is left', async () => {
  await world.jobIn('finished');
  await world.clock.advance(75_000);
  await deliver();
  expect(world.poster.stored[0]?.post).toMatchObject({ tookMs: 75_000, availableCredits: 249, withPrompt: true });
});

describe('when Discord is out of reach', () => {
  it('the delivery is tried again, later and later, and the video is fetched once', async () => {
    await world.jobIn('finished');
    world.poster.refuse = refusing('transient', /./);
    const waits = [];
    for (let time = 0; time < 12; time += 1) {
      waits.push(await deliver());
      await world.clock.advance(waits.at(-1) ?? 0);
    }
    expect(waits[0]).toBe(2_000);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    world.poster.refuse = () => null;
    await deliver();
    expect(await world.summary(id)).toBe('delivered channel:file, hold posted, 249 left');
    expect(world.tools.downloads).toBe(1);
    // No other rung is tried for what will pass.
    expect(new Set(world.poster.tried)).toEqual(new Set(['channel:file']));
  });

  it('it waits as long as Discord asks', async () => {
    await world.jobIn('finished');
    world.poster.post = async () => {
      throw new PostingError('transient', '429', { retryAfterMs: 30_000 });
    };
    expect(await deliver()).toBe(30_000);
  });

  it('for a day, it is given up', async () => {
    await world.jobIn('finished');
    world.poster.refuse = refusing('transient', /./);
    await deliverFor(23 * 60 * minuteMs);
    expect((await world.store.get(id)).state).toBe('delivering');
    await deliverFor(2 * 60 * minuteMs);
    expect(await world.summary(id)).toBe('undelivered delivery-impossible, hold voided, 300 left');
  });

  it('the card is drawn once, not at every try', async () => {
    await world.jobIn('finished');
    world.poster.refuse = refusing('transient', /./);
    await deliverFor(10_000);
    expect(world.poster.tried.length).toBeGreaterThan(3);
    expect(world.poster.progress).toEqual(['delivering']);
  });
});

describe('a delivery that is taken up again', () => {
  it('within two minutes posts, as Discord still knows the nonce', async () => {
    await world.jobIn('delivering');
    await world.clock.advance(2 * minuteMs);
    await deliver();
    expect(world.poster.searches).toBe(0);
    expect(world.poster.stored).toHaveLength(1);
  });

  it('later looks for its message first, and does not post twice', async () => {
    await world.jobIn('delivering');
    await world.clock.advance(2 * minuteMs + 1);
    world.poster.found = { messageId: '777', channelId: '333333333333333333' };
    expect(await deliver()).toBe(0);
    expect(world.poster.tried).toEqual([]);
    expect(world.tools.downloads).toBe(0);
    expect(await world.summary(id)).toBe('delivered channel:found, hold posted, 249 left');
    expect(await world.store.get(id)).toMatchObject({ messageId: '777', messageChannelId: '333333333333333333' });
  });

  it('later, where its message does not stand, posts it', async () => {
    await world.jobIn('delivering');
    await world.clock.advance(10 * minuteMs);
    await deliver();
    expect(world.poster.searches).toBe(1);
    expect(world.poster.tried).toEqual(['channel:file']);
  });

  it('knows a video that was put into the response, which must not be taken away as a card', async () => {
    const { progressMessageId } = await world.jobIn('delivering', elsewhere);
    await world.clock.advance(10 * minuteMs);
    world.poster.found = { messageId: String(progressMessageId), channelId: '333333333333333333' };
    await deliver();
    expect(await world.summary(id)).toBe('delivered response:found, hold posted, 249 left');
    await world.settlement.settle(await world.store.get(id));
    expect(world.poster.removed).toEqual([]);
  });

  it('knows a video that was sent by direct message', async () => {
    await world.jobIn('delivering', elsewhere);
    await world.clock.advance(10 * minuteMs);
    world.poster.found = { messageId: '777', channelId: '888' };
    await deliver();
    expect(await world.summary(id)).toBe('delivered dm:found, hold posted, 249 left');
  });

  it('waits where it cannot look', async () => {
    await world.jobIn('delivering');
    await world.clock.advance(10 * minuteMs);
    world.poster.onFind = () => {
      throw new PostingError('transient', '503');
    };
    expect(await deliver()).toBe(2_000);
    expect(world.poster.tried).toEqual([]);
    await world.clock.advance(10 * minuteMs);
    expect(await deliver()).toBe(5 * minuteMs);
  });

  it('has its patience from the first trouble of this process, not from before a long stop', async () => {
    await world.jobIn('delivering');
    await world.clock.advance(30 * 60 * minuteMs);
    world.poster.refuse = () => 'transient';
    expect(await deliver()).toBe(2_000);
    expect((await world.store.get(id)).state).toBe('delivering');
    await world.clock.advance(25 * 60 * minuteMs);
    await deliver();
    expect((await world.store.get(id)).state).toBe('undelivered');
    expect(world.notices).toMatchObject([{ code: 'delivery-impossible', detail: expect.stringContaining('https://') }]);
  });
});

describe('a video', () => {
  const failing = (code: MediaErrorCode) => () => {
    throw new MediaError(code, `the file is ${code}`);
  };

  it('that does not pass the check is fetched once more, then posted as a link with a note', async () => {
    await world.jobIn('finished');
    world.tools.onInspect = failing('damaged');
    await deliver();
    expect(world.tools.downloads).toBe(2);
    expect(world.poster.tried).toEqual(['channel:link']);
    expect(world.poster.stored[0]?.post.content).toMatchObject({
      why: 'unverified',
      url: 'https://cdn.example.org/clip.mp4',
    });
  });

  it('that is none, twice, gives the credits back: no link to it is sold', async () => {
    await world.jobIn('finished');
    world.tools.onInspect = failing('not-a-video');
    await deliver();
    expect(world.tools.downloads).toBe(2);
    expect(world.poster.tried).toEqual([]);
    expect(await world.summary(id)).toBe('undelivered not-a-video, hold voided, 300 left');
    expect(world.notices).toMatchObject([{ code: 'delivery-impossible' }]);
  });

  it('that passes the second time is posted as a file', async () => {
    await world.jobIn('finished');
    world.tools.onInspect = () => {
      if (world.tools.inspections === 1) failing('damaged')();
    };
    await deliver();
    expect(world.poster.tried).toEqual(['channel:file']);
  });

  it('that a crash spoilt on our disk is fetched anew', async () => {
    await world.jobIn('delivering');
    await writeFile(join(world.directory, `${id}.mp4`), '');
    world.tools.onInspect = () => {
      if (world.tools.inspections === 1) failing('damaged')();
    };
    await deliver();
    expect([world.tools.inspections, world.tools.downloads]).toEqual([2, 1]);
    expect(world.poster.tried).toEqual(['channel:file']);
  });

  it('that is larger than we fetch is posted as a link', async () => {
    await world.jobIn('finished');
    world.tools.onDownload = failing('too-large');
    await deliver();
    expect(world.poster.stored[0]?.post.content).toMatchObject({ form: 'link', why: 'too-large' });
  });

  it('that cannot be fetched for two minutes is posted as a link', async () => {
    await world.jobIn('finished');
    world.tools.onDownload = failing('network');
    await deliverFor(minuteMs);
    expect(world.poster.tried).toEqual([]);
    await deliverFor(2 * minuteMs);
    expect(world.poster.stored[0]?.post.content).toMatchObject({ form: 'link', why: 'unreachable' });
  });

  it('whose address is dead for two minutes is given up: credits back, the operator told', async () => {
    await world.jobIn('finished');
    world.tools.onDownload = failing('gone');
    await deliverFor(minuteMs);
    expect((await world.store.get(id)).state).toBe('delivering');
    await deliverFor(5 * minuteMs);
    expect(await world.summary(id)).toBe('undelivered video-unreachable, hold voided, 300 left');
    expect(world.notices).toMatchObject([{ code: 'delivery-impossible', jobId: id }]);
  });

  it('at an address that we do not contact is given up at once', async () => {
    await world.jobIn('finished');
    world.tools.onDownload = failing('address-refused');
    expect(await deliver()).toBe(0);
    expect(await world.summary(id)).toBe('undelivered video-unreachable, hold voided, 300 left');
  });

  it('for which our own disk has no room is tried again, and stays ours to deliver', async () => {
    await world.jobIn('finished');
    world.tools.onDownload = () => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    };
    await expect(deliver()).rejects.toThrow('no space');
    expect(await world.summary(id)).toBe('delivering, hold pending, 249 left');
  });
});
