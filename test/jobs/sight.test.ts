import { describe, expect, it } from 'vitest';
import { Sight } from '../../src/jobs/sight.ts';
import { DurationHistory } from '../../src/polling/duration-history.ts';
import { nextGapMs } from '../../src/polling/poll-gap.ts';

const { table } = new DurationHistory({ medianSeconds: 60, sigma: 0.35 });
const lambdaMs = 110;
const gapAt = (ageMs: number) => nextGapMs(table, { ageMs, lambdaMs });
const working = { progress: null, isQueued: false };
const queued = { progress: null, isQueued: true };
const submittedAt = 1_000_000;
const at = (ageMs: number) => submittedAt + ageMs;
const fresh = () => new Sight(submittedAt, at(20));

describe('what looks have shown', () => {
  it('spans from the last look that found it under way to the one that found it finished', () => {
    const sight = fresh();
    expect(sight.span(at(40_000), null)).toEqual({ afterMs: 0, byMs: 40_000 });
    sight.saw(working, at(40_000));
    sight.saw(working, at(45_000));
    expect(sight.span(at(48_000), null)).toEqual({ afterMs: 45_000, byMs: 48_000 });
  });

  it('is nothing of one that may have been finished while raybot was stopped', () => {
    const sight = new Sight(submittedAt, at(60_000));
    expect(sight.span(at(60_000), null)).toBeNull();
    sight.saw(working, at(60_000));
    expect(sight.span(at(63_000), null)).toEqual({ afterMs: 60_000, byMs: 63_000 });
  });

  it('ends about when its provider has told so', () => {
    const sight = fresh();
    expect(sight.span(at(50_100), at(50_000))).toEqual({ afterMs: 48_000, byMs: 50_100 });
    expect(new Sight(submittedAt, at(40_000)).span(at(50_100), at(50_000))).toEqual({ afterMs: 48_000, byMs: 50_100 });
  });

  it('counts from the last look that found it in line', () => {
    const sight = fresh();
    sight.saw(queued, at(30_000));
    sight.saw(queued, at(60_000));
    expect(sight.ageMs(at(80_000))).toBe(80_000);
    sight.saw(working, at(80_000));
    expect(sight.ageMs(at(80_000))).toBe(20_000);
    expect(sight.gapMs(table, lambdaMs, at(80_000))).toBe(gapAt(20_000));
    expect(sight.span(at(125_000), null)).toEqual({ afterMs: 20_000, byMs: 65_000 });
  });

  it('counts from the submit where it was finished before it was seen to leave the line', () => {
    const sight = fresh();
    sight.saw(queued, at(60_000));
    expect(sight.span(at(64_000), null)).toEqual({ afterMs: 60_000, byMs: 64_000 });
  });

  it('lets one in line be looked at as often as one that begins now, or as its age says if that is sooner', () => {
    const sight = fresh();
    sight.saw(queued, at(60_000));
    expect(sight.gapMs(table, lambdaMs, at(60_000))).toBe(gapAt(60_000));
    const quick = new DurationHistory({ medianSeconds: 10, sigma: 0.15 }).table;
    const firstMs = nextGapMs(quick, { ageMs: 0, lambdaMs });
    expect(nextGapMs(quick, { ageMs: 3_600_000, lambdaMs })).toBeGreaterThan(firstMs);
    sight.saw(queued, at(3_600_000));
    expect(sight.gapMs(quick, lambdaMs, at(3_600_000))).toBe(firstMs);
  });

  it('makes the next look come sooner where the percentage nears its end', () => {
    const sight = fresh();
    sight.saw({ progress: 80, isQueued: false }, at(24_000));
    sight.saw({ progress: 90, isQueued: false }, at(27_000));
    expect(gapAt(27_000)).toBeGreaterThan(1_500);
    expect(sight.gapMs(table, lambdaMs, at(27_000))).toBe(1_500);
  });

  it('makes nothing younger than new when a clock is set back', () => {
    const sight = fresh();
    sight.saw(working, at(40_000));
    expect(sight.ageMs(at(-5_000))).toBe(0);
    expect(sight.gapMs(table, lambdaMs, at(-5_000))).toBe(gapAt(0));
    expect(sight.waiting(at(0), at(-5_000))).toEqual({ lookedAtMs: 40_000, ageMs: 0, waitedMs: 0 });
  });

  it('goes on from the last look when a clock is set back, and shows nothing of how long the job took', () => {
    const sight = fresh();
    sight.saw(working, at(40_000));
    sight.followClock(at(-3_600_000));
    expect(sight.ageMs(at(-3_600_000))).toBe(40_000);
    expect(sight.ageMs(at(-3_590_000))).toBe(50_000);
    sight.saw(working, at(-3_590_000));
    expect(sight.waiting(at(-3_588_000), at(-3_587_000))).toEqual({
      lookedAtMs: 50_000,
      ageMs: 53_000,
      waitedMs: 1_000,
    });
    expect(sight.span(at(-3_585_000), null)).toBeNull();
  });

  it('shows nothing of how long a job took across hours in which nobody looked', () => {
    const sight = fresh();
    sight.saw(working, at(40_000));
    sight.saw(working, at(3 * 3_600_000));
    expect(sight.span(at(3 * 3_600_000 + 5_000), null)).toBeNull();
  });

  it('counts from a line that a job stood in when a clock was set back', () => {
    const sight = fresh();
    sight.saw(queued, at(30_000));
    sight.followClock(at(-3_600_000));
    sight.saw(working, at(-3_595_000));
    expect(sight.ageMs(at(-3_590_000))).toBe(10_000);
  });
});
