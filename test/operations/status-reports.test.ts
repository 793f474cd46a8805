import { expect, it } from 'vitest';
import { type StatusParts, StatusReports } from '../../src/operations/status-reports.ts';

const costs = [{ provider: 'segmind', costMicroUsd: 300_000, attempts: 1, videosWithoutCost: 0 }];

function reports(changes: Partial<StatusParts> = {}): StatusReports {
  return new StatusReports({
    breakers: () => ({ segmind: 'open' }),
    openJobs: async () => ({ accepted: 1, preparing: 2, submitting: 3, submitted: 4, finished: 5, delivering: 6 }),
    longestWaitingSince: async () => 1_795_000_000_000,
    expected: () => [{ model: 'ray-flash-2', durationSeconds: 5, typicalMs: 40_000, mostMs: 120_000 }],
    balancesUsd: () => ({ segmind: 12.5 }),
    usage: {
      lastWeek: async () => ({
        total: { creditsSpent: 510, delivered: 10, failed: 1 },
        failureShare: 1 / 11,
        durationSeconds: { median: 40, p95: 80 },
      }),
      costsOfLastWeek: async () => costs,
    },
    clock: { now: () => 1_795_000_000_000 },
    ...changes,
  });
}

it('jobs are counted by what happens to them', async () => {
  expect((await reports().service()).queue).toEqual({
    waiting: 3,
    making: 7,
    delivering: 11,
    longestWaitingSince: 1_795_000_000_000,
  });
  const idle = reports({ openJobs: async () => ({}), longestWaitingSince: async () => null });
  expect((await idle.service()).queue).toEqual({ waiting: 0, making: 0, delivering: 0, longestWaitingSince: null });
});

it('the service’s status holds nothing about money, and asks for nothing of it', async () => {
  const unused = () => {
    throw new Error('nobody may see this');
  };
  const service = await reports({ balancesUsd: unused }).service();
  expect(service.lastWeek).toEqual({
    delivered: 10,
    failureShare: 1 / 11,
    durationSeconds: { median: 40, p95: 80 },
  });
  expect(JSON.stringify(service)).not.toMatch(/credits|cost|balance|usd/i);
});

it('the operator’s part has balances, costs and the credits of the same time', async () => {
  expect(await reports().money()).toEqual({ balancesUsd: { segmind: 12.5 }, costs, creditsSpent: 510 });
});

it('the week is read once for all who ask within a minute, and anew after a fault', async () => {
  let reads = 0;
  let now = 1_795_000_000_000;
  const lastWeek = async () => {
    reads += 1;
    if (reads === 1) throw new Error('the disk');
    return { total: { creditsSpent: 0, delivered: reads, failed: 0 }, failureShare: 0, durationSeconds: null };
  };
  const shared = reports({ usage: { lastWeek, costsOfLastWeek: async () => [] }, clock: { now: () => now } });
  await expect(shared.service()).rejects.toThrow('the disk');
  const both = await Promise.all([shared.service(), shared.service()]);
  now += 59_999;
  for (const { lastWeek: week } of [...both, await shared.service()]) expect(week.delivered).toBe(2);
  now += 1;
  expect((await shared.service()).lastWeek.delivered).toBe(3);
  now -= 120_000;
  expect((await shared.service()).lastWeek.delivered).toBe(4);
});
