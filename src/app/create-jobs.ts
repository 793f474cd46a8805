import type { Logger } from 'pino';
import type { CatalogueRow } from '../catalogue/models.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { balanceOf } from '../credits/account.ts';
import type { PolicyOf } from '../credits/account-overview.ts';
import type { OpenDatabase } from '../database/connection.ts';
import { Delivery } from '../jobs/delivery.ts';
import { Failover } from '../jobs/failover.ts';
import { Generations } from '../jobs/generations.ts';
import { isOpen, type Job } from '../jobs/job.ts';
import { JobStore } from '../jobs/job-store.ts';
import { coldStartSchedule } from '../jobs/poll-schedule.ts';
import type { Poster, Rung } from '../jobs/poster.ts';
import { Preparation } from '../jobs/preparation.ts';
import { ProgressCards } from '../jobs/progress-cards.ts';
import { Publication } from '../jobs/publication.ts';
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
  readonly clock: Clock;
  readonly log: Logger;
}

/** A job's life: the stages, who leads through them, and the way in. */
export function createJobs(config: Config, parts: JobParts): { runner: Runner; generations: Generations } {
  const { database, policyOf, rows, router, costs, poster, media, notices, recorder, onDecided, clock, log } = parts;
  const { files, images } = media;
  const store = new JobStore(database);
  const cards = new ProgressCards(poster, clock);
  const routing = new Routing({ rows, router, costs });
  const shared = { store, router, routing, rows, poster, files, images, cards, notices, clock, log };
  const preparation = new Preparation(shared);
  const failover = new Failover(shared);
  const outcomes = new SubmitOutcomes({ ...shared, failover });
  const stages = {
    submission: new Submission({ ...shared, outcomes, preparation }),
    reconciliation: new Reconciliation({ ...shared, outcomes }),
    watch: new Watch({ ...shared, failover, schedule: coldStartSchedule, onPoll: recorder.poll }),
    delivery: new Delivery({
      ...shared,
      balanceOf: (job) => balanceOf(database, job),
      publication: new Publication(shared),
    }),
    settlement: new Settlement(shared),
  };
  const runner = new Runner({ store, stages, files, images, onEnd: (job) => recordEnd(job, recorder), clock, log });
  const { spendLimitMicroUsdPerDay } = config;
  const run = (jobId: string) => runner.wake(jobId);
  const accepting = { store, rows, router, costs, policyOf, spendLimitMicroUsdPerDay, clock, run, onDecided };
  return { runner, generations: new Generations(accepting) };
}

function recordEnd({ state, failure, rung }: Job, recorder: MetricsRecorder): void {
  if (isOpen(state)) return;
  recorder.jobEnded(state, failure);
  // Written by raybot itself, with nothing but a road and a form.
  if (rung !== null) recorder.delivered(rung as Rung);
}
