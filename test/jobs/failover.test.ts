import { beforeEach, describe, expect, it } from 'vitest';
import { candidatesFor } from '../../src/catalogue/offer.ts';
import { ProviderError } from '../../src/errors/provider-error.ts';
import type { Progress } from '../../src/jobs/poster.ts';
import type { OperationStatus } from '../../src/providers/video-provider.ts';
import { aBill, aFailure, FakeProvider, finishedStatus, noBill, runningStatus } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { anOrigin, aRequest, rowsOf } from '../builders/jobs.ts';
import { until } from '../builders/manual-clock.ts';

let world: JobWorld;
let segmind: FakeProvider;
let apiframe: FakeProvider;

beforeEach(async (context) => {
  segmind = new FakeProvider('segmind');
  apiframe = new FakeProvider('apiframe');
  world = await startJobWorld(context, [segmind, apiframe]);
});

const id = anOrigin().interactionId;
const minuteMs = 60_000;
const delivered = 'delivered channel:file, hold posted, 249 left';

async function run(changes: Parameters<JobWorld['jobIn']>[1] = {}): Promise<void> {
  await world.jobIn('preparing', changes);
  await world.leadToEnd(id);
}

const submits = () => [segmind.submits.length, apiframe.submits.length];
const costs = () => world.database.selectFrom('job').select(['price_credits', 'expected_cost_micro_usd']).execute();

function refuse(provider: FakeProvider, error: ProviderError, untilMs = Number.POSITIVE_INFINITY): void {
  const { onSubmit } = provider;
  const end = world.clock.now() + untilMs;
  provider.onSubmit = async (input, aboutToSend, signal) => {
    if (world.clock.now() >= end) return onSubmit(input, aboutToSend, signal);
    await aboutToSend();
    throw error;
  };
}

describe('a request that was taken and has failed without a bill', () => {
  it('is made by the other provider, under the same hold and price, at that one’s cost', async () => {
    segmind.onStatus = () => aFailure({ detail: 'CUDA out of memory' });
    apiframe.onStatus = () => ({ ...finishedStatus, bill: { costMicroUsd: 510_000, metrics: {} } });
    const shown: Progress[] = [];
    world.poster.showProgress = async (_job, progress) => void shown.push(progress);
    await run();
    expect(await world.summary(id)).toBe(delivered);
    expect(await world.attempts(id)).toEqual(['1 segmind failed', '2 apiframe finished']);
    expect(apiframe.submits).toMatchObject([{ jobId: id, attempt: 2, slug: 'luma-ray-flash-2' }]);
    expect([submits(), world.poster.stored.length]).toEqual([[1, 1], 1]);
    expect(await costs()).toEqual([{ price_credits: 51, expected_cost_micro_usd: 510_000 }]);
    // The bar begins anew, and says why.
    expect(shown.some((progress) => progress.stage === 'making' && progress.elsewhere)).toBe(true);
    const holds = await world.database.selectFrom('hold').selectAll().execute();
    expect(holds).toMatchObject([{ job_id: id, amount_credits: 51, state: 'posted' }]);
    const attempts = await world.database.selectFrom('attempt').select(['detail', 'ended_at']).execute();
    expect(attempts).toMatchObject([{ detail: 'CUDA out of memory', ended_at: expect.any(Number) }, {}]);
    expect(world.notices).toEqual([]);
  });

  it('has a cost of today’s prices', async () => {
    world.costs.set('apiframe', new Map([['luma-ray-flash-2', { 5: 640_000 }]]));
    segmind.onStatus = () => aFailure();
    apiframe.onStatus = () => ({ ...finishedStatus, bill: noBill });
    await run();
    expect(await costs()).toEqual([{ price_credits: 51, expected_cost_micro_usd: 640_000 }]);
  });

  it('twice, has failed: there is no third attempt', async () => {
    for (const provider of [segmind, apiframe]) provider.onStatus = () => aFailure();
    await run();
    expect(await world.summary(id)).toBe('failed provider-failed, hold voided, 300 left');
    expect(await world.attempts(id)).toEqual(['1 segmind failed', '2 apiframe failed']);
    expect(submits()).toEqual([1, 1]);
  });

  it('goes to the first, where the second had been asked', async () => {
    refuse(segmind, new ProviderError('rate', 'busy', false, { retryAfterMs: 20_000 }), 1);
    apiframe.onStatus = () => aFailure();
    await run();
    expect(await world.attempts(id)).toEqual(['1 segmind refused', '2 apiframe failed', '3 segmind finished']);
    expect(await world.summary(id)).toBe(delivered);
  });

  it('waits for the other one, never for the one that failed it, and from then on ten minutes', async () => {
    segmind.onStatus = () => aFailure();
    refuse(apiframe, new ProviderError('rate', 'busy', false, { retryAfterMs: 30_000 }));
    const { createdAt } = await world.jobIn('preparing');
    await world.startRunner(world.runner);
    await until(async () => {
      await world.clock.advance(10_000);
      return (await world.store.attempts(id))[0]?.state === 'failed';
    });
    const failedAt = (await world.store.attempts(id))[0]?.endedAt ?? expect.fail();
    expect(failedAt).toBeGreaterThan(createdAt);
    await until(async () => {
      await world.clock.advance(10_000);
      return (await world.store.get(id)).endedAt !== null;
    });
    const waitedMs = ((await world.store.get(id)).endedAt ?? 0) - failedAt;
    expect(waitedMs).toBeGreaterThanOrEqual(10 * minuteMs);
    expect(waitedMs).toBeLessThan(11 * minuteMs);
    expect(await world.summary(id)).toBe('failed provider-unavailable, hold voided, 300 left');
    expect(submits()[0]).toBe(1);
    expect(submits()[1]).toBeLessThan(40);
  });

  it('is made by the other one as soon as that one takes it', async () => {
    segmind.onStatus = () => aFailure();
    refuse(apiframe, new ProviderError('rate', 'busy', false, { retryAfterMs: 30_000 }), 5 * minuteMs);
    await run();
    expect(await world.summary(id)).toBe(delivered);
    expect(submits()[0]).toBe(1);
  });

  it('says what it waits for, and does not change its words at every look', async () => {
    segmind.onStatus = () => aFailure();
    const [way] = candidatesFor(aRequest(), rowsOf('apiframe'));
    const busy = new ProviderError('rate', 'busy', false, { retryAfterMs: 5 * minuteMs });
    world.router.turnedAway(way, busy);
    await run();
    expect(await world.summary(id)).toBe(delivered);
    const { progress } = world.poster;
    expect(progress.indexOf('waiting-for-provider')).toBeGreaterThan(progress.indexOf('making'));
    expect(progress.lastIndexOf('making')).toBeGreaterThan(progress.indexOf('waiting-for-provider'));
    expect(progress.filter((stage) => stage === 'waiting-for-provider')).toHaveLength(1);
  });

  it.for([
    ['credits', 'operator-attention'],
    ['validation', 'provider-refused'],
    ['moderation', 'moderated'],
  ] as const)('and that the other one does not take (%s) ends as %s', async ([kind, failure]) => {
    segmind.onStatus = () => aFailure();
    refuse(apiframe, new ProviderError(kind, 'no', false));
    await run();
    expect(await world.summary(id)).toBe(`failed ${failure}, hold voided, 300 left`);
    expect(await world.attempts(id)).toEqual(['1 segmind failed', '2 apiframe refused']);
    expect(submits()).toEqual([1, 1]);
  });

  it('has failed for good where nobody else makes such a video', async () => {
    segmind.onStatus = () => aFailure();
    await run({ request: { aspectRatio: '9:21' } });
    expect(await world.summary(id)).toBe('failed provider-failed, hold voided, 300 left');
    expect(submits()).toEqual([1, 0]);
  });

  it('has failed for good where only the operator could bring the other one back', async () => {
    segmind.onStatus = () => aFailure();
    world.router.balanceIs('apiframe', null);
    await run();
    expect(await world.summary(id)).toBe('failed provider-failed, hold voided, 300 left');
    expect(submits()).toEqual([1, 0]);
  });

  it('counts against its provider, and what was the member’s fault does not', async () => {
    segmind.onStatus = () => aFailure({ kind: 'moderation' });
    apiframe.onStatus = () => runningStatus;
    const watch = async (n: number) => {
      const origin = { interactionId: `157364191500854870${n}`, memberId: `member-${n}` };
      const job = await world.jobIn('submitted', { origin });
      await world.clock.advance(minuteMs);
      await world.watch.look(job, new AbortController().signal);
    };
    for (let n = 0; n < 5; n += 1) await watch(n);
    expect(world.breakerNews).toEqual([]);
    segmind.onStatus = () => aFailure();
    for (let n = 5; n < 10; n += 1) await watch(n);
    expect(world.breakerNews).toEqual(['segmind open']);
  });
});

describe('a second provider is never asked', () => {
  const statuses: readonly [string, () => OperationStatus, string][] = [
    ['the content was refused', () => aFailure({ kind: 'moderation' }), 'moderated'],
    ['the request was at fault', () => aFailure({ kind: 'validation' }), 'provider-refused'],
    ['the failure may be billed', () => aFailure({ billed: true, bill: aBill }), 'provider-failed'],
    ['refused content may be billed', () => aFailure({ kind: 'moderation', billed: true }), 'moderated'],
    ['the request was forgotten', () => ({ state: 'unknown' }), 'provider-lost'],
    ['the request never ends', () => runningStatus, 'provider-lost'],
  ];
  const nonsense = () => {
    throw new ProviderError('malformed', 'a page of HTML', true);
  };

  it.for([...statuses, ['the answers make no sense', nonsense, 'provider-malformed'] as const])(
    'where %s',
    async ([, onStatus, failure]) => {
      await world.jobIn('submitted');
      segmind.onStatus = onStatus;
      if (failure === 'provider-lost') await world.clock.advance(2 * segmind.retentionMs);
      await world.leadToEnd(id);
      expect(await world.summary(id)).toBe(`failed ${failure}, hold voided, 300 left`);
      expect(submits()).toEqual([0, 0]);
      expect(await world.store.attempts(id)).toHaveLength(1);
    },
  );

  it('where a bill came with the failure, and the operator is told', async () => {
    segmind.onStatus = () => aFailure({ detail: 'ran out of time', billed: true, bill: aBill });
    await run();
    expect(world.notices).toEqual([
      { code: 'failure-billed', provider: 'segmind', jobId: id, detail: 'ran out of time' },
    ]);
    const attempt = await world.database.selectFrom('attempt').selectAll().executeTakeFirstOrThrow();
    expect(attempt).toMatchObject({ state: 'failed', cost_micro_usd: 375_000 });
  });
});

describe('a restart between the first and the second attempt', () => {
  it('goes on with the second one, although the new process knows nothing of the first', async () => {
    await world.jobIn('submitted');
    segmind.onStatus = () => aFailure();
    await world.clock.advance(minuteMs);
    await world.watch.look(await world.store.get(id), new AbortController().signal);
    expect(await world.summary(id)).toBe('preparing, hold pending, 249 left');
    await world.clock.advance(5 * minuteMs);
    await world.leadToEnd(id, world.newProcess());
    expect(await world.summary(id)).toBe(delivered);
    expect(await world.attempts(id)).toEqual(['1 segmind failed', '2 apiframe finished']);
    expect(submits()).toEqual([0, 1]);
  });

  it('by a stop in good order does the same', async () => {
    const first = world.newProcess();
    segmind.onStatus = async () => {
      void first.runner.stop(1_000);
      return aFailure();
    };
    await world.jobIn('preparing');
    await world.startRunner(first.runner);
    await until(async () => {
      await world.clock.advance(10_000);
      return (await world.store.attempts(id))[0]?.state === 'failed';
    });
    await world.clock.advance(minuteMs);
    expect(submits()).toEqual([1, 0]);
    await world.leadToEnd(id, world.newProcess());
    expect(await world.summary(id)).toBe(delivered);
    expect(submits()).toEqual([1, 1]);
  });

  it('finds the second one submitted, and does not send it again', async () => {
    const first = world.newProcess();
    segmind.onStatus = () => aFailure();
    apiframe.onStatus = () => runningStatus;
    await world.jobIn('preparing');
    await world.startRunner(first.runner);
    await until(async () => {
      await world.clock.advance(10_000);
      return apiframe.looks.length > 0;
    });
    await first.runner.stop(1_000);
    apiframe.onStatus = () => finishedStatus;
    await world.leadToEnd(id, world.newProcess());
    expect(await world.summary(id)).toBe(delivered);
    expect(submits()).toEqual([1, 1]);
  });

  it('for which nobody is left that could make it ends with the credits back', async () => {
    await world.jobIn('submitted');
    await world.store.backToPreparing(id, { n: 1, state: 'failed', detail: 'x' }, world.clock.now());
    await world.leadToEnd(id, world.newProcess([segmind]));
    expect(await world.summary(id)).toBe('failed provider-unavailable, hold voided, 300 left');
    expect(submits()).toEqual([0, 0]);
  });
});
