import { type RawBuilder, sql } from 'kysely';

/**
 * What is wrong:
 * - `balance`: an account's balance is not the sum of its entries
 * - `held`: what an account says is held is not the sum of its pending holds
 * - `overdrawn`: more is held than there is, or less than nothing
 * - `account-missing`: entries or holds of an account that is not there
 * - `hold-missing`: a job that holds nothing
 * - `hold-differs`: a hold is not of its job's price, or not of its member
 * - `hold-state`: a hold does not stand where its job does
 * - `post`: a posted hold without exactly one entry of its amount, or another one with an entry
 * - `post-without-hold`: an entry that spends a hold which was never made
 * - `loan`: what was lent for a job was not taken back with its hold, or was without it
 * - `key`: an entry has not the key of what it is, so the same could be had once more
 * - `amount`: an entry gives where its kind takes, or is not of the credits that an admin named
 * - `not-in-audit`: admins gave or took credits, and nothing says who did it; counted by guild and moment
 * - `repeated-key`: what should have happened once happened more often
 * - `sum-of-balances`, `sum-of-holds`: `balance` and `held` over all accounts together
 */
export type LedgerFault =
  | 'balance'
  | 'held'
  | 'overdrawn'
  | 'account-missing'
  | 'hold-missing'
  | 'hold-differs'
  | 'hold-state'
  | 'post'
  | 'post-without-hold'
  | 'loan'
  | 'key'
  | 'amount'
  | 'not-in-audit'
  | 'repeated-key'
  | 'sum-of-balances'
  | 'sum-of-holds';

/** The ends of a job. In every other state its hold is pending. */
const delivered = 'delivered';
const endedWithoutVideo = ['failed', 'cancelled', 'undelivered'];

/** What stands in the audit too. */
const ofAdmins = ['grant', 'take', 'set', 'reset'];

/** A row that is wrong, in credits or in words. */
export interface FoundRow {
  readonly guild_id: string | null;
  readonly member_id: string | null;
  readonly job_id: string | null;
  readonly expected: string | number;
  readonly found: string | number;
}

const postedTotals = sql`
  select job_id, count(*) as n, sum(amount_credits) as credits, min(guild_id) as guild_id, min(member_id) as member_id
  from ledger_entry where kind = 'post' group by job_id`;

/** One query for each kind of fault; each gives back the rows that are wrong. */
export const ledgerChecks: readonly (readonly [LedgerFault, RawBuilder<FoundRow>])[] = [
  [
    'balance',
    sql`
      select a.guild_id, a.member_id, null as job_id, coalesce(e.credits, 0) as expected, a.balance_credits as found
      from account a left join (
        select guild_id, member_id, sum(amount_credits) as credits from ledger_entry group by guild_id, member_id
      ) e on e.guild_id = a.guild_id and e.member_id = a.member_id
      where a.balance_credits <> coalesce(e.credits, 0) order by a.guild_id, a.member_id`,
  ],
  [
    'held',
    sql`
      select a.guild_id, a.member_id, null as job_id, coalesce(h.credits, 0) as expected, a.held_credits as found
      from account a left join (
        select guild_id, member_id, sum(amount_credits) as credits from hold
        where state = 'pending' group by guild_id, member_id
      ) h on h.guild_id = a.guild_id and h.member_id = a.member_id
      where a.held_credits <> coalesce(h.credits, 0) order by a.guild_id, a.member_id`,
  ],
  [
    'overdrawn',
    sql`
      select guild_id, member_id, null as job_id, '0 or more held, and no more than there are' as expected,
        held_credits || ' of ' || balance_credits as found
      from account where held_credits < 0 or balance_credits < held_credits order by guild_id, member_id`,
  ],
  [
    'account-missing',
    sql`
      select m.guild_id, m.member_id, null as job_id, 'an account' as expected, 'none' as found
      from (select guild_id, member_id from ledger_entry union select guild_id, member_id from hold) m
      left join account a on a.guild_id = m.guild_id and a.member_id = m.member_id
      where a.guild_id is null order by m.guild_id, m.member_id`,
  ],
  [
    'hold-missing',
    sql`
      select j.guild_id, j.member_id, j.id as job_id, 'a hold of ' || j.price_credits as expected, 'none' as found
      from job j left join hold h on h.job_id = j.id where h.job_id is null order by j.id`,
  ],
  [
    'hold-differs',
    sql`
      select * from (
        select h.guild_id, h.member_id, h.job_id,
          j.price_credits || ' of ' || j.guild_id || ':' || j.member_id as expected,
          h.amount_credits || ' of ' || h.guild_id || ':' || h.member_id as found
        from hold h join job j on j.id = h.job_id
      ) s where expected <> found order by job_id`,
  ],
  [
    'hold-state',
    sql`
      select * from (
        select h.guild_id, h.member_id, h.job_id, h.state as found, case
          when j.id is null then 'a job'
          when j.state = ${delivered} then 'posted'
          when j.state in (${sql.join(endedWithoutVideo)}) then 'voided'
          else 'pending' end as expected
        from hold h left join job j on j.id = h.job_id
      ) s where expected <> found order by job_id`,
  ],
  [
    'post',
    sql`
      select h.guild_id, h.member_id, h.job_id,
        case when h.state = 'posted' then '1 × ' || -h.amount_credits else 'no entry: ' || h.state end as expected,
        case when p.n is null then 'no entry'
          when p.guild_id <> h.guild_id or p.member_id <> h.member_id then 'an entry of ' || p.guild_id || ':' || p.member_id
          else p.n || ' × ' || p.credits end as found
      from hold h left join (${postedTotals}) p on p.job_id = h.job_id
      where case when h.state = 'posted'
        then coalesce(p.n, 0) <> 1 or p.credits <> -h.amount_credits
          or p.guild_id <> h.guild_id or p.member_id <> h.member_id
        else p.n is not null end
      order by h.job_id`,
  ],
  [
    'post-without-hold',
    sql`
      select e.guild_id, e.member_id, e.job_id, 'a hold' as expected, 'none, ' || e.amount_credits as found
      from ledger_entry e left join hold h on h.job_id = e.job_id
      where e.kind = 'post' and h.job_id is null order by e.id`,
  ],
  [
    'loan',
    sql`
      select * from (
        select h.guild_id, h.member_id, h.job_id, case when h.state = 'voided' then -l.lent else 0 end as expected,
          l.taken_back as found
        from hold h join (
          select job_id, sum(case when kind = 'exempt' then amount_credits else 0 end) as lent,
            sum(case when kind = 'exempt-back' then amount_credits else 0 end) as taken_back
          from ledger_entry where kind in ('exempt', 'exempt-back') group by job_id
        ) l on l.job_id = h.job_id
      ) s where expected <> found order by job_id`,
  ],
  [
    'key',
    sql`
      select * from (
        select id, guild_id, member_id, job_id, key as found, case
          when kind = 'allowance' then 'allowance:' || guild_id || ':' || member_id || ':' || coalesce(reason, '')
          when kind in ('post', 'exempt', 'exempt-back') then kind || ':' || coalesce(job_id, '')
          when kind in (${sql.join(ofAdmins)}) then case when key like 'admin:%' then key else 'admin:…' end
          when kind = 'correction' then key
          else 'none: ' || kind end as expected
        from ledger_entry
      ) s where expected <> found order by id`,
  ],
  [
    'amount',
    sql`
      select guild_id, member_id, job_id, kind || case
          when kind = 'allowance' then ' of 0 or more'
          when kind in ('grant', 'take') then ' of ' || coalesce(asked_credits, '?')
          when kind = 'exempt' then ' of more than 0'
          else ' of less than 0' end as expected, amount_credits as found
      from ledger_entry
      where case
        when kind = 'allowance' then amount_credits < 0
        when kind = 'grant' then amount_credits <> coalesce(asked_credits, 0)
        when kind = 'take' then amount_credits <> -coalesce(asked_credits, 0)
        when kind = 'exempt' then amount_credits <= 0
        when kind in ('post', 'exempt-back') then amount_credits >= 0
        else 1 = 0 end
      order by id`,
  ],
  [
    'not-in-audit',
    sql`
      select e.guild_id, null as member_id, null as job_id, coalesce(a.n, 0) as expected, e.n as found
      from (
        select guild_id, kind, created_at, count(*) as n from ledger_entry
        where kind in (${sql.join(ofAdmins)}) group by guild_id, kind, created_at
      ) e left join (
        select guild_id, action, created_at, count(*) as n from audit_entry group by guild_id, action, created_at
      ) a on a.guild_id = e.guild_id and a.action = e.kind and a.created_at = e.created_at
      where e.n > coalesce(a.n, 0) order by e.guild_id, e.created_at`,
  ],
  [
    'repeated-key',
    sql`
      select min(guild_id) as guild_id, min(member_id) as member_id, min(job_id) as job_id,
        'once: ' || key as expected, count(*) as found
      from ledger_entry group by key having count(*) > 1 order by key`,
  ],
];
