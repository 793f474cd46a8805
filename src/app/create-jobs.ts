import type { Logger } from 'pino';
import type { CatalogueRow } from '../catalogue/models.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { balanceOf } from '../credits/account.ts';
import type { PolicyOf } from '../credits/account-overview.ts';
import type { OpenDatabase } from '../database/connection.ts';
import { Delivery } from '../jobs/delivery.ts';
import { Durations } from '../jobs/durations.ts';
import { Failover } from '../jobs/failover.ts';
import { FairQueue } from '../jobs/fair-queue.ts';
import { Fitting } from '../jobs/fitting.ts';
import { Generations } from '../jobs/generations.ts';
import { isOpen, type Job } from '../jobs/job.ts';
import { JobStore } from '../jobs/job-store.ts';
import { KeepingBack } from '../jobs/keeping-back.ts';
import type { Poster, Rung } from '../jobs/poster.ts';
import { Preparation } from '../jobs/preparation.ts';
import { ProgressCards } from '../jobs/progress-cards.ts';
import { Publication } from '../jobs/publication.ts';
import { QueueCards } from '../jobs/queue-cards.ts';
import { queueLimitOf } from '../jobs/queue-limit.ts';
import { Reconciliation } from '../jobs/reconciliation.ts';
import { Routing } from '../jobs/routing.ts';
import { Runner } from '../jobs/runner.ts';
import { Settlement } from '../jobs/settlement.ts';
import { Submission } from '../jobs/submission.ts';
import { SubmitOutcomes } from '../jobs/submit-outcome.ts';
import { Watch } from '../jobs/watch.ts';
import type { MetricsRecorder } from '../operations/metrics.ts';
import type { OperatorNotices } from '../operations/operator-notices.ts';
import type { LiveCosts } from '../providers/live-costs.ts';
import type { Router } from '../providers/router.ts';
import type { Media } from './create-media.ts';

export interface JobParts {
  readonly database: OpenDatabase['database'];
  readonly policyOf: PolicyOf;
  readonly rows: readonly CatalogueRow[];
  readonly router: Router;
  readonly costs: LiveCosts;
  readonly poster: Poster;
  readonly media: Media;
  readonly notices: OperatorNotices;
  readonly recorder: MetricsRecorder;
  readonly onDecided: (guildId: string) => void;
  /** Whether a channel is known to be age-restricted. */
  readonly isAgeRestricted: (channelId: string) => boolean;
  /** A job of this guild has come to its end. Must return at once. */
  readonly onEnded: (guildId: string) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface CreatedJobs {
  readonly runner: Runner;
  readonly generations: Generations;
  readonly durations: Durations;
}

/** A job's life: the stages, who leads through them, and the way in. */
export function createJobs(config: Config, parts: JobParts): CreatedJobs {
  const { database, policyOf, rows, router, costs, poster, media, notices, recorder, clock, log } = parts;
  const { onDecided, onEnded, isAgeRestricted } = parts;
  const { files, images, canFit } = media;
  log.info(
    { canFit },
    canFit
      ? 'videos that are too large are made to fit'
      : 'no encoder is installed: videos that are too large are linked',
  );
  const store = new JobStore(database);
  const cards = new ProgressCards({ poster, readJob: (jobId) => store.find(jobId), clock });
  const routing = new Routing({ rows, router, costs });
  const durations = new Durations({ database, rows, log });
  const queue = new FairQueue({
    maxJobsOf: (name) => router.get(name)?.maxJobs ?? 0,
    lawOf: (candidate) => durations.lawOfCandidate(candidate),
    clock,
  });
  const queueCards = new QueueCards({ queue, cards, clock });
  const shared = {
    ...{ store, router, routing, rows, durations, poster, files, images },
    ...{ queue, queueCards, cards, notices, clock, log },
  };
  const preparation = new Preparation(shared);
  const failover = new Failover(shared);
  const outcomes = new SubmitOutcomes({ ...shared, failover });
  const publication = new Publication(shared);
  const stages = {
    submission: new Submission({ ...shared, outcomes, preparation }),
    reconciliation: new Reconciliation({ ...shared, outcomes }),
    watch: new Watch({ ...shared, failover, onPoll: recorder.poll }),
    delivery: new Delivery({
      ...shared,
      balanceOf: (job) => balanceOf(database, job),
      publication,
      fitting: new Fitting(shared),
    }),
    keepingBack: new KeepingBack({ ...shared, publication }),
    settlement: new Settlement(shared),
  };
  const onEnd = (job: Job) => {
    recordEnd(job, recorder);
    onEnded(job.guildId);
  };
  const runner = new Runner({ ...shared, stages, onEnd });
  const { spendLimitMicroUsdPerDay, maxWaitingJobs: mostWaiting } = config;
  const run = (jobId: string) => runner.wake(jobId);
  const generations = new Generations({
    ...{ store, rows, router, costs, policyOf, spendLimitMicroUsdPerDay, clock, run, onDecided, isAgeRestricted },
    queueLimitOf: (request) => queueLimitOf(request, { rows, router, queue, mostWaiting, clock }),
  });
  return { runner, generations, durations };
}

function recordEnd({ state, failure, rung }: Job, recorder: MetricsRecorder): void {
  if (isOpen(state)) return;
  recorder.jobEnded(state, failure);
  // Written by raybot itself, with nothing but a road and a form.
  if (rung !== null) recorder.delivered(rung as Rung);
}
