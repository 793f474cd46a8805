import { beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../src/credits/policy.ts';
import { ProviderError, type ProviderErrorKind } from '../../src/errors/provider-error.ts';
import type { Refusal } from '../../src/errors/refusal.ts';
import { admit } from '../../src/jobs/admission.ts';
import { FakeProvider } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld, usualRules } from '../builders/job-world.ts';
import { anOrigin, aRequest, rowsOf } from '../builders/jobs.ts';
import { refusalOf } from '../builders/refusal.ts';

const segmind = new FakeProvider('segmind');
const apiframe = new FakeProvider('apiframe');

let world: JobWorld;
beforeEach(async (context) => {
  world = await startJobWorld(context, [segmind, apiframe]);
});

type Request = Parameters<typeof aRequest>[0];

const admitted = (request: Request = {}) => admit(aRequest(request), world.parts);
const refused = (request: Request = {}): Refusal => refusalOf(() => admitted(request));

/** A provider turns something away; what it was asked for is the row of a key. */
function turnAway(key: string, kind: ProviderErrorKind, seconds: 5 | 9 = 5): void {
  const row = rowsOf('segmind', 'apiframe').find((each) => each.key === key);
  const terms = row?.terms[seconds];
  if (!row || !terms) throw new Error(`no row ${key}`);
  world.router.turnedAway({ row, terms }, new ProviderError(kind, 'x', false));
}

/** A shape that the second provider does not make. */
const onlyFirst = { aspectRatio: '9:21' } as const;

describe('a request', () => {
  it('is taken at its best provider’s price, whoever makes it in the end', () => {
    expect(admitted().row.provider).toBe('segmind');
    expect(admitted().terms.priceCredits).toBe(51);
    turnAway('segmind/ray-flash-2', 'credits');
    expect(admitted().row.provider).toBe('segmind');
  });

  it.for([
    [{}, 510_000],
    [onlyFirst, 375_000],
    [{ durationSeconds: 9 }, 920_000],
    [{ model: 'ray-2' }, 1_600_000],
  ] as const)('(%j) counts with what the dearest costs that may make it: %i', ([request, cost]) => {
    expect(admitted(request).terms.costMicroUsd).toBe(cost);
  });

  it('counts with today’s prices', () => {
    world.costs.set('apiframe', new Map([['luma-ray-flash-2', { 5: 800_000 }]]));
    expect(admitted().terms.costMicroUsd).toBe(800_000);
    world.costs.set('segmind', new Map([['ray-flash-2-720p', { 5: 900_000 }]]));
    expect(admitted().terms.costMicroUsd).toBe(900_000);
    world.costs.set('segmind', new Map([['ray-flash-2-720p', { 5: 1 }]]));
    world.costs.set('apiframe', new Map([['luma-ray-flash-2', { 5: 2 }]]));
    expect(admitted().terms.costMicroUsd).toBe(2);
  });

  it('is taken while what is in the way may pass', () => {
    for (const key of ['segmind/ray-flash-2', 'apiframe/ray-flash-2']) {
      for (let time = 0; time < 3; time += 1) turnAway(key, 'transient');
      turnAway(key, 'rate');
    }
    expect(admitted().row.provider).toBe('segmind');
    expect(admitted(onlyFirst).row.provider).toBe('segmind');
  });

  it.for(['credits', 'credentials', 'withdrawn'] as const)('is taken while another one can make it (%s)', (kind) => {
    turnAway('segmind/ray-flash-2', kind);
    expect(admitted().terms.priceCredits).toBe(51);
    turnAway('apiframe/ray-flash-2', 'rate');
    expect(admitted().terms.priceCredits).toBe(51);
  });
});

describe('a request that only the operator could make possible', () => {
  it.for([
    ['credits', 'service-out-of-credits'],
    ['credentials', 'service-refuses-us'],
    ['withdrawn', 'service-withdrew-model'],
  ] as const)('(%s) is refused by name where there is no other way', ([kind, code]) => {
    for (const key of ['segmind/ray-flash-2', 'apiframe/ray-flash-2']) turnAway(key, kind);
    expect(refused()).toMatchObject({ code, context: { model: 'Ray Flash 2', provider: 'Segmind' } });
  });

  it.for(['credits', 'credentials', 'withdrawn'] as const)('(%s) is refused with what can be had instead', (kind) => {
    turnAway('segmind/ray-flash-2', kind);
    const refusal = refused(onlyFirst);
    expect(refusal).toMatchObject({
      code: 'options-need-other-service',
      context: { model: 'Ray Flash 2', provider: 'Segmind' },
    });
    expect(refusal.context.allowed).toBe('5 s, 9 s; 16:9, 9:16, 1:1, 4:3, 3:4, 21:9');
  });

  it('is offered another length of the same provider, where the balance is enough for that', () => {
    world.router.balanceIs('apiframe', null);
    turnAway('segmind/ray-flash-2', 'credits', 9);
    expect(admitted().row.provider).toBe('segmind');
    expect(refused({ durationSeconds: 9, aspectRatio: '9:21' })).toMatchObject({ code: 'options-need-other-service' });
  });

  it('is offered no length that cannot be had either', () => {
    world.router.balanceIs('apiframe', null);
    turnAway('segmind/ray-flash-2', 'credits', 9);
    const { allowed, options } = refused({ durationSeconds: 9 }).context;
    expect([allowed, options]).toEqual(['5 s; 16:9, 9:16, 1:1, 4:3, 3:4, 21:9, 9:21', '`duration: 9`']);
  });

  it.for<[Request, string, string]>([
    [onlyFirst, 'segmind/ray-flash-2', '`aspect_ratio: 9:21`'],
    [{ concepts: ['push_in', 'static'] }, 'apiframe/ray-flash-2', '`concepts: push_in, static`'],
  ])('(%j) names what is in the way', ([request, key, options]) => {
    turnAway(key, 'withdrawn');
    expect(refused(request)).toMatchObject({ code: 'options-need-other-service', context: { options } });
  });

  it('is not sent round in a circle: what can be made of a picture is no way out for words alone', () => {
    turnAway('apiframe/ray-2', 'withdrawn');
    turnAway('segmind/ray-2', 'withdrawn');
    expect(refused({ model: 'ray-2' }).code).toBe('service-withdrew-model');
  });

  it('is refused for its model alone: others are served', () => {
    for (const key of ['segmind/ray-flash-2', 'apiframe/ray-flash-2']) turnAway(key, 'withdrawn');
    expect(refused().code).toBe('service-withdrew-model');
    expect(admitted({ model: 'ray-2' }).row.key).toBe('segmind/ray-2');
  });

  it('is taken again when a look at the account has shown that it can be paid', () => {
    turnAway('segmind/ray-flash-2', 'credits');
    expect(refused(onlyFirst).code).toBe('options-need-other-service');
    world.router.balanceIs('segmind', 5_000_000);
    expect(admitted(onlyFirst).row.provider).toBe('segmind');
  });

  it('holds nothing and leaves no job', async () => {
    world.router.balanceIs('segmind', null);
    world.router.balanceIs('apiframe', null);
    await expect(world.generations.accept(anOrigin(), aRequest())).rejects.toMatchObject({
      code: 'service-refuses-us',
    });
    expect(await world.store.unsettledJobs()).toEqual([]);
    expect(await world.database.selectFrom('hold').selectAll().execute()).toEqual([]);
  });

  it('that nobody is configured for is refused as what it is', () => {
    const rows = rowsOf('apiframe');
    const router = world.newProcess([apiframe]).router;
    expect(refusalOf(() => admit(aRequest(onlyFirst), { ...world.parts, rows, router })).code).toBe(
      'option-not-allowed',
    );
  });
});

describe('the spend limit', () => {
  const rulesFor = (spendLimitMicroUsdPerDay: number) => ({
    policy: defaultPolicy({ credits: 10_000, period: 'week' }),
    spendLimitMicroUsdPerDay,
  });
  const accept = (limit: number, n: number) =>
    world
      .newProcess([segmind, apiframe], rulesFor(limit))
      .generations.accept(anOrigin({ interactionId: `157364191500854886${n}` }), aRequest());

  it('counts a video as the dearest that may make it, until its provider is known', async () => {
    await accept(1_020_000, 1);
    await accept(1_020_000, 2);
    await expect(accept(1_020_000, 3)).rejects.toMatchObject({ code: 'spend-limit-reached' });
  });

  it('counts one that is on its way at what its provider asks', async () => {
    await world.jobIn('submitting');
    const { cost } = await world.database
      .selectFrom('job')
      .select('expected_cost_micro_usd as cost')
      .executeTakeFirstOrThrow();
    await accept(cost + 510_000, 1);
    await expect(accept(cost + 510_000, 2)).rejects.toMatchObject({ code: 'spend-limit-reached' });
  });

  it('of none is none', async () => {
    for (let n = 0; n < 5; n += 1) await accept(0, n);
    expect(usualRules.spendLimitMicroUsdPerDay).toBe(0);
  });
});
