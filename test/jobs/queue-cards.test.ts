import { beforeEach, describe, expect, it } from 'vitest';
import { candidatesFor } from '../../src/catalogue/offer.ts';
import { FairQueue } from '../../src/jobs/fair-queue.ts';
import type { Course } from '../../src/jobs/progress-cards.ts';
import { QueueCards } from '../../src/jobs/queue-cards.ts';
import { aJob, aRequest, rows } from '../builders/jobs.ts';
import { ManualClock, settled } from '../builders/manual-clock.ts';

const candidates = candidatesFor(aRequest(), rows);
const places = 16;
const never = new AbortController().signal;

let clock: ManualClock;
let queue: FairQueue;
let queueCards: QueueCards;
let courses: Map<string, Course>;
/** Each time that a card was told something new: when, and of which job. */
let refreshes: { readonly at: number; readonly jobId: string }[];

beforeEach(() => {
  clock = new ManualClock();
  queue = new FairQueue({ maxJobsOf: (name) => (name === 'segmind' ? places : 0), clock });
  courses = new Map();
  refreshes = [];
  const cards = {
    follow: ({ id }: { id: string }, course: Course) => void courses.set(id, course),
    refresh: (jobId: string) => void refreshes.push({ at: clock.now(), jobId }),
  };
  queueCards = new QueueCards({ queue, cards, clock });
});

/** So many members with one job each; the first sixteen find a place. */
async function crowd(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => String(index + 1));
  for (const id of ids) {
    const job = aJob({ id, memberId: id, state: 'preparing', createdAt: clock.now() });
    queueCards.expect(job);
    void queue.enter(job, () => candidates, never).then(() => queueCards.forget(id));
  }
  await settled();
  return ids;
}

const progressOf = (id: string) => courses.get(id)?.(clock.now()).progress;
const aheadOf = (id: string) => {
  const progress = progressOf(id);
  return progress?.stage === 'queued' ? progress.ahead : undefined;
};

/** The job's video is made. */
const finish = (id: string) => queue.note({ id, state: 'delivered' });

describe('a line of a thousand', () => {
  it('tells everybody a place at once, exact near the front and rounded behind', async () => {
    await crowd(1_016);
    expect(courses.size).toBe(1_000);
    expect(['16', '17', '26', '27', '38', '78', '1016'].map(aheadOf)).toEqual([undefined, 0, 9, 10, 20, 50, 975]);
    const [near, far] = [progressOf('17'), progressOf('1016')];
    if (near?.stage !== 'queued' || far?.stage !== 'queued') throw new Error('both wait');
    expect(near.startsAt).toBe(clock.now() + 60_000);
    // Sixteen at a time, a minute each.
    expect(far.startsAt).toBe(clock.now() + 63 * 60_000);
  });

  it('draws few cards anew when somebody leaves, and everybody learns in the end', async () => {
    await crowd(1_016);
    for (let round = 0; round < 20; round += 1) {
      finish(String(round + 1));
      await clock.advance(5_000);
    }
    const windows = Map.groupBy(refreshes, ({ at }) => Math.floor(at / 5_000));
    for (const drawn of windows.values()) expect(drawn.length).toBeLessThanOrEqual(2 * 50);
    expect(refreshes.length).toBeLessThanOrEqual(20 * 50 + 50);
    await clock.advance(5 * 60_000);
    expect(aheadOf('1016')).toBe(975);
    expect(aheadOf('37')).toBe(0);
    expect(aheadOf('47')).toBe(10);
  });
});

describe('a card in line', () => {
  it('hears nothing new while nothing changes', async () => {
    await crowd(18);
    await clock.advance(50_000);
    expect(refreshes).toEqual([]);
  });

  it('is told by nobody any more once the program ends', async () => {
    await crowd(18);
    await queueCards.close();
    expect(clock.sleeping).toBe(0);
    finish('1');
    await clock.advance(60_000);
    expect(refreshes).toEqual([]);
  });
});
