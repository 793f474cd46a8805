import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Period, type PeriodBounds, periodAt, periodName } from '../../src/credits/periods.ts';
import { type CreditWorld, guildId, startCreditWorld } from '../builders/credit-world.ts';

const at = (text: string) => Date.parse(text);
const hourMs = 3_600_000;

/** When somebody looks at their credits, and what the guild's calendar is then. */
interface Look {
  readonly now: number;
  readonly period: Period;
  readonly zone?: string;
}

interface Refill {
  readonly at: number;
  readonly bounds: PeriodBounds;
}

let world: CreditWorld;
let members = 0;
beforeEach(async (context) => {
  world = await startCreditWorld(context);
});

/** The refills that a new member gets who looks at these times. */
async function refillsAt(looks: readonly Look[]): Promise<Refill[]> {
  members += 1;
  const member = { guildId, memberId: String(400_000_000_000_000_000n + BigInt(members)), roleIds: [] };
  const refills: Refill[] = [];
  let keys: string[] = [];
  for (const { now, period, zone = 'UTC' } of looks) {
    world.lay({ allowance: { credits: 300, period }, timeZone: zone });
    world.clock.set(now);
    await world.wallet.overview(member);
    const entries = world.database.selectFrom('ledger_entry').select('key').where('kind', '=', 'allowance');
    const rows = await entries.where('member_id', '=', member.memberId).orderBy('id').execute();
    if (rows.length > keys.length) refills.push({ at: now, bounds: periodAt(period, now, zone) });
    keys = rows.map(({ key }) => key);
  }
  expect(keys).toEqual(refills.map(({ bounds }) => `allowance:${guildId}:${member.memberId}:${bounds.key}`));
  return refills;
}

/** Whether the last of these looks brings a refill. */
async function isDueAtLast(...looks: readonly Look[]): Promise<boolean> {
  return (await refillsAt(looks)).at(-1)?.at === looks.at(-1)?.now;
}

describe('a refill is due', () => {
  it('for a new member, once in a period, and again in the next', async () => {
    const given = { period: 'week', now: at('2026-11-25T10:00:00Z') } as const;
    const due = (now: string) => isDueAtLast(given, { period: 'week', now: at(now) });
    expect(await isDueAtLast(given)).toBe(true);
    expect(await due('2026-11-25T10:00:00.001Z')).toBe(false);
    expect(await due('2026-11-29T23:59:59.999Z')).toBe(false);
    expect(await due('2026-11-30T00:00:00Z')).toBe(true);
    expect(await due('2027-03-01T00:00:00Z')).toBe(true);
  });

  it('in the first moment of a period as one of that period', async () => {
    const given = { period: 'day', now: at('2026-11-25T00:00:00Z') } as const;
    expect(await isDueAtLast(given, { ...given, now: given.now + 1 })).toBe(false);
    expect(await isDueAtLast(given, { ...given, now: given.now + 24 * hourMs })).toBe(true);
  });

  it.for([
    // Filled on Wednesday for its week; then the guild changes its mind on the same day, or later.
    ['week', 'day', '2026-11-25T10:00:00Z', '2026-11-25T18:00:00Z', false],
    ['week', 'day', '2026-11-25T10:00:00Z', '2026-11-26T00:00:00Z', true],
    ['week', 'month', '2026-11-25T10:00:00Z', '2026-11-28T00:00:00Z', false],
    ['week', 'month', '2026-11-25T10:00:00Z', '2026-12-01T00:00:00Z', true],
    ['day', 'week', '2026-11-25T10:00:00Z', '2026-11-29T10:00:00Z', false],
    ['day', 'week', '2026-11-25T10:00:00Z', '2026-11-30T00:00:00Z', true],
    ['month', 'week', '2026-11-02T10:00:00Z', '2026-11-25T10:00:00Z', true],
  ] as const)(
    'after a change from %s to %s, with one given at %s, at %s: %s',
    async ([before, after, when, now, due]) => {
      expect(await isDueAtLast({ period: before, now: at(when) }, { period: after, now: at(now) })).toBe(due);
    },
  );

  it.for([
    // The day of Tokyo had begun at 15:00 UTC the day before, the day of New York begins at 05:00 UTC.
    ['UTC', 'Asia/Tokyo', '2026-11-25T00:10:00Z', '2026-11-25T00:11:00Z', false],
    ['UTC', 'Asia/Tokyo', '2026-11-25T00:10:00Z', '2026-11-25T15:00:00Z', true],
    ['UTC', 'America/New_York', '2026-11-25T00:10:00Z', '2026-11-25T00:11:00Z', false],
    ['UTC', 'America/New_York', '2026-11-25T00:10:00Z', '2026-11-25T05:00:00Z', false],
    ['UTC', 'America/New_York', '2026-11-25T00:10:00Z', '2026-11-26T05:00:00Z', true],
    ['UTC', 'America/New_York', '2026-11-25T05:00:00Z', '2026-11-25T23:00:00Z', false],
    // As far apart as zones can be.
    ['Pacific/Kiritimati', 'Pacific/Pago_Pago', '2026-11-24T10:30:00Z', '2026-11-25T11:00:00Z', false],
    ['Pacific/Kiritimati', 'Pacific/Pago_Pago', '2026-11-24T10:30:00Z', '2026-11-26T11:00:00Z', true],
  ] as const)('after a change from %s to %s, with one given at %s, at %s: %s', async ([from, to, when, now, due]) => {
    const looks = [
      { period: 'day', zone: from, now: at(when) },
      { period: 'day', zone: to, now: at(now) },
    ] as const;
    expect(await isDueAtLast(...looks)).toBe(due);
  });

  it('by a clock that was a year ahead, and does not stay away for that year', async () => {
    const ahead = { period: 'week', now: at('2027-11-25T10:00:00Z') } as const;
    expect(await isDueAtLast(ahead, { ...ahead, now: at('2026-11-25T10:00:00Z') })).toBe(true);
  });
});

describe('whatever a guild and its clock do', () => {
  const period = fc.constantFrom<Period>('day', 'week', 'month');
  const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Kiritimati', 'Asia/Kolkata');
  const forward = fc.integer({ min: 0, max: 60 });
  const leap = fc.integer({ min: -24 * 400, max: 24 * 400 });
  const numRuns = 60;

  /** Looks that lie so many hours after each other. */
  function looksAfter<Step extends { readonly hours: number; readonly period: Period; readonly zone: string }>(
    steps: readonly Step[],
  ): Look[] {
    let now = at('2026-10-20T00:00:00Z');
    return steps.map(({ hours, ...calendar }) => {
      now += hours * hourMs;
      return { ...calendar, now };
    });
  }

  it('no change of period or zone brings two refills into one period, old or new', async () => {
    const steps = fc.array(fc.record({ hours: forward, period, zone }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(steps, async (steps) => {
        const refills = await refillsAt(looksAfter(steps));
        for (const [index, refill] of refills.entries()) {
          const next = refills[index + 1];
          if (next) expect(next.bounds.start).toBeGreaterThan(refill.at);
        }
        const names = refills.map(({ bounds }) => periodName(bounds));
        expect(names).toEqual([...new Set(names)]);
      }),
      { numRuns },
    );
  });

  it('no clock that leaps both ways either, with any change between', async () => {
    const steps = fc.array(fc.record({ hours: fc.oneof(leap, forward), period, zone }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(steps, async (steps) => {
        const refills = await refillsAt(looksAfter(steps));
        for (const [index, { bounds }] of refills.entries()) {
          const isWithin = (earlier: Refill) => earlier.at >= bounds.start && earlier.at < bounds.end;
          expect(refills.slice(0, index).filter(isWithin)).toEqual([]);
        }
        const names = refills.map(({ bounds }) => periodName(bounds));
        expect(names).toEqual([...new Set(names)]);
      }),
      { numRuns },
    );
  });

  it.each([
    ['goes on', forward],
    ['leaps both ways', leap],
  ])(
    'without a change every period in which a member comes brings exactly one, while the clock %s',
    async (_, hours) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(hours, { minLength: 1, maxLength: 40 }),
          period,
          zone,
          async (hours, period, zone) => {
            const looks = looksAfter(hours.map((hours) => ({ hours, period, zone })));
            const visited = new Set(looks.map(({ now }) => periodAt(period, now, zone).key));
            expect((await refillsAt(looks)).map(({ bounds }) => bounds.key)).toEqual([...visited]);
          },
        ),
        { numRuns },
      );
    },
  );
});
