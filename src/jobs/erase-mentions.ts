import { sql, type Transaction } from 'kysely';
import type { Database } from '../database/schema.ts';
import { aliasIn, type ErasureSteps } from './erasure-record.ts';
import { createTurns } from './turns.ts';

/**
 * Takes a person out of what guilds have written down of others or of themselves: who gave credits to whom, who changed
 * which rule. What is in force stays as it is: the newest version of each guild's rules.
 *
 * What is looked for is read outside of transactions and looked at again in them. Begun anew it finds what is left.
 */

type Write = Transaction<Database>;

/** Rows that are read in one go. The rules of a large guild are up to a hundred thousand characters. */
const rowsAtOnce = 20;
const entriesAtOnce = 5_000;
const entriesPerStep = 50;

export async function eraseMentions(steps: ErasureSteps): Promise<void> {
  await eraseInAudit(steps);
  await eraseInPolicies(steps);
  await eraseAsActor(steps);
  await eraseAsOperator(steps);
}

async function eraseInAudit({ database, erasure, step }: ErasureSteps): Promise<void> {
  const nextTurn = createTurns();
  const { memberId, lastAuditId } = erasure;
  const mention = `%${memberId}%`;
  for (let afterId = 0; afterId < lastAuditId; afterId += rowsAtOnce) {
    const rows = await database
      .selectFrom('audit_entry')
      .select('id')
      .where('id', '>', afterId)
      .where('id', '<=', Math.min(afterId + rowsAtOnce, lastAuditId))
      .where((entry) =>
        entry.or([
          entry('actor_id', '=', memberId),
          entry('target_id', '=', memberId),
          entry('before', 'like', mention),
          entry('after', 'like', mention),
          entry('reason', 'like', mention),
        ]),
      )
      .execute();
    if (rows.length > 0) await step((trx) => inTurn(rows, ({ id }) => eraseInAuditEntry(trx, id, memberId)));
    await nextTurn();
  }
}

async function eraseInAuditEntry(trx: Write, id: number, memberId: string): Promise<void> {
  const row = await trx.selectFrom('audit_entry').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return;
  const alias = await aliasIn(trx, memberId, row.guild_id);
  const isTarget = row.target_id === memberId;
  await trx
    .updateTable('audit_entry')
    .set({
      actor_id: row.actor_id === memberId ? alias : row.actor_id,
      target_id: isTarget ? alias : row.target_id,
      before: inJson(row.before, memberId, alias),
      after: inJson(row.after, memberId, alias),
      // An admin's words about this very person.
      reason: isTarget ? null : inText(row.reason, memberId, alias),
    })
    .where('id', '=', id)
    .execute();
}

interface VersionKey {
  readonly guild_id: string;
  readonly n: number;
}

async function eraseInPolicies({ database, erasure, step }: ErasureSteps): Promise<void> {
  const nextTurn = createTurns();
  const { memberId } = erasure;
  const mention = `%${memberId}%`;
  const rowsAfter = async ({ guild_id, n }: VersionKey) => {
    const { rows } = await sql<VersionKey & { isMeant: number }>`
      select guild_id, n,
        actor_id = ${memberId} or reason like ${mention} or ("isOlder" and policy like ${mention}) as "isMeant"
      from (
        select *, exists (select 1 from policy_version o where o.guild_id = v.guild_id and o.n > v.n) as "isOlder"
        from policy_version v where guild_id > ${guild_id} or (guild_id = ${guild_id} and n > ${n})
        order by guild_id, n limit ${rowsAtOnce}
      ) some order by guild_id, n`.execute(database);
    return rows;
  };
  for (let last: VersionKey | undefined = { guild_id: '', n: 0 }; last; ) {
    const rows: readonly (VersionKey & { isMeant: number })[] = await rowsAfter(last);
    const meant = rows.filter(({ isMeant }) => isMeant);
    if (meant.length > 0) await step((trx) => inTurn(meant, (version) => eraseInVersion(trx, version, memberId)));
    last = rows.at(-1);
    await nextTurn();
  }
}

async function eraseInVersion(trx: Write, { guild_id, n }: VersionKey, memberId: string): Promise<void> {
  const rows = await trx
    .selectFrom('policy_version')
    .selectAll()
    .where('guild_id', '=', guild_id)
    .where('n', '>=', n)
    .orderBy('n')
    .limit(2)
    .execute();
  const [row, newer] = rows;
  if (row?.n !== n) return;
  const alias = await aliasIn(trx, memberId, guild_id);
  await trx
    .updateTable('policy_version')
    .set({
      policy: newer ? (inJson(row.policy, memberId, alias) ?? row.policy) : row.policy,
      actor_id: row.actor_id === memberId ? alias : row.actor_id,
      reason: inText(row.reason, memberId, alias),
    })
    .where('guild_id', '=', guild_id)
    .where('n', '=', n)
    .execute();
}

/** Who has given credits to others. */
async function eraseAsActor({ database, erasure, step }: ErasureSteps): Promise<void> {
  const nextTurn = createTurns();
  const { memberId, lastEntryId } = erasure;
  for (let afterId = 0; afterId < lastEntryId; afterId += entriesAtOnce) {
    const untilId = Math.min(afterId + entriesAtOnce, lastEntryId);
    const { rows } = await sql<{ id: number; guild_id: string }>`
      select id, guild_id from ledger_entry
      where id > ${afterId} and id <= ${untilId} and actor_id = ${memberId}`.execute(database);
    for (let first = 0; first < rows.length; first += entriesPerStep) {
      const some = rows.slice(first, first + entriesPerStep);
      await step((trx) =>
        inTurn(some, async ({ id, guild_id }) => {
          const alias = await aliasIn(trx, memberId, guild_id);
          await sql`update ledger_entry set actor_id = ${alias} where id = ${id}`.execute(trx);
        }),
      );
    }
    await nextTurn();
  }
}

/** Who runs this bot, and has said something of guilds. */
async function eraseAsOperator({ database, erasure, step }: ErasureSteps): Promise<void> {
  const { memberId } = erasure;
  for (const table of ['guild_budget', 'guild_access'] as const) {
    const rows = await database.selectFrom(table).select('guild_id').where('actor_id', '=', memberId).execute();
    for (let first = 0; first < rows.length; first += entriesPerStep) {
      const some = rows.slice(first, first + entriesPerStep);
      await step((trx) =>
        inTurn(some, async ({ guild_id }) => {
          const actor_id = await aliasIn(trx, memberId, guild_id);
          const change = trx.updateTable(table).set({ actor_id }).where('guild_id', '=', guild_id);
          await change.where('actor_id', '=', memberId).execute();
        }),
      );
    }
  }
}

async function inTurn<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<true> {
  for (const item of items) await work(item);
  return true;
}

/** Ids stand in quotes there. */
function inJson(json: string | null, memberId: string, alias: string): string | null {
  return json?.replaceAll(`"${memberId}"`, `"${alias}"`) ?? null;
}

/** Wherever it stands by itself, as in a mention. */
function inText(text: string | null, memberId: string, alias: string): string | null {
  return text?.replaceAll(new RegExp(`(?<!\\d)${memberId}(?!\\d)`, 'g'), alias) ?? null;
}
