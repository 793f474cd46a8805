import type { Kysely } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database, LedgerEntryRow } from '../database/schema.ts';
import type { AccountKey, GuildMember } from './account.ts';
import { type AccountOverview, overviewOf, type PolicyOf } from './account-overview.ts';
import { type EntryPage, entriesOf } from './entries.ts';

/** What `/credits` shows. */
export interface WalletOverview extends AccountOverview {
  readonly entries: readonly LedgerEntryRow[];
}

export interface WalletParts {
  readonly database: Kysely<Database>;
  readonly policyOf: PolicyOf;
  readonly clock: Clock;
}

const shownEntries = 8;

/** A member's view of their own account. */
export class Wallet {
  readonly #parts: WalletParts;

  constructor(parts: WalletParts) {
    this.#parts = parts;
  }

  /** Fills the account up where a period has begun, then reads it. */
  async overview({ guildId, memberId, roleIds }: GuildMember): Promise<WalletOverview> {
    const { database, policyOf, clock } = this.#parts;
    const policy = await policyOf(guildId);
    const member = { guildId, memberId, roleIds };
    return database.transaction().execute(async (trx) => ({
      ...(await overviewOf(trx, member, policy, clock.now())),
      entries: await entriesOf(trx, member, { limit: shownEntries }),
    }));
  }

  /** The member's history, newest first. */
  entries(account: AccountKey, page: EntryPage): Promise<LedgerEntryRow[]> {
    return entriesOf(this.#parts.database, account, page);
  }
}
