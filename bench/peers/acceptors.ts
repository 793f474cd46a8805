import SqliteDatabase from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { candidatesFor } from '../../src/catalogue/offer.ts';
import { periodAt } from '../../src/credits/periods.ts';
import { openDatabase } from '../../src/database/connection.ts';
import { sqliteDialect } from '../../src/database/dialect.ts';
import type { Database } from '../../src/database/schema.ts';
import type { Origin } from '../../src/jobs/job.ts';
import { newJobRow } from '../../src/jobs/job-rows.ts';
import { generationsOn, memberCount, nextOrigin, policy, request, rows } from './commands.ts';

/**
 * Three ways to take a command for good: the job is written down and its price is held, in one transaction that a power cut
 * does not undo (`synchronous = FULL`).
 */
export type Way = 'raybot' | 'better-sqlite3' | 'kysely';

export interface Acceptor {
  /**
   * Takes commands, one after the other or all in the same instant.
   * @returns how long it took, milliseconds
   */
  take(origins: readonly Origin[], together: boolean): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens one of the ways on a database of its own, in which every member has had a command and so an account.
 * @param file - is made
 */
export async function openAcceptor(way: Way, file: string): Promise<Acceptor> {
  await prepare(file);
  return ways[way](file);
}

const ways: Readonly<Record<Way, (file: string) => Promise<Acceptor>>> = {
  raybot: takeByRaybot,
  'better-sqlite3': takeByStatements,
  kysely: takeByKysely,
};

async function prepare(file: string): Promise<void> {
  const { database, close } = await openDatabase(file);
  const generations = generationsOn(database);
  for (let n = 0; n < memberCount; n += 1) await generations.accept(nextOrigin(), request);
  await close();
}

async function takeByRaybot(file: string): Promise<Acceptor> {
  const { database, close } = await openDatabase(file);
  const generations = generationsOn(database);
  return { take: timing((origin) => generations.accept(origin, request)), close };
}

/** The very statements of raybot, prepared, with values that are there before the clock runs: no work but SQLite's. */
async function takeByStatements(file: string): Promise<Acceptor> {
  const sample = nextOrigin();
  const written = await recordStatements(file, sample);
  const database = openDurably(file);
  const statements = written.map(({ sql, values }) => ({ statement: database.prepare(sql), values }));
  const callsFor = (origin: Origin) =>
    statements.map(({ statement, values }) => ({
      statement,
      values: values.map((value) => ownOf(value, sample, origin)),
    }));
  return {
    async take(origins) {
      const calls = origins.flatMap(callsFor);
      const startedAt = performance.now();
      for (const { statement, values } of calls) {
        if (statement.reader) statement.all(values);
        else statement.run(values);
      }
      return performance.now() - startedAt;
    },
    close: async () => void database.close(),
  };
}

/** What of a command stands in its values, the key of a refill among them. */
const ownFields = ['interactionId', 'interactionToken', 'memberId'] as const;

/** A value of the sample's statements as it is for another command. */
function ownOf(value: unknown, sample: Origin, origin: Origin): unknown {
  if (typeof value !== 'string') return value;
  return ownFields.reduce((text, field) => text.replaceAll(sample[field], origin[field]), value);
}

/** What raybot asks of the database for a command, from «begin» to «commit». */
async function recordStatements(file: string, origin: Origin): Promise<{ sql: string; values: readonly unknown[] }[]> {
  const statements: { sql: string; values: readonly unknown[] }[] = [];
  const database = new Kysely<Database>({
    dialect: sqliteDialect(file),
    log: ({ query }) => void statements.push({ sql: query.sql, values: query.parameters }),
  });
  const generations = generationsOn(database);
  // What is asked once stands in memory from then on.
  await generations.accept(nextOrigin(), request);
  statements.length = 0;
  await generations.accept(origin, request);
  await database.destroy();
  return statements;
}

/** The same by the query builder and the usual dialect: a transaction for each command, its statements built each time. */
async function takeByKysely(file: string): Promise<Acceptor> {
  const sqlite = openDurably(file);
  const database = new Kysely<Database>({ dialect: new SqliteDialect({ database: sqlite }) });
  return {
    take: timing((origin) => database.transaction().execute((trx) => holdByKysely(trx, origin, Date.now()))),
    close: () => database.destroy(),
  };
}

async function holdByKysely(trx: Kysely<Database>, origin: Origin, now: number): Promise<void> {
  const [candidate] = candidatesFor(request, rows);
  const { priceCredits } = candidate.terms;
  const account = { guild_id: origin.guildId, member_id: origin.memberId };
  await trx
    .insertInto('job')
    .values(newJobRow(origin, request, candidate, now))
    .execute();
  await trx
    .selectFrom('guild_budget')
    .select(['credits', 'period'])
    .where('guild_id', '=', account.guild_id)
    .executeTakeFirst();
  const key = `allowance:${account.guild_id}:${account.member_id}:${periodAt(policy.allowance.period, now).key}`;
  await trx.selectFrom('ledger_entry').select('id').where('key', '=', key).executeTakeFirstOrThrow();
  const { numUpdatedRows } = await trx
    .updateTable('account')
    .set((row) => ({ held_credits: row('held_credits', '+', priceCredits) }))
    .where('guild_id', '=', account.guild_id)
    .where('member_id', '=', account.member_id)
    .where((row) => row(row('balance_credits', '-', row.ref('held_credits')), '>=', priceCredits))
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new Error('too few credits');
  await trx
    .insertInto('hold')
    .values({
      ...account,
      job_id: origin.interactionId,
      amount_credits: priceCredits,
      state: 'pending',
      reason: null,
      created_at: now,
      resolved_at: null,
    })
    .execute();
}

/** With raybot's own settings: the file knows of its `-wal` itself. */
function openDurably(file: string): SqliteDatabase.Database {
  const database = new SqliteDatabase(file, { fileMustExist: true });
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  return database;
}

function timing(accept: (origin: Origin) => Promise<unknown>): Acceptor['take'] {
  return async (origins, together) => {
    const startedAt = performance.now();
    if (together) await Promise.all(origins.map(accept));
    else for (const origin of origins) await accept(origin);
    return performance.now() - startedAt;
  };
}
