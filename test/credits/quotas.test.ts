import { beforeEach, describe, expect, it } from 'vitest';
import { balanceOf, LedgerConflictError } from '../../src/credits/account.ts';
import { parseAmount } from '../../src/credits/amount.ts';
import { Refusal } from '../../src/errors/refusal.ts';
import { admin, ann, ben, type CreditWorld, dayMs, guildId, startCreditWorld } from '../builders/credit-world.ts';

let world: CreditWorld;
beforeEach(async (context) => {
  world = await startCreditWorld(context);
});

describe('an admin', () => {
  it('gives, takes, sets and resets what a member can spend, and hears what it was before', async () => {
    const { quotas, order } = world;
    expect(await quotas.grant(order(), 50)).toMatchObject({
      ...{ before: { availableCredits: 300 }, after: { availableCredits: 350 }, isRepeated: false },
    });
    expect(await quotas.take(order(), 150)).toMatchObject({ after: { availableCredits: 200 } });
    expect(await quotas.set(order(), 26)).toMatchObject({ after: { availableCredits: 26 } });
    expect(await quotas.reset(order())).toMatchObject({
      before: { availableCredits: 26 },
      after: { availableCredits: 300 },
    });
    expect(await world.entries()).toEqual(['allowance 300', 'grant 50', 'take -150', 'set -174', 'reset 274']);
  });

  it.for([
    ['26', 26],
    ['+2', 302],
    ['-6', 294],
    ['0', 0],
  ] as const)('types %s, and the member has %i to spend', async ([typed, left]) => {
    const amount = parseAmount(typed);
    if (amount.kind === 'refused') throw new Error(amount.problem);
    const { after } = await world.quotas.change(world.order(), amount);
    expect(after.availableCredits).toBe(left);
  });

  it('sees a member as that member does', async () => {
    world.lay({ tiers: [{ roleId: 'patron', credits: 900 }] });
    await world.accept(ann, { roleIds: ['patron'] });
    const seen = await world.quotas.show({ ...ann, roleIds: ['patron'] });
    expect(seen).toMatchObject({ balanceCredits: 900, heldCredits: 51, availableCredits: 849, why: { why: 'tier' } });
    expect(await world.wallet.overview({ ...ann, roleIds: ['patron'] })).toMatchObject(seen);
  });

  it('cannot have a take made good by a refill that was due already', async () => {
    await world.wallet.overview({ ...ann, roleIds: [] });
    await world.clock.advance(7 * dayMs);
    await world.quotas.take(world.order(), 200);
    expect(await world.quotas.show({ ...ann, roleIds: [] })).toMatchObject({ availableCredits: 100 });
  });

  it('can move the account of who has left: no allowance is given then, and none is lost', async () => {
    await world.quotas.grant(world.order({ roleIds: null }), 20);
    expect(await world.figures()).toEqual([20, 0, 20]);
    expect(await world.quotas.show({ ...ann, roleIds: [] })).toMatchObject({ availableCredits: 300 });
  });

  it('resets to the member’s own allowance', async () => {
    world.lay({ tiers: [{ roleId: 'patron', credits: 900 }], overrides: [{ memberId: ben.memberId, credits: 7 }] });
    await world.quotas.reset(world.order({ roleIds: ['patron'] }));
    await world.quotas.reset(world.order({ ...ben, roleIds: ['patron'] }));
    expect([await world.figures(), await world.figures(ben)]).toEqual([
      [900, 0, 900],
      [7, 0, 7],
    ]);
  });

  it('resets also what is above it', async () => {
    await world.quotas.grant(world.order(), 100);
    await world.quotas.reset(world.order());
    expect(await world.figures()).toEqual([300, 0, 300]);
  });
});

describe('held credits', () => {
  it('stay with the video: no more is taken than can be spent, and the refusal says how much', async () => {
    await world.accept();
    await expect(world.quotas.take(world.order(), 250)).rejects.toMatchObject({
      code: 'take-too-much',
      context: { asked: 250, available: 249, held: 51 },
    });
    expect(await world.figures()).toEqual([300, 51, 249]);
    expect(await world.audit()).toEqual([]);
    await world.quotas.take(world.order(), 249);
    expect(await world.figures()).toEqual([51, 51, 0]);
  });

  it('stay with the video when the rest is set or reset, and come back where there is none', async () => {
    const jobId = await world.accept();
    await world.quotas.set(world.order(), 0);
    expect(await world.figures()).toEqual([51, 51, 0]);
    await world.quotas.reset(world.order());
    expect(await world.figures()).toEqual([351, 51, 300]);
    await world.fail(jobId);
    expect(await world.figures()).toEqual([351, 0, 351]);
  });
});

describe('each order', () => {
  it('stands in the audit with its admin, its reason and the balances', async () => {
    const before = { balanceCredits: 300, heldCredits: 0, availableCredits: 300 };
    const after = { balanceCredits: 320, heldCredits: 0, availableCredits: 320 };
    await world.quotas.grant(world.order(), 20);
    await world.quotas.set(world.order({ reason: null }), 320);
    const [second, first] = await world.audit();
    expect(first).toMatchObject({
      ...{ guildId, actorId: admin, action: 'grant', targetId: ann.memberId, before, after, reason: 'a contest' },
      createdAt: world.clock.now(),
    });
    expect(second).toMatchObject({ action: 'set', before: after, after, reason: null });
  });

  it.for(['grant', 'take', 'set'] as const)('(%s) takes effect once, however often it comes', async (kind) => {
    const order = world.order();
    await world.quotas[kind](order, 40);
    const before = { figures: await world.figures(), entries: await world.entries(), audit: await world.audit() };
    const again = await Promise.all([world.quotas[kind](order, 40), world.quotas[kind](order, 40)]);
    expect(again.map(({ isRepeated }) => isRepeated)).toEqual([true, true]);
    expect(again[0]?.after).toEqual(await balanceOf(world.database, ann));
    expect({ figures: await world.figures(), entries: await world.entries(), audit: await world.audit() }).toEqual(
      before,
    );
  });

  it('that resets takes effect once, also when something has moved since', async () => {
    const order = world.order();
    await world.quotas.take(world.order(), 100);
    await world.quotas.reset(order);
    await world.quotas.take(world.order(), 100);
    expect((await world.quotas.reset(order)).isRepeated).toBe(true);
    expect(await world.figures()).toEqual([200, 0, 200]);
  });

  it('that comes again as another one is a conflict, and changes nothing', async () => {
    const order = world.order();
    await world.quotas.grant(order, 40);
    const others = [
      () => world.quotas.grant(order, 41),
      () => world.quotas.take(order, 40),
      () => world.quotas.set(order, 40),
      () => world.quotas.reset(order),
      () => world.quotas.grant({ ...order, ...ben }, 40),
      () => world.quotas.grant({ ...order, actorId: '1' }, 40),
      () => world.quotas.grant({ ...order, reason: 'another one' }, 40),
    ];
    for (const other of others) await expect(other()).rejects.toThrow(LedgerConflictError);
    expect([await world.figures(), await world.figures(ben)]).toEqual([
      [340, 0, 340],
      [0, 0, 0],
    ]);
    expect(await world.audit()).toHaveLength(1);
  });

  it.for([0, -1, 1.5, Number.NaN, 1e308, 1_000_001])('of %d credits is a fault of the caller', async (credits) => {
    await expect(world.quotas.grant(world.order(), credits)).rejects.toThrow(RangeError);
    await expect(world.quotas.take(world.order(), credits)).rejects.toThrow(RangeError);
    if (credits !== 0) await expect(world.quotas.set(world.order(), credits)).rejects.toThrow(RangeError);
    expect(await world.entries()).toEqual([]);
  });
});

describe('two admins at once', () => {
  it('are both right: everything that was given and taken counts', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        index % 2 === 0 ? world.quotas.grant(world.order(), 10) : world.quotas.take(world.order(), 4),
      ),
    );
    expect(await world.figures()).toEqual([420, 0, 420]);
    expect(await world.audit()).toHaveLength(40);
  });

  it('who take more than there is: what is left over stays, and the others are told', async () => {
    const taking = Array.from({ length: 10 }, () => world.quotas.take(world.order(), 70));
    const outcomes = await Promise.allSettled(taking);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected' && outcome.reason instanceof Refusal);
    expect(refused).toHaveLength(6);
    expect(await world.figures()).toEqual([20, 0, 20]);
  });

  it('each see what the other has left', async () => {
    const [first, second] = await Promise.all([
      world.quotas.set(world.order(), 10),
      world.quotas.set(world.order(), 70),
    ]);
    expect([first.after.availableCredits, second.before.availableCredits]).toEqual([10, 10]);
    expect(await world.figures()).toEqual([70, 0, 70]);
  });
});

describe('what admins give', () => {
  const refused = (code: string, left: number) => ({ code, context: { asked: 60, pool: 100, left } });

  it('is no more than the operator’s pool of the period has', async () => {
    await world.budgets.setPool({ guildId, actorId: '1', reason: null }, { credits: 100, period: 'week' });
    await world.quotas.grant(world.order(), 40);
    await world.quotas.take(world.order(), 40);
    await world.quotas.grant(world.order(ben), 10);
    await expect(world.quotas.grant(world.order(), 60)).rejects.toMatchObject({
      code: 'grants-over-pool',
      context: { ...refused('', 50).context, resetsAt: Date.UTC(2026, 10, 30) / 1000 },
    });
    await expect(world.quotas.set(world.order(), 360)).rejects.toMatchObject(refused('grants-over-pool', 50));
    await world.quotas.set(world.order(), 350);
    await expect(world.quotas.grant(world.order(), 1)).rejects.toMatchObject({ code: 'grants-over-pool' });
    await world.clock.advance(7 * dayMs);
    await world.quotas.grant(world.order(), 60);
  });

  it('counts together, whoever gives it: of twenty at once no more than the pool has', async () => {
    await world.budgets.setPool({ guildId, actorId: '1', reason: null }, { credits: 100, period: null });
    const giving = Array.from({ length: 20 }, () => world.quotas.grant(world.order(), 15));
    const outcomes = await Promise.allSettled(giving);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
    expect(await world.figures()).toEqual([390, 0, 390]);
  });

  it('for ever, where the pool is for ever; and taking is always free', async () => {
    await world.budgets.setPool({ guildId, actorId: '1', reason: null }, { credits: 100, period: null });
    await world.quotas.grant(world.order(), 100);
    await world.clock.advance(400 * dayMs);
    await expect(world.quotas.grant(world.order(), 60)).rejects.toMatchObject(refused('grants-over-total-pool', 0));
    await world.quotas.set(world.order(), 0);
    await expect(world.quotas.reset(world.order())).rejects.toMatchObject({ code: 'grants-over-total-pool' });
  });

  it('in other guilds does not count', async () => {
    await world.budgets.setPool({ guildId, actorId: '1', reason: null }, { credits: 100, period: null });
    await world.quotas.grant(world.order({ guildId: '333333333333333333' }), 5_000);
    await world.quotas.grant(world.order(), 100);
  });
});
