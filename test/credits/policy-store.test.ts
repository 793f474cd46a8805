import { sql } from 'kysely';
import { describe, expect, it, type TestContext } from 'vitest';
import { writeAudit } from '../../src/credits/audit-trail.ts';
import { defaultPolicy, type GuildPolicy, PolicyError } from '../../src/credits/policy.ts';
import { type PolicyChange, PolicyConflictError, PolicyStore } from '../../src/credits/policy-store.ts';
import { openDatabase } from '../../src/database/connection.ts';

const guild = '100000000000000001';
const other = '100000000000000002';
const ann = '200000000000000001';
const ben = '200000000000000002';
const fallback = defaultPolicy({ credits: 300, period: 'week' });

async function openStore({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const { database, close } = await openDatabase(':memory:');
  onTestFinished(close);
  return { database, store: new PolicyStore(database) };
}

function aChange(set: Partial<GuildPolicy>, more: Partial<PolicyChange> = {}): PolicyChange {
  return {
    ...{ guildId: guild, actorId: ann, reason: 'because', fallback },
    change: (policy) => ({ ...policy, ...set }),
    ...more,
  };
}

const cooldown = (seconds: number, more?: Partial<PolicyChange>) => aChange({ cooldownSeconds: seconds }, more);

describe('a guild’s policy', () => {
  it('is the fallback until an admin lays something down', async (context) => {
    const { store } = await openStore(context);
    expect(await store.currentVersion(guild, fallback)).toEqual({ n: 0, policy: fallback });
    expect(await store.change(cooldown(30), 1)).toEqual({ n: 1, policy: { ...fallback, cooldownSeconds: 30 } });
    expect(await store.current(guild, fallback)).toEqual({ ...fallback, cooldownSeconds: 30 });
    expect(await store.current(other, fallback)).toEqual(fallback);
  });

  it('is found again by a store that starts anew', async (context) => {
    const { database, store } = await openStore(context);
    await store.change(aChange({ blockedWords: ['gore'], timeZone: 'Europe/Berlin' }), 1);
    await store.change(cooldown(30), 2);
    const policy = { ...fallback, blockedWords: ['gore'], timeZone: 'Europe/Berlin', cooldownSeconds: 30 };
    expect(await new PolicyStore(database).currentVersion(guild, fallback)).toEqual({ n: 2, policy });
  });

  it('follows the operator’s defaults in what no admin has touched', async (context) => {
    const { store } = await openStore(context);
    await store.change(cooldown(30), 1);
    const richer = defaultPolicy({ credits: 500, period: 'month' });
    expect((await store.current(guild, richer)).allowance).toEqual({ credits: 500, period: 'month' });
    await store.change(aChange({ allowance: { credits: 10, period: 'day' } }), 2);
    expect(await store.current(guild, richer)).toMatchObject({ cooldownSeconds: 30, allowance: { credits: 10 } });
  });

  it('is the same object until it is changed, so that what is made of it can be kept', async (context) => {
    const { store } = await openStore(context);
    await store.change(aChange({ blockedWords: ['gore'] }), 1);
    const first = await store.current(guild, fallback);
    expect(await store.current(guild, fallback)).toBe(first);
    await store.change(cooldown(5), 2);
    expect(await store.current(guild, fallback)).not.toBe(first);
  });

  it('is read from the database once', async (context) => {
    const { database, store } = await openStore(context);
    await store.change(cooldown(30), 1);
    const fresh = new PolicyStore(database);
    await fresh.current(guild, fallback);
    await fresh.current(other, fallback);
    await sql`drop table policy_version`.execute(database);
    expect(await fresh.current(guild, fallback)).toMatchObject({ cooldownSeconds: 30 });
    expect(await fresh.current(other, fallback)).toBe(fallback);
  });

  it('of an older version, with settings unknown then and settings unknown now, is read and goes on', async (context) => {
    const { database, store } = await openStore(context);
    const row = { guild_id: guild, n: 7, actor_id: ben, reason: null, created_at: 1 };
    const policy = JSON.stringify({ cooldownSeconds: 9, colourOfTheBikeShed: 'green' });
    await database
      .insertInto('policy_version')
      .values({ ...row, policy })
      .execute();
    expect(await store.current(guild, fallback)).toEqual({ ...fallback, cooldownSeconds: 9 });
    expect(await store.change(aChange({ maxJobsPerMember: 2 }), 2)).toEqual({
      n: 8,
      policy: { ...fallback, cooldownSeconds: 9, maxJobsPerMember: 2 },
    });
    expect((await store.history(guild, fallback, { limit: 5 })).map(({ n }) => n)).toEqual([8, 7]);
  });

  it('that cannot be read is an error, not a policy without its rules', async (context) => {
    const { database, store } = await openStore(context);
    await store.change(cooldown(30), 1);
    await database.updateTable('policy_version').set({ policy: '{"cooldownSeconds":"soon"}' }).execute();
    const fresh = new PolicyStore(database);
    await expect(fresh.current(guild, fallback)).rejects.toThrow(PolicyError);
  });
});

describe('a change', () => {
  it('that is no policy changes nothing', async (context) => {
    const { store } = await openStore(context);
    await store.change(cooldown(30), 1);
    await expect(store.change(cooldown(-1), 2)).rejects.toThrow(PolicyError);
    expect(await store.currentVersion(guild, fallback)).toMatchObject({ n: 1, policy: { cooldownSeconds: 30 } });
    expect(await store.audit(guild, { limit: 5 })).toHaveLength(1);
  });

  it('that changes nothing makes no version and no entry', async (context) => {
    const { store } = await openStore(context);
    await store.change(aChange({ blockedWords: ['gore'] }), 1);
    expect(await store.change(aChange({ blockedWords: ['gore'] }), 2)).toMatchObject({ n: 1 });
    expect(await store.history(guild, fallback, { limit: 5 })).toHaveLength(1);
    expect(await store.audit(guild, { limit: 5 })).toHaveLength(1);
  });

  it('of two admins at once lands beside the other one', async (context) => {
    const { store } = await openStore(context);
    const add = (word: string, actorId: string) =>
      store.change(
        { ...aChange({}), actorId, change: (policy) => ({ ...policy, blockedWords: [...policy.blockedWords, word] }) },
        1,
      );
    await Promise.all([add('gore', ann), add('blood', ben), store.change(cooldown(30), 1)]);
    const { n, policy } = await store.currentVersion(guild, fallback);
    expect(n).toBe(3);
    expect(policy.blockedWords.toSorted()).toEqual(['blood', 'gore']);
    expect(policy.cooldownSeconds).toBe(30);
  });

  it('of what an admin saw is refused when somebody else was quicker', async (context) => {
    const { store } = await openStore(context);
    const seen = (await store.currentVersion(guild, fallback)).n;
    const ends = await Promise.allSettled([
      store.change(cooldown(30, { basedOn: seen }), 1),
      store.change(cooldown(60, { basedOn: seen, actorId: ben }), 1),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await expect(store.change(cooldown(60, { basedOn: seen }), 1)).rejects.toThrow(PolicyConflictError);
    expect(await store.current(guild, fallback)).toMatchObject({ cooldownSeconds: 30 });
    expect(await store.change(cooldown(60, { basedOn: 1 }), 2)).toMatchObject({ n: 2 });
  });

  it('whose number somebody else has taken is a conflict, too', async (context) => {
    const { database, store } = await openStore(context);
    // What another process on another database engine could do between our reading and our writing.
    await sql`create trigger quicker before insert on policy_version when new.actor_id = ${sql.lit(ann)} begin
      insert into policy_version values (new.guild_id, new.n, '{}', ${sql.lit(ben)}, null, 1); end`.execute(database);
    await expect(store.change(cooldown(30), 1)).rejects.toThrow(PolicyConflictError);
    expect(await store.currentVersion(guild, fallback)).toEqual({ n: 0, policy: fallback });
    expect(await store.audit(guild, { limit: 5 })).toEqual([]);
  });

  it('is not seen when its audit entry cannot be written', async (context) => {
    const { database, store } = await openStore(context);
    await store.change(cooldown(30), 1);
    await sql`create trigger no_audit before insert on audit_entry begin select raise(abort, 'full'); end`.execute(
      database,
    );
    await expect(store.change(cooldown(60), 2)).rejects.toThrow('full');
    expect(await store.currentVersion(guild, fallback)).toMatchObject({ n: 1, policy: { cooldownSeconds: 30 } });
    expect(await new PolicyStore(database).currentVersion(guild, fallback)).toMatchObject({ n: 1 });
  });
});

describe('a change inside another transaction', () => {
  it('is seen once that one is committed, together with what else it did', async (context) => {
    const { database, store } = await openStore(context);
    await store.change(cooldown(30), 1);
    await store.current(guild, fallback);
    const asked = await database.transaction().execute(async (trx) => {
      await store.changeWithin(trx, cooldown(60), 2);
      await writeAudit(trx, { guildId: guild, actorId: ann, action: 'grant' }, 2);
      // Asked in the middle, answered after the end.
      return { answer: store.current(guild, fallback) };
    });
    expect(await asked.answer).toMatchObject({ cooldownSeconds: 60 });
    expect(await store.currentVersion(guild, fallback)).toMatchObject({ n: 2, policy: { cooldownSeconds: 60 } });
    expect((await store.audit(guild, { limit: 5 })).map(({ action }) => action)).toEqual([
      'grant',
      'settings',
      'settings',
    ]);
  });

  it('is never seen when that one is rolled back', async (context) => {
    const { database, store } = await openStore(context);
    await store.change(cooldown(30), 1);
    const rolledBack = database.transaction().execute(async (trx) => {
      expect(await store.changeWithin(trx, cooldown(60), 2)).toMatchObject({ n: 2 });
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    expect(await store.currentVersion(guild, fallback)).toMatchObject({ n: 1, policy: { cooldownSeconds: 30 } });
    expect(await store.change(cooldown(90), 3)).toMatchObject({ n: 2 });
    expect(await store.current(guild, fallback)).toMatchObject({ cooldownSeconds: 90 });
  });
});

it('a reader that was on its way before a change does not bring the old policy back', async (context) => {
  const { database } = await openStore(context);
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  let isFirst = true;
  const store = new PolicyStore(
    database.withPlugin({
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        const waits = isFirst;
        isFirst = false;
        if (waits) await released;
        return result;
      },
    }),
  );
  const early = store.current(guild, fallback);
  await new PolicyStore(database).current(guild, fallback);
  await store.change(cooldown(30), 1);
  release();
  expect(await early).toBe(fallback);
  expect(await store.current(guild, fallback)).toMatchObject({ cooldownSeconds: 30 });
});

describe('the history', () => {
  it('holds each version with who made it, why and when, newest first and by pages', async (context) => {
    const { store } = await openStore(context);
    for (const n of [1, 2, 3, 4, 5]) {
      await store.change(cooldown(n, { actorId: n % 2 ? ann : ben, reason: n === 5 ? null : `reason ${n}` }), n * 10);
    }
    await store.change(cooldown(99, { guildId: other }), 60);
    const page = await store.history(guild, fallback, { limit: 2 });
    expect(page.map(({ policy, ...rest }) => ({ ...rest, cooldown: policy.cooldownSeconds }))).toEqual([
      { n: 5, cooldown: 5, actorId: ann, reason: null, createdAt: 50 },
      { n: 4, cooldown: 4, actorId: ben, reason: 'reason 4', createdAt: 40 },
    ]);
    const rest = await store.history(guild, fallback, { limit: 5, before: 4 });
    expect(rest.map(({ n }) => n)).toEqual([3, 2, 1]);
  });

  it('is forgotten with the guild', async (context) => {
    const { database, store } = await openStore(context);
    await store.change(cooldown(30), 1);
    await store.change(cooldown(60), 2);
    await database.deleteFrom('policy_version').where('guild_id', '=', guild).execute();
    store.forget(guild);
    expect(await store.current(guild, fallback)).toBe(fallback);
    expect(await store.change(cooldown(5), 3)).toMatchObject({ n: 1 });
    const policy = await store.current(guild, fallback);
    expect(policy).toMatchObject({ cooldownSeconds: 5 });
    expect(await store.current(guild, fallback)).toBe(policy);
  });
});

describe('the audit', () => {
  it('says of a change who made it, why, and what stood before and after, and nothing else', async (context) => {
    const { store } = await openStore(context);
    await store.change(cooldown(30), 1);
    const tiers = [{ roleId: '300000000000000001', credits: 500 }];
    await store.change(
      aChange({ tiers, maxJobsPerGuild: 4 }, { action: 'tier', targetId: '300000000000000001', reason: 'boosters' }),
      20,
    );
    const [entry] = await store.audit(guild, { limit: 1 });
    expect(entry).toEqual({
      ...{ id: 2, guildId: guild, actorId: ann, action: 'tier', targetId: '300000000000000001', reason: 'boosters' },
      ...{ before: { tiers: [], maxJobsPerGuild: 0 }, after: { tiers, maxJobsPerGuild: 4 }, createdAt: 20 },
    });
  });

  it('is read by pages of one guild, newest first', async (context) => {
    const { database, store } = await openStore(context);
    await database.transaction().execute(async (trx) => {
      for (const n of [1, 2, 3, 4, 5, 6]) {
        const guildId = n === 4 ? other : guild;
        await writeAudit(trx, { guildId, actorId: ann, action: 'grant', targetId: ben, after: n }, n);
      }
    });
    const seen: unknown[] = [];
    for (let beforeId: number | undefined; ; ) {
      const page = await store.audit(guild, { limit: 2, ...(beforeId === undefined ? {} : { beforeId }) });
      if (page.length === 0) break;
      seen.push(page.map(({ after }) => after));
      beforeId = page.at(-1)?.id;
    }
    expect(seen).toEqual([[6, 5], [3, 2], [1]]);
  });

  it('is found by guild without reading all of it', async (context) => {
    const { database } = await openStore(context);
    const plan = await sql<{ detail: string }>`explain query plan
      select * from audit_entry where guild_id = ${guild} and id < ${9} order by id desc limit 5`.execute(database);
    expect(plan.rows.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/SEARCH audit_entry USING .*INDEX audit_by_guild \(guild_id=\? AND id<\?\)/),
    ]);
  });
});
