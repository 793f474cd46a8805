import type { DurationTable } from './duration-table.ts';

/** Nobody notices half a second, and no provider is asked more often. */
export const shortestGapMs = 500;
/** Each job is looked at so often, whatever is believed about it. */
export const longestGapMs = 60_000;

/** A job at the moment of a look that found it running; at the age 0 none is needed. */
export interface LookedAt {
  /** Milliseconds since it began. A clock that was set back must not make it younger than new. */
  readonly ageMs: number;
  /** How much lag may gather before the next look: what one look is worth, milliseconds. */
  readonly lambdaMs: number;
}

/** Whole milliseconds until the next look: when the lag that is expected to have gathered since comes to λ, within bounds. */
export function nextGapMs(table: DurationTable, { ageMs, lambdaMs }: LookedAt): number {
  const age = saneAge(ageMs);
  return bounded(table.ageOfLag(age, lambdaMs) - age);
}

function bounded(gapMs: number): number {
  return Math.min(longestGapMs, Math.max(shortestGapMs, Math.ceil(gapMs)));
}

function saneAge(ageMs: number): number {
  return ageMs > 0 && Number.isFinite(ageMs) ? ageMs : 0;
}
