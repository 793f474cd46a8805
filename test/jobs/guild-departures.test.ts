import { describe, expect, it, type TestContext } from 'vitest';
import { Budgets } from '../../src/credits/budgets.ts';
import { PolicyStore } from '../../src/credits/policy-store.ts';
import { GuildDepartures } from '../../src/jobs/guild-departures.ts';
import { MemberErasure } from '../../src/jobs/member-erasure.ts';
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
} from '../builders/erasure-world.ts';

const dayMs = 86_400_000;

async function open(context: Pick<TestContext, 'onTestFinished'>) {
  const world = await openErasureWorld(context);
  const present = new Set([home, abroad]);
  const forgotten: string[] = [];
  const departures = new GuildDepartures({
    ...{ database: world.database, clock: world.clock },
    isPresent: (guildId) => present.has(guildId),
    onErased: (guildId) => forgotten.push(guildId),
  });
  // Connected, where nothing is known yet.
  await departures.compare();
  /** The guild removes the bot, and Discord says so. */
  const leave = async (guildId: string) => {
    present.delete(guildId);
    await departures.left(guildId);
  };
  const later = (days: number) => world.clock.set(world.clock.now() + days * dayMs);
  return { ...world, departures, present, forgotten, leave, later };
}

describe('a guild that has removed the bot', () => {
  it('is erased after thirty days, and nothing else is', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    await world.fail(ben);
    await world.deliver(ann, abroad);
    await world.grant(ben, ann, 20, '800000000000000001');
    await world.changePolicy(ben, (policy) => ({ ...policy, cooldownSeconds: 5 }));
    await world.leave(home);
    world.later(30);
    world.clock.set(world.clock.now() - 1);
    expect(await world.departures.eraseDue()).toEqual([]);
    world.clock.set(world.clock.now() + 1);
    expect(await world.departures.eraseDue()).toEqual([home]);
    const contents = await world.contents();
    expect(contents).not.toContain(home);
    expect(contents).toContain(abroad);
    expect(world.forgotten).toEqual([home]);
    expect(await world.audit()).toMatchObject({ findings: [], accounts: 1, holds: 1 });
    expect(await world.departures.eraseDue()).toEqual([]);
  });

  it('keeps what the operator has said of it', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    const row = { guild_id: home, is_served: 0, actor_id: ben, changed_at: 1 };
    await world.database.insertInto('guild_access').values(row).execute();
    await world.leave(home);
    world.later(31);
    await world.departures.eraseDue();
    expect(await world.database.selectFrom('guild_access').selectAll().execute()).toEqual([row]);
  });

  it('keeps everything when it invites the bot again in time', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    const before = await world.contents();
    await world.leave(home);
    world.later(29);
    world.present.add(home);
    await world.departures.joined(home);
    world.later(29);
    expect(await world.departures.eraseDue()).toEqual([]);
    expect(await world.contents()).toBe(before);
    // Should it leave again, its thirty days begin anew.
    await world.leave(home);
    world.later(29);
    expect(await world.departures.eraseDue()).toEqual([]);
  });

  it('is counted from the first word of it', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    await world.leave(home);
    world.later(29);
    await world.leave(home);
    world.later(1);
    expect(await world.departures.eraseDue()).toEqual([home]);
  });

  it('is left alone while a job of it has not come to its end', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    const id = await world.take(ben, home);
    await world.leave(home);
    world.later(31);
    const before = await world.contents();
    expect(await world.departures.eraseDue()).toEqual([]);
    expect(await world.contents()).toBe(before);
    await world.store.end(id, 'failed', 'provider-unavailable', world.clock.now());
    await world.store.settle(id, world.clock.now());
    expect(await world.departures.eraseDue()).toEqual([home]);
  });

  it('is not erased where the bot is, whatever was written down', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    await world.departures.left(home);
    world.later(31);
    expect(await world.departures.eraseDue()).toEqual([]);
    world.present.delete(home);
    expect(await world.departures.eraseDue()).toEqual([]);
    expect(await world.contents()).toContain(ann);
  });

  it('is erased in steps that a stop ends: accounts agree in between, and the next time does the rest', async (context) => {
    const world = await open(context);
    await fillJobs(world.database, 2_000, world.clock.now());
    await world.deliver(ann);
    await world.leave(home);
    world.later(31);
    let stops = 0;
    for (let isErased = false; !isErased; stops += 1) {
      isErased = (await world.departures.eraseDue(abortAfter(stops))).length > 0;
      expect((await world.audit()).findings).toEqual([]);
    }
    expect(stops).toBeGreaterThan(10);
    expect(await world.contents()).toBe('');
  });

  it('is erased in small steps, however much there is', async (context) => {
    const world = await open(context);
    await fillJobs(world.database, 1_000, world.clock.now());
    for (let order = 0; order < 200; order += 1) {
      await world.writeAudit({ guildId: home, actorId: ben, action: 'note', reason: `${order}` });
      await world.changePolicy(ben, (policy) => ({ ...policy, cooldownSeconds: order }));
    }
    await world.leave(home);
    world.later(31);
    const erasing = world.departures.eraseDue();
    const largest = await largestStep(world.database, erasing);
    expect(await erasing).toEqual([home]);
    expect(largest).toBeGreaterThan(20);
    expect(largest).toBeLessThan(400);
  });

  it('keeps accounts that agree with their entries, and its rules, when it comes back in the middle', async (context) => {
    const world = await open(context);
    await fillJobs(world.database, 100, world.clock.now());
    await world.deliver(ann);
    for (const cooldownSeconds of [5, 6, 7]) {
      await world.changePolicy(ben, (policy) => ({ ...policy, cooldownSeconds }));
    }
    const balances = () => world.database.selectFrom('account').selectAll().orderBy('member_id').execute();
    const before = await balances();
    await world.leave(home);
    world.later(31);
    expect(await world.departures.eraseDue(abortAfter(3))).toEqual([]);
    await world.departures.joined(home);
    expect(await world.departures.eraseDue()).toEqual([]);
    expect(await balances()).toEqual(before);
    expect((await world.audit()).findings).toEqual([]);
    expect((await world.policies.current(home, world.policy)).cooldownSeconds).toBe(7);
    await world.deliver(ann);
    expect((await world.audit()).findings).toEqual([]);
  });

  it('has the rules in force until the very last step', async (context) => {
    const world = await open(context);
    for (const cooldownSeconds of [5, 6, 7]) {
      await world.changePolicy(ben, (policy) => ({ ...policy, cooldownSeconds }));
    }
    await world.leave(home);
    world.later(31);
    const inForce: number[] = [];
    for (let stops = 0; (await world.departures.eraseDue(abortAfter(stops))).length === 0; stops += 1) {
      const { cooldownSeconds } = await new PolicyStore(world.database).current(home, world.policy);
      inForce.push(cooldownSeconds);
    }
    expect(new Set(inForce)).toEqual(new Set([7]));
    expect(inForce.length).toBeGreaterThan(5);
    expect(await world.contents()).toBe('');
  });

  it('wins nothing of a pool that it was given once and for all', async (context) => {
    const world = await open(context);
    const budgets = new Budgets(world.database, world.clock);
    const order = { actorId: ben, reason: null };
    await budgets.setPool({ ...order, guildId: home }, { credits: 120, period: null });
    await budgets.setPool({ ...order, guildId: abroad }, { credits: 120, period: 'month' });
    for (const guildId of [home, abroad]) {
      await world.deliver(ann, guildId);
      await world.fail(ann, guildId);
      await world.leave(guildId);
    }
    expect(await budgets.useOf(home)).toMatchObject({ pool: { credits: 120 }, spentCredits: 51 });
    world.later(31);
    expect(await world.departures.eraseDue()).toEqual([home, abroad]);
    expect(await budgets.useOf(home)).toMatchObject({ pool: { credits: 69 }, spentCredits: 0 });
    expect(await budgets.useOf(abroad)).toMatchObject({ pool: { credits: 120 }, spentCredits: 0 });
    // Back again: one video, and not two.
    await world.deliver(ann);
    await expect(world.take(ann, home)).rejects.toMatchObject({ code: 'operator-pool-used-up' });
  });

  it('is left alone while a member of it is being erased', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    await world.leave(home);
    world.later(31);
    const erasure = new MemberErasure(world.database, world.clock);
    await expect(erasure.erase(ann, stopAfter(0))).rejects.toThrow(CutOffError);
    expect(await world.departures.eraseDue()).toEqual([]);
    await erasure.erase(ann);
    expect(await world.departures.eraseDue()).toEqual([home]);
    expect(await world.contents()).toBe('');
  });

  it('loses the reports of its videos, and others keep theirs', async (context) => {
    const world = await open(context);
    await world.report({ reporter: ann, maker: ben });
    await world.deliver(ann, abroad);
    await world.leave(abroad);
    world.later(31);
    expect(await world.departures.eraseDue()).toEqual([abroad]);
    expect(await world.contents()).toContain('it is mine');
    await world.leave(home);
    world.later(31);
    expect(await world.departures.eraseDue()).toEqual([home]);
    expect(await world.contents()).toBe('');
  });
});

/** A signal that is aborted when it was looked at so often, before each step. */
function abortAfter(steps: number): AbortSignal {
  let left = steps;
  const { signal } = new AbortController();
  return Object.defineProperty(signal, 'aborted', {
    get() {
      left -= 1;
      return left < -1;
    },
  });
}

describe('what happened while raybot was not there', () => {
  it('is not known before it is connected: until then nothing is erased', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    await world.leave(home);
    world.later(31);
    // It was invited again while raybot was off. At its start it does not know of any guild yet.
    const present = new Set<string>();
    const next = new GuildDepartures({
      ...{ database: world.database, clock: world.clock },
      isPresent: (guildId) => present.has(guildId),
      onErased: () => {},
    });
    const before = await world.contents();
    expect(await next.eraseDue()).toEqual([]);
    expect(await world.contents()).toBe(before);
    present.add(home);
    await next.compare();
    expect(await next.eraseDue()).toEqual([]);
    expect(await world.contents()).toContain(ann);
    present.delete(home);
    await next.left(home);
    world.later(31);
    expect(await next.eraseDue()).toEqual([home]);
  });

  it('counts from the day on which it is found out', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    world.present.delete(home);
    world.later(60);
    await world.departures.compare();
    expect(await world.departures.eraseDue()).toEqual([]);
    world.later(29);
    // Another start, which finds the same.
    await world.departures.compare();
    expect(await world.departures.eraseDue()).toEqual([]);
    world.later(1);
    expect(await world.departures.eraseDue()).toEqual([home]);
  });

  it('is found out by comparing', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    await world.deliver(ann, abroad);
    await world.departures.left(abroad);
    world.present.delete(home);
    await world.departures.compare();
    const rows = await world.database.selectFrom('guild_departure').select('guild_id').execute();
    expect(rows).toEqual([{ guild_id: home }]);
  });

  it('also of guilds in which only rules were laid down, or something was said', async (context) => {
    const world = await open(context);
    await world.changePolicy(ben, (policy) => ({ ...policy, cooldownSeconds: 5 }));
    await world.writeAudit({ guildId: abroad, actorId: ben, action: 'operator-allow' });
    world.present.clear();
    await world.departures.compare();
    const rows = await world.database.selectFrom('guild_departure').select('guild_id').orderBy('guild_id').execute();
    expect(rows.map(({ guild_id }) => guild_id)).toEqual([home, abroad]);
  });
});
