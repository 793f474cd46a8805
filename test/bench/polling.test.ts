import { describe, expect, it } from 'vitest';
import { simulateCrowd } from '../../bench/polling/crowd.ts';
import { crowdLaw, crowdRules } from '../../bench/polling/crowd-rules.ts';
import { steadyLaws } from '../../bench/polling/laws.ts';
import { byLearning, byRote, drawDurations } from '../../bench/polling/one-job.ts';
import { optimumOf } from '../../bench/polling/optimum.ts';
import { figuresOf } from '../../bench/polling/outcomes.ts';
import { fixed, official, strangers } from '../../bench/polling/schedules.ts';
import { seededRandom } from '../../sandbox/seeded-random.ts';

describe('the best possible', () => {
  it('is what theory says of a lognormal law', () => {
    const { lagSeconds, looks } = optimumOf(steadyLaws.usual.below, 100);
    expect(lagSeconds * looks).toBeGreaterThan(17.8);
    expect(lagSeconds * looks).toBeLessThan(18.3);
  });
});

describe('schedules that know nothing', () => {
  it('look in their own time', () => {
    const [halfSecond] = fixed;
    const [, apiframe] = official;
    if (!halfSecond || !apiframe) throw new Error('schedules are missing');
    expect(byRote(halfSecond, [1_200])).toEqual([{ lagMs: 300, looks: 3 }]);
    // At 0, 2, 5, 9.5, 14.5 and 19.5 seconds.
    expect(byRote(apiframe, [15_000])).toEqual([{ lagMs: 4_500, looks: 6 }]);
  });
});

describe('raybot’s own rule', () => {
  const durations = [1, 2, 3, 4, 5].map((seed) => drawDurations([[250, steadyLaws.usual]], seededRandom(seed)));

  it('comes near the best possible without knowing anything before, ahead of all others', () => {
    const { product } = figuresOf(durations.flatMap((run) => byLearning(run, 110).slice(100)));
    expect(product).toBeLessThan(19.5);
    for (const schedule of strangers) {
      expect(figuresOf(durations.flatMap((run) => byRote(schedule, run).slice(100))).product).toBeGreaterThan(
        1.5 * product,
      );
    }
  });

  it('shares a budget among many jobs better than taking them in turn', () => {
    const crowd = { law: crowdLaw, jobs: 100, requestsPerSecond: 10 };
    const lagOf = (rule: 'raybot' | 'longest') => figuresOf(simulateCrowd(crowd, crowdRules[rule](10), 1)).lagSeconds;
    expect(lagOf('raybot')).toBeLessThan(0.75 * lagOf('longest'));
  });
});
