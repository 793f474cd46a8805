import { longestMs } from './age-grid.ts';

/**
 * What a bot sees of how long a job took: it was still running at one look, and finished at the next. The true moment is
 * never known. Milliseconds of age.
 */
export interface SeenSpan {
  /** 0 where no look came before. */
  readonly afterMs: number;
  readonly byMs: number;
}

/** Looks farther apart say nothing: raybot was stopped, or a clock was set. */
export const longestSpanMs = 3_600_000;

/**
 * @returns null for what cannot have been: no numbers, an end before the beginning, no time at all or more than anybody waits,
 *   hours between two looks
 */
export function readSpan({ afterMs, byMs }: SeenSpan): SeenSpan | null {
  const isPossible = Number.isFinite(afterMs) && byMs > 0 && byMs <= longestMs && byMs >= afterMs;
  if (!isPossible) return null;
  const span = { afterMs: Math.max(0, afterMs), byMs };
  return span.byMs - span.afterMs > longestSpanMs ? null : span;
}

/** What is taken for the true duration, milliseconds. */
export function middleOf({ afterMs, byMs }: SeenSpan): number {
  return (afterMs + byMs) / 2;
}
