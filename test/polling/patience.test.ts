import { describe, expect, it } from 'vitest';
import { DurationHistory } from '../../src/polling/duration-history.ts';
import { leastLambdaMs, Patience } from '../../src/polling/patience.ts';
import { mostUrgent, urgencyOf } from '../../src/polling/urgency.ts';

/** So many turns, a tenth of a second apart. */
function have(
  patience: Patience,
  turns: number,
  { waitedMs, lagMs }: { waitedMs: number; lagMs: number },
  from = 0,
): number {
  for (let turn = 1; turn <= turns; turn += 1) patience.had({ waitedMs, lagMs, turnMs: 100, now: from + turn * 100 });
  return from + turns * 100;
}

describe('what a look is worth', () => {
  it('is least while looks have their turns at once', () => {
    const patience = new Patience();
    have(patience, 100, { waitedMs: 50, lagMs: 5_000 });
    expect(patience.lambdaMs).toBe(leastLambdaMs);
  });

  it('follows, slowly, what turns cost while looks have to wait', () => {
    const patience = new Patience();
    have(patience, 20, { waitedMs: 3_000, lagMs: 5_000 });
    expect(patience.lambdaMs).toBeGreaterThan(leastLambdaMs);
    expect(patience.lambdaMs).toBeLessThan(1_000);
    have(patience, 1_000, { waitedMs: 3_000, lagMs: 5_000 }, 2_000);
    expect(patience.lambdaMs).toBeGreaterThan(3_500);
    expect(patience.lambdaMs).toBeLessThan(5_000);
  });

  it('falls back to the least when nobody waits any more', () => {
    const patience = new Patience();
    const now = have(patience, 1_000, { waitedMs: 3_000, lagMs: 5_000 });
    have(patience, 1_000, { waitedMs: 0, lagMs: 5_000 }, now);
    expect(patience.lambdaMs).toBeCloseTo(leastLambdaMs, -1);
  });

  it('is not strained by a wait of a turn or two where turns are rare', () => {
    const patience = new Patience();
    for (let turn = 1; turn < 100; turn += 1) {
      patience.had({ waitedMs: 2_000, lagMs: 9_000, turnMs: 1_200, now: turn * 1_200 });
    }
    expect(patience.lambdaMs).toBe(leastLambdaMs);
  });

  it('stays within bounds whatever it is told', () => {
    const patience = new Patience();
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 1e300];
    let now = 0;
    for (const waitedMs of odd) {
      for (const lagMs of odd) {
        for (const step of [1e9, -1e9, Number.NaN]) {
          now = Number.isNaN(now + step) ? 0 : now + step;
          patience.had({ waitedMs, lagMs, turnMs: 100, now });
          expect(patience.lambdaMs).toBeGreaterThanOrEqual(leastLambdaMs);
          expect(patience.lambdaMs).toBeLessThanOrEqual(60_000);
        }
      }
    }
  });
});

describe('the most urgent look', () => {
  const { table } = new DurationHistory({ medianSeconds: 60, sigma: 0.35 });
  const look = (lookedAtMs: number, ageMs: number, waitedMs = 0) => ({
    urgency: () => urgencyOf(table, { lookedAtMs, ageMs, waitedMs }),
  });

  it('is that of the job that is most likely to have ended long ago', () => {
    expect(mostUrgent([look(0, 20_000), look(55_000, 65_000), look(63_000, 65_000)])).toBe(1);
  });

  it('is the first of equals', () => {
    expect(mostUrgent([look(0, 0), look(0, 0)])).toBe(0);
  });

  it('is that of one that has waited for more than a minute, then the one that has waited longest', () => {
    expect(mostUrgent([look(30_000, 200_000), look(0, 500, 61_000)])).toBe(1);
    expect(mostUrgent([look(0, 500, 61_000), look(0, 400, 90_000), look(0, 500, 62_000)])).toBe(1);
  });

  it('is nobody’s where nobody waits, and somebody’s where nothing is known', () => {
    expect(mostUrgent([])).toBe(-1);
    expect(mostUrgent([{ urgency: () => Number.NaN }])).toBe(0);
  });
});
