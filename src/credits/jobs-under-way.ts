import { sql } from 'kysely';
import { prepared } from '../database/prepared.ts';
import type { GuildMember, Write } from './account.ts';
import { type JobFacts, ruleAgainstAnotherJob } from './admission-rules.ts';
import { isExempt } from './member-allowance.ts';
import type { GuildPolicy } from './policy.ts';
import { refusalFor } from './rule-refusal.ts';

/**
 * Refuses one more job where the guild's cooldown or a limit of jobs stands against it. To be called in the transaction that
 * makes the hold: of a hundred in the same instant no more get in than may.
 * @throws {Refusal}
 */
export async function refuseAnotherJob(
  trx: Write,
  member: GuildMember,
  policy: GuildPolicy,
  now: number,
): Promise<void> {
  if (!looksAtJobs(policy) || isExempt(policy, member)) return;
  const broken = ruleAgainstAnotherJob(policy, await jobFactsOf(trx, member, policy, now));
  if (broken) throw refusalFor(broken);
}

function looksAtJobs({ cooldownSeconds, maxJobsPerMember, maxJobsPerGuild }: GuildPolicy): boolean {
  return cooldownSeconds > 0 || maxJobsPerMember > 0 || maxJobsPerGuild > 0;
}

type Counts = Pick<JobFacts, 'lastJobAt' | 'memberJobs' | 'guildJobs'>;

const countJobs = prepared<[guildId: string, memberId: string, until: number], Counts>(
  (guildId, memberId, until) => sql`
    select
      (select created_at from hold
        where guild_id = ${guildId} and member_id = ${memberId} and state != 'voided' and created_at <= ${until}
        order by created_at desc limit 1) as "lastJobAt",
      (select count(*) from hold
        where guild_id = ${guildId} and member_id = ${memberId} and state = 'pending') as "memberJobs",
      (select count(*) from hold where guild_id = ${guildId} and state = 'pending') as "guildJobs"`,
);

/**
 * A job's hold is pending until the job ends, and voided where it has failed: so the holds tell, in few rows.
 * A job from far ahead was taken by a clock that was set back since: it must not hide those of now.
 */
async function jobFactsOf(
  trx: Write,
  { guildId, memberId, roleIds }: GuildMember,
  { cooldownSeconds }: GuildPolicy,
  now: number,
): Promise<JobFacts> {
  const { rows } = await countJobs(trx, guildId, memberId, now + cooldownSeconds * 1_000);
  const [row] = rows;
  if (!row) throw new Error('counts are always a row');
  return {
    lastJobAt: row.lastJobAt,
    memberJobs: Number(row.memberJobs),
    guildJobs: Number(row.guildJobs),
    roleIds,
    now,
  };
}
