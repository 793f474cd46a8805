import { describe, expect, it } from 'vitest';
import { costsOf } from '../../src/credits/costs.ts';
import { UnknownTimeZoneError } from '../../src/credits/periods.ts';
import { usageOf } from '../../src/credits/usage.ts';
import { openUsage } from './usage-world.ts';

const at = (text: string) => Date.parse(text);
const week = { from: at('2026-11-23T00:00Z'), until: at('2026-11-30T00:00Z'), timeZone: 'UTC' };
const monday = at('2026-11-23T12:00Z');
const tuesday = at('2026-11-24T12:00Z');
const none = { creditsSpent: 0, delivered: 0, failed: 0 };

describe('what a guild used', () => {
  it('stands on the day on which it ended, and days without anything are there too', async (test) => {
    const { database, add } = await openUsage(test);
    await add(
      { endedAt: monday },
      { endedAt: monday, credits: 92 },
      { endedAt: tuesday, state: 'failed', failure: 'provider-failed' },
    );
    const { days, total } = await usageOf(database, 'guild', week);
    expect(days.map(({ date }) => date.slice(8))).toEqual(['23', '24', '25', '26', '27', '28', '29']);
    expect(days.slice(0, 3)).toEqual([
      { date: '2026-11-23', creditsSpent: 143, delivered: 2, failed: 0 },
      { date: '2026-11-24', creditsSpent: 0, delivered: 0, failed: 1 },
      { date: '2026-11-25', ...none },
    ]);
    expect(total).toEqual({ creditsSpent: 143, delivered: 2, failed: 1 });
  });

  it('is counted by the local day', async (test) => {
    const { database, add } = await openUsage(test);
    await add({ endedAt: at('2026-11-23T22:59:59.999Z') }, { endedAt: at('2026-11-23T23:00Z'), credits: 7 });
    const { days } = await usageOf(database, 'guild', { ...week, timeZone: 'Europe/Vienna' });
    expect(days.slice(0, 2).map(({ date, creditsSpent }) => [date, creditsSpent])).toEqual([
      ['2026-11-23', 51],
      ['2026-11-24', 7],
    ]);
  });

  it('begins with the first moment of the span and ends before the last, and is of this guild alone', async (test) => {
    const { database, add } = await openUsage(test);
    await add(
      { endedAt: week.from - 1 },
      { endedAt: week.from, credits: 1 },
      { endedAt: week.until - 1, credits: 2 },
      { endedAt: week.until },
      { endedAt: monday, guildId: 'elsewhere' },
    );
    expect((await usageOf(database, 'guild', week)).total).toEqual({ creditsSpent: 3, delivered: 2, failed: 0 });
  });

  it('names the ten members who spent most, with their jobs', async (test) => {
    const { database, add } = await openUsage(test);
    for (let member = 1; member <= 12; member += 1)
      await add({ endedAt: monday, memberId: `m${member}`, credits: member });
    await add(
      { endedAt: tuesday, memberId: 'm4', credits: 100 },
      { endedAt: tuesday, memberId: 'm4', state: 'undelivered', failure: 'delivery-impossible' },
      { endedAt: tuesday, memberId: 'unlucky', state: 'failed', failure: 'moderated' },
    );
    const { topMembers } = await usageOf(database, 'guild', week);
    expect(topMembers.map(({ memberId }) => memberId)).toEqual([
      'm4',
      'm12',
      'm11',
      'm10',
      'm9',
      'm8',
      'm7',
      'm6',
      'm5',
      'm3',
    ]);
    expect(topMembers[0]).toEqual({ memberId: 'm4', creditsSpent: 104, delivered: 2, failed: 1 });
  });

  it('is told by model, also for what never reached a service', async (test) => {
    const { database, add } = await openUsage(test);
    await add(
      { endedAt: monday, attempts: [{ model: 'ray-2' }], credits: 160 },
      { endedAt: monday, attempts: [{}, { provider: 'apiframe' }] },
      { endedAt: monday, attempts: [], state: 'failed', failure: 'image-gone' },
    );
    expect((await usageOf(database, 'guild', week)).byModel).toEqual([
      { model: 'ray-2', creditsSpent: 160, delivered: 1, failed: 0 },
      { model: 'ray-flash-2', creditsSpent: 51, delivered: 1, failed: 0 },
      { model: null, creditsSpent: 0, delivered: 0, failed: 1 },
    ]);
  });

  it('tells failures by kind, the most first, and their share; what nobody waited for is none', async (test) => {
    const { database, add } = await openUsage(test);
    const failed = { endedAt: monday, state: 'failed' } as const;
    await add(
      { ...failed, failure: 'moderated' },
      { ...failed, failure: 'provider-failed' },
      { ...failed, failure: 'provider-failed' },
      { endedAt: tuesday, state: 'undelivered', failure: 'delivery-impossible' },
      { endedAt: tuesday, state: 'cancelled', failure: 'not-acknowledged' },
      { endedAt: tuesday },
    );
    const { byFailure, failureShare, total } = await usageOf(database, 'guild', week);
    expect(byFailure).toEqual([
      { failure: 'provider-failed', jobs: 2 },
      { failure: 'delivery-impossible', jobs: 1 },
      { failure: 'moderated', jobs: 1 },
    ]);
    expect([total.failed, failureShare]).toEqual([4, 0.8]);
  });

  it('has median and 95th percentile of how long videos took, over all days', async (test) => {
    const { database, add } = await openUsage(test);
    for (let seconds = 1; seconds <= 40; seconds += 1) await add({ endedAt: seconds % 2 ? monday : tuesday, seconds });
    await add({ endedAt: monday, state: 'failed', failure: 'provider-failed', seconds: 9_999 });
    expect((await usageOf(database, 'guild', week)).durationSeconds).toEqual({ median: 20, p95: 38 });
  });

  it('takes a video that ended before it began, by a clock that was set back, as one of no time', async (test) => {
    const { database, add } = await openUsage(test);
    await add({ endedAt: monday, seconds: -30 });
    expect((await usageOf(database, 'guild', week)).durationSeconds).toEqual({ median: 0, p95: 0 });
  });

  it('is nothing at all where nothing was', async (test) => {
    const { database } = await openUsage(test);
    const usage = await usageOf(database, 'guild', week);
    expect(usage).toMatchObject({ total: none, topMembers: [], byModel: [], byFailure: [] });
    expect([usage.failureShare, usage.durationSeconds, usage.days.length]).toEqual([null, null, 7]);
  });

  it('is complete when it is read in pieces, also where more than a piece end in one moment', async (test) => {
    const { database, add } = await openUsage(test);
    await add(
      ...Array.from({ length: 1_100 }, () => ({ endedAt: monday, credits: 3 })),
      ...Array.from({ length: 1_100 }, (_, index) => ({ endedAt: monday + index, memberId: 'ben', credits: 2 })),
    );
    const { total, topMembers } = await usageOf(database, 'guild', week);
    expect(total).toEqual({ creditsSpent: 5_500, delivered: 2_200, failed: 0 });
    expect(topMembers.map(({ creditsSpent }) => creditsSpent)).toEqual([3_300, 2_200]);
  });

  it('lets everything else have its turn while it is read', async (test) => {
    const { database } = await openUsage(test);
    let turns = 0;
    const heart = setInterval(() => (turns += 1), 0);
    test.onTestFinished(() => clearInterval(heart));
    await usageOf(database, 'guild', { ...week, from: week.until - 300 * 86_400_000 });
    expect(turns).toBeGreaterThan(0);
  });

  it('is refused for a zone that nobody knows', async (test) => {
    const { database } = await openUsage(test);
    await expect(usageOf(database, 'guild', { ...week, timeZone: 'Mars/Olympus' })).rejects.toThrow(
      UnknownTimeZoneError,
    );
  });
});

describe("the operator's costs", () => {
  it('are summed up by provider, the dearest first, with videos whose cost nobody named', async (test) => {
    const { database, add } = await openUsage(test);
    await add(
      { endedAt: monday, attempts: [{ cost_micro_usd: 500_000 }] },
      {
        endedAt: monday,
        attempts: [
          { state: 'failed', cost_micro_usd: 20_000 },
          { provider: 'apiframe', cost_micro_usd: 900_000 },
        ],
      },
      { endedAt: tuesday, attempts: [{ cost_micro_usd: null }] },
      { endedAt: tuesday, attempts: [{ state: 'refused' }], state: 'failed', failure: 'moderated' },
      { endedAt: tuesday, guildId: 'elsewhere', attempts: [{ cost_micro_usd: 7 }] },
      { endedAt: week.until, attempts: [{ cost_micro_usd: 5 }] },
    );
    expect(await costsOf(database, 'guild', week)).toEqual([
      { provider: 'apiframe', costMicroUsd: 900_000, attempts: 1, videosWithoutCost: 0 },
      { provider: 'segmind', costMicroUsd: 520_000, attempts: 3, videosWithoutCost: 1 },
    ]);
  });

  it('are those of all guilds where none is named', async (test) => {
    const { database, add } = await openUsage(test);
    await add(
      { endedAt: monday, guildId: 'one', attempts: [{ cost_micro_usd: 3 }] },
      { endedAt: monday, guildId: 'two', attempts: [{ cost_micro_usd: 4 }] },
    );
    expect(await costsOf(database, null, week)).toMatchObject([{ costMicroUsd: 7, attempts: 2 }]);
    expect(await costsOf(database, 'three', week)).toEqual([]);
  });
});
