import { beforeEach, describe, expect, it } from 'vitest';
import type { ProviderName } from '../../src/catalogue/models.ts';
import { candidatesFor } from '../../src/catalogue/offer.ts';
import { FairQueue } from '../../src/jobs/fair-queue.ts';
import { aJob, aRequest, rowsOf } from '../builders/jobs.ts';
import { ManualClock, settled } from '../builders/manual-clock.ts';

const candidates = candidatesFor(aRequest(), rowsOf('segmind', 'apiframe'));

let clock: ManualClock;
let queue: FairQueue;
let sent: string[];
beforeEach(() => {
  clock = new ManualClock();
  queue = new FairQueue({ maxJobsOf: () => 1, clock });
  sent = [];
});

/** A job that only one service can make. */
async function enter(id: string, guildId: string, memberId: string, service: ProviderName): Promise<void> {
  const ready = () => candidates.filter(({ row }) => row.provider === service);
  const job = aJob({ id, guildId, memberId, state: 'preparing', createdAt: clock.now() });
  void queue.enter(job, ready, new AbortController().signal).then(({ candidate }) => {
    if (candidate) sent.push(id);
  });
  await settled(1);
}

async function end(id: string): Promise<void> {
  queue.note({ id, state: 'delivered' });
  await settled(1);
}

describe('whoever waits for a service', () => {
  beforeEach(async () => {
    await enter('1', 'x', 'x', 'segmind');
    await enter('2', 'y', 'y', 'apiframe');
    // The first of this guild waits for another service than the second, for as long as that takes.
    await enter('3', 'a', 'first', 'segmind');
    await enter('4', 'b', 'busy', 'apiframe');
    await enter('5', 'a', 'second', 'apiframe');
    for (const id of ['6', '7', '8']) await enter(id, 'b', 'busy', 'apiframe');
  });

  it('does not wait behind their guild’s wish for another one', async () => {
    for (const id of ['2', '4', '5']) await end(id);
    expect(sent).toEqual(['1', '2', '4', '5', '6']);
  });

  it('is told who is ahead there', () => {
    const ahead = queue.forecast(clock.now()).map((each) => [each.jobId, each.ahead]);
    expect(Object.fromEntries(ahead)).toEqual({ 3: 0, 4: 0, 5: 1, 6: 2, 7: 3, 8: 4 });
  });
});

it('a clock that is set back puts no beginning off for as long', async () => {
  await enter('1', 'x', 'x', 'segmind');
  await enter('2', 'y', 'y', 'segmind');
  clock.set(clock.now() - 3_600_000);
  const [next] = queue.forecast(clock.now());
  expect((next?.startsAt ?? 0) - clock.now()).toBe(60_000);
});
