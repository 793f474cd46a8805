import { describe, expect, it, type TestContext } from 'vitest';
import type { JobStore } from '../../src/jobs/job-store.ts';
import { accepted, aFailure, FakeProvider } from '../builders/fake-provider.ts';
import { startJobWorld } from '../builders/job-world.ts';
import { anOrigin } from '../builders/jobs.ts';
import { settled, until } from '../builders/manual-clock.ts';

const id = anOrigin().interactionId;

/** What changes a job, in the order in which a job that fails over meets them. */
const writes = [
  'startAttempt',
  'submitted',
  'backToPreparing',
  'finished',
  'startDelivery',
  'delivered',
  'end',
  'settle',
] as const satisfies readonly (keyof JobStore)[];

/** A provider that counts what it was paid for, and knows it again. */
function payable(name: 'segmind' | 'apiframe', paid: string[], crash: (when: string) => Promise<void>): FakeProvider {
  const provider = new FakeProvider(name);
  const requestOf = (attempt: number) => `${name}-${attempt}`;
  provider.onSubmit = async ({ attempt }, aboutToSend) => {
    await aboutToSend();
    await crash(`before ${name} takes it`);
    paid.push(requestOf(attempt));
    await crash(`after ${name} has taken it`);
    return accepted(requestOf(attempt));
  };
  provider.onRecover = ({ input }) =>
    paid.includes(requestOf(input.attempt)) ? accepted(requestOf(input.attempt)) : null;
  return provider;
}

/** Leads a job through a failover; the first process dies at the n-th place where it can. */
async function dieAt(context: TestContext, place: number) {
  const never = new Promise<never>(() => {});
  const places: string[] = [];
  const crash = async (when: string) => {
    if (places.length > place) return;
    places.push(when);
    if (places.length > place) await never;
  };
  const paid: string[] = [];
  const segmind = payable('segmind', paid, crash);
  const apiframe = payable('apiframe', paid, crash);
  segmind.onStatus = () => aFailure();
  const world = await startJobWorld(context, [segmind, apiframe]);
  await world.jobIn('preparing');
  for (const name of writes) {
    const write = world.store[name].bind(world.store) as (...given: unknown[]) => Promise<void>;
    Object.assign(world.store, {
      [name]: async (...given: unknown[]) => {
        await crash(`before ${name}`);
        await write(...given);
        await crash(`after ${name}`);
      },
    });
  }
  const first = world.newProcess();
  await first.runner.recover();
  first.runner.start();
  await until(async () => {
    await world.clock.advance(10_000);
    await settled(2);
    return places.length > place || (await world.store.get(id)).settledAt !== null;
  });
  const hasDied = places.length > place;
  if (hasDied) await world.leadToEnd(id, world.newProcess());
  return { world, paid, hasDied, where: places.at(-1) ?? '' };
}

describe('a job that goes to a second provider', () => {
  it('ends well wherever raybot dies meanwhile: each provider is paid once at most, one video, one hold', async (context) => {
    const met: string[] = [];
    for (let place = 0; ; place += 1) {
      const { world, paid, hasDied, where } = await dieAt(context, place);
      if (!hasDied) break;
      met.push(where);
      const summary = await world.summary(id);
      expect(new Set(paid).size, where).toBe(paid.length);
      const posts = new Set(world.poster.stored.map(({ jobId }) => jobId)).size;
      const wasSent = !/after startAttempt|before \w+ takes it/.test(where);
      if (wasSent) {
        expect([summary, paid, posts], where).toEqual([
          expect.stringMatching(/^delivered channel:(file|found), hold posted, 249 left$/),
          ['segmind-1', 'apiframe-2'],
          1,
        ]);
      } else expect([summary, posts], where).toEqual(['failed submit-uncertain, hold voided, 300 left', 0]);
    }
    expect(met.length).toBeGreaterThan(15);
  }, 60_000);
});
