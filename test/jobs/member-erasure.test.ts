import { sql } from 'kysely';
import { describe, expect, it, type TestContext } from 'vitest';
import { isAlias, newAlias } from '../../src/credits/alias.ts';
import { MemberErasure } from '../../src/jobs/member-erasure.ts';
import { abroad, ann, ben, fillJobs, home, openErasureWorld, traces } from '../builders/erasure-world.ts';

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

  it('where the database gives up in the middle', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    await sql`create trigger broken before update on ledger_entry begin select raise(abort, 'broken'); end`.execute(
      world.database,
    );
    const before = await world.contents();
    await expect(world.erasure.erase(ann)).rejects.toThrow('broken');
    expect(await world.contents()).toBe(before);
  });
});

it('many jobs are erased while the event loop turns', async (context) => {
  const world = await open(context);
  await fillJobs(world.database, 10_000, world.clock.now());
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  expect(await world.erasure.erase(ben)).toEqual({ guilds: 1, jobs: 10_000 });
  isDone = true;
  // Each turn may take some milliseconds; without them there would be two or three.
  expect(turns).toBeGreaterThan(30);
  expect((await world.audit()).findings).toEqual([]);
}, 60_000);

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
