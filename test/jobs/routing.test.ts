import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError, type ProviderErrorKind } from '../../src/errors/provider-error.ts';
import { FakeProvider } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { anOrigin } from '../builders/jobs.ts';

let world: JobWorld;
let segmind: FakeProvider;
let apiframe: FakeProvider;
/** What the card said, one line for each drawing. */
let card: string[];

beforeEach(async (context) => {
  segmind = new FakeProvider('segmind');
  apiframe = new FakeProvider('apiframe');
  world = await startJobWorld(context, [segmind, apiframe]);
  card = [];
  world.poster.showProgress = async (_job, progress) => {
    card.push(progress.stage === 'waiting-for-provider' ? `${progress.provider} is ${progress.why}` : progress.stage);
  };
});

const id = anOrigin().interactionId;
const minuteMs = 60_000;
const startImage = { url: 'https://cdn.discordapp.com/attachments/1/2/start.png', width: null, height: null };
const withPicture = { request: { startImage, ratioFollowsImage: true } };
/** A shape that the second provider does not make. */
const onlyFirst = { request: { aspectRatio: '9:21' } } as const;

const refusal = (kind: ProviderErrorKind, retryAfterMs?: number) =>
  new ProviderError(kind, `it said ${kind}`, false, retryAfterMs === undefined ? {} : { retryAfterMs });

/** Every paid request is turned away without harm, until a moment of the clock. */
function turnAway(provider: FakeProvider, error: ProviderError, untilMs = Number.POSITIVE_INFINITY): void {
  const { onSubmit } = new FakeProvider();
  const end = world.clock.now() + untilMs;
  provider.onSubmit = async (input, aboutToSend, signal) => {
    if (world.clock.now() >= end) return onSubmit(input, aboutToSend, signal);
    await aboutToSend();
    throw error;
  };
}

/** Leads a job from its acknowledgement to its end. @returns how long that took, milliseconds */
async function run(changes: Parameters<JobWorld['jobIn']>[1] = {}): Promise<number> {
  const { createdAt } = await world.jobIn('preparing', changes);
  await world.leadToEnd(id);
  return ((await world.store.get(id)).endedAt ?? 0) - createdAt;
}

const submits = () => [segmind.submits.length, apiframe.submits.length];
const deliveredOnce = 'delivered channel:file, hold posted, 249 left';

describe('a request that the first provider turns away', () => {
  it.for([
    ['it is out of credits', refusal('credits'), ['provider-needs-attention']],
    ['it has withdrawn the model', refusal('withdrawn'), ['model-withdrawn']],
    ['it refuses the key', refusal('credentials'), ['provider-needs-attention']],
    ['it cannot be reached', refusal('transient'), []],
    ['it is busy for a minute', refusal('rate', 60_000), []],
    ['it says nothing that makes sense', refusal('malformed'), []],
  ] as const)('as %s, is made by the second, paid and posted once', async ([, error, notices]) => {
    turnAway(segmind, error);
    await run();
    expect(await world.summary(id)).toBe(deliveredOnce);
    expect(await world.attempts(id)).toEqual(['1 segmind refused', '2 apiframe finished']);
    expect([submits(), world.poster.stored.length]).toEqual([[1, 1], 1]);
    expect(apiframe.submits).toMatchObject([{ jobId: id, attempt: 2, slug: 'luma-ray-flash-2' }]);
    expect(world.notices.map(({ code }) => code)).toEqual(notices);
    const entries = await world.database.selectFrom('ledger_entry').select(['kind', 'amount_credits']).execute();
    expect(entries.filter(({ kind }) => kind === 'post')).toEqual([{ kind: 'post', amount_credits: -51 }]);
  });

  it('as it is busy for a moment, waits for it once and then is made by the second', async () => {
    turnAway(segmind, refusal('rate', 2_000));
    await run();
    expect(await world.summary(id)).toBe(deliveredOnce);
    expect(await world.attempts(id)).toEqual(['1 segmind refused', '2 segmind refused', '3 apiframe finished']);
  });

  it('as it is busy for a moment alone, is made by it after that', async () => {
    turnAway(segmind, refusal('rate', 2_000), 2_000);
    await run();
    expect(await world.attempts(id)).toEqual(['1 segmind refused', '2 segmind finished']);
    expect(submits()).toEqual([2, 0]);
  });

  it.for([
    ['transient', true],
    ['rate', false],
    ['credits', false],
    ['withdrawn', false],
    ['credentials', false],
  ] as const)('with its picture (%s, may have arrived: %s), goes to the second with it', async ([kind, arrived]) => {
    segmind.onUpload = () => {
      throw new ProviderError(kind, 'no picture wanted', arrived);
    };
    await run(withPicture);
    expect(await world.summary(id)).toBe(deliveredOnce);
    expect(await world.attempts(id)).toEqual(['1 apiframe finished']);
    expect([submits(), apiframe.uploads.length, world.imageTools.downloads.length]).toEqual([[0, 1], 1, 1]);
  });

  it('for its picture’s sake may still be asked for words alone', async () => {
    segmind.onUpload = () => {
      throw refusal('credentials');
    };
    await run(withPicture);
    const next = await world.jobIn('preparing', { origin: { interactionId: '1573641915008548999' } });
    await world.leadToEnd(next.id);
    expect(await world.attempts(id)).toEqual(['1 apiframe finished']);
    expect(await world.attempts(next.id)).toEqual(['1 segmind finished']);
  });

  it('for its picture’s sake waits for the other one, where that is away for a moment', async () => {
    segmind.onUpload = () => {
      throw refusal('credentials');
    };
    const row = world.parts.rows.find(({ key }) => key === 'apiframe/ray-flash-2') ?? expect.fail();
    world.router.turnedAway({ row, terms: row.terms[5] ?? expect.fail() }, refusal('rate', minuteMs));
    await run(withPicture);
    expect(await world.summary(id)).toBe(deliveredOnce);
    expect(await world.attempts(id)).toEqual(['1 apiframe finished']);
    expect(card).toContain('Apiframe is busy');
  });

  it('for its words alone is back from being out of reach', async () => {
    const row = world.parts.rows.find(({ key }) => key === 'segmind/ray-flash-2') ?? expect.fail();
    const way = { row, terms: row.terms[5] ?? expect.fail() };
    for (let time = 0; time < 3; time += 1) world.router.turnedAway(way, refusal('transient'));
    await world.clock.advance(30_000);
    turnAway(segmind, refusal('moderation'));
    await run();
    expect(await world.summary(id)).toBe('failed moderated, hold voided, 300 left');
    expect(world.breakerNews).toEqual(['segmind open', 'segmind closed']);
  });

  it('does not cost the next one a question, while that is known', async () => {
    turnAway(segmind, refusal('credits'));
    await run();
    const next = await world.jobIn('preparing', { origin: { interactionId: '1573641915008548999' } });
    await world.leadToEnd(next.id);
    expect(await world.attempts(next.id)).toEqual(['1 apiframe finished']);
    expect(submits()).toEqual([1, 2]);
  });

  it.for([
    ['moderation', 'moderated'],
    ['validation', 'provider-refused'],
  ] as const)('for what it is (%s) is not shown to another one', async ([kind, failure]) => {
    turnAway(segmind, refusal(kind));
    await run();
    expect(await world.summary(id)).toBe(`failed ${failure}, hold voided, 300 left`);
    expect(await world.attempts(id)).toEqual(['1 segmind refused']);
    expect(submits()).toEqual([1, 0]);
  });
});

describe('a request that both turn away', () => {
  it.for([
    ['transient', undefined, 'Segmind is out-of-reach'],
    ['rate', undefined, 'Segmind is busy'],
    ['rate', 0, 'Apiframe is busy'],
    ['rate', 120_000, 'Segmind is busy'],
    ['malformed', undefined, 'Segmind is out-of-reach'],
  ] as const)('(%s, again after %s ms) waits ten minutes, says why, and costs nothing', async ([kind, after, why]) => {
    for (const provider of [segmind, apiframe]) turnAway(provider, refusal(kind, after));
    const tookMs = await run();
    expect(tookMs).toBeGreaterThanOrEqual(10 * minuteMs);
    expect(tookMs).toBeLessThan(11 * minuteMs);
    expect(await world.summary(id)).toBe('failed provider-unavailable, hold voided, 300 left');
    expect(card).toContain(why);
    for (const count of submits()) {
      expect(count).toBeGreaterThan(1);
      expect(count).toBeLessThan(60);
    }
    expect(new Set((await world.attempts(id)).map((line) => line.split(' ')[2]))).toEqual(new Set(['refused']));
  });

  it('is made by whoever is well again first', async () => {
    turnAway(segmind, refusal('transient'));
    turnAway(apiframe, refusal('rate', 30_000), 3 * minuteMs);
    await run();
    expect(await world.summary(id)).toBe(deliveredOnce);
    expect((await world.attempts(id)).at(-1)).toMatch(/apiframe finished$/);
  });

  it.for([
    ['credits', 'operator-attention'],
    ['credentials', 'operator-attention'],
    ['withdrawn', 'model-withdrawn'],
  ] as const)('for good (%s) ends at once: only the operator can change it', async ([kind, failure]) => {
    for (const provider of [segmind, apiframe]) turnAway(provider, refusal(kind));
    expect(await run()).toBeLessThan(minuteMs);
    expect(await world.summary(id)).toBe(`failed ${failure}, hold voided, 300 left`);
    expect(await world.attempts(id)).toEqual(['1 segmind refused', '2 apiframe refused']);
  });

  it('waits for the one where it passes', async () => {
    turnAway(segmind, refusal('withdrawn'));
    turnAway(apiframe, refusal('rate', 45_000), minuteMs);
    await run();
    expect(await world.summary(id)).toBe(deliveredOnce);
    expect([submits()[0], card]).toEqual([1, expect.arrayContaining(['Apiframe is busy'])]);
  });

  it('because both fail what they take, waits without asking, and is voided after ten minutes', async () => {
    for (let time = 0; time < 5; time += 1)
      for (const name of ['segmind', 'apiframe'] as const) world.router.failed(name);
    for (const provider of [segmind, apiframe]) turnAway(provider, refusal('transient'));
    await run();
    expect(card).toContain('Segmind is failing');
    expect(await world.summary(id)).toBe('failed provider-unavailable, hold voided, 300 left');
    for (const count of submits()) expect(count).toBeLessThan(10);
  });
});

describe('a request that only one can make', () => {
  it.for([
    ['credits', 'operator-attention'],
    ['credentials', 'operator-attention'],
    ['withdrawn', 'model-withdrawn'],
  ] as const)('ends with its reason when that one has «%s»', async ([kind, failure]) => {
    turnAway(segmind, refusal(kind));
    expect(await run(onlyFirst)).toBeLessThan(minuteMs);
    expect(await world.summary(id)).toBe(`failed ${failure}, hold voided, 300 left`);
    expect(submits()).toEqual([1, 0]);
  });

  it('waits for that one, and says so', async () => {
    turnAway(segmind, refusal('rate', 30_000), 2 * minuteMs);
    await run(onlyFirst);
    expect(await world.summary(id)).toBe(deliveredOnce);
    expect(card).toContain('Segmind is busy');
    expect(submits()[1]).toBe(0);
  });

  it('is given up after ten minutes in which that one was out of reach', async () => {
    turnAway(segmind, refusal('transient'));
    expect(await run(onlyFirst)).toBe(10 * minuteMs);
    expect(await world.summary(id)).toBe('failed provider-unavailable, hold voided, 300 left');
    expect(submits()).toEqual([7, 0]);
  });

  it('goes to that one at once, although it comes second', async () => {
    await run({ request: { concepts: ['dolly_zoom'] } });
    expect(await world.attempts(id)).toEqual(['1 apiframe finished']);
    expect(submits()).toEqual([0, 1]);
  });
});

it('a provider that is busy for a moment is waited for by those that come after', async () => {
  turnAway(segmind, refusal('rate', 8_000), 8_000);
  await run();
  const next = await world.jobIn('preparing', { origin: { interactionId: '1573641915008548999' } });
  world.router.turnedAway(
    { row: world.parts.rows[0] ?? expect.fail(), terms: world.parts.rows[0]?.terms[5] ?? expect.fail() },
    refusal('rate', 8_000),
  );
  await world.leadToEnd(next.id);
  expect(await world.attempts(next.id)).toEqual(['1 segmind finished']);
});
