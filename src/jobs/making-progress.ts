import type { Clock } from '../clock.ts';
import type { DurationLaw } from './duration-law.ts';
import type { Job } from './job.ts';
import type { Progress } from './poster.ts';
import type { ProgressCards } from './progress-cards.ts';

/** What the card says of a video that is being made, by how long such videos take. Times: milliseconds since the epoch. */

/** A promise of a moment is shown only until that moment: Discord would go on counting, «20 seconds ago». */
export function makingProgress(now: number, submittedAt: number, law: DurationLaw): Progress {
  const expectedAt = submittedAt + law.quantileMs(0.5);
  if (now < expectedAt) return { stage: 'making', expectedAt };
  return now - submittedAt > law.quantileMs(0.95) ? { stage: 'late' } : { stage: 'due' };
}

/** Milliseconds until `makingProgress` says something else; infinite when it never will. */
export function untilNextProgressMs(now: number, submittedAt: number, law: DurationLaw): number {
  const ageMs = now - submittedAt;
  const next = [law.quantileMs(0.5), law.quantileMs(0.95) + 1].find((changeMs) => changeMs > ageMs);
  return next === undefined ? Number.POSITIVE_INFINITY : next - ageMs;
}

export interface MakingParts {
  readonly cards: ProgressCards;
  readonly clock: Clock;
}

/** Keeps the card of one video true, until `signal` aborts: for a road on which nobody looks at it meanwhile. */
export async function showMaking(
  { cards, clock }: MakingParts,
  job: Job,
  submittedAt: number,
  law: DurationLaw,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const now = clock.now();
    cards.show(job, makingProgress(now, submittedAt, law));
    const waitMs = untilNextProgressMs(now, submittedAt, law);
    if (waitMs === Number.POSITIVE_INFINITY) return;
    await clock.sleep(waitMs, signal).catch(() => {});
  }
}
