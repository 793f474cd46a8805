import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { GuildAccess } from '../../src/credits/guild-access.ts';
import { BudgetWatch } from '../../src/jobs/budget-watch.ts';
import { admin, ann, ben, type CreditWorld, dayMs, guildId, noon, startCreditWorld } from '../builders/credit-world.ts';

let world: CreditWorld;
beforeEach(async (context) => {
  world = await startCreditWorld(context);
});

const otherGuild = '333333333333333333';
const word = { guildId, actorId: admin, reason: 'their share' };
const total = (credits: number) => world.budgets.setPool(word, { credits, period: null });

describe('the operator’s pool', () => {
  it('pays for what it has, over all members, and refuses the rest with what is left', async () => {
    await total(150);
    await world.accept(ann);
    await world.accept(ben);
    await expect(world.accept(ann)).rejects.toMatchObject({
      code: 'operator-pool-used-up',
      context: { price: 51, left: 48 },
    });
    await world.accept({ ...ann, guildId: otherGuild });
  });

  it('pays to the last credit', async () => {
    await total(102);
    await world.accept();
    await world.accept();
    await expect(world.accept()).rejects.toMatchObject({ context: { left: 0 } });
  });

  it('has again what was given back', async () => {
    await total(51);
    const jobId = await world.accept();
    await expect(world.accept()).rejects.toMatchObject({ code: 'operator-pool-used-up' });
    await world.fail(jobId);
    await world.accept();
  });

  it('of a period starts afresh by the operator’s calendar, whatever the guild’s admins lay down', async () => {
    world.lay({ timeZone: 'Pacific/Kiritimati' });
    await world.budgets.setPool(word, { credits: 51, period: 'day' });
    await world.accept();
    const midnight = Date.UTC(2026, 10, 24);
    world.clock.set(midnight - 1);
    await expect(world.accept()).rejects.toMatchObject({
      code: 'operator-pool-spent',
      context: { price: 51, left: 0, resetsAt: midnight / 1000 },
    });
    world.clock.set(midnight);
    await world.accept();
  });

  it('that was made smaller than what was spent has nothing left', async () => {
    await total(102);
    await world.accept();
    await total(10);
    await expect(world.accept()).rejects.toMatchObject({ context: { left: 0 } });
    expect(await world.budgets.useOf(guildId)).toMatchObject({ pool: { credits: 10, period: null }, spentCredits: 51 });
  });

  it('holds members whose credits never run out, too', async () => {
    world.lay({ exemptRoles: ['crew'] });
    await total(51);
    await world.accept(ann, { roleIds: ['crew'] });
    await expect(world.accept(ann, { roleIds: ['crew'] })).rejects.toMatchObject({ code: 'operator-pool-used-up' });
  });

  it('can be taken away, and its history stands in the audit', async () => {
    await total(10);
    await world.budgets.setPool({ ...word, reason: null }, null);
    await world.accept();
    expect(await world.budgets.useOf(guildId)).toBeNull();
    expect(await world.budgets.guildsWithPool()).toEqual([]);
    const pool = { credits: 10, period: null };
    expect(await world.audit()).toMatchObject([
      { action: 'operator-pool', actorId: admin, before: pool, after: null, reason: null },
      { action: 'operator-pool', actorId: admin, before: null, after: pool, reason: 'their share' },
    ]);
  });

  it('tells how it stands', async () => {
    await world.budgets.setPool(word, { credits: 1_000, period: 'month' });
    await world.accept();
    await world.quotas.grant(world.order(), 20);
    await world.quotas.take(world.order(), 5);
    expect(await world.budgets.useOf(guildId)).toEqual({
      ...{ guildId, pool: { credits: 1_000, period: 'month' }, spentCredits: 51, givenCredits: 20 },
      resetsAt: Date.UTC(2026, 11, 1),
    });
    expect(await world.budgets.guildsWithPool()).toEqual([guildId]);
  });

  it.for([-1, 1.5, Number.NaN, 1e12])('of %d credits is a fault of the caller', async (credits) => {
    await expect(total(credits)).rejects.toThrow(RangeError);
    expect(await world.budgets.useOf(guildId)).toBeNull();
  });
});

describe('the pool of a guild', () => {
  it('starts afresh by the guild’s own calendar', async () => {
    world.lay({ pool: { credits: 60, period: 'day' }, timeZone: 'Asia/Tokyo' });
    await world.accept();
    const midnight = Date.parse('2026-11-24T00:00:00+09:00');
    world.clock.set(midnight - 1);
    await expect(world.accept(ben)).rejects.toMatchObject({
      code: 'guild-pool-spent',
      context: { price: 51, left: 9, resetsAt: midnight / 1000 },
    });
    world.clock.set(midnight);
    await world.accept();
  });

  it('cannot pay more than the operator’s', async () => {
    world.lay({ pool: { credits: 1_000, period: 'week' } });
    await total(51);
    await world.accept();
    await expect(world.accept()).rejects.toMatchObject({ code: 'operator-pool-used-up' });
  });

  it.for(['operator', 'guild'] as const)('(%s) of a hundred at once pays for no more than it has', async (whose) => {
    if (whose === 'operator') await total(5 * 51);
    else world.lay({ pool: { credits: 5 * 51 + 50, period: 'month' } });
    const taken = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) => world.accept({ guildId, memberId: `40000000000000001${index % 10}` })),
    );
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(await world.database.selectFrom('hold').selectAll().execute()).toHaveLength(5);
  });

  it('of one guild is not spent by another in the same instant', async () => {
    await total(3 * 51);
    await world.budgets.setPool({ ...word, guildId: otherGuild }, { credits: 3 * 51, period: null });
    const taken = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => world.accept({ ...ann, guildId: n % 2 === 0 ? guildId : otherGuild })),
    );
    const places = taken.flatMap(({ status }, n) => (status === 'fulfilled' ? [n % 2] : []));
    expect(places.toSorted()).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('of a hundred at once is not spent by who is refused for something else', async () => {
    await total(8 * 51);
    world.lay({ maxJobsPerMember: 1 });
    const members = Array.from({ length: 8 }, (_, index) => `40000000000000001${index}`);
    const taken = await Promise.allSettled(
      members.flatMap((memberId) => Array.from({ length: 5 }, () => world.accept({ guildId, memberId }))),
    );
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(8);
  });
});

it('what a pool has paid for is found without reading the holds of others, or any row of the table', async () => {
  const plan = await sql<{ detail: string }>`explain query plan
    select coalesce(sum(amount_credits), 0) as credits from hold
    where guild_id = ${guildId} and state != 'voided' and created_at >= ${0} and created_at < ${1}`.execute(
    world.database,
  );
  expect(plan.rows.map(({ detail }) => detail).join()).toContain('COVERING INDEX hold_counted');
});

describe('a share of a pool or limit that is passed', () => {
  /** Takes jobs until so many of 51 credits are held in all. */
  const spend = async (jobs: number) => {
    for (let n = 0; n < jobs; n += 1) await world.accept({ guildId, memberId: `4000000000000000${10 + n}` });
  };
  const watch = (spendLimitMicroUsdPerDay = 0) =>
    new BudgetWatch({
      ...world,
      ...{ spendLimitMicroUsdPerDay, leastPriceCredits: 51, leastCostMicroUsd: 375_000 },
    });
  const told = async (limit = 0) =>
    (await watch(limit).thresholds(guildId)).map(({ what, percent }) => `${what} ${percent}`);

  it('is told once, also after a restart, and also when something was given back meanwhile', async () => {
    await total(510);
    await spend(7);
    expect(await told()).toEqual([]);
    const jobId = await world.accept(ben);
    expect(await told()).toEqual(['operator-pool 80']);
    expect(await told()).toEqual([]);
    await world.fail(jobId);
    expect(await told()).toEqual([]);
    await world.accept(ben);
    expect(await told()).toEqual([]);
  });

  it('is reached when no video has room any more', async () => {
    await total(500);
    await spend(9);
    expect(await told()).toEqual(['operator-pool 100']);
    expect(await told()).toEqual([]);
  });

  it('counts with what was passed on the way: who is back at 80 % after 100 % is not told', async () => {
    await total(500);
    await spend(8);
    const jobId = await world.accept(ben);
    expect(await told()).toEqual(['operator-pool 100']);
    await world.fail(jobId);
    expect(await told()).toEqual([]);
  });

  it('is told again in the next period, and for another limit', async () => {
    world.lay({ pool: { credits: 60, period: 'day' } });
    await spend(1);
    expect(await told()).toEqual(['guild-pool 100']);
    world.lay({ pool: { credits: 120, period: 'day' } });
    expect(await told()).toEqual([]);
    await spend(1);
    expect(await told()).toEqual(['guild-pool 100']);
    await world.clock.advance(dayMs);
    await spend(2);
    expect(await told()).toEqual(['guild-pool 100']);
  });

  it('of the day’s money is told with when it starts afresh, whichever guild spends it', async () => {
    await world.accept({ ...ann, guildId: otherGuild });
    await world.accept({ ...ann, guildId: otherGuild });
    expect(await told(1_000_000)).toEqual(['spend-limit 100']);
    expect(await told(1_000_000)).toEqual([]);
    await spend(1);
    const [passed] = await watch(1_400_000).thresholds(guildId);
    expect(passed).toMatchObject({
      ...{ what: 'spend-limit', percent: 100, guildId: null, used: 1_125_000, limit: 1_400_000 },
      resetsAt: noon + dayMs / 2,
    });
  });

  it('of nothing is nothing to tell', async () => {
    await total(0);
    expect(await told()).toEqual([]);
  });
});

describe('a guild', () => {
  const load = (allowedGuilds: '*' | string[]) =>
    GuildAccess.load({ database: world.database, clock: world.clock, allowedGuilds });

  it.for<['*' | string[], boolean]>([
    ['*', true],
    [[guildId], true],
    [[otherGuild], false],
    [[], false],
  ])('is served as the configuration (%j) says: %s', async ([allowedGuilds, isServed]) => {
    expect((await load(allowedGuilds)).isServed(guildId)).toBe(isServed);
  });

  it('is served as the operator has said last, at once and after a restart, with a line in the audit', async () => {
    const access = await load([]);
    await access.allow(word);
    expect([access.isServed(guildId), access.isServed(otherGuild)]).toEqual([true, false]);
    expect((await load([])).isServed(guildId)).toBe(true);
    await access.deny(word);
    expect(access.isServed(guildId)).toBe(false);
    expect((await load('*')).isServed(guildId)).toBe(false);
    expect(await world.audit()).toMatchObject([
      { action: 'operator-deny', before: true, after: false },
      { action: 'operator-allow', before: false, after: true, actorId: admin, reason: 'their share' },
    ]);
  });

  it('is served as before where the word could not be written down', async () => {
    const access = await load([]);
    await sql`drop table audit_entry`.execute(world.database);
    await expect(access.allow(word)).rejects.toThrow();
    expect(access.isServed(guildId)).toBe(false);
    expect((await load([])).isServed(guildId)).toBe(false);
  });
});
