import type { Kysely, Transaction } from 'kysely';
import { newAlias } from '../credits/alias.ts';
import { deferReferences } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';

type Write = Transaction<Database>;

/**
 * An erasure that has begun. What it is about was decided at its beginning, in one transaction: so it can be taken up after
 * a crash, and the member can go on meanwhile. It is done when its record is gone.
 */
export interface Erasure {
  readonly id: number;
  readonly memberId: string;
  /** Milliseconds since the epoch. */
  readonly begunAt: number;
  /** How many jobs there were. */
  readonly jobs: number;
  /** Discord's ids grow with time; empty where there was no job. */
  readonly lastJobId: string;
  /** Of all members' entries. */
  readonly lastEntryId: number;
  readonly lastAuditId: number;
}

/** The erasures that are not done, or that of one member. */
export async function begunErasures(database: Kysely<Database>, memberId?: string): Promise<Erasure[]> {
  const rows = await database
    .selectFrom('member_erasure')
    .selectAll()
    .$if(memberId !== undefined, (query) => query.where('member_id', '=', String(memberId)))
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    ...{ id: row.id, memberId: row.member_id, begunAt: row.begun_at, jobs: row.jobs },
    ...{ lastJobId: row.last_job_id, lastEntryId: row.last_entry_id, lastAuditId: row.last_audit_id },
  }));
}

/** What a member who is being erased is called in a guild from now on: always the same there, and nowhere else. */
export async function aliasIn(trx: Write, memberId: string, guildId: string): Promise<string> {
  const known = await trx
    .selectFrom('member_alias')
    .select('alias')
    .where('member_id', '=', memberId)
    .where('guild_id', '=', guildId)
    .executeTakeFirst();
  if (known) return known.alias;
  const alias = newAlias();
  await trx.insertInto('member_alias').values({ member_id: memberId, guild_id: guildId, alias }).execute();
  return alias;
}

/** What goes on with an erasure, a few rows at a time. Between two of these everything agrees with everything. */
export interface ErasureSteps {
  readonly database: Kysely<Database>;
  readonly erasure: Erasure;
  /**
   * One step: a transaction, after which everything else has its turn. Nothing happens where the erasure was done meanwhile.
   * @param work - what it does is small
   * @returns what the work returned; false where nothing happened
   * @throws the signal's reason, before the step
   */
  step(work: (trx: Write) => Promise<boolean>): Promise<boolean>;
}

/** @param signal - ends the erasure between two steps; it can be gone on with at any time */
export function stepsOf(
  database: Kysely<Database>,
  erasure: Erasure,
  signal?: Pick<AbortSignal, 'throwIfAborted'>,
): ErasureSteps {
  return {
    database,
    erasure,
    async step(work) {
      signal?.throwIfAborted();
      const outcome = await database.transaction().execute(async (trx) => {
        const isBegun = await trx.selectFrom('member_erasure').select('id').where('id', '=', erasure.id).execute();
        if (isBegun.length === 0) return false;
        await deferReferences.execute(trx);
        return work(trx);
      });
      await new Promise(setImmediate);
      return outcome;
    },
  };
}

/**
 * Forgets whom the aliases stand for.
 * @returns the guilds in which there was something
 */
export async function endErasure({ erasure, step }: ErasureSteps): Promise<string[]> {
  const guildIds: string[] = [];
  await step(async (trx) => {
    const { id, memberId } = erasure;
    const rows = await trx.selectFrom('member_alias').select('guild_id').where('member_id', '=', memberId).execute();
    guildIds.push(...rows.map(({ guild_id }) => guild_id));
    await trx.deleteFrom('member_alias').where('member_id', '=', memberId).execute();
    await trx.deleteFrom('member_erasure').where('id', '=', id).execute();
    return true;
  });
  return guildIds;
}
