import { beforeEach, describe, expect, it } from 'vitest';
import { ann, ben, type CreditWorld, dayMs, noon, startCreditWorld } from '../builders/credit-world.ts';

let world: CreditWorld;
beforeEach(async (context) => {
  world = await startCreditWorld(context);
});

const at = (text: string) => world.clock.set(Date.parse(text));
const available = async (roleIds: readonly string[] = [], account = ann) =>
  (await world.wallet.overview({ ...account, roleIds })).availableCredits;

describe('a refill', () => {
  it('is that of the member: the best tier, or what was laid down for the member alone', async () => {
    world.lay({ tiers: [{ roleId: 'patron', credits: 900 }], overrides: [{ memberId: ben.memberId, credits: 5 }] });
    expect(await available(['patron'])).toBe(900);
    expect(await available(['patron'], ben)).toBe(5);
  });

  it('lets go over what the policy lets go over', async () => {
    world.lay({ rolloverCredits: 100 });
    expect(await available()).toBe(300);
    await world.clock.advance(7 * dayMs);
    expect(await available()).toBe(400);
    await world.clock.advance(7 * dayMs);
    expect(await available()).toBe(400);
  });

  it('comes when the guild’s own day begins', async () => {
    world.lay({ allowance: { credits: 100, period: 'day' }, timeZone: 'Asia/Tokyo', rolloverCredits: 1_000 });
    at('2026-11-23T14:59:59Z');
    expect(await available()).toBe(100);
    at('2026-11-23T15:00:00Z');
    expect(await available()).toBe(200);
  });

  it.for<[string, string, number]>([
    ['2026-03-29T00:00:00+01:00', '2026-03-29T23:59:59+02:00', 100],
    ['2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00', 200],
    ['2026-10-25T00:00:00+02:00', '2026-10-25T23:59:59+01:00', 100],
    ['2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00', 200],
  ])('comes once a day, also on the days when clocks change (%s, then %s)', async ([first, second, credits]) => {
    world.lay({ allowance: { credits: 100, period: 'day' }, timeZone: 'Europe/Berlin', rolloverCredits: 1_000 });
    at(first);
    await available();
    at(second);
    expect(await available()).toBe(credits);
  });

  it('cannot be had twice by a period that is changed in its middle', async () => {
    world.lay({ rolloverCredits: 10_000 });
    expect(await available()).toBe(300);
    for (const period of ['day', 'month', 'week', 'day'] as const) {
      world.lay({ allowance: { credits: 300, period }, rolloverCredits: 10_000 });
      expect(await available()).toBe(300);
    }
    await world.clock.advance(dayMs);
    expect(await available()).toBe(600);
  });

  it('cannot be had twice by a time zone that is changed', async () => {
    const allowance = { credits: 100, period: 'day' } as const;
    for (const timeZone of ['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kolkata', 'UTC']) {
      world.lay({ allowance, timeZone, rolloverCredits: 10_000 });
      expect(await available()).toBe(100);
    }
  });

  it('cannot be had twice by a time zone in which the same week begins some hours later', async () => {
    world.lay({ timeZone: 'Asia/Tokyo', rolloverCredits: 10_000 });
    at('2026-11-23T00:10:00+09:00');
    expect(await available()).toBe(300);
    world.lay({ timeZone: 'America/Los_Angeles', rolloverCredits: 10_000 });
    for (const when of ['2026-11-23T00:10:00+09:00', '2026-11-23T00:00:00-08:00', '2026-11-29T23:59:59-08:00']) {
      at(when);
      expect(await available()).toBe(300);
    }
    at('2026-11-30T00:00:00-08:00');
    expect(await available()).toBe(600);
  });

  it.for([
    ['a time zone', { timeZone: 'Asia/Tokyo' }],
    ['a period', { allowance: { credits: 300, period: 'day' } }],
    ['a longer period', { allowance: { credits: 300, period: 'month' } }],
  ] as const)('cannot be had twice by a clock that was ahead, and %s that was changed since', async ([, changes]) => {
    world.lay({ rolloverCredits: 10_000 });
    expect(await available()).toBe(300);
    world.clock.set(noon + 365 * dayMs);
    expect(await available()).toBe(600);
    world.clock.set(noon);
    world.lay({ rolloverCredits: 10_000, ...changes });
    expect(await available()).toBe(600);
  });

  it('comes to a clock that was far ahead once, and again when it was set right', async () => {
    world.lay({ rolloverCredits: 10_000 });
    expect(await available()).toBe(300);
    world.clock.set(noon + 365 * dayMs);
    expect(await available()).toBe(600);
    const seen: number[] = [];
    for (const days of [0, 7, 365, 0, 7, 365]) {
      world.clock.set(noon + days * dayMs);
      seen.push(await available());
    }
    expect(seen).toEqual([600, 900, 900, 900, 900, 900]);
  });
});

describe('a wallet', () => {
  it('shows the newest entries first, and when it fills up again', async () => {
    for (let job = 0; job < 9; job += 1) await world.quotas.grant(world.order(), 10 + job);
    const overview = await world.wallet.overview({ ...ann, roleIds: [] });
    expect(overview).toMatchObject({
      ...{ balanceCredits: 426, heldCredits: 0, availableCredits: 426, isExempt: false, rolloverCredits: 0 },
      ...{ allowance: { credits: 300, period: 'week' }, why: { credits: 300, why: 'allowance' } },
      nextRefillAt: Date.UTC(2026, 10, 30),
    });
    expect(overview.entries.map(({ amount_credits }) => amount_credits)).toEqual([18, 17, 16, 15, 14, 13, 12, 11]);
  });

  it('says whose the allowance is, and by which clocks it comes', async () => {
    world.lay({
      ...{ timeZone: 'Asia/Tokyo', tiers: [{ roleId: 'patron', credits: 900 }], rolloverCredits: 50 },
      exemptRoles: ['crew'],
    });
    expect(await world.wallet.overview({ ...ann, roleIds: ['crew', 'patron'] })).toMatchObject({
      ...{ allowance: { credits: 900, period: 'week' }, why: { why: 'tier', roleId: 'patron' } },
      ...{ rolloverCredits: 50, isExempt: true, nextRefillAt: Date.parse('2026-11-30T00:00:00+09:00') },
    });
  });

  it('pages through the history, newest first, and leaves out what moved nothing', async () => {
    world.lay({ allowance: { credits: 0, period: 'week' } });
    for (const credits of [1, 2, 3, 4, 5]) await world.quotas.grant(world.order(), credits);
    const page = async (beforeId?: number) => {
      const entries = await world.wallet.entries(ann, { limit: 2, ...(beforeId && { beforeId }) });
      return { amounts: entries.map((entry) => entry.amount_credits), next: entries.at(-1)?.id };
    };
    const first = await page();
    const second = await page(first.next);
    const third = await page(second.next);
    expect([first.amounts, second.amounts, third.amounts]).toEqual([[5, 4], [3, 2], [1]]);
    expect((await page(third.next)).amounts).toEqual([]);
  });
});
