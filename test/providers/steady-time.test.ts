import { expect, it } from 'vitest';
import { steadyTime } from '../../src/providers/steady-time.ts';
import { ManualClock } from '../builders/manual-clock.ts';

it('a time that never goes back follows the clock, and passes as it does after the clock was set back', () => {
  const clock = new ManualClock(10_000);
  const now = steadyTime(clock.now);
  const seen = [now()];
  for (const moment of [12_000, 2_000, 3_000, 1_000, 1_500, 50_000]) {
    clock.set(moment);
    seen.push(now());
  }
  expect(seen).toEqual([10_000, 12_000, 12_000, 13_000, 13_000, 13_500, 62_000]);
});
