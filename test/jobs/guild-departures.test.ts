import { describe, expect, it, type TestContext } from 'vitest';
import { GuildDepartures } from '../../src/jobs/guild-departures.ts';
import { abroad, ann, ben, fillJobs, home, openErasureWorld } from '../builders/erasure-world.ts';

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
    const stop = new AbortController();
    const erasing = world.departures.eraseDue(stop.signal);
    setImmediate(() => stop.abort());
    expect(await erasing).toEqual([]);
    expect((await world.audit()).findings).toEqual([]);
    expect(await world.departures.eraseDue()).toEqual([home]);
    expect(await world.contents()).toBe('');
  });
});

describe('what happened while raybot was not there', () => {
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
