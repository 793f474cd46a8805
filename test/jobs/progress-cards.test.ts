import { beforeEach, describe, expect, it } from 'vitest';
import { PostingError, type PostingProblem } from '../../src/errors/posting-error.ts';
import type { Job } from '../../src/jobs/job.ts';
import type { Progress } from '../../src/jobs/poster.ts';
import { ProgressCards } from '../../src/jobs/progress-cards.ts';
import { aJob } from '../builders/jobs.ts';
import { ManualClock, settled } from '../builders/manual-clock.ts';

let clock: ManualClock;
let drawn: string[];
/** Lets the edit on its way arrive; without it, edits arrive at once. */
let onDraw: () => Promise<void>;
let cards: ProgressCards;
/** What the database says of jobs that were changed meanwhile. */
let changed: Map<string, Job>;

beforeEach(() => {
  clock = new ManualClock(0);
  drawn = [];
  changed = new Map();
  onDraw = async () => {};
  const showProgress = async ({ id }: { id: string }, { stage }: Progress) => {
    drawn.push(`${id} ${stage} ${clock.now()}`);
    await onDraw();
  };
  cards = new ProgressCards({ poster: { showProgress }, readJob: async (id) => changed.get(id) ?? null, clock });
});

const one = aJob({ id: '1' });
const show = (stage: 'preparing' | 'late' | 'delivering', job = one) => cards.show(job, { stage });

describe('a card', () => {
  it('is drawn at once, then at most every five seconds, and the newest state wins', async () => {
    show('preparing');
    await clock.advance(1_000);
    show('late');
    await clock.advance(1_000);
    show('delivering');
    await clock.advance(60_000);
    expect(drawn).toEqual(['1 preparing 0', '1 delivering 5000']);
  });

  it('that would say the same is not drawn', async () => {
    for (let time = 0; time < 5; time += 1) {
      show('late');
      await clock.advance(10_000);
    }
    expect(drawn).toEqual(['1 late 0']);
  });

  it('is drawn one edit at a time', async () => {
    const arrival = Promise.withResolvers<void>();
    onDraw = () => arrival.promise;
    show('preparing');
    await clock.advance(20_000);
    show('late');
    await clock.advance(20_000);
    expect(drawn).toEqual(['1 preparing 0']);
    arrival.resolve();
    await clock.advance(0);
    await settled();
    expect(drawn).toEqual(['1 preparing 0', '1 late 40000']);
  });

  it('that could not be drawn stops nothing', async () => {
    onDraw = () => Promise.reject(new Error('rate limited'));
    show('preparing');
    await clock.advance(5_000);
    show('late');
    await clock.advance(5_000);
    expect(drawn).toEqual(['1 preparing 0', '1 late 5000']);
  });

  it('that Discord did not take is tried again, ever less often, until it stands or says something else', async () => {
    let isBusy = true;
    onDraw = async () => {
      if (isBusy) throw new PostingError('transient', 'rate limited');
    };
    show('late');
    await clock.advance(30_000);
    expect(drawn).toEqual(['1 late 0', '1 late 5000', '1 late 15000']);
    isBusy = false;
    await clock.advance(600_000);
    expect(drawn.slice(3)).toEqual(['1 late 35000']);
    expect(clock.sleeping).toBe(0);
  });

  it('that Discord does not take for hours is tried no oftener than every eighty seconds', async () => {
    onDraw = () => Promise.reject(new PostingError('transient', 'out of reach'));
    show('late');
    await clock.advance(3_600_000);
    expect(drawn.length).toBeLessThan(50);
    expect(drawn.length).toBeGreaterThan(40);
  });

  it.each(['gone', 'no-access', 'content-refused'] satisfies PostingProblem[])(
    'that Discord refuses for good (%s) is not tried again',
    async (problem) => {
      onDraw = () => Promise.reject(new PostingError(problem, 'no'));
      show('late');
      await clock.advance(600_000);
      expect(drawn).toEqual(['1 late 0']);
      expect(clock.sleeping).toBe(0);
    },
  );

  it('goes on where the clock is set back', async () => {
    clock.set(3_600_000);
    show('preparing');
    await settled();
    clock.set(0);
    show('late');
    await clock.advance(10_000);
    expect(drawn).toEqual(['1 preparing 3600000', '1 late 5000']);
  });

  it('does not wait for that of another job', async () => {
    show('preparing');
    show('preparing', aJob({ id: '2' }));
    await settled();
    expect(drawn).toEqual(['1 preparing 0', '2 preparing 0']);
  });
});

describe('after its end', () => {
  it('nothing is drawn any more, and nothing waits', async () => {
    show('preparing');
    await settled();
    show('late');
    await settled();
    expect(clock.sleeping).toBe(1);
    await cards.finish('1');
    expect(clock.sleeping).toBe(0);
    await clock.advance(60_000);
    expect(drawn).toEqual(['1 preparing 0']);
  });

  it('the edit on its way has arrived', async () => {
    const arrival = Promise.withResolvers<void>();
    onDraw = () => arrival.promise;
    show('preparing');
    await settled();
    let finished = false;
    const finishing = cards.finish('1').then(() => {
      finished = true;
    });
    await settled();
    expect(finished).toBe(false);
    arrival.resolve();
    await finishing;
  });

  it('and for a job that never had a card, all is well', () => expect(cards.finish('9')).resolves.toBeUndefined());
});

describe('a card that follows a course', () => {
  /** A new text every so many milliseconds. */
  const every = (ms: number) => (now: number) => ({
    progress: { stage: 'making', percent: Math.floor(now / ms), expectedAt: null } as const,
    changesInMs: ms - (now % ms),
  });

  it('is drawn whenever that says something new, at most every five seconds', async () => {
    cards.follow(one, every(8_000));
    await clock.advance(17_000);
    expect(drawn).toEqual(['1 making 0', '1 making 8000', '1 making 16000']);
    cards.follow(one, every(1_000));
    await clock.advance(10_000);
    expect(drawn.slice(3)).toEqual(['1 making 21000', '1 making 26000']);
  });

  it('says what is so when it is drawn, not when it was asked for', async () => {
    show('preparing');
    await clock.advance(1_000);
    let percent = 10;
    cards.follow(one, () => ({ progress: { stage: 'making', percent, expectedAt: null }, changesInMs: 60_000 }));
    percent = 20;
    expect(cards.current('1')).toEqual({ stage: 'making', percent: 20, expectedAt: null });
    await clock.advance(60_000);
    expect(drawn).toEqual(['1 preparing 0', '1 making 5000']);
  });

  it('says something else as soon as that is so', async () => {
    cards.follow(one, every(60_000));
    await clock.advance(20_000);
    show('delivering');
    await clock.advance(300_000);
    expect(drawn).toEqual(['1 making 0', '1 delivering 20000']);
    expect(clock.sleeping).toBe(0);
  });
});

describe('a job that was changed meanwhile', () => {
  it('has its card drawn anew where it is not to be posted any more', async () => {
    show('late');
    await clock.advance(10_000);
    changed.set('1', { ...one, withheldAt: 1 });
    cards.refresh('1');
    await clock.advance(10_000);
    expect(drawn).toEqual(['1 late 0', '1 late 10000']);
  });

  it('and is over has none drawn: its end says so', async () => {
    changed.set('1', { ...one, state: 'cancelled' });
    show('late');
    await clock.advance(10_000);
    expect(drawn).toEqual([]);
  });
});

it('no card is drawn any more once all are closed, and nothing waits', async () => {
  show('preparing');
  show('late', aJob({ id: '2' }));
  await settled();
  show('late');
  await cards.close();
  expect(clock.sleeping).toBe(0);
  show('delivering');
  await clock.advance(60_000);
  expect(drawn).toEqual(['1 preparing 0', '2 late 0']);
  expect(cards.current('1')).toBeNull();
});
