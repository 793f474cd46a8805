import { beforeEach, describe, expect, it } from 'vitest';
import { StaleJobError } from '../../src/errors/job-error.ts';
import { ProviderError, type ProviderErrorDetails, type ProviderErrorKind } from '../../src/errors/provider-error.ts';
import { accepted, FakeProvider } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { settled } from '../builders/manual-clock.ts';

let world: JobWorld;
beforeEach(async (context) => {
  world = await startJobWorld(context);
});

const running = new AbortController().signal;
const submit = async (id: string, stopping = running, aborting = running) =>
  world.submission.submit(await world.store.get(id), { stopping, aborting });

/** Submits again whenever it is due, until the job goes on or ends. */
async function submitInTime(id: string): Promise<number[]> {
  const waits: number[] = [];
  for (let wait = await submit(id); wait > 0; wait = await submit(id)) {
    waits.push(wait);
    await world.clock.advance(wait);
  }
  return waits;
}

/** The provider refuses, before or after the request left. */
function refuse(kind: ProviderErrorKind, mayHaveArrived: boolean, details: ProviderErrorDetails = {}, sent = true) {
  world.provider.onSubmit = async (_input, aboutToSend) => {
    if (sent) await aboutToSend();
    throw new ProviderError(kind, `the provider said ${kind}`, mayHaveArrived, details);
  };
}

describe('a request that the provider takes', () => {
  it('is asked for as the member did, and its id is recorded', async () => {
    const request = { durationSeconds: 9, aspectRatio: '9:16', loop: true } as const;
    const { id } = await world.jobIn('preparing', { request });
    let stateWhenSent = '';
    const { onSubmit } = world.provider;
    world.provider.onSubmit = async (input, aboutToSend, signal) => {
      const operation = await onSubmit(input, aboutToSend, signal);
      stateWhenSent = (await world.store.get(id)).state;
      return operation;
    };
    expect(await submit(id)).toBe(0);
    expect(stateWhenSent).toBe('submitting');
    expect(world.provider.submits).toEqual([
      expect.objectContaining({ ...request, jobId: id, attempt: 1, slug: 'ray-flash-2-720p', model: 'ray-flash-2' }),
    ]);
    expect(await world.store.lastAttempt(id)).toMatchObject({ state: 'submitted', requestId: `request-${id}-1` });
    expect(await world.summary(id)).toBe('submitted, hold pending, 208 left');
  });
});

describe('a request that certainly did not arrive', () => {
  it('is sent again, later and later, and in the end given up with the credits back', async () => {
    const { id, createdAt } = await world.jobIn('preparing');
    const sentAt: number[] = [];
    world.provider.onSubmit = async (_input, aboutToSend) => {
      await aboutToSend();
      sentAt.push(world.clock.now() - createdAt);
      throw new ProviderError('transient', 'ECONNREFUSED', false);
    };
    await submitInTime(id);
    // The third failure opens the breaker: after half a minute, then one, two and four.
    expect(sentAt).toEqual([0, 2_000, 4_000, 34_000, 94_000, 214_000, 454_000]);
    expect(world.clock.now() - createdAt).toBe(10 * 60_000);
    expect(world.provider.submits.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(new Set(await world.attempts(id))).toEqual(new Set(sentAt.map((_, n) => `${n + 1} segmind refused`)));
    expect(await world.summary(id)).toBe('failed provider-unavailable, hold voided, 300 left');
    expect([world.notices, world.breakerNews]).toEqual([[], ['segmind open']]);
  });

  it('waits as long as the provider asks', async () => {
    const { id } = await world.jobIn('preparing');
    refuse('rate', false, { retryAfterMs: 45_000 });
    expect(await submit(id)).toBe(45_000);
    expect(await world.store.lastAttempt(id)).toMatchObject({ n: 1, state: 'refused' });
    expect((await world.store.get(id)).state).toBe('preparing');
  });

  it('shows that the provider is busy', async () => {
    const { id } = await world.jobIn('preparing');
    refuse('rate', false);
    for (let time = 0; time < 12; time += 1) await world.clock.advance(await submit(id));
    expect(world.poster.progress).toEqual(['preparing', 'waiting-for-provider']);
    expect(world.provider.submits.length).toBeLessThan(12);
  });

  it.for([
    ['validation', 'provider-refused', null],
    ['moderation', 'moderated', null],
    ['withdrawn', 'model-withdrawn', 'model-withdrawn'],
    ['credentials', 'operator-attention', 'provider-needs-attention'],
    ['credits', 'operator-attention', 'provider-needs-attention'],
  ] as const)('and never will by %s ends as %s, telling the operator: %s', async ([kind, failure, notice]) => {
    const { id } = await world.jobIn('preparing');
    refuse(kind, false);
    expect(await submit(id)).toBe(0);
    expect(await world.summary(id)).toBe(`failed ${failure}, hold voided, 300 left`);
    expect(world.notices.map(({ code }) => code)).toEqual(notice === null ? [] : [notice]);
    expect(world.provider.submits).toHaveLength(1);
  });
});

describe('a request that may have arrived', () => {
  it.for([
    ['a reset after the request was written', () => new ProviderError('transient', 'ECONNRESET', true)],
    ['an answer without an id', () => new ProviderError('malformed', 'no id', true)],
    ['a fault that is no statement of the provider', () => new TypeError('undefined is not a function')],
  ] as const)('by %s is left to be looked for, and nothing is said of it yet', async ([, thrown]) => {
    const { id } = await world.jobIn('preparing');
    world.provider.onSubmit = async (_input, aboutToSend) => {
      await aboutToSend();
      throw thrown();
    };
    expect(await submit(id)).toBe(0);
    expect(await world.summary(id)).toBe('submitting, hold pending, 249 left');
    expect(await world.attempts(id)).toEqual(['1 segmind submitting']);
    expect(world.notices).toEqual([]);
  });

  it('and was taken, but cannot be recorded, is told to the operator once and recorded as soon as it can be', async () => {
    const { id } = await world.jobIn('preparing');
    world.provider.onSubmit = async (_input, aboutToSend) => {
      await aboutToSend();
      await world.database.schema.alterTable('attempt').renameTo('attempt_gone').execute();
      return accepted('precious-id');
    };
    await expect(submit(id)).rejects.toThrow();
    const takenAt = world.clock.now();
    const found = async () => world.reconciliation.look(await world.store.get(id), running);
    await world.clock.advance(30_000);
    await expect(found()).rejects.toThrow();
    expect(world.notices).toMatchObject([
      { code: 'submit-unrecorded', provider: 'segmind', jobId: id, detail: expect.stringContaining('precious-id') },
    ]);
    await world.database.schema.alterTable('attempt_gone').renameTo('attempt').execute();
    expect(await found()).toBe(0);
    expect(await world.summary(id)).toBe('submitted, hold pending, 249 left');
    expect(await world.store.lastAttempt(id)).toMatchObject({
      ...{ requestId: 'precious-id', state: 'submitted', submittedAt: takenAt },
    });
    expect([world.provider.submits.length, world.provider.searches, world.notices.length]).toEqual([1, [], 1]);
  });
});

describe('a fault of ours before anything was sent', () => {
  it('is no word of the provider: the step fails, and is tried again until the patience ends', async () => {
    const { id } = await world.jobIn('preparing');
    world.provider.onSubmit = () => {
      throw new TypeError('undefined is not a function');
    };
    await expect(submit(id)).rejects.toThrow(TypeError);
    expect((await world.store.get(id)).state).toBe('preparing');
    await world.clock.advance(11 * 60_000);
    expect(await submit(id)).toBe(0);
    expect(await world.summary(id)).toBe('failed provider-unavailable, hold voided, 300 left');
  });
});

describe('a stop', () => {
  it('while the job waits for its turn leaves it as it was', async () => {
    const { id } = await world.jobIn('preparing');
    const stopping = new AbortController();
    world.provider.onSubmit = async (_input, _aboutToSend, signal) => {
      stopping.abort();
      throw new ProviderError('transient', `aborted: ${signal.aborted}`, false);
    };
    expect(await submit(id, stopping.signal)).toBe(0);
    expect(await world.summary(id)).toBe('preparing, hold pending, 249 left');
    expect(await world.store.lastAttempt(id)).toBeNull();
  });

  it('that came before reaches the job before anybody is asked', async () => {
    const { id } = await world.jobIn('preparing');
    expect(await submit(id, AbortSignal.abort())).toBe(0);
    expect(world.provider.submits).toEqual([]);
    expect(await world.summary(id)).toBe('preparing, hold pending, 249 left');
  });

  it('does not cut off a request on its way, and its id is recorded', async () => {
    const { id } = await world.jobIn('preparing');
    const stopping = new AbortController();
    world.provider.onSubmit = async (_input, aboutToSend, signal) => {
      await aboutToSend();
      stopping.abort();
      await settled();
      if (signal.aborted) throw new ProviderError('transient', 'cut off', true);
      return accepted('request-1');
    };
    expect(await submit(id, stopping.signal)).toBe(0);
    expect(await world.store.lastAttempt(id)).toMatchObject({ state: 'submitted', requestId: 'request-1' });
  });
});

it('a job that somebody else moved is left to them, whatever state they gave it', async () => {
  const { id } = await world.jobIn('preparing');
  const { onSubmit } = world.provider;
  world.provider.onSubmit = async (input, aboutToSend, signal) => {
    world.provider.onSubmit = onSubmit;
    await submit(id);
    return onSubmit(input, aboutToSend, signal);
  };
  await expect(submit(id)).rejects.toThrow(StaleJobError);
  expect(await world.summary(id)).toBe('submitted, hold pending, 249 left');
});

it('a job whose provider is not configured any more ends with the credits back', async () => {
  const job = await world.jobIn('preparing', { request: { aspectRatio: '9:21' } });
  const { submission } = world.newProcess([new FakeProvider('apiframe')]);
  expect(await submission.submit(job, { stopping: running, aborting: running })).toBe(0);
  expect(await world.summary(job.id)).toBe('failed provider-unavailable, hold voided, 300 left');
});
