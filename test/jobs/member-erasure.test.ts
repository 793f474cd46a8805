import { describe, expect, it, type TestContext } from 'vitest';
import { LedgerConflictError } from '../../src/credits/account.ts';
import { isAlias, newAlias } from '../../src/credits/alias.ts';
import { Budgets } from '../../src/credits/budgets.ts';
import { Quotas } from '../../src/credits/quotas.ts';
import { MemberErasure } from '../../src/jobs/member-erasure.ts';
import { abroad, ann, ben, home, openErasureWorld, traces } from '../builders/erasure-world.ts';

async function open(context: Pick<TestContext, 'onTestFinished'>) {
  const world = await openErasureWorld(context);
  return { ...world, erasure: new MemberErasure(world.database, world.clock) };
}

const accountsOf = async ({ database }: Awaited<ReturnType<typeof open>>) =>
  database.selectFrom('account').selectAll().orderBy('guild_id').execute();

describe('an erased member', () => {
  it('is found nowhere any more, nor is anything that was theirs', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    await world.fail(ann);
    await world.deliver(ann, abroad);
    await world.grant(ben, ann, 20, '800000000000000001');
    await world.grant(ann, ben, 10, '800000000000000002');
    await world.changePolicy(ann, (policy) => ({ ...policy, overrides: [{ memberId: ann, credits: 7 }] }));
    await world.changePolicy(ben, (policy) => ({ ...policy, overrides: [] }));
    await world.writeAudit({ guildId: home, actorId: ben, action: 'note', reason: `talked to <@${ann}>` });
    // Where the period of the last refill is over, nothing has to be remembered.
    world.clock.set(world.clock.now() + 41 * 86_400_000);
    for (const trace of [ann, ...traces]) expect(await world.contents()).toContain(trace);

    expect(await world.erasure.erase(ann)).toEqual({ guilds: 2, jobs: 3 });
    const contents = await world.contents();
    for (const trace of [ann, ...traces]) expect(contents).not.toContain(trace);
  });

  it('is not named in reports any more, and what they wrote is gone; others’ words stay', async (context) => {
    const world = await open(context);
    const own = await world.report({ reporter: ann, maker: ben });
    const about = await world.report({ reporter: ben, maker: ann });
    await world.database.updateTable('video_report').set({ removed_by: ann }).where('id', '=', own).execute();
    await world.database.updateTable('video_report').set({ job_id: '5' }).execute();
    const form = { id: '1', guild_id: home, content: '{}', expires_at: 1 };
    await world.database
      .insertInto('open_form')
      .values([
        { ...form, member_id: ann },
        { ...form, id: '2', member_id: ben },
      ])
      .execute();
    expect(await world.erasure.erase(ann)).toEqual({ guilds: 1, jobs: 0 });
    expect(await world.contents()).not.toContain(ann);
    const reports = await world.database.selectFrom('video_report').selectAll().orderBy('id').execute();
    expect(reports).toMatchObject([
      { id: own, reporter_id: null, reason: null, maker_id: ben, job_id: '5', removed_by: expect.stringMatching(/^9/) },
      { id: about, reporter_id: ben, reason: 'it is mine', maker_id: null, job_id: null },
    ]);
    expect(await world.database.selectFrom('open_form').select('member_id').execute()).toEqual([{ member_id: ben }]);
  });

  it('leaves accounts that agree with their entries, and everything that was counted', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    await world.fail(ann);
    await world.deliver(ben);
    const before = await world.audit();
    await world.erasure.erase(ann);
    const { findings, holds } = await world.audit();
    expect(findings).toEqual([]);
    expect(holds).toBe(before.holds);
    expect(
      await world.database.selectFrom('job').select(['state', 'price_credits']).orderBy('state').execute(),
    ).toEqual([
      { state: 'delivered', price_credits: 51 },
      { state: 'delivered', price_credits: 51 },
      { state: 'failed', price_credits: 51 },
    ]);
    expect((await accountsOf(world)).map(({ balance_credits }) => balance_credits).toSorted()).toEqual([0, 249, 249]);
  });

  it('stands under another random id in each guild, which nothing links', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    await world.deliver(ann, abroad);
    world.clock.set(world.clock.now() + 41 * 86_400_000);
    await world.erasure.erase(ann);
    const members = (await accountsOf(world)).map(({ member_id }) => member_id);
    expect(members).toHaveLength(2);
    expect(new Set(members).size).toBe(2);
    expect(members.every(isAlias)).toBe(true);
  });

  it('gets no second allowance in the period', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    await world.erasure.erase(ann);
    const member = { guildId: home, memberId: ann, roleIds: [] };
    expect((await world.quotas.show(member)).availableCredits).toBe(0);
    await expect(world.take(ann, home)).rejects.toMatchObject({ code: 'too-few-credits' });
    world.clock.set(world.clock.now() + 7 * 86_400_000);
    expect((await world.quotas.show(member)).availableCredits).toBe(300);
    expect((await world.audit()).findings).toEqual([]);
  });

  it('gets no second allowance of any period that the clock may come back to', async (context) => {
    const world = await open(context);
    const dayMs = 86_400_000;
    const daily = { ...world.policy, allowance: { credits: 100, period: 'day' as const } };
    const quotas = new Quotas({ database: world.database, policyOf: () => daily, clock: world.clock });
    const start = world.clock.now();
    const look = (day: number) => {
      world.clock.set(start + day * dayMs);
      return quotas.show({ guildId: home, memberId: ann, roleIds: [] });
    };
    for (let day = 0; day < 30; day += 1) await look(day);
    await world.erasure.erase(ann);
    for (let day = 0; day < 30; day += 1) expect((await look(day)).availableCredits).toBe(0);
    expect((await look(30)).availableCredits).toBe(100);
    expect((await world.audit()).findings).toEqual([]);
  });

  it('gets the allowance that was laid down for them alone, and no more, also when it is the next one', async (context) => {
    const world = await open(context);
    const own = { ...world.policy, overrides: [{ memberId: ann, credits: 7 }], rolloverCredits: 50 };
    const quotas = new Quotas({ database: world.database, policyOf: () => own, clock: world.clock });
    const available = async () => (await quotas.show({ guildId: home, memberId: ann, roleIds: [] })).availableCredits;
    expect(await available()).toBe(7);
    const seen: number[] = [];
    for (let week = 1; week < 4; week += 1) {
      await world.erasure.erase(ann);
      seen.push(await available());
      world.clock.set(world.clock.now() + 7 * 86_400_000);
      seen.push(await available());
    }
    expect(seen).toEqual([0, 7, 0, 7, 0, 7]);
  });

  it('gives up what admins gave, and gets it back by no repetition of their order', async (context) => {
    const world = await open(context);
    await world.grant(ben, ann, 20, '800000000000000001');
    await world.erasure.erase(ann);
    await expect(world.grant(ben, ann, 20, '800000000000000001')).rejects.toThrow(LedgerConflictError);
    expect((await world.quotas.show({ guildId: home, memberId: ann, roleIds: [] })).availableCredits).toBe(0);
    await world.grant(ben, ann, 20, '800000000000000002');
    expect((await world.quotas.show({ guildId: home, memberId: ann, roleIds: [] })).availableCredits).toBe(20);
  });

  it('frees nothing of the pools: what they have spent stays spent', async (context) => {
    const world = await open(context);
    const budgets = new Budgets(world.database, world.clock);
    await budgets.setPool({ guildId: home, actorId: ben, reason: null }, { credits: 100, period: null });
    await world.deliver(ann);
    await world.grant(ben, ann, 20, '800000000000000001');
    const before = await budgets.useOf(home);
    expect(before).toMatchObject({ spentCredits: 51, givenCredits: 20 });
    await world.erasure.erase(ann);
    expect(await budgets.useOf(home)).toEqual(before);
    await expect(world.take(ben, home)).rejects.toMatchObject({ code: 'operator-pool-used-up' });
  });

  it('can be erased again, and there is nothing to do until there is something', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    await world.erasure.erase(ann);
    expect(await world.erasure.erase(ann)).toEqual({ guilds: 0, jobs: 0 });
    world.clock.set(world.clock.now() + 7 * 86_400_000);
    await world.deliver(ann);
    expect(await world.erasure.erase(ann)).toEqual({ guilds: 1, jobs: 1 });
    expect(await accountsOf(world)).toHaveLength(3);
    expect((await world.audit()).findings).toEqual([]);
  });

  it('stays blocked: rules in force are the guild’s', async (context) => {
    const world = await open(context);
    await world.changePolicy(ben, (policy) => ({ ...policy, blockedMembers: [ann] }));
    await world.erasure.erase(ann);
    expect((await world.policies.current(home, world.policy)).blockedMembers).toEqual([ann]);
    expect(await world.policies.history(home, world.policy, { limit: 5 })).toHaveLength(1);
  });

  it('stays blocked also by rules that they have laid down themselves, under nobody’s name', async (context) => {
    const world = await open(context);
    await world.changePolicy(ann, (policy) => ({ ...policy, blockedMembers: [ann] }));
    await world.erasure.erase(ann);
    const [newest] = await world.policies.history(home, world.policy, { limit: 5 });
    expect(newest?.policy.blockedMembers).toEqual([ann]);
    expect(isAlias(newest?.actorId ?? '')).toBe(true);
  });

  it('leaves a history of rules that can be read', async (context) => {
    const world = await open(context);
    await world.changePolicy(ben, (policy) => ({ ...policy, overrides: [{ memberId: ann, credits: 7 }] }));
    await world.changePolicy(ben, (policy) => ({ ...policy, overrides: [] }));
    await world.erasure.erase(ann);
    const [, older] = await world.policies.history(home, world.policy, { limit: 5 });
    const [override] = older?.policy.overrides ?? [];
    expect(override).toEqual({ memberId: expect.stringMatching(/^9\d{19}$/), credits: 7 });
  });

  it('takes nothing from others', async (context) => {
    const world = await open(context);
    const job = await world.deliver(ben);
    const before = (await world.contents()).split('\n').filter((line) => line.includes(ben));
    await world.deliver(ann);
    await world.erasure.erase(ann);
    const contents = await world.contents();
    for (const line of before) expect(contents).toContain(line);
    expect((await world.store.get(job)).request.prompt).toContain('secret garden');
  });
});

describe('nothing is erased', () => {
  it('while a job is under way, in whatever guild', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    await world.take(ann, abroad);
    expect(await world.erasure.openJobs(ann)).toBe(1);
    const before = await world.contents();
    const refusal = { name: 'Refusal', code: 'privacy-open-jobs', context: { jobs: 1 } };
    await expect(world.erasure.erase(ann)).rejects.toMatchObject(refusal);
    expect(await world.contents()).toBe(before);
  });

  it('while a requester was not told the end', async (context) => {
    const world = await open(context);
    const id = await world.take(ann, home);
    await world.store.end(id, 'failed', 'provider-unavailable', world.clock.now());
    await expect(world.erasure.erase(ann)).rejects.toMatchObject({ code: 'privacy-open-jobs' });
  });

  it('of a member whom nobody knows', async (context) => {
    const world = await open(context);
    await world.deliver(ben);
    const before = await world.contents();
    expect(await world.erasure.erase(ann)).toEqual({ guilds: 0, jobs: 0 });
    expect(await world.contents()).toBe(before);
  });
});

describe('an alias', () => {
  it('reads like an id of Discord, and is larger than any', () => {
    for (let n = 0; n < 100; n += 1) {
      const alias = newAlias();
      expect(alias).toMatch(/^\d{17,20}$/);
      expect(BigInt(alias)).toBeGreaterThan(2n ** 64n);
      expect(isAlias(alias)).toBe(true);
    }
  });

  it.each([ann, '18446744073709551615', '9', '', `${'9'.repeat(21)}`])('is not %j', (id) => {
    expect(isAlias(id)).toBe(false);
  });
});
