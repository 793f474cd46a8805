import { performance } from 'node:perf_hooks';
import { seededRandom } from '../../sandbox/seeded-random.ts';
import { LearnedDurations } from '../../src/polling/learned-durations.ts';
import { leastLambdaMs } from '../../src/polling/patience.ts';
import { nextGapMs } from '../../src/polling/poll-gap.ts';
import { steadyLaws } from './laws.ts';
import { wrongPrior } from './one-job.ts';

const key = { provider: 'p', model: 'm', durationSeconds: 5, resolution: '720p' };
const warmUps = 100_000;
const decisions = 500_000;
const jobs = 2_000;

/** What the rule takes of a processor, microseconds. */
export interface DecisionFigures {
  readonly decisionUs: number;
  /** To learn from a job and make the table anew. */
  readonly learningUs: number;
}

export function measureDecisions(): DecisionFigures {
  const random = seededRandom(1);
  const learned = new LearnedDurations();
  let now = 0;
  const learn = (count: number) => {
    for (let job = 0; job < count; job += 1) {
      const byMs = steadyLaws.usual.draw(random);
      now += byMs;
      learned.learn({ key, prior: wrongPrior, span: { afterMs: byMs * 0.95, byMs } }, now);
    }
  };
  const decide = (count: number) => {
    for (let look = 0; look < count; look += 1) {
      nextGapMs(learned.tableOf(key, wrongPrior), { ageMs: (look * 97) % 200_000, lambdaMs: leastLambdaMs });
    }
  };
  learn(jobs);
  decide(warmUps);
  return { learningUs: timed(() => learn(jobs)) / jobs, decisionUs: timed(() => decide(decisions)) / decisions };
}

/** Microseconds. */
function timed(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) * 1000;
}
