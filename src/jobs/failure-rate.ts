import type { JobFailure } from './job.ts';

/** When a guild's admins hear that too many videos fail. Pure: what ended, what was told, and the time come from outside. */

/** So far back jobs are looked at: an outage shows within it, and one that is over is forgotten soon. */
export const failureWindowMs = 60 * 60_000;

/** Fewer say nothing: where one job in ten fails by chance, three of five do so about once in a hundred times. */
const leastJobs = 5;
/** From this share on, members see the bot fail rather than now and then a video. */
export const failingShare = 0.5;
/** Below this share it is over. Far from the other one: a rate that wavers about it is one trouble, not many. */
const recoveredShare = 0.25;
/** A trouble that lasts is told again after a day: whoever is there then may not have read it. */
const repeatMs = 24 * 3_600_000;

/**
 * Whose doing an end without a video is. `own`: what the member asked for, or a command that was never taken on; these count
 * neither as videos nor as failures, so that whoever tries forbidden prompts hides no outage. `trouble`: all else.
 */
const sides = {
  'not-acknowledged': 'own',
  cancelled: 'own',
  'cancelled-by-moderator': 'own',
  moderated: 'own',
  'image-gone': 'own',
  'image-elsewhere': 'own',
  'image-too-large': 'own',
  'image-too-many-pixels': 'own',
  'image-unreadable': 'own',
  'image-unreachable': 'trouble',
  'provider-unavailable': 'trouble',
  // Members can choose only what should be taken, so one that is refused is not theirs alone.
  'provider-refused': 'trouble',
  'provider-failed': 'trouble',
  'provider-lost': 'trouble',
  'provider-malformed': 'trouble',
  'model-withdrawn': 'trouble',
  'operator-attention': 'trouble',
  'submit-uncertain': 'trouble',
  'video-unreachable': 'trouble',
  'not-a-video': 'trouble',
  'delivery-impossible': 'trouble',
} as const satisfies Readonly<Record<JobFailure, 'own' | 'trouble'>>;

/** Why a job ended without a video, where that is not the member's doing. Each has words for admins in `src/words/`. */
export type Trouble = {
  [Failure in JobFailure]: (typeof sides)[Failure] extends 'trouble' ? Failure : never;
}[JobFailure];

/** Some jobs that ended in one way. */
export interface JobEnds {
  /** Null: with a video. */
  readonly failure: string | null;
  readonly jobs: number;
}

/** How many of a guild's videos failed lately. */
export interface FailureRate {
  /** Jobs that count, with a video or without. */
  readonly ended: number;
  readonly failed: number;
  /** The most common reason; null where nothing failed. */
  readonly reason: Trouble | null;
}

/** Adds up ends, each way named once. */
export function failureRate(ends: readonly JobEnds[]): FailureRate {
  const delivered = ends.filter(({ failure }) => failure === null);
  const troubles = ends.flatMap(({ failure, jobs }) => (isTrouble(failure) ? [{ failure, jobs }] : []));
  const failed = sumOf(troubles);
  const most = troubles.reduce<(typeof troubles)[number] | null>(
    (best, each) => (best === null || each.jobs > best.jobs ? each : best),
    null,
  );
  return { ended: sumOf(delivered) + failed, failed, reason: most?.failure ?? null };
}

function isTrouble(failure: string | null): failure is Trouble {
  const known: Readonly<Record<string, string>> = sides;
  return failure !== null && Object.hasOwn(known, failure) && known[failure] === 'trouble';
}

function sumOf(ends: readonly { readonly jobs: number }[]): number {
  return ends.reduce((sum, { jobs }) => sum + jobs, 0);
}

/**
 * What a rate means to the guild's admins.
 * @param toldAt - when they were told of the trouble that lasts, milliseconds since the epoch; null where none does
 * @returns `told`: they are to be told now; `over`: the trouble has passed, and a new one is to be told; null: nothing new
 */
export function failureNews(
  { ended, failed }: Pick<FailureRate, 'ended' | 'failed'>,
  toldAt: number | null,
  now: number,
): 'told' | 'over' | null {
  if (ended < leastJobs) return null;
  if (failed < ended * recoveredShare) return toldAt === null ? null : 'over';
  if (failed < ended * failingShare) return null;
  // Either way: a clock that was set back must not silence anybody for as long as it was ahead.
  const isRecent = toldAt !== null && Math.abs(now - toldAt) < repeatMs;
  return isRecent ? null : 'told';
}
