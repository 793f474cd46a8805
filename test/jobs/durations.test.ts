import { beforeEach, describe, expect, it } from 'vitest';
import { readSeenDurations, writeSeenDuration as write } from '../../src/jobs/seen-durations.ts';
import { rememberedJobs } from '../../src/polling/duration-history.ts';
import { aFailure, finishedStatus, runningStatus } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { rows } from '../builders/jobs.ts';

let world: JobWorld;
beforeEach(async (context) => {
  world = await startJobWorld(context);
});

const signal = new AbortController().signal;
const flash = { provider: 'segmind', model: 'ray-flash-2', slug: 'ray-flash-2-720p' } as const;
const five = { durationSeconds: 5, resolution: '720p' } as const;
const key = { provider: 'segmind', model: 'ray-flash-2', ...five };
const medianOf = ({ durations }: Pick<JobWorld, 'durations'>) => durations.lawOf(flash, five).quantileMs(0.5);

/** Leads a job of so many milliseconds to its end, as the runner would. */
async function make(ms: number, origin = {}): Promise<void> {
  const job = await world.jobIn('submitted', { origin });
  const endsAt = world.clock.now() + ms;
  world.provider.onStatus = () => (world.clock.now() < endsAt ? runningStatus : finishedStatus);
  while ((await world.store.get(job.id)).state === 'submitted') {
    await world.clock.advance(await world.watch.look(await world.store.get(job.id), signal));
  }
}

describe('how long jobs take', () => {
  it('is what the catalogue says before any was seen', () => {
    expect(medianOf(world) / 60_000).toBeCloseTo(1, 1);
    const row = rows.find(({ slug }) => slug === flash.slug);
    const terms = row?.terms[5];
    if (!row || !terms) throw new Error('the row is missing');
    expect(world.durations.lawOfCandidate({ row, terms }).quantileMs(0.5)).toBe(medianOf(world));
  });

  it('is what was learned, also where its provider says what it charges today', async () => {
    await make(45_000);
    const [row] = rows.filter(({ slug }) => slug === flash.slug);
    const terms = row?.terms[5];
    if (!row || !terms) throw new Error('the row is missing');
    const today = { row, terms: { ...terms, costMicroUsd: 1 } };
    expect(world.durations.lawOfCandidate(today).quantileMs(0.5)).toBe(medianOf(world));
  });

  it('is a minute for what nothing is known of any more', () => {
    const gone = { provider: 'apiframe', model: 'ray-2', slug: 'gone' } as const;
    expect(world.durations.lawOf(gone, five).quantileMs(0.5) / 60_000).toBeCloseTo(1, 1);
  });

  it('is learned from a job that has finished, by the looks before and after its end', async () => {
    await make(45_000);
    const [seen, ...others] = await readSeenDurations(world.database);
    expect(others).toEqual([]);
    expect(seen?.key).toEqual(key);
    expect(seen?.span.afterMs).toBeLessThan(45_000);
    expect(seen?.span.byMs).toBeGreaterThanOrEqual(45_000);
    expect(medianOf(world)).toBeLessThan(60_000);
  });

  it('is learned from one that was quick once those that began before are over, too', async () => {
    const before = medianOf(world);
    const slow = await world.jobIn('submitted');
    await world.watch.look(await world.store.get(slow.id), signal);
    await world.clock.advance(1_000);
    await make(30_000, { interactionId: '1573641915008548865' });
    expect(await readSeenDurations(world.database)).toHaveLength(1);
    expect(medianOf(world)).toBe(before);
    world.provider.onStatus = () => aFailure({ kind: 'other', detail: 'no machine' });
    await world.clock.advance(60_000);
    await world.watch.look(await world.store.get(slow.id), signal);
    await make(30_000, { interactionId: '1573641915008548866' });
    expect(medianOf(world)).toBeLessThan(before);
  });

  it('is known again after a restart', async () => {
    for (let job = 1; job <= 20; job += 1) {
      const seen = { key, span: { afterMs: 29_000, byMs: 31_000 + job } };
      await world.database.transaction().execute((trx) => write(trx, seen));
      await world.durations.learn(`job-${job}`, seen, job * 31_000);
    }
    const next = world.newProcess();
    expect(medianOf(next)).not.toBe(medianOf(world));
    await next.runner.recover();
    expect(medianOf(next)).toBe(medianOf(world));
  });

  it('is remembered of the last jobs of each kind alone', async () => {
    const other = { ...key, durationSeconds: 9 };
    await world.database.transaction().execute(async (trx) => {
      await write(trx, { key: other, span: { afterMs: 1, byMs: 2 } });
      for (let job = 1; job <= rememberedJobs + 5; job += 1) {
        await write(trx, { key, span: { afterMs: job, byMs: job + 1 } });
      }
    });
    const seen = await readSeenDurations(world.database);
    expect(seen).toHaveLength(rememberedJobs + 1);
    expect(seen[1]?.span.afterMs).toBe(6);
  });

  it('is forgotten in the database too when a provider has changed', async () => {
    for (let job = 1; job <= 40; job += 1) {
      const ms = job <= 37 ? 30_000 + 100 * (job % 10) : 120_000;
      const seen = { key, span: { afterMs: ms - 1_000, byMs: ms } };
      await world.database.transaction().execute((trx) => write(trx, seen));
      await world.durations.learn(`job-${job}`, seen, job * 200_000);
    }
    expect((await readSeenDurations(world.database)).map(({ span }) => span.byMs)).toEqual([120_000, 120_000, 120_000]);
  });
});
