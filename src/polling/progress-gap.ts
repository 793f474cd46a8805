import { shortestGapMs } from './poll-gap.ts';

/** What a provider said of how far a job is, and when. */
export interface ProgressSeen {
  readonly percent: number;
  /** The job's age, milliseconds. */
  readonly atMs: number;
}

/** Parts of what should be left, after which the next look comes: at most, at least. */
const parts = { most: 1 / 2, least: 1 / 8 } as const;
/** A percentage puts a look off by no more than this much: it may stand still from now on. */
const longestDelay = 2;

/**
 * The gap to the next look where the provider's percentage moves: half of what is left at most, however late the law expects
 * the end; an eighth at least, within twice what the law says. One that stands still says nothing.
 * @param before - what was said at the look before
 * @param gapMs - by the law
 */
export function gapByProgress(before: ProgressSeen | null, now: ProgressSeen, gapMs: number): number {
  const leftMs = before && timeLeftMs(before, now);
  if (leftMs === null) return gapMs;
  const delayed = Math.max(gapMs, Math.min(leftMs * parts.least, gapMs * longestDelay));
  return Math.min(delayed, Math.max(shortestGapMs, leftMs * parts.most));
}

/** As long as the rest takes at the pace between two looks; null where there is none to go by. */
function timeLeftMs(before: ProgressSeen, now: ProgressSeen): number | null {
  const moved = now.percent - before.percent;
  const tookMs = now.atMs - before.atMs;
  const isMoving = moved > 0 && tookMs > 0 && before.percent > 0 && now.percent < 100;
  return isMoving ? ((100 - now.percent) / moved) * tookMs : null;
}
