import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import type { FailureRate } from '../../src/jobs/failure-rate.ts';
import { FailureNotices } from '../../src/operations/failure-notices.ts';

const guildId = '222222222222222222';
const log = pino({ level: 'silent' });
const trouble: FailureRate = { ended: 6, failed: 5, reason: 'provider-lost' };

let looks: string[];
let posted: unknown[];
let channelId: string | null;
let rate: FailureRate | null;
let post: (channel: string, failures: unknown) => Promise<void>;
let failures: FailureNotices;

beforeEach(() => {
  [looks, posted, channelId, rate] = [[], [], '333333333333333333', trouble];
  post = async (channel, told) => void posted.push([channel, told]);
  failures = new FailureNotices({
    news: async (guild) => {
      looks.push(guild);
      return rate;
    },
    channelOf: async () => channelId,
    postToChannel: (channel, told) => post(channel, told),
    log,
  });
});

it('admins hear of failures where they want to', async () => {
  failures.look(guildId);
  await failures.idle();
  expect(posted).toEqual([['333333333333333333', trouble]]);
});

it('nothing is said where there is nothing new', async () => {
  rate = null;
  failures.look(guildId);
  await failures.idle();
  expect(posted).toEqual([]);
});

it('where nobody wants to hear of it, nothing is looked at, so that nothing counts as told', async () => {
  channelId = null;
  failures.look(guildId);
  await failures.idle();
  expect([looks, posted]).toEqual([[], []]);
});

it('of many ends in a row one look is made, one after the other for all guilds, and none is waited for', async () => {
  const order: string[] = [];
  post = async (channel) => {
    order.push(`begins ${channel}`);
    await Promise.resolve();
    order.push(`ends ${channel}`);
  };
  for (let job = 0; job < 100; job += 1) failures.look(guildId);
  failures.look('another');
  expect(looks).toEqual([]);
  await failures.idle();
  expect(looks).toEqual([guildId, 'another']);
  expect(order.map((each) => each.split(' ')[0])).toEqual(['begins', 'ends', 'begins', 'ends']);
});

it('a channel that cannot be written to keeps nothing from other guilds', async () => {
  post = () => Promise.reject(new Error('Missing Access'));
  failures.look(guildId);
  await expect(failures.idle()).resolves.toBeUndefined();
  post = async (channel) => void posted.push(channel);
  failures.look('another');
  await failures.idle();
  expect(posted).toHaveLength(1);
});
