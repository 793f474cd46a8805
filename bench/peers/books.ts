import SqliteDatabase from 'better-sqlite3';
import { openDatabase } from '../../src/database/connection.ts';
import { applicationId, channelId, guildId } from '../servers/place.ts';
import { memberId } from './commands.ts';

/** The books of a large community. Its videos are those of `days` days; allowances come daily, and did before. */
export const books = { members: 300, jobs: 10_000, entries: 60_000, deeds: 5_000, days: 90 } as const;

const dayMs = 86_400_000;
const price = 51;
const failedEvery = 10;
const delivered = books.jobs - books.jobs / failedEvery;
const refills = books.entries - delivered - books.deeds;

/**
 * Makes a database whose books agree: jobs of one guild with holds and attempts, what delivered ones cost, what admins gave,
 * and what was written down of it. All of it ended before `now`, milliseconds since the epoch.
 */
export async function writeBooks(file: string, now: number): Promise<void> {
  await (await openDatabase(file)).close();
  const database = new SqliteDatabase(file);
  database.function('member', (n) => memberId(Number(n) % books.members));
  database.transaction(() => {
    for (const statement of statements) {
      database
        .prepare(statement)
        .run({ ...places, now, from: now - books.days * dayMs, stepMs: (books.days * dayMs) / books.jobs });
    }
  })();
  database.close();
}

const places = {
  guild: guildId,
  channel: channelId,
  application: applicationId,
  prompt: 'A lighthouse in the rain, seen from the sea, with gulls around it and a small boat that comes home',
};

/** Numbers from 1 on, as a table `n(i)`. */
const numbers = (count: number) =>
  `with recursive n(i) as (values (1) union all select i + 1 from n where i < ${count})`;
const isFailed = `i % ${failedEvery} = 0`;
const takenAt = 'cast(@from + (i - 1) * @stepMs as integer)';
const endedAt = `${takenAt} + 40000 + i % 90 * 1000`;

const statements = [
  `insert into account (guild_id, member_id, balance_credits, held_credits) ${numbers(books.members)}
   select @guild, member(i), 0, 0 from n`,
  `insert into job (id, state, guild_id, channel_id, member_id, application_id, locale, request, price_credits,
     expected_cost_micro_usd, may_post, attachment_limit_bytes, failure, result_url, message_id, message_channel_id, rung,
     created_at, updated_at, ended_at, settled_at) ${numbers(books.jobs)}
   select '15' || (10000000000000000 + i), iif(${isFailed}, 'failed', 'delivered'), @guild, @channel, member(i),
     @application, 'en-US', json_object('model', 'ray-flash-2', 'prompt', @prompt, 'durationSeconds', 5, 'aspectRatio', '16:9',
       'resolution', '720p', 'ratioFollowsImage', json('false'), 'startImage', null, 'endImage', null,
       'loop', json('false'), 'concepts', json_array(), 'isPrivate', json('false')),
     ${price}, 375000, 1, 10485760, iif(${isFailed}, 'provider-failed', null), 'https://cdn.example.org/' || i || '.mp4',
     '15' || (20000000000000000 + i), @channel, iif(${isFailed}, null, 'channel:file'),
     ${takenAt}, ${endedAt}, ${endedAt}, ${endedAt} from n`,
  `insert into attempt (job_id, n, provider, model, slug, state, request_id, input, started_at, submitted_at, ended_at,
     cost_micro_usd)
   select id, 1, 'segmind', 'ray-flash-2', 'luma-ray-flash-2', iif(state = 'failed', 'failed', 'finished'), 'request-' || id,
     request, created_at, created_at, ended_at, iif(state = 'failed', 0, 375000) from job`,
  `insert into hold (job_id, guild_id, member_id, amount_credits, state, reason, created_at, resolved_at)
   select id, guild_id, member_id, price_credits, iif(state = 'failed', 'voided', 'posted'), coalesce(failure, rung), created_at,
     ended_at from job`,
  `insert into ledger_entry (guild_id, member_id, kind, amount_credits, key, reason, created_at)
   select @guild, member, 'allowance', 60, 'allowance:' || @guild || ':' || member || ':' || day, day, at from (
     ${numbers(refills)}, refill(member, at) as (select member(i), @now - (1 + i / ${books.members}) * ${dayMs} from n)
     select member, at, 'day:' || date(at / 1000, 'unixepoch') as day from refill)`,
  `insert into ledger_entry (guild_id, member_id, kind, amount_credits, key, actor_id, reason, asked_credits, created_at)
     ${numbers(books.deeds)}
   select @guild, member(i), 'grant', 60, 'admin:' || i, member(0), 'thank you for the pictures of week ' || i % 13, 60,
     @from + i from n`,
  `insert into ledger_entry (guild_id, member_id, kind, amount_credits, key, job_id, actor_id, reason, created_at)
   select guild_id, member_id, 'post', -amount_credits, 'post:' || job_id, job_id, member_id, reason, resolved_at from hold
   where state = 'posted' order by resolved_at`,
  `update account set balance_credits = (
     select sum(amount_credits) from ledger_entry e where e.guild_id = account.guild_id and e.member_id = account.member_id)`,
  `insert into audit_entry (guild_id, actor_id, action, target_id, before, after, reason, created_at) ${numbers(books.deeds)}
   select @guild, member(0), 'grant', member(i), json_object('credits', i), json_object('credits', i + 60),
     'thank you for the pictures of week ' || i % 13, @from + i from n`,
];
