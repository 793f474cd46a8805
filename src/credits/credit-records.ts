import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { Database, LedgerEntryKind, LedgerEntryRow } from '../database/schema.ts';
import { type AccountKey, type Balance, balanceOf } from './account.ts';
import { type AuditEntry, auditOf } from './audit-trail.ts';
import { type Page, type PageRequest, readPage } from './pages.ts';

/** Something that happened to an account. */
export interface Movement {
  readonly id: number;
  readonly memberId: string;
  readonly kind: LedgerEntryKind;
  /** Positive: credits given; negative: credits spent or taken. */
  readonly amountCredits: number;
  readonly jobId: string | null;
  /** Who caused it: a Discord user id, or null for raybot itself. */
  readonly actorId: string | null;
  /** In an admin's own words, where an admin did it. */
  readonly reason: string | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Where a message stands, for a link to it: a channel of the guild, or a direct message. */
export interface MessagePlace {
  readonly isDirect: boolean;
  readonly channelId: string;
  readonly messageId: string;
}

/** A movement of a member's account, with the video that it paid. */
export interface HistoryEntry extends Movement {
  /** Null where there is none, where it was shown to the member alone, and where its message's id was erased. */
  readonly video: MessagePlace | null;
}

/** Some milliseconds of reading. */
const idsAtOnce = 1_000;

/** What was written down about accounts and admins: read only, newest first. */
export class CreditRecords {
  readonly #database: Kysely<Database>;

  constructor(database: Kysely<Database>) {
    this.#database = database;
  }

  /** What a member has, without filling it up. */
  balance(account: AccountKey): Promise<Balance> {
    return balanceOf(this.#database, account);
  }

  /** A member's own history. What moved nothing, such as the refill of a full account, is left out. */
  history({ guildId, memberId }: AccountKey, page: PageRequest): Promise<Page<HistoryEntry>> {
    return readPage(page, async ({ limit, beforeId = Number.MAX_SAFE_INTEGER, afterId }) => {
      const isUpwards = afterId !== undefined;
      const rows = await this.#database
        .selectFrom('ledger_entry as entry')
        .leftJoin('job', (join) => join.onRef('job.id', '=', 'entry.job_id').on('entry.kind', '=', 'post'))
        .selectAll('entry')
        .select(['job.rung', 'job.message_id', 'job.message_channel_id', 'job.request'])
        .where('entry.guild_id', '=', guildId)
        .where('entry.member_id', '=', memberId)
        .where('entry.id', '<', beforeId)
        .where('entry.id', '>', afterId ?? 0)
        .where('entry.amount_credits', '!=', 0)
        .orderBy('entry.id', isUpwards ? 'asc' : 'desc')
        .limit(limit)
        .execute();
      return (isUpwards ? rows.toReversed() : rows).map((row) => ({ ...toMovement(row), video: placeOf(row) }));
    });
  }

  /**
   * Every movement of credits in a guild, some at a time. All guilds share one list, so a guild with little in it is not
   * looked for in one go: that would hold up everything else.
   */
  async *movements(guildId: string): AsyncGenerator<readonly Movement[]> {
    let beforeId = (await this.#lastId()) + 1;
    while (beforeId > 1) {
      const fromId = Math.max(1, beforeId - idsAtOnce);
      const rows = await this.#database
        .selectFrom('ledger_entry')
        .selectAll()
        // As an expression it is no key: an index that begins with it would be gone through as a whole for each of these.
        .where(sql<string>`guild_id || ''`, '=', guildId)
        .where('id', '>=', fromId)
        .where('id', '<', beforeId)
        .where('amount_credits', '!=', 0)
        .orderBy('id', 'desc')
        .execute();
      if (rows.length > 0) yield rows.map(toMovement);
      else await setImmediate();
      beforeId = fromId;
    }
  }

  async #lastId(): Promise<number> {
    const row = await this.#database
      .selectFrom('ledger_entry')
      .select(({ fn }) => fn.max('id').as('id'))
      .executeTakeFirst();
    return Number(row?.id ?? 0);
  }

  /** What admins and the operator did in a guild. */
  audit(guildId: string, page: PageRequest): Promise<Page<AuditEntry>> {
    return readPage(page, (request) => auditOf(this.#database, guildId, request));
  }
}

/** Entries of admins alone have a reason in words; those of raybot name a period or an end. */
const kindsOfAdmins: readonly LedgerEntryKind[] = ['grant', 'take', 'set', 'reset', 'correction'];

function toMovement(row: LedgerEntryRow): Movement {
  return {
    id: row.id,
    memberId: row.member_id,
    kind: row.kind,
    amountCredits: row.amount_credits,
    jobId: row.job_id,
    actorId: row.actor_id,
    reason: kindsOfAdmins.includes(row.kind) ? row.reason : null,
    createdAt: row.created_at,
  };
}

interface PlaceColumns {
  readonly rung: string | null;
  readonly message_id: string | null;
  readonly message_channel_id: string | null;
  readonly request: string | null;
}

function placeOf({ rung, message_id, message_channel_id, request }: PlaceColumns): MessagePlace | null {
  if (rung === null || message_id === null || message_channel_id === null) return null;
  // The answer to a private request is shown to the member alone: no link leads there.
  if (rung.startsWith('response:') && isPrivate(request)) return null;
  return { isDirect: rung.startsWith('dm:'), channelId: message_channel_id, messageId: message_id };
}

const requestSchema = z.object({ isPrivate: z.boolean() });

/** Also where it cannot be told: a link that is missing is better than one that leads nowhere. */
function isPrivate(request: string | null): boolean {
  try {
    return requestSchema.parse(JSON.parse(request ?? '')).isPrivate;
  } catch {
    return true;
  }
}
