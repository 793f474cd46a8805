import type { Kysely } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/schema.ts';
import { costsOf, type ProviderCosts } from './costs.ts';
import { type ServiceFigures, serviceFiguresOf } from './service-figures.ts';
import { type UsageSpan, usageOf } from './usage.ts';
import type { Usage } from './usage-figures.ts';

/** A guild's usage, and of which time. */
export interface UsageReport {
  readonly span: UsageSpan;
  readonly usage: Usage;
}

const weekMs = 7 * 24 * 60 * 60 * 1_000;

/** What was used, up to now. All of it may take a while, and holds nothing up meanwhile. */
export class UsageReports {
  readonly #database: Kysely<Database>;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(database: Kysely<Database>, clock: Pick<Clock, 'now'>) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * @param days - so many local days, the last one is today and not over yet
   * @param timeZone - as IANA names it
   */
  async ofGuild(guildId: string, days: number, timeZone: string): Promise<UsageReport> {
    const span = lastDays(days, this.#clock.now(), timeZone);
    return { span, usage: await usageOf(this.#database, guildId, span) };
  }

  /** The operator's real costs of what a guild used in the same time. For the operator's eyes alone. */
  costsOfGuild(guildId: string, { from, until }: UsageSpan): Promise<ProviderCosts[]> {
    return costsOf(this.#database, guildId, { from, until });
  }

  /** Of all guilds together, the last seven times 24 hours. */
  lastWeek(): Promise<ServiceFigures> {
    return serviceFiguresOf(this.#database, this.#lastWeek());
  }

  /** The operator's real costs of the same time. For the operator's eyes alone. */
  costsOfLastWeek(): Promise<ProviderCosts[]> {
    return costsOf(this.#database, null, this.#lastWeek());
  }

  #lastWeek() {
    const now = this.#clock.now();
    return { from: now - weekMs, until: now + 1 };
  }
}

/** What ended in this very millisecond belongs to it. */
function lastDays(days: number, now: number, timeZone: string): UsageSpan {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  const from = today.subtract({ days: days - 1 }).toZonedDateTime(timeZone).epochMilliseconds;
  return { from, until: now + 1, timeZone };
}
