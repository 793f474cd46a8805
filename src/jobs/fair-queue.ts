import { type ProviderName, providerNames } from '../catalogue/models.ts';
import type { Candidate } from '../catalogue/offer.ts';
import type { Clock } from '../clock.ts';
import { type LawOf, priorLawOf } from './duration-law.ts';
import type { Job } from './job.ts';
import { Line, type Place, type Ticket } from './line.ts';
import { type Forecast, startsOf } from './line-forecast.ts';

/** How a job's wait has ended. */
export interface Turn {
  /** Whose place it has now; null where it gave up waiting, or has nobody to wait for. */
  readonly candidate: Candidate | null;
  /** Whether it had to wait. */
  readonly stood: boolean;
}

/** An open job as it was found at the start. */
export interface FoundJob {
  readonly job: Pick<Job, 'id' | 'guildId' | 'memberId' | 'state' | 'createdAt'>;
  /** Its place at a service; null where it has none. */
  readonly place: Place | null;
}

/** A job that has left for a service. */
export interface PastTurn {
  readonly jobId: string;
  readonly guildId: string;
  readonly memberId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface FairQueueParts {
  /** How many jobs a service works on at a time. */
  readonly maxJobsOf: (provider: ProviderName) => number;
  /** How long such jobs take; by default what the catalogue says. */
  readonly lawOf?: LawOf;
  readonly clock: Clock;
}

/** How old what is known of the services may be. */
const askGapMs = 1_000;

/**
 * Places at the services, and who gets the next one that is free. A place is taken from the moment when a job is about to be
 * sent until it has left the service, whatever came of it. What is held here follows from the open jobs in the database.
 */
export class FairQueue {
  readonly #parts: FairQueueParts;
  readonly #line = new Line();
  readonly #taken = new Map<ProviderName, Set<Ticket>>();
  #askedAt = Number.NEGATIVE_INFINITY;
  /** Somebody has come, gone or moved up. */
  onChange: () => void = () => {};

  constructor(parts: FairQueueParts) {
    this.#parts = parts;
  }

  /**
   * Takes up what the last process left. To be called before anybody enters.
   * @param found - those who wait or have a place
   * @param turns - since the oldest of those who wait was given
   */
  load(found: readonly FoundJob[], turns: readonly PastTurn[]): void {
    const placed = new Set(found.flatMap(({ job, place }) => (place ? [job.id] : [])));
    const events = [
      ...found.map(({ job }) => ({ at: job.createdAt, happen: () => void this.#line.join(job) })),
      ...found.flatMap(({ job, place }) => {
        if (!place) return [];
        return [{ at: Math.max(place.since, job.createdAt), happen: () => this.#take(this.#line.join(job), place) }];
      }),
      ...turns
        .filter(({ jobId }) => !placed.has(jobId))
        .map((turn) => ({ at: turn.at, happen: () => this.#line.mark(turn) })),
    ];
    for (const { happen } of events.toSorted((a, b) => a.at - b.at)) happen();
  }

  /**
   * Waits for a place at one of those who can make a job.
   * @param ready - asked again whenever there is a place: who can make it now, best first
   * @param signal - ends the wait at once
   */
  enter(job: Job, ready: () => readonly Candidate[], signal: AbortSignal): Promise<Turn> {
    const ticket = this.#line.join(job);
    // A step that failed may have left one.
    this.#free(ticket, true);
    const { promise, resolve } = Promise.withResolvers<Turn>();
    let stood = false;
    const onAbort = () => {
      call(null);
      this.onChange();
    };
    const call = (candidate: Candidate | null) => {
      ticket.waiting = null;
      signal.removeEventListener('abort', onAbort);
      resolve({ candidate, stood });
    };
    ticket.waiting = { ready, known: ready(), call };
    if (signal.aborted || ticket.waiting.known.length === 0) call(null);
    else signal.addEventListener('abort', onAbort);
    this.#serve();
    if (this.#line.get(job.id)?.waiting) {
      stood = true;
      this.onChange();
    }
    return promise;
  }

  /** A step of a job is over, and this is where it has led. */
  note({ id, state }: Pick<Job, 'id' | 'state'>): void {
    const ticket = this.#line.get(id);
    if (!ticket || state === 'submitting' || state === 'submitted') return;
    const isToBeSent = state === 'accepted' || state === 'preparing';
    this.#free(ticket, isToBeSent);
    if (!isToBeSent) this.#line.leave(ticket);
    this.look();
  }

  /** A service may be well again: whoever can have a place gets it. */
  look(): void {
    this.#serve();
    this.onChange();
  }

  get hasWaiting(): boolean {
    return !this.#line.waiting().next().done;
  }

  /** Who waits, in order, and when each should have a place. */
  forecast(now: number): readonly Forecast[] {
    const line = [...this.#line.waiting()];
    const aheadOf = this.#aheadOf(line);
    const starts = startsOf(line, this.#placesOf(), now, this.#lawOf);
    return line.map((ticket, index) => ({
      jobId: ticket.jobId,
      ahead: aheadOf(ticket),
      startsAt: starts[index] ?? now,
    }));
  }

  /** How many come before each of those that wait for one of the same services. */
  #aheadOf(line: readonly Ticket[]): (ticket: Ticket) => number {
    // There are few kinds of them.
    const kinds = new Map(line.map((ticket) => [wantedOf(ticket).join(), wantedOf(ticket)]));
    const places = new Map(
      [...kinds].map(([kind, wanted]) => {
        const rivals = this.#line.waiting((other) => wantedOf(other).some((name) => wanted.includes(name)));
        return [kind, new Map([...rivals].map((rival, place) => [rival, place]))];
      }),
    );
    return (ticket) => places.get(wantedOf(ticket).join())?.get(ticket) ?? 0;
  }

  /** When a job would have a place that came now; milliseconds since the epoch. */
  startOfNext(candidates: readonly Candidate[], now: number): number {
    const waiting = { ready: () => candidates, known: candidates, call: () => {} };
    const nobody = { jobId: '', guildId: '', memberId: '', createdAt: now, arrival: 0 };
    const next: Ticket = { ...nobody, waiting, slot: null };
    return startsOf([...this.#line.waiting(), next], this.#placesOf(), now, this.#lawOf).at(-1) ?? now;
  }

  readonly #lawOf: LawOf = (candidate) => (this.#parts.lawOf ?? priorLawOf)(candidate);

  #serve(): void {
    while (this.#serveOne());
  }

  /** @returns whether a place was given */
  #serveOne(): boolean {
    if (!providerNames.some((provider) => this.#hasPlace(provider))) return false;
    this.#ask();
    for (const ticket of this.#line.waiting((each) => this.#isServable(each))) {
      const { waiting } = ticket;
      if (!waiting) continue;
      waiting.known = waiting.ready();
      const candidate = waiting.known.find(({ row }) => this.#hasPlace(row.provider));
      if (candidate) {
        const { provider } = candidate.row;
        this.#take(ticket, { provider, since: this.#parts.clock.now(), law: this.#lawOf(candidate) });
        waiting.call(candidate);
        return true;
      }
      if (waiting.known.length === 0) waiting.call(null);
    }
    return false;
  }

  /** Asks who can make what is waited for, not oftener than it matters: in a long line that takes a while. */
  #ask(): void {
    const now = this.#parts.clock.now();
    if (Math.abs(now - this.#askedAt) < askGapMs) return;
    this.#askedAt = now;
    for (const { waiting } of this.#line.tickets()) {
      if (!waiting) continue;
      waiting.known = waiting.ready();
      if (waiting.known.length === 0) waiting.call(null);
    }
  }

  #isServable({ waiting }: Ticket): boolean {
    return waiting?.known.some(({ row }) => this.#hasPlace(row.provider)) ?? false;
  }

  #hasPlace(provider: ProviderName): boolean {
    return this.#takenAt(provider).size < this.#parts.maxJobsOf(provider);
  }

  #take(ticket: Ticket, place: Place): void {
    this.#line.serve(ticket, place);
    this.#takenAt(place.provider).add(ticket);
  }

  /** @param isGivenBack - its turn does not count */
  #free(ticket: Ticket, isGivenBack: boolean): void {
    if (ticket.slot) this.#takenAt(ticket.slot.provider).delete(ticket);
    if (isGivenBack) this.#line.giveBack(ticket);
    else ticket.slot = null;
  }

  #takenAt(provider: ProviderName): Set<Ticket> {
    const taken = this.#taken.get(provider) ?? new Set();
    this.#taken.set(provider, taken);
    return taken;
  }

  #placesOf(): (provider: ProviderName) => { readonly most: number; readonly taken: readonly Place[] } {
    return (provider) => ({
      most: this.#parts.maxJobsOf(provider),
      taken: [...this.#takenAt(provider)].flatMap(({ slot }) => slot ?? []),
    });
  }
}

/** At whom a place is waited for, best first. */
function wantedOf({ waiting }: Ticket): ProviderName[] {
  return (waiting?.known ?? []).map(({ row }) => row.provider);
}
