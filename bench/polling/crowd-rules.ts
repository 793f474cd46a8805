import { DurationTable } from '../../src/polling/duration-table.ts';
import { type DurationKey, kindOf, LearnedDurations } from '../../src/polling/learned-durations.ts';
import { LearningOrder } from '../../src/polling/learning-order.ts';
import { Patience } from '../../src/polling/patience.ts';
import { nextGapMs } from '../../src/polling/poll-gap.ts';
import type { SeenSpan } from '../../src/polling/seen-span.ts';
import { urgencyOf } from '../../src/polling/urgency.ts';
import type { CrowdJob, CrowdRule } from './crowd.ts';
import { type Law, steadyLaws } from './laws.ts';
import { wrongPrior } from './one-job.ts';
import { apiframeClient, type Schedule } from './schedules.ts';

/** Whoever is due has to wait until all who were due before have had their turns. */
function inOrder(schedule: Schedule): CrowdRule {
  return {
    title: schedule.title,
    dueAt: ({ looks }, now) => now + (looks === 0 ? schedule.firstMs : schedule.nextMs(looks)),
  };
}

/** Every turn goes to the job that was looked at longest ago. */
const longestUnlookedFirst: CrowdRule = {
  title: 'longest unlooked-at first',
  // Who was put back first comes first.
  dueAt: (_, now) => now,
};

const key: DurationKey = { provider: 'p', model: 'm', durationSeconds: 5, resolution: '720p' };

/** raybot's own: nothing known at first, and everything by what is seen. */
function learnedRule(requestsPerSecond: number): CrowdRule {
  const learned = new LearnedDurations();
  const order = new LearningOrder<SeenSpan>();
  const kind = kindOf(key);
  /** They have no names: no two begin at the same moment and have the same length. */
  const nameOf = ({ startedAt, endsAt }: CrowdJob) => `${startedAt}/${endsAt}`;
  const rule = ruleBy(
    () => learned.tableOf(key, wrongPrior),
    requestsPerSecond,
    (job, now) => {
      const shown = { afterMs: job.lookedAt - job.startedAt, byMs: now - job.startedAt };
      for (const { shown: span, now: seenAt } of order.ended({
        jobId: nameOf(job),
        kind,
        since: job.startedAt,
        shown,
        now,
      })) {
        learned.learn({ key, prior: wrongPrior, span }, seenAt);
      }
    },
  );
  return {
    ...rule,
    title: 'raybot',
    dueAt(job, now) {
      if (job.looks === 0) order.begun(nameOf(job), { kind, since: job.startedAt });
      return rule.dueAt(job, now);
    },
  };
}

/** The same rule by one who knows the law. */
function knowingRule(law: Law, requestsPerSecond: number): CrowdRule {
  const table = new DurationTable(law.below);
  return {
    ...ruleBy(
      () => table,
      requestsPerSecond,
      () => {},
    ),
    title: 'raybot, if it knew the law',
  };
}

function ruleBy(
  table: () => DurationTable,
  requestsPerSecond: number,
  learn: (job: CrowdJob, now: number) => void,
): Omit<CrowdRule, 'title'> {
  const patience = new Patience();
  const turnMs = 1000 / requestsPerSecond;
  return {
    dueAt: ({ startedAt }, now) => now + nextGapMs(table(), { ageMs: now - startedAt, lambdaMs: patience.lambdaMs }),
    urgency: ({ startedAt, lookedAt, dueAt }, now) =>
      urgencyOf(table(), { lookedAtMs: lookedAt - startedAt, ageMs: now - startedAt, waitedMs: now - dueAt }),
    looked(job, now, isDone) {
      const lagMs = table().lagMs(job.lookedAt - job.startedAt, now - job.startedAt);
      patience.had({ waitedMs: now - job.dueAt, turnMs, lagMs, now });
      if (isDone) learn(job, now);
    },
  };
}

export const crowdLaw = steadyLaws.usual;

/** Of a fixed interval, two seconds are the usual choice. */
const usual: Schedule = { title: 'every 2 s', firstMs: 2_000, nextMs: () => 2_000 };

export const crowdRules = {
  raybot: learnedRule,
  known: (requestsPerSecond) => knowingRule(crowdLaw, requestsPerSecond),
  longest: () => longestUnlookedFirst,
  fixed: () => inOrder(usual),
  official: () => inOrder(apiframeClient),
} as const satisfies Readonly<Record<string, (requestsPerSecond: number) => CrowdRule>>;
