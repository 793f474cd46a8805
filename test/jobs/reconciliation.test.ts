import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/errors/provider-error.ts';
import type { LostAttempt, NotTaken, Submitted } from '../../src/providers/video-provider.ts';
import { aBill, accepted, aFailure, FakeProvider, noBill } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { anInput, anOrigin } from '../builders/jobs.ts';
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
const running = new AbortController().signal;
const delivered = 'delivered channel:file, hold posted, 249 left';
const uncertain = 'failed submit-uncertain, hold voided, 300 left';

/** The connection breaks after the request was written. */
function breakOff(): void {
  segmind.onSubmit = async (_input, aboutToSend) => {
    await aboutToSend();
    throw new ProviderError('transient', 'ECONNRESET', true);
  };
}

async function run(): Promise<void> {
  breakOff();
  await world.jobIn('preparing');
  await world.leadToEnd(id);
}

const look = async ({ reconciliation } = world) => reconciliation.look(await world.store.get(id), running);

/** Looks whenever a look is due, until the job is found or given up. */
async function lookInTime(process = world): Promise<number[]> {
  const waits: number[] = [];
  while ((await world.store.get(id)).state === 'submitting') {
    waits.push(await look(process));
    await world.clock.advance(waits.at(-1) ?? 0);
  }
  return waits;
}

const submits = () => [segmind.submits.length, apiframe.submits.length];

describe('a submit without an answer', () => {
  it('is looked for, by all that is known of it, and never sent again', async () => {
    let lost: LostAttempt | null = null;
    segmind.onRecover = (attempt) => {
      lost = attempt;
      return accepted('found-id');
    };
    breakOff();
    const job = await world.jobIn('preparing');
    await world.leadToEnd(id);
    expect(lost).toMatchObject({ input: anInput(job), startedAt: job.createdAt });
    expect(await world.summary(id)).toBe(delivered);
    expect(await world.store.lastAttempt(id)).toMatchObject({ requestId: 'found-id', submittedAt: job.createdAt });
    expect(segmind.looks).toEqual(['found-id']);
    expect([submits(), world.notices]).toEqual([[1, 0], []]);
  });

  const outcomes: readonly [string, Submitted | NotTaken, string, readonly string[]][] = [
    [
      'finished',
      { state: 'finished', requestId: 'r', video: { url: 'https://cdn.example.org/a.mp4' }, bill: aBill },
      delivered,
      ['1 segmind finished'],
    ],
    [
      'failed without a bill, for the other provider',
      { ...aFailure(), state: 'failed', requestId: 'r' },
      delivered,
      ['1 segmind failed', '2 apiframe finished'],
    ],
    [
      'failed with a bill',
      { ...aFailure({ billed: true }), state: 'failed', requestId: 'r' },
      'failed provider-failed, hold voided, 300 left',
      ['1 segmind failed'],
    ],
    [
      'failed for its content',
      { ...aFailure({ kind: 'moderation' }), state: 'failed', requestId: null },
      'failed moderated, hold voided, 300 left',
      ['1 segmind failed'],
    ],
    [
      'not taken for its content',
      { state: 'not-taken', kind: 'moderation', detail: 'blocked' },
      'failed moderated, hold voided, 300 left',
      ['1 segmind refused'],
    ],
    [
      'not taken, being at fault itself',
      { state: 'not-taken', kind: 'validation', detail: 'no such ratio' },
      'failed provider-refused, hold voided, 300 left',
      ['1 segmind refused'],
    ],
  ];

  it.for(outcomes)('may be found %s', async ([, found, summary, attempts]) => {
    segmind.onRecover = () => found;
    await run();
    expect(await world.summary(id)).toBe(summary);
    expect(await world.attempts(id)).toEqual(attempts);
    expect(segmind.submits).toHaveLength(1);
  });

  it('may show only after minutes', async () => {
    let searches = 0;
    segmind.onRecover = () => (++searches < 10 ? null : accepted('late-id'));
    await run();
    expect(searches).toBe(10);
    expect(world.poster.progress).toContain('checking');
    expect(await world.summary(id)).toBe(delivered);
    expect([submits(), world.notices]).toEqual([[1, 0], []]);
  });

  it('that is never found is given up after ten minutes: credits back, the operator told once', async () => {
    const { createdAt } = await world.jobIn('submitting');
    const waits = await lookInTime();
    expect(waits.slice(0, 3)).toEqual([2_000, 2_000, 2_000]);
    expect(waits.slice(0, -1)).toEqual(waits.slice(0, -1).toSorted((a, b) => a - b));
    expect(Math.max(...waits)).toBe(60_000);
    expect(waits.length).toBeLessThan(40);
    const { endedAt } = await world.store.get(id);
    expect((endedAt ?? 0) - createdAt).toBeGreaterThanOrEqual(10 * minuteMs);
    expect((endedAt ?? 0) - createdAt).toBeLessThanOrEqual(11 * minuteMs);
    expect(await world.summary(id)).toBe(uncertain);
    expect(await world.attempts(id)).toEqual(['1 segmind uncertain']);
    expect(world.notices).toMatchObject([{ code: 'submit-uncertain', provider: 'segmind', jobId: id }]);
    expect(submits()).toEqual([0, 0]);
  });

  it('from its sending to its end is sent once, and to nobody else', async () => {
    await run();
    expect(await world.summary(id)).toBe(uncertain);
    expect(submits()).toEqual([1, 0]);
    expect(world.notices.map(({ code }) => code)).toEqual(['submit-uncertain']);
  });

  it('is known from the other requests of that provider', async () => {
    const other = await world.jobIn('submitted', { origin: { interactionId: '1573641915008548999' } });
    const answers: boolean[] = [];
    segmind.onRecover = async ({ isOurs }) => {
      answers.push(await isOurs(`request-${other.id}-1`), await isOurs('somebody else’s'));
      return null;
    };
    await world.jobIn('submitting');
    await look();
    expect(answers).toEqual([true, false]);
  });
});

describe('a submit with the same words as another one', () => {
  const other = { origin: { interactionId: '1573641915008548999' } };

  /** Whether the provider is told, while it looks, that what it finds may be somebody else's. */
  async function hasTwin(): Promise<boolean> {
    const answers: boolean[] = [];
    segmind.onRecover = async (lost) => {
      answers.push(await lost.hasTwin());
      return null;
    };
    await world.jobIn('submitting');
    await look();
    return answers[0] ?? expect.fail();
  }

  it('has a twin while that one’s answer is not known either', async () => {
    await world.jobIn('submitting', other);
    expect(await hasTwin()).toBe(true);
  });

  it.for(['preparing', 'submitted', 'finished', 'failed'] as const)('that is %s has none', async (state) => {
    await world.jobIn(state, other);
    expect(await hasTwin()).toBe(false);
  });

  it('has none where only some words are the same, or the model is another one', async () => {
    await world.jobIn('submitting', { ...other, request: { prompt: 'a red fox in the sun' } });
    const third = { interactionId: '1573641915008548998', memberId: 'ben' };
    await world.jobIn('submitting', { origin: third, request: { model: 'ray-2' } });
    expect(await hasTwin()).toBe(false);
  });

  it('has none at another provider, and is none itself', async () => {
    await world.jobIn('submitting', other);
    await world.database.updateTable('attempt').set({ provider: 'apiframe' }).execute();
    expect(await hasTwin()).toBe(false);
  });
});

describe('a search that gets no answer', () => {
  it.for(['transient', 'rate', 'credentials', 'malformed', 'validation'] as const)(
    '(%s) says nothing of the request: it goes on for ten minutes',
    async (kind) => {
      segmind.onRecover = () => {
        throw new ProviderError(kind, 'the history cannot be read', false);
      };
      await world.jobIn('submitting');
      await lookInTime();
      expect(await world.summary(id)).toBe(uncertain);
      expect(world.notices).toMatchObject([{ code: 'submit-uncertain', detail: 'the history cannot be read' }]);
      expect(segmind.searches.length).toBeGreaterThan(10);
      expect(submits()).toEqual([0, 0]);
    },
  );

  it('waits as long as the provider asks', async () => {
    segmind.onRecover = () => {
      throw new ProviderError('rate', 'busy', false, { retryAfterMs: 45_000 });
    };
    await world.jobIn('submitting');
    expect(await look()).toBe(45_000);
  });

  it('by a fault of ours is no end', async () => {
    segmind.onRecover = () => {
      throw new TypeError('undefined is not a function');
    };
    await world.jobIn('submitting');
    await expect(look()).rejects.toThrow(TypeError);
    expect((await world.store.get(id)).state).toBe('submitting');
  });

  it('because raybot stops is left to the next start', async () => {
    const stopping = new AbortController();
    segmind.onRecover = () => {
      stopping.abort();
      throw new ProviderError('transient', 'aborted', true);
    };
    const job = await world.jobIn('submitting');
    await look();
    await world.clock.advance(11 * minuteMs);
    expect(await world.reconciliation.look(job, stopping.signal)).toBe(0);
    expect(await world.summary(id)).toBe('submitting, hold pending, 249 left');
  });
});

describe('a restart', () => {
  it('in the middle of a search goes on with it, for ten minutes of its own', async () => {
    await world.jobIn('submitting');
    await look();
    await world.clock.advance(60 * minuteMs);
    segmind.onRecover = () => (segmind.searches.length < 5 ? null : accepted('found-id'));
    await world.leadToEnd(id, world.newProcess());
    expect(await world.summary(id)).toBe(delivered);
    expect(submits()).toEqual([0, 0]);
  });

  it('while a submit is on its way looks for it, and does not send it again', async () => {
    const first = world.newProcess();
    segmind.onSubmit = async (_input, aboutToSend, signal) => {
      await aboutToSend();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new ProviderError('transient', 'cut off', true)));
      });
    };
    await world.jobIn('preparing');
    await world.startRunner(first.runner);
    await until(async () => (await world.store.get(id)).state === 'submitting');
    await first.runner.stop(0);
    expect(await world.summary(id)).toBe('submitting, hold pending, 249 left');
    segmind.onRecover = () => accepted('found-id');
    await world.leadToEnd(id, world.newProcess());
    expect(await world.summary(id)).toBe(delivered);
    expect(submits()).toEqual([1, 0]);
  });

  it('without the provider gives up at once: nobody can be asked', async () => {
    await world.jobIn('submitting');
    expect(await look({ ...world, ...world.newProcess([apiframe]) })).toBe(0);
    expect(await world.summary(id)).toBe(uncertain);
    expect(world.notices).toMatchObject([{ code: 'submit-uncertain', provider: 'segmind', jobId: id }]);
    expect(submits()).toEqual([0, 0]);
  });

  it('without the provider, but with the video on our disk, delivers it', async () => {
    await world.jobIn('submitting');
    const { path } = await world.tools.download('', world.directory);
    await world.files.adopt(id, path);
    await world.leadToEnd(id, world.newProcess([apiframe]));
    expect(await world.summary(id)).toBe(delivered);
    expect([submits(), world.notices]).toEqual([[0, 0], []]);
  });

  it('after an older version, which did not write down what was asked, gives up at once', async () => {
    await world.jobIn('submitting');
    await world.database.updateTable('attempt').set({ input: null }).execute();
    expect(await look()).toBe(0);
    expect(await world.summary(id)).toBe(uncertain);
    expect([segmind.searches, world.notices.length]).toEqual([[], 1]);
  });
});

it('a clock that is set back makes a search no shorter, and no longer than it was set back', async () => {
  await world.jobIn('submitting');
  await look();
  await world.clock.advance(5 * minuteMs);
  world.clock.set(world.clock.now() - 60 * minuteMs);
  expect(await look()).toBe(2_000);
  await world.clock.advance(66 * minuteMs);
  await look();
  expect(await world.summary(id)).toBe(uncertain);
});

it('an answer that says nothing of what it was billed leaves the cost open', async () => {
  segmind.onRecover = () => ({
    ...{ state: 'finished', requestId: null, bill: noBill },
    video: { url: 'https://cdn.example.org/a.mp4' },
  });
  await run();
  const attempt = await world.database.selectFrom('attempt').selectAll().executeTakeFirstOrThrow();
  expect(attempt).toMatchObject({ cost_micro_usd: null, metrics: null, request_id: null, state: 'finished' });
});
