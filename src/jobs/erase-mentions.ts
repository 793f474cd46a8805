import { sql, type Transaction } from 'kysely';
import type { Database } from '../database/schema.ts';
import { createTurns } from './turns.ts';

/**
 * Takes a person out of what guilds have written down of others or of themselves: who gave credits to whom, who changed
 * which rule. What is in force stays as it is: the newest version of each guild's rules.
 */

type Write = Transaction<Database>;
/** The name that a person has from now on in a guild. */
export type AliasIn = (guildId: string) => string;

/** Rows that are read in one go. The rules of a large guild are up to a hundred thousand characters. */
const rowsAtOnce = 20;
const entriesAtOnce = 5_000;

export async function eraseMentions(trx: Write, memberId: string, aliasIn: AliasIn): Promise<void> {
  await eraseInAudit(trx, memberId, aliasIn);
  await eraseInPolicies(trx, memberId, aliasIn);
  await eraseAsActor(trx, memberId, aliasIn);
}

async function eraseInAudit(trx: Write, memberId: string, aliasIn: AliasIn): Promise<void> {
  const nextTurn = createTurns();
  const last = await trx
    .selectFrom('audit_entry')
    .select((entry) => entry.fn.max('id').as('id'))
    .executeTakeFirst();
  const mention = `%${memberId}%`;
  for (let afterId = 0; afterId < Number(last?.id ?? 0); afterId += rowsAtOnce) {
    const rows = await trx
      .selectFrom('audit_entry')
      .selectAll()
      .where('id', '>', afterId)
      .where('id', '<=', afterId + rowsAtOnce)
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
    for (const { id, guild_id, actor_id, target_id, before, after, reason } of rows) {
      const alias = aliasIn(guild_id);
      const isTarget = target_id === memberId;
      await trx
        .updateTable('audit_entry')
        .set({
          actor_id: actor_id === memberId ? alias : actor_id,
          target_id: isTarget ? alias : target_id,
          before: inJson(before, memberId, alias),
          after: inJson(after, memberId, alias),
          // An admin's words about this very person.
          reason: isTarget ? null : inText(reason, memberId, alias),
        })
        .where('id', '=', id)
        .execute();
    }
    await nextTurn();
  }
}

async function eraseInPolicies(trx: Write, memberId: string, aliasIn: AliasIn): Promise<void> {
  const nextTurn = createTurns();
  const mention = `%${memberId}%`;
  const rowsAfter = async (guildId: string, n: number) => {
    const { rows } = await sql<{ guild_id: string; n: number; isOlder: number; isMeant: number }>`
      select *, actor_id = ${memberId} or reason like ${mention} or ("isOlder" and policy like ${mention}) as "isMeant"
      from (
        select *, exists (select 1 from policy_version o where o.guild_id = v.guild_id and o.n > v.n) as "isOlder"
        from policy_version v where guild_id > ${guildId} or (guild_id = ${guildId} and n > ${n})
        order by guild_id, n limit ${rowsAtOnce}
      ) some order by guild_id, n`.execute(trx);
    return rows;
  };
  for (let rows = await rowsAfter('', 0); rows.length > 0; ) {
    for (const { guild_id, n, isMeant, isOlder } of rows) {
      if (isMeant) await eraseInVersion(trx, { guild_id, n, isOlder: Boolean(isOlder) }, memberId, aliasIn(guild_id));
    }
    await nextTurn();
    const last = rows.at(-1);
    rows = last ? await rowsAfter(last.guild_id, last.n) : [];
  }
}

async function eraseInVersion(
  trx: Write,
  version: { readonly guild_id: string; readonly n: number; readonly isOlder: boolean },
  memberId: string,
  alias: string,
): Promise<void> {
  const row = await trx
    .selectFrom('policy_version')
    .selectAll()
    .where('guild_id', '=', version.guild_id)
    .where('n', '=', version.n)
    .executeTakeFirstOrThrow();
  await trx
    .updateTable('policy_version')
    .set({
      policy: version.isOlder ? (inJson(row.policy, memberId, alias) ?? row.policy) : row.policy,
      actor_id: row.actor_id === memberId ? alias : row.actor_id,
      reason: inText(row.reason, memberId, alias),
    })
    .where('guild_id', '=', version.guild_id)
    .where('n', '=', version.n)
    .execute();
}

/** Who has given credits to others, and who runs this bot. */
async function eraseAsActor(trx: Write, memberId: string, aliasIn: AliasIn): Promise<void> {
  const nextTurn = createTurns();
  const last = await sql<{ id: number }>`select coalesce(max(id), 0) as id from ledger_entry`.execute(trx);
  const lastId = Number(last.rows[0]?.id ?? 0);
  for (let afterId = 0; afterId < lastId; afterId += entriesAtOnce) {
    const { rows } = await sql<{ id: number; guild_id: string }>`
      select id, guild_id from ledger_entry
      where id > ${afterId} and id <= ${afterId + entriesAtOnce} and actor_id = ${memberId}`.execute(trx);
    for (const { id, guild_id } of rows) {
      await sql`update ledger_entry set actor_id = ${aliasIn(guild_id)} where id = ${id}`.execute(trx);
    }
    await nextTurn();
  }
  for (const table of ['guild_budget', 'guild_access'] as const) {
    const rows = await trx.selectFrom(table).select('guild_id').where('actor_id', '=', memberId).execute();
    for (const { guild_id } of rows) {
      const alias = aliasIn(guild_id);
      await trx.updateTable(table).set({ actor_id: alias }).where('guild_id', '=', guild_id).execute();
    }
  }
}

/** Ids stand in quotes there. */
function inJson(json: string | null, memberId: string, alias: string): string | null {
  return json?.replaceAll(`"${memberId}"`, `"${alias}"`) ?? null;
}

/** Wherever it stands by itself, as in a mention. */
function inText(text: string | null, memberId: string, alias: string): string | null {
  return text?.replaceAll(new RegExp(`(?<!\\d)${memberId}(?!\\d)`, 'g'), alias) ?? null;
}
