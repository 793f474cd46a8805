import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { watchLoop } from '../../bench/loop-watch.ts';

/** A thread whose times pass when the test says so. */
function aThread() {
  const now = { atMs: 1_000, waitedMs: 5 };
  return {
    times: { read: () => ({ ...now }), close: () => {} },
    work(ms: number, waitedMs = 0) {
      now.atMs += ms + waitedMs;
      now.waitedMs += waitedMs;
    },
  };
}

it('the longest turn of the loop counts, whatever the others add up to', async () => {
  const { times, work } = aThread();
  const watch = watchLoop(times);
  for (const ms of [10, 30, 20]) {
    work(ms);
    await setImmediate();
  }
  expect(watch.stop()).toEqual({ heldMs: 30, wallMs: 30 });
});

it('work that gives nobody else a turn is one turn, however often it waits for what is there already', async () => {
  const { times, work } = aThread();
  const watch = watchLoop(times);
  for (const ms of [10, 30, 20]) {
    work(ms);
    await null;
  }
  expect(watch.stop().heldMs).toBe(60);
});

it('what others had of the processor counts on the wall alone', async () => {
  const { times, work } = aThread();
  const watch = watchLoop(times);
  work(8, 40);
  await setImmediate();
  work(12);
  expect(watch.stop()).toEqual({ heldMs: 12, wallMs: 48 });
});

it('this very thread is watched where nothing else is said', () => {
  const watch = watchLoop();
  const until = performance.now() + 20;
  while (performance.now() < until);
  const { heldMs, wallMs } = watch.stop();
  expect(wallMs).toBeGreaterThanOrEqual(20);
  expect(heldMs).toBeGreaterThan(0);
  expect(heldMs).toBeLessThanOrEqual(wallMs);
});
