import { isDeepStrictEqual } from 'node:util';
import type { Kysely, Transaction } from 'kysely';
import { isDuplicateKey } from '../database/dialect.ts';
import { insertRow } from '../database/insert-row.ts';
import type { Database, PolicyVersionRow } from '../database/schema.ts';
import { type AuditEntry, type AuditPage, auditOf, writeAudit } from './audit-trail.ts';
import { checkPolicy, type GuildPolicy, parsePolicy } from './policy.ts';

/** A guild's policy as it stands. */
export interface PolicyVersion {
  /** Counts from 1; 0 where nothing was laid down yet. */
  readonly n: number;
  readonly policy: GuildPolicy;
}

/** A version of the past. */
export interface PastPolicy extends PolicyVersion {
  readonly actorId: string;
  readonly reason: string | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** What an admin wants changed. */
export interface PolicyChange {
  readonly guildId: string;
  readonly actorId: string;
  readonly reason: string | null;
  /** What holds where the guild's admins have laid down nothing. */
  readonly fallback: GuildPolicy;
  /** Gives the new policy of the one that stands. It may be called on a newer one than the admin saw. */
  readonly change: (policy: GuildPolicy) => GuildPolicy;
  /** The version that the admin saw, where the change makes sense on that one alone. */
  readonly basedOn?: number;
  /** For the audit; `settings` by default, of nobody. */
  readonly action?: string;
  readonly targetId?: string;
}

/** Somebody else has changed the policy meanwhile. Nothing was changed by this one. */
export class PolicyConflictError extends Error {
  readonly guildId: string;

  constructor(guildId: string) {
    super(`The policy of guild ${guildId} was changed by somebody else.`);
    this.name = 'PolicyConflictError';
    this.guildId = guildId;
  }
}

/** The newest stored version; the policy is worked out once for each fallback. */
interface Stored {
  readonly n: number;
  readonly document: string;
  read?: { readonly fallback: GuildPolicy; readonly policy: GuildPolicy };
}

const nothingStored = { n: 0, document: '{}' } as const;

/**
 * What guilds' admins have laid down, with its whole history. A version holds the settings that admins have touched; the
 * others follow the operator's defaults, also when those change.
 */
export class PolicyStore {
  readonly #database: Kysely<Database>;
  /** Committed versions, by guild: each command asks for one. */
  readonly #known = new Map<string, Stored>();
  /** The newest version ever written, by guild: an older one that was read meanwhile is not kept. */
  readonly #written = new Map<string, number>();

  constructor(database: Kysely<Database>) {
    this.#database = database;
  }

  /**
   * The policy that holds now. Not to be awaited inside a transaction, which it may wait for.
   * @throws {PolicyError} when what is stored is no policy
   */
  async current(guildId: string, fallback: GuildPolicy): Promise<GuildPolicy> {
    return (await this.currentVersion(guildId, fallback)).policy;
  }

  /** The same with its number, on which a change can be based. */
  async currentVersion(guildId: string, fallback: GuildPolicy): Promise<PolicyVersion> {
    const stored = this.#known.get(guildId) ?? (await newest(this.#database, guildId));
    this.#keep(guildId, stored);
    return { n: stored.n, policy: policyOf(stored, fallback) };
  }

  /**
   * Changes a guild's policy, and writes down who did it and what.
   * @returns the version that holds now: the one that stood, where the change changes nothing
   * @throws {PolicyError} when the outcome is no policy
   * @throws {PolicyConflictError} when somebody else was quicker
   */
  async change(request: PolicyChange, now: number): Promise<PolicyVersion> {
    const stored = await this.#database.transaction().execute((trx) => write(trx, request, now));
    this.#written.set(request.guildId, Math.max(stored.n, this.#written.get(request.guildId) ?? 0));
    this.#keep(request.guildId, stored);
    return { n: stored.n, policy: policyOf(stored, request.fallback) };
  }

  /**
   * The same as part of a transaction of the caller. Until it ends, and where it is rolled back until the next change, the
   * policy is read from the database: nobody here knows how it ends.
   */
  async changeWithin(trx: Transaction<Database>, request: PolicyChange, now: number): Promise<PolicyVersion> {
    const stored = await write(trx, request, now);
    this.#known.delete(request.guildId);
    this.#written.set(request.guildId, stored.n);
    return { n: stored.n, policy: policyOf(stored, request.fallback) };
  }

  /** Versions of a guild's policy, newest first, from before one on. */
  async history(
    guildId: string,
    fallback: GuildPolicy,
    { limit, before = Number.MAX_SAFE_INTEGER }: { readonly limit: number; readonly before?: number },
  ): Promise<PastPolicy[]> {
    const rows = await this.#database
      .selectFrom('policy_version')
      .selectAll()
      .where('guild_id', '=', guildId)
      .where('n', '<', before)
      .orderBy('n', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => toPastPolicy(row, fallback));
  }

  /** What was done in a guild, newest first. */
  audit(guildId: string, page: AuditPage): Promise<AuditEntry[]> {
    return auditOf(this.#database, guildId, page);
  }

  /** To be called when the guild's rows were deleted. */
  forget(guildId: string): void {
    this.#known.delete(guildId);
    this.#written.delete(guildId);
  }

  #keep(guildId: string, stored: Stored): void {
    if (stored.n >= (this.#written.get(guildId) ?? 0)) this.#known.set(guildId, stored);
  }
}

async function newest(database: Kysely<Database>, guildId: string): Promise<Stored> {
  const row = await database
    .selectFrom('policy_version')
    .select(['n', 'policy'])
    .where('guild_id', '=', guildId)
    .orderBy('n', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? { n: row.n, document: row.policy } : nothingStored;
}

/** Adds the next version and its audit entry. */
async function write(trx: Transaction<Database>, request: PolicyChange, now: number): Promise<Stored> {
  const { guildId, actorId, reason, fallback, basedOn } = request;
  const stored = await newest(trx, guildId);
  if (basedOn !== undefined && basedOn !== stored.n) throw new PolicyConflictError(guildId);
  const before = policyOf(stored, fallback);
  const after = checkPolicy(request.change(before));
  const touched = fieldsThatDiffer(before, after);
  if (touched.size === 0) return stored;

  const document = JSON.stringify(pick(after, new Set([...fieldsOf(stored), ...touched])));
  const n = stored.n + 1;
  try {
    const row = { guild_id: guildId, n, policy: document, actor_id: actorId, reason, created_at: now };
    await insertRow(trx, 'policy_version', row);
  } catch (error) {
    if (isDuplicateKey(error)) throw new PolicyConflictError(guildId);
    throw error;
  }
  const { action = 'settings', targetId = null } = request;
  const changed = { before: pick(before, touched), after: pick(after, touched) };
  await writeAudit(trx, { guildId, actorId, action, targetId, ...changed, reason }, now);
  return { n, document };
}

function fieldsThatDiffer(before: GuildPolicy, after: GuildPolicy): Set<string> {
  const old = new Map<string, unknown>(Object.entries(before));
  const differing = Object.entries(after).filter(([field, value]) => !isDeepStrictEqual(value, old.get(field)));
  return new Set(differing.map(([field]) => field));
}

function fieldsOf({ document }: Stored): Set<string> {
  return new Set(Object.keys(JSON.parse(document)));
}

function pick(policy: GuildPolicy, fields: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(policy).filter(([field]) => fields.has(field)));
}

function policyOf(stored: Stored, fallback: GuildPolicy): GuildPolicy {
  if (stored.n === 0) return fallback;
  if (stored.read?.fallback !== fallback) stored.read = { fallback, policy: parsePolicy(stored.document, fallback) };
  return stored.read.policy;
}

function toPastPolicy(row: PolicyVersionRow, fallback: GuildPolicy): PastPolicy {
  return {
    n: row.n,
    policy: parsePolicy(row.policy, fallback),
    actorId: row.actor_id,
    reason: row.reason,
    createdAt: row.created_at,
  };
}
