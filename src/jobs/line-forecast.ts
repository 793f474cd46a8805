import TinyQueue from 'tinyqueue';
import type { ProviderName } from '../catalogue/models.ts';
import type { Candidate } from '../catalogue/offer.ts';
import type { LawOf } from './duration-law.ts';
import type { Place, Ticket } from './line.ts';

/** What a job that waits may expect. */
export interface Forecast {
  readonly jobId: string;
  /** How many come first of those that want a place at the same services. */
  readonly ahead: number;
  /** When it should have a place, milliseconds since the epoch. */
  readonly startsAt: number;
}

/** The places of one service: how many it has, and which are taken. */
export interface Places {
  readonly most: number;
  readonly taken: readonly Place[];
}

/**
 * Plays on what is under way and who waits, each job as long as half of such jobs take.
 * @param line - in the order of their turns
 * @returns when each should have a place, milliseconds since the epoch
 */
export function startsOf(
  line: readonly Ticket[],
  placesOf: (provider: ProviderName) => Places,
  now: number,
  lawOf: LawOf,
): number[] {
  const ends = new Map<ProviderName, TinyQueue<number>>();
  const endsAt = (provider: ProviderName) => {
    const known = ends.get(provider) ?? new TinyQueue(endsOf(placesOf(provider), now));
    ends.set(provider, known);
    return known;
  };
  return line.map(({ waiting }) => startOf(waiting?.known ?? [], { endsAt, now, lawOf }));
}

/** When each place is free; of those that are more than there should be, the first ends free none. */
function endsOf({ most, taken }: Places, now: number): number[] {
  const ends = taken
    .map(({ since, law }) => {
      // A clock that was set back must not make a job younger than new.
      const ageMs = Math.max(0, now - since);
      return now + Math.max(0, law.expectedMs(ageMs) - ageMs);
    })
    .toSorted((a, b) => a - b)
    .slice(Math.max(0, taken.length - most));
  return [...ends, ...Array.from({ length: Math.max(0, most - taken.length) }, () => now)];
}

/** How it goes on from now. */
interface Course {
  readonly endsAt: (provider: ProviderName) => TinyQueue<number>;
  readonly now: number;
  readonly lawOf: LawOf;
}

/** Takes the place that is free first. */
function startOf(candidates: readonly Candidate[], { endsAt, now, lawOf }: Course): number {
  const [first] = candidates
    .flatMap((candidate) => {
      const places = endsAt(candidate.row.provider);
      const startsAt = places.peek();
      return startsAt === undefined ? [] : [{ places, startsAt, candidate }];
    })
    .toSorted((a, b) => a.startsAt - b.startsAt);
  if (!first) return now;
  first.places.pop();
  first.places.push(first.startsAt + lawOf(first.candidate).quantileMs(0.5));
  return first.startsAt;
}
