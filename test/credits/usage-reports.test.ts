import { describe, expect, it } from 'vitest';
import { UsageReports } from '../../src/credits/usage-reports.ts';
import { openUsage } from './usage-world.ts';

const now = Date.UTC(2026, 10, 23, 22, 30);
const hour = 60 * 60 * 1_000;
const day = 24 * hour;

async function open(context: Parameters<typeof openUsage>[0]) {
  const world = await openUsage(context);
  return { ...world, reports: new UsageReports(world.database, { now: () => now }) };
}

describe('the usage of a guild', () => {
  it('ends today, and begins with the first moment of a local day', async (context) => {
    const { reports } = await open(context);
    const { span, usage } = await reports.ofGuild('guild', 7, 'Europe/Berlin');
    // There it is half past eleven at night.
    expect(usage.days.map(({ date }) => date)).toEqual(
      [17, 18, 19, 20, 21, 22, 23].map((dayOfMonth) => `2026-11-${dayOfMonth}`),
    );
    expect(span.from).toBe(Date.UTC(2026, 10, 16, 23));
  });

  it('is of the place’s own day, where that is a day ahead', async (context) => {
    const { reports } = await open(context);
    const { usage } = await reports.ofGuild('guild', 7, 'Asia/Tokyo');
    expect(usage.days.at(-1)?.date).toBe('2026-11-24');
  });

  it('holds what ended in this very millisecond, and nothing from before its first day', async (context) => {
    const { reports, add } = await open(context);
    await add({ endedAt: now }, { endedAt: Date.UTC(2026, 10, 17) - 1 }, { endedAt: now, guildId: 'other' });
    const { usage } = await reports.ofGuild('guild', 7, 'UTC');
    expect(usage.total).toEqual({ creditsSpent: 51, delivered: 1, failed: 0 });
  });

  it('has real costs of the same jobs', async (context) => {
    const { reports, add } = await open(context);
    const attempts = [{ cost_micro_usd: 300_000 }];
    await add({ endedAt: now, attempts }, { endedAt: now, guildId: 'other', attempts });
    const { span } = await reports.ofGuild('guild', 7, 'UTC');
    expect(await reports.costsOfGuild('guild', span)).toMatchObject([{ provider: 'segmind', costMicroUsd: 300_000 }]);
  });
});

describe('the last week', () => {
  it('is of all guilds, with the times of what was delivered', async (context) => {
    const { reports, add } = await open(context);
    await add(
      { endedAt: now, seconds: 40 },
      { endedAt: now - day, guildId: 'other', seconds: 80 },
      { endedAt: now - 2 * day, state: 'failed', failure: 'provider-failed', seconds: 900 },
      { endedAt: now - 2 * day, state: 'cancelled' },
      { endedAt: now - 7 * day - 1 },
    );
    expect(await reports.lastWeek()).toEqual({
      total: { creditsSpent: 102, delivered: 2, failed: 1 },
      failureShare: 1 / 3,
      durationSeconds: { median: 40, p95: 80 },
    });
  });

  it('costs what all guilds have cost', async (context) => {
    const { reports, add } = await open(context);
    const attempts = [{ cost_micro_usd: 300_000 }];
    await add({ endedAt: now, attempts }, { endedAt: now, guildId: 'other', attempts });
    expect(await reports.costsOfLastWeek()).toMatchObject([{ costMicroUsd: 600_000, attempts: 2 }]);
  });
});
