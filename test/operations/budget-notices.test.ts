import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import type { PassedThreshold } from '../../src/credits/thresholds.ts';
import { BudgetNotices } from '../../src/operations/budget-notices.ts';
import { type Notice, OperatorNotices } from '../../src/operations/operator-notices.ts';

const guildId = '222222222222222222';
const log = pino({ level: 'silent' });

let told: Notice[];
let posted: string[];
let looks: string[];
let passed: PassedThreshold[];
let channelId: string | null;
let budgets: BudgetNotices;

beforeEach(() => {
  [told, posted, looks, passed, channelId] = [[], [], [], [], '333333333333333333'];
  budgets = new BudgetNotices({
    thresholds: async (guild) => {
      looks.push(guild);
      return passed.splice(0);
    },
    channelOf: async () => channelId,
    postToChannel: async (channel, { percent, limit }) => void posted.push(`${channel} ${percent} ${limit}`),
    notices: new OperatorNotices(log, Date.now, async (notice) => void told.push(notice)),
    log,
  });
});

function use(what: PassedThreshold['what'], percent: 80 | 100 = 80): PassedThreshold {
  return { what, guildId, periodKey: 'day:2026-11-21', resetsAt: null, used: 80, limit: 100, step: 1, percent };
}

async function look(...uses: PassedThreshold[]): Promise<void> {
  passed = uses;
  budgets.look(guildId);
  await budgets.idle();
}

it('the operator hears of a server’s pool and of the day’s limit, the channel of admins does not', async () => {
  await look(use('operator-pool', 100), use('spend-limit'));
  expect(told).toEqual([
    { code: 'pool-used', guildId, detail: '100' },
    { code: 'spend-limit-used', detail: '80' },
  ]);
  expect(posted).toEqual([]);
});

it('admins hear of their own pool where they want to, and nowhere else', async () => {
  await look(use('guild-pool'));
  expect(posted).toEqual(['333333333333333333 80 100']);
  channelId = null;
  await look(use('guild-pool', 100));
  expect(posted).toHaveLength(1);
  expect(told).toEqual([]);
});

it('of many requests in a row one look is made, and another of what came during it', async () => {
  for (let request = 0; request < 100; request += 1) budgets.look(guildId);
  await budgets.idle();
  expect(looks).toEqual([guildId]);
  budgets.look(guildId);
  await budgets.idle();
  expect(looks).toHaveLength(2);
});

it('a channel that cannot be written to stops nothing', async () => {
  const broken = new BudgetNotices({
    thresholds: async () => [use('guild-pool')],
    channelOf: async () => channelId,
    postToChannel: () => Promise.reject(new Error('Missing Access')),
    notices: new OperatorNotices(log, Date.now, null),
    log,
  });
  broken.look(guildId);
  await expect(broken.idle()).resolves.toBeUndefined();
  await look(use('spend-limit'));
  expect(told).toHaveLength(1);
});

it('a channel that cannot be written to does not keep from the operator what was passed in the same moment', async () => {
  const broken = new BudgetNotices({
    thresholds: async () => [use('guild-pool'), use('spend-limit', 100)],
    channelOf: async () => channelId,
    postToChannel: () => Promise.reject(new Error('Unknown Channel')),
    notices: new OperatorNotices(log, Date.now, async (notice) => void told.push(notice)),
    log,
  });
  broken.look(guildId);
  await broken.idle();
  expect(told).toEqual([{ code: 'spend-limit-used', detail: '100' }]);
});
