import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureNews, failureRate, type JobEnds } from '../../src/jobs/failure-rate.ts';

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
const now = Date.UTC(2026, 10, 23, 12);

/** What becomes of so many jobs with a video, and so many without, where nothing was told so far. */
const newsOf = (delivered: number, failed: number, toldAt: number | null = null) =>
  failureNews({ ended: delivered + failed, failed }, toldAt, now);

describe('a rate of failures', () => {
  it('counts videos and what failed through no fault of members, with the most common reason', () => {
    const ends: JobEnds[] = [
      { failure: null, jobs: 4 },
      { failure: 'provider-failed', jobs: 2 },
      { failure: 'delivery-impossible', jobs: 3 },
      { failure: 'provider-lost', jobs: 1 },
    ];
    expect(failureRate(ends)).toEqual({ ended: 10, failed: 6, reason: 'delivery-impossible' });
  });

  it.each([
    'provider-unavailable',
    'provider-refused',
    'provider-failed',
    'provider-lost',
    'provider-malformed',
    'model-withdrawn',
    'operator-attention',
    'submit-uncertain',
    'video-unreachable',
    'not-a-video',
    'delivery-impossible',
    'image-unreachable',
  ])('takes «%s» for a failure', (failure) => {
    expect(failureRate([{ failure, jobs: 2 }])).toEqual({ ended: 2, failed: 2, reason: failure });
  });

  it.each([
    'moderated',
    'cancelled',
    'not-acknowledged',
    'image-gone',
    'image-elsewhere',
    'image-too-large',
    'image-too-many-pixels',
    'image-unreadable',
    'of a later version',
    'toString',
  ])('leaves «%s» out altogether: it says nothing about the services', (failure) => {
    const rate = failureRate([
      { failure, jobs: 90 },
      { failure: null, jobs: 1 },
    ]);
    expect(rate).toEqual({ ended: 1, failed: 0, reason: null });
  });

  it('of nothing is nothing', () => {
    expect(failureRate([])).toEqual({ ended: 0, failed: 0, reason: null });
  });
});

describe('admins are told', () => {
  it.each([
    [0, 4, null],
    [0, 5, 'told'],
    [2, 3, 'told'],
    [3, 2, null],
    [3, 3, 'told'],
    [101, 100, null],
    [100, 100, 'told'],
  ])('of %i videos and %i failures: %s', (delivered, failed, news) => {
    expect(newsOf(delivered, failed)).toBe(news);
  });

  it('once, and again after a day', () => {
    expect(newsOf(0, 9, now)).toBeNull();
    expect(newsOf(0, 9, now - dayMs + 1)).toBeNull();
    expect(newsOf(0, 9, now - dayMs)).toBe('told');
  });

  it('again also where the clock was set back by more than that', () => {
    expect(newsOf(0, 9, now + 10 * minuteMs)).toBeNull();
    expect(newsOf(0, 9, now + dayMs)).toBe('told');
  });

  it('of a new trouble once less than a quarter failed, of enough jobs to say so', () => {
    expect(newsOf(3, 1, now - minuteMs)).toBeNull();
    expect(newsOf(9, 3, now - minuteMs)).toBeNull();
    expect(newsOf(10, 3, now - minuteMs)).toBe('over');
    expect(newsOf(5, 0, now - minuteMs)).toBe('over');
    expect(newsOf(5, 0)).toBeNull();
  });

  it('at most once a day of one trouble, whatever happens in which order', () => {
    const looks = fc.array(
      fc.record({
        delivered: fc.nat({ max: 12 }),
        failed: fc.nat({ max: 12 }),
        laterMs: fc.oneof(fc.nat({ max: 90 * minuteMs }), fc.constant(dayMs)),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(looks, (steps) => {
        let at = now;
        let toldAt: number | null = null;
        for (const { delivered, failed, laterMs } of steps) {
          at += laterMs;
          const news = failureNews({ ended: delivered + failed, failed }, toldAt, at);
          if (news === 'told') {
            expect(failed * 2).toBeGreaterThanOrEqual(delivered + failed);
            expect(toldAt === null || at - toldAt >= dayMs).toBe(true);
            toldAt = at;
          } else if (news === 'over') {
            expect(toldAt).not.toBeNull();
            expect(failed * 4).toBeLessThan(delivered + failed);
            toldAt = null;
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
