import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Clock } from '../../src/clock.ts';
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

describe('a peer that has had too many requests', () => {
  const startedAt: number[] = [];
  let begin: number;

  /** A clock whose waits are the test's, in fake time. */
  const clock: Clock = {
    now: () => Date.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      }),
  };

  beforeEach(async () => {
    await stop();
    pace = createPace({ requestsPerMinute: 60, clock });
    startedAt.length = 0;
    begin = Date.now();
  });

  function calls(count: number): void {
    const task = async () => startedAt.push(Math.round((Date.now() - begin) / settleMs) * settleMs);
    for (let index = 0; index < count; index += 1) pace.run('status', task, forever).catch(() => {});
  }
  /** Seconds between the calls that came after `seconds`. */
  const gapsAfter = (seconds: number) => {
    const times = startedAt.filter((at) => at >= seconds * 1_000);
    return times.slice(1).map((at, index) => Math.round((at - (times[index] ?? 0)) / 100) / 10);
  };

  it('gets no request before its time, and then half as many as before, evenly spaced', async () => {
    pace.slowDown(30_000);
    calls(6);
    await vi.advanceTimersByTimeAsync(29_900);
    expect(startedAt).toEqual([]);
    await vi.advanceTimersByTimeAsync(12_000);
    expect(startedAt.length).toBeGreaterThan(4);
    expect(startedAt[0]).toBeLessThan(33_000);
    expect(new Set(gapsAfter(0).slice(1))).toEqual(new Set([2]));
  });

  it('is left alone for ten seconds where it does not say how long', async () => {
    pace.slowDown(undefined);
    calls(1);
    await vi.advanceTimersByTimeAsync(9_900);
    expect(startedAt).toEqual([]);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(startedAt).toHaveLength(1);
  });

  it('gets no request that waited already', async () => {
    calls(5);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(startedAt).toHaveLength(2);
    pace.slowDown(20_000);
    await vi.advanceTimersByTimeAsync(19_900);
    expect(startedAt).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(startedAt).toHaveLength(5);
  });

  it('that says so in many answers at once halves the pace once, and is waited for until the last of its times', async () => {
    for (const waitMs of [5_000, 20_000, 1_000]) pace.slowDown(waitMs);
    calls(4);
    await vi.advanceTimersByTimeAsync(19_900);
    expect(startedAt).toEqual([]);
    await vi.advanceTimersByTimeAsync(12_000);
    expect(new Set(gapsAfter(0).slice(1))).toEqual(new Set([2]));
  });

  it('gets a tenth of what is configured at the least', async () => {
    for (let round = 0; round < 10; round += 1) {
      pace.slowDown(1_000);
      await vi.advanceTimersByTimeAsync(1_100);
    }
    calls(4);
    await vi.advanceTimersByTimeAsync(50_000);
    expect(new Set(gapsAfter(12).slice(1))).toEqual(new Set([10]));
  });

  it('gets a tenth more after each minute without a complaint, up to what is configured', async () => {
    pace.slowDown(1_000);
    await vi.advanceTimersByTimeAsync(3 * 60_000 + 500);
    calls(5);
    await vi.advanceTimersByTimeAsync(10_000);
    // 60 / (30 + 3 × 6) = 1.25
    expect(new Set(gapsAfter(0).map((gap) => Math.round(gap)))).toEqual(new Set([1]));
    expect((startedAt.at(-1) ?? 0) - (startedAt.at(-4) ?? 0)).toBe(3_750);
    await vi.advanceTimersByTimeAsync(30 * 60_000);
    startedAt.length = 0;
    calls(5);
    await vi.advanceTimersByTimeAsync(10_000);
    expect((startedAt.at(-1) ?? 0) - (startedAt.at(-4) ?? 0)).toBe(3_000);
  });

  it('counts the minute anew from each complaint', async () => {
    pace.slowDown(1_000);
    await vi.advanceTimersByTimeAsync(50_000);
    pace.slowDown(1_000);
    await vi.advanceTimersByTimeAsync(50_000);
    calls(4);
    await vi.advanceTimersByTimeAsync(20_000);
    // A quarter of what is configured.
    expect(new Set(gapsAfter(0).slice(1))).toEqual(new Set([4]));
  });

  describe('and asks for longer than a call would wait', () => {
    const hurried = (longestPauseMs: number) => pace.run('submit', async () => 'ran', forever, { longestPauseMs });
    const busy = { kind: 'rate', mayHaveArrived: false };

    it('turns that call away at once, with what is left of the wait', async () => {
      pace.slowDown(60_000);
      await vi.advanceTimersByTimeAsync(20_000);
      await expect(hurried(10_000)).rejects.toMatchObject({ ...busy, details: { retryAfterMs: 40_000 } });
      const patient = hurried(40_000);
      await vi.advanceTimersByTimeAsync(42_000);
      expect(await patient).toBe('ran');
    });

    it('turns it away when it is in line already, and gives its turn to the next', async () => {
      calls(2);
      await settle();
      const waiting = [hurried(10_000), hurried(30_000)];
      const outcomes = Promise.allSettled(waiting);
      pace.slowDown(20_000);
      await expect(waiting[0]).rejects.toMatchObject({ ...busy, details: { retryAfterMs: 20_000 } });
      await vi.advanceTimersByTimeAsync(26_000);
      expect(await outcomes).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled' }]);
      expect(startedAt).toHaveLength(2);
    });

    it('and nobody once its time is over', async () => {
      pace.slowDown(20_000);
      await vi.advanceTimersByTimeAsync(20_100);
      const late = hurried(0);
      await vi.advanceTimersByTimeAsync(2_000);
      expect(await late).toBe('ran');
    });
  });

  it('does not hold up an abort or the stop, and leaves no timer behind', async () => {
    pace.slowDown(120_000);
    const abort = new AbortController();
    const aborted = pace.run('submit', async () => {}, abort.signal);
    const waiting = pace.run('submit', async () => {}, forever);
    const turnedAway = Promise.all([
      expect(aborted).rejects.toMatchObject({ kind: 'transient', mayHaveArrived: false }),
      expect(waiting).rejects.toMatchObject({ kind: 'transient', mayHaveArrived: false }),
    ]);
    abort.abort();
    await settle();
    await stop();
    pace.slowDown(60_000);
    await turnedAway;
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
