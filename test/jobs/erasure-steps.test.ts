import { sql } from 'kysely';
import { expect, it, type TestContext } from 'vitest';
import { begunErasures, endErasure, stepsOf } from '../../src/jobs/erasure-record.ts';
import { MemberErasure } from '../../src/jobs/member-erasure.ts';
import { Retention } from '../../src/jobs/retention.ts';
import {
  abroad,
  ann,
  ben,
  CutOffError,
  fillJobs,
  home,
  largestStep,
  openErasureWorld,
  stopAfter,
  withoutAliases,
} from '../builders/erasure-world.ts';

/** An erasure is many small transactions. Between any two of them the process may be killed, and the member may go on. */

const dayMs = 86_400_000;

async function open(context: Pick<TestContext, 'onTestFinished'>) {
  const world = await openErasureWorld(context);
  const { database, clock } = world;
  return {
    ...world,
    erasure: new MemberErasure(database, clock),
    /** As another process takes it up. */
    goOn: (steps: number) =>
      new Retention({ database, retentionDays: 180, videoDirectory: '/nowhere' }).finishErasures(stopAfter(steps)),
    isOver: async () => (await database.selectFrom('member_erasure').select('id').execute()).length === 0,
  };
}

type World = Awaited<ReturnType<typeof open>>;

/** Something of every kind that is kept of a member, in more rows than one step takes. */
async function fill(world: World): Promise<void> {
  world.clock.set(world.clock.now() - 45 * dayMs);
  await world.quotas.show({ guildId: home, memberId: ann, roleIds: [] });
  world.clock.set(world.clock.now() + 45 * dayMs);
  await fillJobs(world.database, 50, world.clock.now(), ann);
  await world.deliver(ann);
  await world.fail(ann);
  await world.deliver(ann, abroad);
  await world.deliver(ben);
  await world.changePolicy(ann, (policy) => ({ ...policy, overrides: [{ memberId: ann, credits: 7 }] }));
  await world.changePolicy(ben, (policy) => ({ ...policy, overrides: [], blockedMembers: [ann] }));
  for (let order = 0; order < 60; order += 1) {
    await world.grant(order % 2 ? ben : ann, order % 3 ? ann : ben, 1 + order, `8000000000000001${order}`);
  }
  await world.report({ reporter: ann, maker: ben });
  await world.report({ reporter: ben, maker: ann });
}

/** What is left of a member who was erased: that allowances were given, and that the member is blocked. */
const leftOf = async (world: World) =>
  (await world.contents()).split('\n').flatMap((line) => (line.includes(ann) ? line.split(' ')[0] : []));
const left = ['account', 'account', 'ledger_entry', 'ledger_entry', 'policy_version'];

it('cut off between any two steps, and taken up by the next process, it ends as if nothing had happened', async (context) => {
  const whole = await open(context);
  await fill(whole);
  expect(await whole.erasure.erase(ann)).toEqual({ guilds: 2, jobs: 53 });
  expect(await leftOf(whole)).toEqual(left);
  const expected = withoutAliases(await whole.contents());

  let steps = 0;
  for (let isOver = false; !isOver; steps += 1) {
    const world = await open(context);
    await fill(world);
    isOver = await isDone(world.erasure.erase(ann, stopAfter(steps)));
    expect((await world.audit()).findings).toEqual([]);
    expect(await world.goOn(1_000)).toBe(isOver ? 0 : 1);
    expect(withoutAliases(await world.contents())).toEqual(expected);
    expect((await world.audit()).findings).toEqual([]);
  }
  expect(steps).toBeGreaterThan(10);
});

/** @returns false where it was cut off */
const isDone = (erasing: Promise<unknown>) =>
  erasing.then(
    () => true,
    (error) => (error instanceof CutOffError ? false : Promise.reject(error)),
  );

/** Cuts one erasure off again and again, each time a little later. */
async function cutOffOften(world: World, between: (times: number) => Promise<void>): Promise<void> {
  expect(await isDone(world.erasure.erase(ann, stopAfter(0)))).toBe(false);
  let times = 0;
  do {
    await between(times);
    times += 1;
  } while (!(await isDone(world.goOn(times))));
  expect(times).toBeGreaterThan(5);
}

it('where the database gives up in the middle of a step, that step did not happen', async (context) => {
  const world = await open(context);
  await fill(world);
  await sql`create trigger broken before update on attempt
    when (select count(*) from job where member_id = ${sql.lit(ann)}) < 25
    begin select raise(abort, 'broken'); end`.execute(world.database);
  await expect(world.erasure.erase(ann)).rejects.toThrow('broken');
  expect((await world.audit()).findings).toEqual([]);
  expect((await world.database.selectFrom('job').select('id').where('member_id', '=', ann).execute()).length).toBe(33);
  await sql`drop trigger broken`.execute(world.database);
  expect(await world.goOn(1_000)).toBe(1);
  expect((await world.audit()).findings).toEqual([]);
  expect(await leftOf(world)).toEqual(left);
});

it('the member may go on meanwhile: what is new stays, is paid for and can be used', async (context) => {
  const world = await open(context);
  await fill(world);
  const member = { guildId: home, memberId: ann, roleIds: [] };
  const available = async () => (await world.quotas.show(member)).availableCredits;
  let [delivered, failed, running] = ['', '', ''];
  let credits = 0;
  await cutOffOften(world, async (times) => {
    expect(await available()).toBe(credits);
    if (times === 0) {
      await expect(world.take(ann, home)).rejects.toMatchObject({ code: 'too-few-credits' });
      await world.grant(ben, ann, 200, '800000000000000901');
      delivered = await world.deliver(ann);
      credits = 149;
    }
    if (times === 2) failed = await world.fail(ann);
    if (times === 4) {
      running = await world.take(ann, home);
      credits -= 51;
    }
    expect((await world.audit()).findings).toEqual([]);
  });
  expect(await available()).toBe(98);
  for (const id of [delivered, failed, running]) {
    expect(await world.store.get(id)).toMatchObject({ memberId: ann, request: { prompt: 'a secret garden of mine' } });
  }
  await world.store.end(running, 'failed', 'provider-unavailable', world.clock.now());
  expect(await available()).toBe(149);
  expect((await world.audit()).findings).toEqual([]);
});

it('a job that was paid for meanwhile stays, also where its id is older than that of the last one', async (context) => {
  const world = await open(context);
  await fillJobs(world.database, 50, world.clock.now(), ann, 1_600_000_000_000_000_000n);
  await expect(world.erasure.erase(ann, stopAfter(1))).rejects.toThrow(CutOffError);
  await world.grant(ben, ann, 60, '800000000000000901');
  const id = await world.deliver(ann);
  expect(await world.goOn(1_000)).toBe(1);
  expect(await world.store.get(id)).toMatchObject({ memberId: ann, request: { prompt: 'a secret garden of mine' } });
  expect((await world.audit()).findings).toEqual([]);
});

it('cut off after it was found in a guild that knows the member by name alone, it is finished all the same', async (context) => {
  const world = await open(context);
  await world.deliver(ann);
  // An allowance of nothing, given long ago, and an admin's deed.
  await world.quotas.show({ guildId: abroad, memberId: ann, roleIds: [] });
  await sql`update ledger_entry set amount_credits = 0, created_at = 0 where guild_id = ${abroad}`.execute(
    world.database,
  );
  await sql`update account set balance_credits = 0 where guild_id = ${abroad}`.execute(world.database);
  await world.writeAudit({ guildId: abroad, actorId: ann, action: 'note' });
  const aliases = () => world.database.selectFrom('member_alias').select('guild_id').execute();
  expect(await isDone(world.erasure.erase(ann, stopAfter(4)))).toBe(false);
  expect(await aliases()).toHaveLength(2);
  expect(await world.goOn(1_000)).toBe(1);
  expect(await aliases()).toEqual([]);
  expect((await world.audit()).findings).toEqual([]);
});

it('one who still goes on with it when it is done does nothing', async (context) => {
  const world = await open(context);
  await world.deliver(ann);
  await expect(world.erasure.erase(ann, stopAfter(0))).rejects.toThrow(CutOffError);
  const [erasure] = await begunErasures(world.database, ann);
  if (!erasure) throw new Error('it has begun');
  expect(await world.goOn(1_000)).toBe(1);
  // Another one has begun since.
  await expect(world.erasure.erase(ann, stopAfter(0))).rejects.toThrow(CutOffError);
  const before = await world.contents();
  const steps = stepsOf(world.database, erasure);
  expect(await steps.step(() => Promise.reject(new Error('it is done')))).toBe(false);
  expect(await endErasure(steps)).toEqual([]);
  expect(await world.contents()).toBe(before);
});

it('a new period that begins meanwhile brings its allowance, once', async (context) => {
  const world = await open(context);
  await fill(world);
  const member = { guildId: home, memberId: ann, roleIds: [] };
  const seen: number[] = [];
  await cutOffOften(world, async (times) => {
    if (times === 3) world.clock.set(world.clock.now() + 7 * dayMs);
    seen.push((await world.quotas.show(member)).availableCredits);
  });
  seen.push((await world.quotas.show(member)).availableCredits);
  expect(seen).toEqual(seen.map((_, times) => (times < 3 ? 0 : 300)));
  expect((await world.audit()).findings).toEqual([]);
});

it('asked for twice at once, it is done once, and both are told the same', async (context) => {
  const world = await open(context);
  await world.deliver(ann);
  const [first, second] = await Promise.all([world.erasure.erase(ann), world.erasure.erase(ann)]);
  expect(first).toEqual({ guilds: 1, jobs: 1 });
  expect(second).toEqual(first);
});

it('asked for again after it was cut off, it is finished, and what came since is erased too', async (context) => {
  const world = await open(context);
  await world.deliver(ann);
  await expect(world.erasure.erase(ann, stopAfter(1))).rejects.toThrow(CutOffError);
  await world.grant(ben, ann, 60, '800000000000000901');
  await world.deliver(ann);
  expect(await world.erasure.erase(ann)).toEqual({ guilds: 1, jobs: 2 });
  expect(await world.contents()).not.toContain('secret garden');
});

it('taken up while it is under way, it is done once', async (context) => {
  const world = await open(context);
  await fill(world);
  const erasing = world.erasure.erase(ann);
  while (await world.isOver()) await new Promise(setImmediate);
  await Promise.all([erasing, world.goOn(1_000), world.goOn(1_000)]);
  expect((await world.audit()).findings).toEqual([]);
  expect(await world.isOver()).toBe(true);
  expect(await leftOf(world)).toEqual(left);
});

it('no step is larger than another, however many jobs there are', async (context) => {
  const world = await open(context);
  await fillJobs(world.database, 2_000, world.clock.now());
  const erasing = world.erasure.erase(ben);
  const largest = await largestStep(world.database, erasing);
  expect(await erasing).toEqual({ guilds: 1, jobs: 2_000 });
  // Twenty jobs with their attempts, holds and entries are some hundred and fifty rows.
  expect(largest).toBeGreaterThan(50);
  expect(largest).toBeLessThan(600);
  expect((await world.audit()).findings).toEqual([]);
}, 60_000);
