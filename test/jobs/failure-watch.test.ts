import { sql } from 'kysely';
import { describe, expect, it, type TestContext } from 'vitest';
import { FailureWatch } from '../../src/jobs/failure-watch.ts';
import { ManualClock } from '../builders/manual-clock.ts';
import { type EndedJob, openUsage } from '../credits/usage-world.ts';

const minuteMs = 60_000;
const noon = Date.UTC(2026, 10, 23, 12);
const guildId = 'guild';

/** A watch whose time the test sets. */
async function open(test: TestContext) {
  const { database, add } = await openUsage(test);
  const clock = new ManualClock(noon);
  const watch = new FailureWatch(database, clock);
  return {
    database,
    clock,
    add,
    watch,
    at: (moment: number) => clock.set(moment),
    fail: (count: number, job: Partial<EndedJob> = {}) => add(...failures(count, { endedAt: clock.now(), ...job })),
    succeed: (count: number) => add(...Array.from({ length: count }, () => ({ endedAt: clock.now() }))),
  };
}

function failures(count: number, job: Partial<EndedJob>): EndedJob[] {
  return Array.from({ length: count }, () => ({
    endedAt: noon,
    state: 'failed' as const,
    failure: 'provider-failed',
    ...job,
  }));
}

describe('a guild whose videos fail', () => {
  it('has news once, with the figures and the most common reason', async (test) => {
    const { watch, fail, succeed } = await open(test);
    await succeed(3);
    await fail(1, { state: 'undelivered', failure: 'delivery-impossible' });
    await fail(2);
    expect(await watch.news(guildId)).toEqual({ ended: 6, failed: 3, reason: 'provider-failed' });
    await fail(1);
    expect(await watch.news(guildId)).toBeNull();
  });

  it('is looked at an hour back, and alone', async (test) => {
    const { watch, fail, at } = await open(test);
    await fail(4, { endedAt: noon - 60 * minuteMs - 1 });
    await fail(9, { guildId: 'another guild' });
    await fail(4, { endedAt: noon - 60 * minuteMs });
    expect(await watch.news(guildId)).toBeNull();
    await fail(1);
    expect(await watch.news(guildId)).toMatchObject({ ended: 5 });
    at(noon + minuteMs);
    expect(await watch.news('another guild')).toMatchObject({ ended: 9 });
  });

  it('has news again when it had recovered, and when a day has passed', async (test) => {
    const { watch, fail, succeed, at } = await open(test);
    await fail(5);
    expect(await watch.news(guildId)).not.toBeNull();
    at(noon + 61 * minuteMs);
    await fail(5);
    expect(await watch.news(guildId)).toBeNull();
    at(noon + 130 * minuteMs);
    await succeed(5);
    expect(await watch.news(guildId)).toBeNull();
    await fail(5);
    expect(await watch.news(guildId)).toMatchObject({ ended: 10, failed: 5 });
    at(noon + 130 * minuteMs + 24 * 60 * minuteMs);
    await fail(5);
    expect(await watch.news(guildId)).toMatchObject({ ended: 5 });
    expect(await watch.news(guildId)).toBeNull();
  });

  it('has no news that another process has told before', async (test) => {
    const { database, clock, watch, fail } = await open(test);
    await fail(5);
    await watch.news(guildId);
    await fail(1);
    expect(await new FailureWatch(database, clock).news(guildId)).toBeNull();
  });

  it('is judged by its newest videos where it has very many', async (test) => {
    const { watch, fail, at, succeed } = await open(test);
    await succeed(300);
    at(noon + minuteMs);
    await fail(99);
    expect(await watch.news(guildId)).toBeNull();
    await fail(1);
    expect(await watch.news(guildId)).toEqual({ ended: 200, failed: 100, reason: 'provider-failed' });
  });

  it('is found by an index, whatever else there is', async (test) => {
    const { database } = await open(test);
    const { rows } = await sql<{ detail: string }>`explain query plan
      select failure from job where guild_id = 'guild' and ended_at >= 1 order by ended_at desc limit 200`.execute(
      database,
    );
    expect(rows.map(({ detail }) => detail).join()).toContain('job_ended_by_guild (guild_id=? AND ended_at>?)');
    expect(rows.map(({ detail }) => detail).join()).not.toContain('TEMP B-TREE');
  });

  it('keeps pools apart: what was told of them stays', async (test) => {
    const { database, watch, fail, succeed, at } = await open(test);
    const pool = { guild_id: guildId, what: 'guild-pool', period_key: 'day:x/5', percent: 80, passed_at: 1 };
    await database.insertInto('passed_threshold').values(pool).execute();
    await fail(5);
    await watch.news(guildId);
    at(noon + 61 * minuteMs);
    await succeed(5);
    await watch.news(guildId);
    expect(await database.selectFrom('passed_threshold').selectAll().execute()).toEqual([pool]);
  });
});
