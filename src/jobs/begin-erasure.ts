import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../database/schema.ts';
import { Refusal } from '../errors/refusal.ts';
import { giveUpCredits } from './erase-accounts.ts';
import { aliasIn, begunErasures, type Erasure } from './erasure-record.ts';

/** How many jobs of a person are under way, in whatever guild. */
export async function openJobsOf(database: Kysely<Database>, memberId: string): Promise<number> {
  // Jobs that are not settled are few, and have an index of their own.
  const { rows } = await sql<{ jobs: number }>`
    select count(*) as jobs from job where settled_at is null and member_id = ${memberId}`.execute(database);
  return Number(rows[0]?.jobs ?? 0);
}

/**
 * Writes down that a member is to be erased, and what of: from now on it will be, whatever happens. The member's credits are
 * given up in the same moment, so that none of them can be spent meanwhile.
 * @throws {Refusal} `privacy-open-jobs`; nothing has begun then
 */
export function beginErasure(database: Kysely<Database>, memberId: string, now: number): Promise<Erasure> {
  return database.transaction().execute(async (trx) => {
    const [begun] = await begunErasures(trx, memberId);
    if (begun) return begun;
    const open = await openJobsOf(trx, memberId);
    if (open > 0) throw new Refusal('privacy-open-jobs', { jobs: open });
    await sql`
      insert into member_erasure (member_id, begun_at, jobs, last_job_id, last_entry_id, last_audit_id)
      select ${memberId}, ${now}, count(hold.job_id), coalesce(max(hold.job_id), ''),
        (select coalesce(max(id), 0) from ledger_entry), (select coalesce(max(id), 0) from audit_entry)
      from account left join hold on hold.guild_id = account.guild_id and hold.member_id = account.member_id
      where account.member_id = ${memberId}`.execute(trx);
    for (const guildId of await guildsWithUse(trx, memberId)) await aliasIn(trx, memberId, guildId);
    await giveUpCredits(trx, memberId, now);
    const [erasure] = await begunErasures(trx, memberId);
    if (!erasure) throw new Error('what was written is there');
    return erasure;
  });
}

/** Guilds in which an account was ever used: one of empty allowances only keeps them from being given twice. */
async function guildsWithUse(trx: Transaction<Database>, memberId: string): Promise<string[]> {
  const { rows } = await sql<{ guild_id: string }>`
    select guild_id from account a where member_id = ${memberId} and (
      exists (select 1 from hold h where h.guild_id = a.guild_id and h.member_id = a.member_id)
      or exists (select 1 from ledger_entry e
        where e.guild_id = a.guild_id and e.member_id = a.member_id
          and (e.kind != 'allowance' or e.amount_credits != 0)))
    order by guild_id`.execute(trx);
  return rows.map(({ guild_id }) => guild_id);
}
