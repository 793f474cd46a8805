import { beforeEach, describe, expect, it } from 'vitest';
import { eraseJob } from '../../src/jobs/erase-job.ts';
import type { JobState } from '../../src/jobs/job.ts';
import { type JobFilter, JobHistory, type JobSpot } from '../../src/jobs/job-history.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { storedOrigin } from '../builders/jobs.ts';

const { guildId } = storedOrigin;
const memberId = '700000000000000001';
let world: JobWorld;
let history: JobHistory;

beforeEach(async (context) => {
  world = await startJobWorld(context);
  history = new JobHistory(world.database);
});

const idOf = (n: number) => String(1573641915008548000n + BigInt(n));

async function add(n: number, state: JobState = 'delivered', memberIdOf = memberId, guildIdOf = guildId) {
  const origin = { interactionId: idOf(n), memberId: memberIdOf, guildId: guildIdOf };
  await world.database
    .insertInto('account')
    .values({ guild_id: guildIdOf, member_id: memberIdOf, balance_credits: 0, held_credits: 0 })
    .onConflict((c) => c.doNothing())
    .execute();
  await world.database.updateTable('account').set({ balance_credits: 100_000 }).execute();
  await world.jobIn(state, { origin });
  await world.clock.advance(1_000);
}

async function page(filter: JobFilter = 'all', spot: JobSpot = {}, limit = 3) {
  const { jobs, ...more } = await history.page({ guildId, memberId }, filter, spot, limit);
  return { numbers: jobs.map(({ id }) => Number(BigInt(id) - 1573641915008548000n)), ...more };
}

describe('a member’s jobs', () => {
  it('come newest first, a page at a time, there and back', async () => {
    for (let n = 1; n <= 7; n += 1) await add(n);
    expect(await page()).toEqual({ numbers: [7, 6, 5], hasNewer: false, hasOlder: true });
    expect(await page('all', { beforeId: idOf(5) })).toEqual({ numbers: [4, 3, 2], hasNewer: true, hasOlder: true });
    expect(await page('all', { beforeId: idOf(2) })).toEqual({ numbers: [1], hasNewer: true, hasOlder: false });
    expect(await page('all', { afterId: idOf(1) })).toEqual({ numbers: [4, 3, 2], hasNewer: true, hasOlder: true });
    expect(await page('all', { afterId: idOf(4) })).toEqual({ numbers: [7, 6, 5], hasNewer: false, hasOlder: true });
  });

  it('of one instant are told apart', async () => {
    const stopped = world.clock.advance;
    world.clock.advance = async () => {};
    for (let n = 1; n <= 5; n += 1) await add(n);
    world.clock.advance = stopped;
    expect((await page('all', {}, 2)).numbers).toEqual([5, 4]);
    expect((await page('all', { beforeId: idOf(4) }, 2)).numbers).toEqual([3, 2]);
    expect((await page('all', { afterId: idOf(3) }, 2)).numbers).toEqual([5, 4]);
  });

  it('are those of this member in this guild alone', async () => {
    await add(1);
    await add(2, 'delivered', '700000000000000002');
    await add(3, 'delivered', memberId, '222222222222222229');
    expect((await page()).numbers).toEqual([1]);
    // Another’s job is no place in this list.
    expect((await page('all', { beforeId: idOf(2) })).numbers).toEqual([1]);
  });

  it('are found by what has become of them', async () => {
    const states: JobState[] = [
      'preparing',
      'submitted',
      'delivering',
      'delivered',
      'failed',
      'cancelled',
      'undelivered',
    ];
    for (const [index, state] of states.entries()) await add(index + 1, state);
    expect((await page('open', {}, 9)).numbers).toEqual([3, 2, 1]);
    expect((await page('done', {}, 9)).numbers).toEqual([4]);
    expect((await page('without-video', {}, 9)).numbers).toEqual([7, 6, 5]);
    expect((await page('all', {}, 9)).numbers).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });

  it('are not shown once they are erased', async () => {
    await add(1);
    await add(2);
    await world.database.transaction().execute((trx) => eraseJob(trx, { id: idOf(2), request: '{}' }));
    expect((await page()).numbers).toEqual([1]);
  });
});

describe('the service', () => {
  it('is the one that was asked last, and nobody before that', async () => {
    await add(1, 'preparing');
    await add(2, 'submitted');
    expect([await history.serviceOf(idOf(1)), await history.serviceOf(idOf(2))]).toEqual([null, 'segmind']);
  });
});
