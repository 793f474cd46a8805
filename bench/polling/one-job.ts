import type { Random } from '../../sandbox/seeded-random.ts';
import type { DurationPrior } from '../../src/catalogue/models.ts';
import { type DurationKey, LearnedDurations } from '../../src/polling/learned-durations.ts';
import { nextGapMs } from '../../src/polling/poll-gap.ts';
import type { Law } from './laws.ts';
import type { Outcome } from './outcomes.ts';
import type { Schedule } from './schedules.ts';

/** Nobody has told raybot anything: half as long as the videos take, and hardly sure of it. */
export const wrongPrior: DurationPrior = { medianSeconds: 30, sigma: 0.8 };

const key: DurationKey = { provider: 'p', model: 'm', durationSeconds: 5, resolution: '720p' };

/** Jobs one after the other, by a schedule that knows nothing. */
export function byRote(schedule: Schedule, durations: readonly number[]): Outcome[] {
  return durations.map((durationMs) => {
    let at = schedule.firstMs;
    let looks = 1;
    while (at < durationMs) {
      at += schedule.nextMs(looks);
      looks += 1;
    }
    return { lagMs: at - durationMs, looks };
  });
}

/** Jobs one after the other by raybot's own rule: each is learned from, by what was seen of it. */
export function byLearning(durations: readonly number[], lambdaMs: number): Outcome[] {
  const learned = new LearnedDurations();
  let now = 0;
  return durations.map((durationMs) => {
    const table = learned.tableOf(key, wrongPrior);
    let afterMs = 0;
    let byMs = 0;
    let looks = 0;
    do {
      afterMs = byMs;
      byMs += nextGapMs(table, { ageMs: byMs, lambdaMs });
      looks += 1;
    } while (byMs < durationMs);
    now += byMs;
    learned.learn({ key, prior: wrongPrior, span: { afterMs, byMs } }, now);
    return { lagMs: byMs - durationMs, looks };
  });
}

/** So many jobs of one law after those of another. */
export function drawDurations(parts: readonly (readonly [count: number, law: Law])[], random: Random): number[] {
  return parts.flatMap(([count, law]) => Array.from({ length: count }, () => law.draw(random)));
}
