import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../sandbox/seeded-random.ts';
import { type DurationKey, LearnedDurations } from '../../src/polling/learned-durations.ts';
import { LearningOrder } from '../../src/polling/learning-order.ts';
import { leastLambdaMs } from '../../src/polling/patience.ts';
import { nextGapMs } from '../../src/polling/poll-gap.ts';
import type { SeenSpan } from '../../src/polling/seen-span.ts';

const kind = 'a kind';

function ordered() {
  const order = new LearningOrder<null>();
  const end = (jobId: string, since: number, now: number) =>
    order.ended({ jobId, kind, since, shown: null, now }).map((job) => job.jobId);
  return { order, end };
}

describe('the order of learning', () => {
  it('is that in which jobs began, whichever ended first', () => {
    const { order, end } = ordered();
    for (const [jobId, since] of Object.entries({ a: 1, b: 2, c: 3 })) order.begun(jobId, { kind, since });
    expect(end('c', 3, 10)).toEqual([]);
    expect(end('b', 2, 20)).toEqual([]);
    expect(order.heldOf(kind)).toBe(2);
    expect(end('a', 1, 30)).toEqual(['a', 'b', 'c']);
    expect(order.heldOf(kind)).toBe(0);
  });

  it('waits for all that began at one moment', () => {
    const { order, end } = ordered();
    for (const jobId of ['a', 'b']) order.begun(jobId, { kind, since: 1 });
    expect(end('b', 1, 10)).toEqual([]);
    expect(end('a', 1, 20)).toEqual(['b', 'a']);
  });

  it('is kept up by no job of another kind, nor by one that is over without having shown anything', () => {
    const { order, end } = ordered();
    order.begun('other', { kind: 'another kind', since: 1 });
    order.begun('failed', { kind, since: 1 });
    order.begun('a', { kind, since: 2 });
    order.over('failed');
    expect(end('a', 2, 10)).toEqual(['a']);
  });

  it('is kept up for ten minutes by one that never ends, or that a set clock has put elsewhere', () => {
    const { order, end } = ordered();
    order.begun('endless', { kind, since: 0 });
    expect(end('a', 1, 599_000)).toEqual([]);
    expect(end('b', 2, 600_000)).toEqual(['a', 'b']);
    order.begun('of tomorrow', { kind, since: -86_400_000 });
    expect(end('c', 3, 600_001)).toEqual(['c']);
  });

  it('makes a hundred jobs that begin at once cost no more looks than if they came one after the other', () => {
    expect(looksPerJobOfCrowd()).toBeLessThan(15);
  });
});

/** A hundred jobs within two seconds, of a kind that was never seen; a minute by the median, as was believed. */
function looksPerJobOfCrowd(): number {
  const key: DurationKey = { provider: 'p', model: 'm', durationSeconds: 5, resolution: '720p' };
  const prior = { medianSeconds: 60, sigma: 0.35 };
  const learned = new LearnedDurations();
  const order = new LearningOrder<SeenSpan>();
  const random = seededRandom(1);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const gapAt = (ageMs: number) => nextGapMs(learned.tableOf(key, prior), { ageMs, lambdaMs: leastLambdaMs });
  const jobs = Array.from({ length: 100 }, (_, index) => {
    const since = 20 * index;
    order.begun(`${index}`, { kind, since });
    return {
      jobId: `${index}`,
      since,
      endsAt: since + 60_000 * Math.exp(0.35 * normal()),
      seenAt: since,
      dueAt: since + gapAt(0),
    };
  });
  let looks = 0;
  const open = new Set(jobs);
  while (open.size > 0) {
    const job = [...open].reduce((first, each) => (each.dueAt < first.dueAt ? each : first));
    const now = job.dueAt;
    looks += 1;
    if (job.endsAt <= now) {
      open.delete(job);
      const shown = { afterMs: job.seenAt - job.since, byMs: now - job.since };
      const ended = order.ended({ jobId: job.jobId, kind, since: job.since, shown, now });
      for (const each of ended) learned.learn({ key, prior, span: each.shown }, each.now);
    }
    job.seenAt = now;
    job.dueAt = now + gapAt(now - job.since);
  }
  return looks / jobs.length;
}
