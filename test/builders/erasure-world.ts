import { type Kysely, sql } from 'kysely';
import type { TestContext } from 'vitest';
import { writeAudit } from '../../src/credits/audit-trail.ts';
import { auditLedger } from '../../src/credits/ledger-audit.ts';
import { defaultPolicy, type GuildPolicy } from '../../src/credits/policy.ts';
import { PolicyStore } from '../../src/credits/policy-store.ts';
import { Quotas } from '../../src/credits/quotas.ts';
import { openDatabase } from '../../src/database/connection.ts';
import type { Database } from '../../src/database/schema.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import { ReportStore } from '../../src/jobs/report-store.ts';
import { aBill } from './fake-provider.ts';
import { aCandidate, anInput, anOrigin, aRequest } from './jobs.ts';
import { ManualClock } from './manual-clock.ts';

export const ann = '444444444444444444';
export const ben = '500000000000000001';
export const home = '222222222222222222';
export const abroad = '222222222222222223';

const prompt = 'a secret garden of mine';
const startImage = {
  url: 'https://cdn.discordapp.com/attachments/1/2/my-face.png',
  width: 640,
  height: 480,
} as const;

/** What of a member must be found nowhere in the database once it is erased, beside the member's own id. */
export const traces = [
  'secret garden',
  'my-face',
  'clip.mp4',
  'fr-CA',
  'request-',
  '7000000000000000',
  '157364191500854',
];

/** Members with videos in two guilds, over real tables in memory: 300 credits a week, 51 a video. */
export async function openErasureWorld({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const { database, close } = await openDatabase(':memory:');
  onTestFinished(close);
  const clock = new ManualClock();
  const store = new JobStore(database);
  const policies = new PolicyStore(database);
  const policy = defaultPolicy({ credits: 300, period: 'week' });
  const quotas = new Quotas({ database, policyOf: async () => policy, clock });
  let taken = 0;

  async function take(memberId: string, guildId: string): Promise<string> {
    taken += 1;
    const id = String(1_573_641_915_008_548_864n + BigInt(taken));
    const origin = anOrigin({ interactionId: id, memberId, guildId, locale: 'fr-CA' });
    const request = aRequest({ prompt, startImage });
    await store.accept(origin, request, aCandidate(), { policy, spendLimitMicroUsdPerDay: 0 }, clock.now());
    return id;
  }

  return {
    ...{ database, clock, store, policies, policy, quotas, take },
    /** A video that was delivered, and whose requester was told. */
    async deliver(memberId: string, guildId = home): Promise<string> {
      const id = await take(memberId, guildId);
      const now = clock.now();
      await store.acknowledge(id, `7000000000000000${taken}`, now);
      await store.startAttempt(aCandidate(), anInput(await store.get(id)), now);
      await store.submitted(id, 1, `request-${id}`, now, now);
      await store.finished(id, { n: 1, url: 'https://cdn.example.org/clip.mp4', bill: aBill, expiresAt: null }, now);
      await store.startDelivery(await store.get(id), now);
      await store.delivered(id, { messageId: `70000000000000001${taken}`, channelId: '3' }, 'channel:file', now);
      await store.settle(id, now);
      return id;
    },
    /** One that was not. */
    async fail(memberId: string, guildId = home): Promise<string> {
      const id = await take(memberId, guildId);
      await store.end(id, 'failed', 'provider-unavailable', clock.now());
      await store.settle(id, clock.now());
      return id;
    },
    grant(actorId: string, memberId: string, credits: number, interactionId: string) {
      const order = { guildId: home, memberId, roleIds: [], actorId, interactionId, reason: `for <@${memberId}>` };
      return quotas.grant(order, credits);
    },
    changePolicy(actorId: string, change: (policy: GuildPolicy) => GuildPolicy) {
      const request = { guildId: home, actorId, reason: null, fallback: policy, change };
      return policies.change(request, clock.now());
    },
    /** A report of a video, at home. */
    async report({ reporter, maker }: { readonly reporter: string; readonly maker: string }): Promise<string> {
      taken += 1;
      const id = String(1_573_641_915_008_548_864n + BigInt(taken));
      const video = { channelId: '3', messageId: `1573641915${taken}`, jobId: null, makerId: maker };
      const reports = new ReportStore(database);
      await reports.add({ ...video, id, guildId: home, reporterId: reporter, reason: 'it is mine' }, clock.now());
      return id;
    },
    writeAudit: (entry: Parameters<typeof writeAudit>[1]) =>
      database.transaction().execute((trx) => writeAudit(trx, entry, clock.now())),
    audit: () => auditLedger(database),
    /** Every row of every table, as text. */
    contents: () => contentsOf(database),
  };
}

async function contentsOf(database: Kysely<Database>): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select name from sqlite_master where type = 'table' and name not like 'sqlite%' and name not like 'kysely%'`.execute(
    database,
  );
  const lines: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(database);
    lines.push(...rows.map((row) => `${name} ${JSON.stringify(row)}`));
  }
  return lines.join('\n');
}

/**
 * Fills in jobs that ended, with their accounts, holds and entries, as fast as the database takes them.
 * @returns how many
 */
export async function fillJobs(
  database: Kysely<Database>,
  jobs: number,
  endedAt: number,
  memberId = ben,
  // From before the others' jobs, as Discord's ids grow with time.
  firstId = 1_500_000_000_000_000_000n,
): Promise<void> {
  const request = JSON.stringify(aRequest({ prompt: `${prompt} `.repeat(20) }));
  await sql`
    insert into account (guild_id, member_id, balance_credits, held_credits) values (${home}, ${memberId}, 0, 0)
    on conflict do nothing`.execute(database);
  const numbers = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${jobs})`;
  const id = sql`cast(${firstId} + i as text)`;
  await sql`
    insert into job (id, state, guild_id, channel_id, member_id, application_id, locale, request, price_credits,
      expected_cost_micro_usd, may_post, attachment_limit_bytes, interaction_token, progress_message_id, message_id,
      message_channel_id, created_at, updated_at, ended_at, settled_at)
    ${numbers} select ${id}, 'delivered', ${home}, '3', ${memberId}, '1', 'fr-CA', ${request}, 51, 1, 1, 1, null,
      '700000000000000001', '700000000000000002', '3', ${endedAt} - i, ${endedAt}, ${endedAt} - i, ${endedAt} from n`.execute(
    database,
  );
  await sql`
    insert into attempt (job_id, n, provider, model, slug, state, request_id, input, started_at)
    ${numbers} select ${id}, 1, 'segmind', 'ray-flash-2', 'slug', 'finished', 'request-' || i, ${request}, 1 from n`.execute(
    database,
  );
  await sql`
    insert into hold (job_id, guild_id, member_id, amount_credits, state, created_at, resolved_at)
    ${numbers} select ${id}, ${home}, ${memberId}, 51, 'posted', ${endedAt} - i, ${endedAt} from n`.execute(database);
  await sql`
    insert into ledger_entry (guild_id, member_id, kind, amount_credits, key, job_id, actor_id, created_at)
    ${numbers} select ${home}, ${memberId}, 'post', -51, 'post:' || ${id}, ${id}, ${memberId}, ${endedAt} from n`.execute(
    database,
  );
  await sql`
    insert into ledger_entry (guild_id, member_id, kind, amount_credits, key, created_at)
    values (${home}, ${memberId}, 'correction', ${51 * jobs}, ${`filled:${memberId}`}, ${endedAt})`.execute(database);
}

/** Lets so many steps of an erasure be done; before the next one it is cut off. */
export function stopAfter(steps: number) {
  let left = steps;
  return {
    throwIfAborted() {
      left -= 1;
      if (left < 0) throw new CutOffError();
    },
  };
}

export class CutOffError extends Error {}

/**
 * What a database holds, whatever names those got in it who are nobody: each of their ids is the same word.
 * @returns lines in an order of their own
 */
export function withoutAliases(contents: string): string[] {
  return contents
    .replaceAll(/9\d{19}/g, 'nobody')
    .split('\n')
    .toSorted();
}

/** The most rows that were changed between two turns of the event loop while something was done. */
export async function largestStep(database: Kysely<Database>, work: Promise<unknown>): Promise<number> {
  const changes = async () => {
    const { rows } = await sql<{ n: number }>`select total_changes() as n`.execute(database);
    return rows[0]?.n ?? 0;
  };
  let isDone = false;
  const end = () => {
    isDone = true;
  };
  work.then(end, end);
  let most = 0;
  for (let last = await changes(); !isDone; ) {
    const now = await changes();
    most = Math.max(most, now - last);
    last = now;
    await new Promise(setImmediate);
  }
  return most;
}
