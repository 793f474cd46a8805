import type { Kysely, Transaction } from 'kysely';
import { insertRow } from '../database/insert-row.ts';
import type { AuditEntryRow, Database } from '../database/schema.ts';

/** Something that an admin or the operator has done. */
export interface NewAuditEntry {
  readonly guildId: string;
  /** Who did it: a Discord user id. */
  readonly actorId: string;
  /** What was done, in a word of the program: `settings`, `grant`. */
  readonly action: string;
  /** Whom or what it was done to: a member, a role. */
  readonly targetId?: string | null;
  /** What stood before and after: anything that JSON can hold. */
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string | null;
}

export interface AuditEntry extends Required<NewAuditEntry> {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Pages of a list that grows: the newest first, from before an entry on, or up from after one. */
export interface AuditPage {
  readonly limit: number;
  /** Id of the last entry of the page before. */
  readonly beforeId?: number;
  /** Id of the first entry of the page behind; instead of `beforeId`. */
  readonly afterId?: number;
}

/** Writes down what was done, in the transaction that does it. Entries are only ever added. */
export async function writeAudit(trx: Transaction<Database>, entry: NewAuditEntry, now: number): Promise<void> {
  await insertRow(trx, 'audit_entry', {
    guild_id: entry.guildId,
    actor_id: entry.actorId,
    action: entry.action,
    target_id: entry.targetId ?? null,
    before: toJson(entry.before),
    after: toJson(entry.after),
    reason: entry.reason ?? null,
    created_at: now,
  });
}

/** A guild's entries, newest first. */
export async function auditOf(
  database: Kysely<Database>,
  guildId: string,
  { limit, beforeId = Number.MAX_SAFE_INTEGER, afterId }: AuditPage,
): Promise<AuditEntry[]> {
  const isUpwards = afterId !== undefined;
  const rows = await database
    .selectFrom('audit_entry')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('id', '<', beforeId)
    .where('id', '>', afterId ?? 0)
    .orderBy('id', isUpwards ? 'asc' : 'desc')
    .limit(limit)
    .execute();
  return (isUpwards ? rows.toReversed() : rows).map(toEntry);
}

function toEntry(row: AuditEntryRow): AuditEntry {
  return {
    id: row.id,
    guildId: row.guild_id,
    actorId: row.actor_id,
    action: row.action,
    targetId: row.target_id,
    before: fromJson(row.before),
    after: fromJson(row.after),
    reason: row.reason,
    createdAt: row.created_at,
  };
}

function toJson(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

function fromJson(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}
