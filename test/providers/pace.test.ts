import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPace, type Pace } from '../../src/providers/pace.ts';
import type { CallPriority } from '../../src/providers/turn-queue.ts';

let pace: Pace;
let started: string[];
const forever = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
  started = [];
  pace = createPace({ requestsPerMinute: 60 });
});
afterEach(async () => {
  await stop();
  vi.useRealTimers();
});

/** The limiter takes a few milliseconds of timers for each of its own steps. */
const settleMs = 50;
const settle = () => vi.advanceTimersByTimeAsync(settleMs);

async function stop(): Promise<void> {
  const stopping = pace.stop();
  await settle();
  await stopping;
}

function call(name: string, priority: CallPriority = 'status', signal = forever): Promise<string> {
  const running = pace.run(priority, async () => started.push(name).toString(), signal);
  running.catch(() => {});
  return running;
}

it('starts the first call at once and the others evenly spaced', async () => {
  const startedAt: number[] = [];
  const begin = Date.now();
  for (let index = 0; index < 3; index += 1) {
    void pace.run(
      'status',
      async () => startedAt.push(Math.round((Date.now() - begin) / settleMs) * settleMs),
      forever,
    );
  }
  await vi.advanceTimersByTimeAsync(10_000);
  expect(startedAt).toEqual([0, 1_000, 2_000]);
});

it('takes the most urgent first, and within one priority in order of arrival', async () => {
  call('first');
  await settle();
  call('second');
  await settle();
  call('status a');
  call('status b');
  call('result', 'result');
  call('submit', 'submit');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(started).toEqual(['first', 'submit', 'result', 'second', 'status a', 'status b']);
});

it('does not let a slow call hold up the next', async () => {
  void pace.run('status', () => new Promise<never>(() => {}), forever);
  call('next');
  await vi.advanceTimersByTimeAsync(1_000 + settleMs);
  expect(started).toEqual(['next']);
});

it('gives back what the task gives, and throws what it throws', async () => {
  const giving = call('only');
  await settle();
  expect(await giving).toBe('1');
  const failing = pace.run('submit', () => Promise.reject(new Error('from the task')), forever);
  const outcome = expect(failing).rejects.toThrow('from the task');
  await vi.advanceTimersByTimeAsync(1_000 + settleMs);
  await outcome;
});

describe('a call that is aborted', () => {
  const notSent = { name: 'ProviderError', kind: 'transient', mayHaveArrived: false };

  it('while it waits is turned away at once and never runs later', async () => {
    const abort = new AbortController();
    call('first');
    await settle();
    const waiting = call('aborted', 'submit', abort.signal);
    call('last');
    await vi.advanceTimersByTimeAsync(500);
    abort.abort();
    await expect(waiting).rejects.toMatchObject(notSent);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(started).toEqual(['first', 'last']);
  });

  it('before it asks does not run', async () => {
    await expect(call('aborted', 'submit', AbortSignal.abort())).rejects.toMatchObject(notSent);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(started).toEqual([]);
  });

  it('in the very moment of its turn does not run', async () => {
    const abort = new AbortController();
    call('first');
    const waiting = call('aborted', 'status', abort.signal);
    setTimeout(() => abort.abort(), 1_000);
    await vi.advanceTimersByTimeAsync(5_000);
    const ended = await waiting.then(
      () => 'ran',
      () => 'turned away',
    );
    expect(started.includes('aborted')).toBe(ended === 'ran');
  });
});

describe('stop', () => {
  it('turns away whoever waits or comes later, and does not wait for running tasks', async () => {
    void pace.run('submit', () => new Promise<never>(() => {}), forever);
    await settle();
    const waiting = [call('a'), call('b', 'submit'), call('c', 'result')];
    await stop();
    const late = call('late');
    for (const turnedAway of [...waiting, late]) {
      await expect(turnedAway).rejects.toMatchObject({ kind: 'transient', mayHaveArrived: false });
    }
    await vi.advanceTimersByTimeAsync(60_000);
    expect(started).toEqual([]);
  });

  it('may be called again', async () => {
    await stop();
    await stop();
  });

  it('leaves no timer behind', async () => {
    for (const name of ['a', 'b', 'c']) call(name);
    await settle();
    await stop();
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  });
});

it('goes on within seconds when the wall clock is set back an hour', async () => {
  call('before');
  await settle();
  vi.setSystemTime(Date.now() - 3_600_000);
  for (const name of ['a', 'b', 'c']) call(name);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(started.toSorted()).toEqual(['a', 'b', 'before', 'c']);
});
