import TinyQueue from 'tinyqueue';
import type { ProviderName } from '../catalogue/models.ts';
import type { Candidate } from '../catalogue/offer.ts';
import { priorLaw } from './duration-law.ts';
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
 */
export function forecast(
  line: readonly Ticket[],
  placesOf: (provider: ProviderName) => Places,
  now: number,
): Forecast[] {
  const ends = new Map<ProviderName, TinyQueue<number>>();
  const endsAt = (provider: ProviderName) => {
    const known = ends.get(provider) ?? new TinyQueue(endsOf(placesOf(provider), now));
    ends.set(provider, known);
    return known;
  };
  const crowds = new Crowds();
  return line.map(({ jobId, waiting }) => {
    const candidates = waiting?.known ?? [];
    const ahead = crowds.join(candidates.map(({ row }) => row.provider));
    return { jobId, ahead, startsAt: startOf(candidates, endsAt, now) };
  });
}

/** When each place is free; of those that are more than there should be, the first ends free none. */
function endsOf({ most, taken }: Places, now: number): number[] {
  const ends = taken
    .map(({ since, law }) => Math.max(now, since + law.expectedMs(Math.max(0, now - since))))
    .toSorted((a, b) => a - b)
    .slice(Math.max(0, taken.length - most));
  return [...ends, ...Array.from({ length: Math.max(0, most - taken.length) }, () => now)];
}

/** Takes the place that is free first. */
function startOf(
  candidates: readonly Candidate[],
  endsAt: (provider: ProviderName) => TinyQueue<number>,
  now: number,
): number {
  const [first] = candidates
    .flatMap(({ row, terms }) => {
      const places = endsAt(row.provider);
      const startsAt = places.peek();
      return startsAt === undefined ? [] : [{ places, startsAt, terms }];
    })
    .toSorted((a, b) => a.startsAt - b.startsAt);
  if (!first) return now;
  first.places.pop();
  first.places.push(first.startsAt + priorLaw(first.terms.latency).quantileMs(0.5));
  return first.startsAt;
}

/** Counts those in line by the services that they wait for: there are few kinds of them. */
class Crowds {
  readonly #crowds = new Map<string, { readonly providers: ReadonlySet<ProviderName>; count: number }>();

  /** @returns how many came before that wait for one of the same */
  join(providers: readonly ProviderName[]): number {
    const rivals = [...this.#crowds.values()].filter((crowd) => providers.some((name) => crowd.providers.has(name)));
    const ahead = rivals.reduce((sum, { count }) => sum + count, 0);
    const kind = providers.join();
    const own = this.#crowds.get(kind) ?? { providers: new Set(providers), count: 0 };
    own.count += 1;
    this.#crowds.set(kind, own);
    return ahead;
  }
}
