import type { Kysely } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database, LedgerEntryRow } from '../database/schema.ts';
import { type Allowance, periodAt } from './allowance.ts';
import { type AccountKey, type Balance, balanceOf, lastEntries, refill } from './ledger.ts';

/** What `/credits` shows. */
export interface WalletOverview extends Balance {
  readonly allowance: Allowance;
  /** When the allowance fills up again, milliseconds since the epoch. */
  readonly nextRefillAt: number;
  readonly entries: readonly LedgerEntryRow[];
}

const shownEntries = 8;

/** A member's view of their own account. */
export class Wallet {
  readonly #database: Kysely<Database>;
  readonly #allowance: Allowance;
  readonly #clock: Clock;

  constructor(database: Kysely<Database>, allowance: Allowance, clock: Clock) {
    this.#database = database;
    this.#allowance = allowance;
    this.#clock = clock;
  }

  /** Fills the account up where a period has begun, then reads it. */
  async overview(account: AccountKey): Promise<WalletOverview> {
    const now = this.#clock.now();
    return this.#database.transaction().execute(async (trx) => {
      await refill(trx, account, this.#allowance, now);
      return {
        ...(await balanceOf(trx, account)),
        allowance: this.#allowance,
        nextRefillAt: periodAt(this.#allowance.period, now).end,
        entries: await lastEntries(trx, account, shownEntries),
      };
    });
  }
}
