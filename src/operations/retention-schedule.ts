import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { GuildDepartures } from '../jobs/guild-departures.ts';
import type { Retention } from '../jobs/retention.ts';

export interface RetentionScheduleParts {
  readonly retention: Pick<Retention, 'run' | 'finishErasures'>;
  readonly departures: Pick<GuildDepartures, 'eraseDue'>;
  readonly clock: Clock;
  readonly log: Logger;
}

const minuteMs = 60_000;
/** A start has enough to do, and the backup comes first: what is erased by mistake is in it. */
const firstAfterMs = 15 * minuteMs;
const everyMs = 60 * minuteMs;

/**
 * Once an hour erases what nobody needs any more. What fails is tried again at the next hour. Members' own erasures that were
 * cut off are gone on with at the start, since they were promised.
 */
export class RetentionSchedule {
  readonly #parts: RetentionScheduleParts;
  readonly #stopping = new AbortController();
  #run: Promise<void> = Promise.resolve();

  constructor(parts: RetentionScheduleParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#run = this.#keep();
  }

  /** What is being erased is given up after the step under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#run;
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stopping;
    await this.#attempt('members were not erased', () => this.#finishErasures(signal));
    for (let waitMs = firstAfterMs; !signal.aborted; waitMs = everyMs) {
      await this.#parts.clock.sleep(waitMs, signal).catch(() => {});
      if (signal.aborted) return;
      await this.#attempt('members were not erased', () => this.#finishErasures(signal));
      await this.#attempt('what is old was not erased', () => this.#eraseOld(signal));
      if (signal.aborted) return;
      await this.#attempt('a guild that has left was not erased', () => this.#eraseDeparted(signal));
    }
  }

  async #finishErasures(signal: AbortSignal): Promise<void> {
    const members = await this.#parts.retention.finishErasures(signal);
    if (members > 0) this.#parts.log.info({ members }, 'erasures that were cut off are done');
  }

  async #eraseOld(signal: AbortSignal): Promise<void> {
    const { retention, clock, log } = this.#parts;
    const { jobs, accounts } = await retention.run(clock.now(), signal);
    if (jobs + accounts > 0) log.info({ jobs, accounts }, 'what is old was erased');
  }

  async #eraseDeparted(signal: AbortSignal): Promise<void> {
    const guildIds = await this.#parts.departures.eraseDue(signal);
    if (guildIds.length > 0) this.#parts.log.info({ guildIds }, 'guilds that have left were erased');
  }

  async #attempt(failure: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.#parts.log.error({ err: error }, failure);
    }
  }
}
