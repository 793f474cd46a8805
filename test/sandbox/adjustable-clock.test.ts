import { expect, test } from 'vitest';
import { adjustableClock, anchorNow, timeAt } from '../../sandbox/adjustable-clock.ts';

test('the same anchor shows the same time in every process', () => {
  expect(timeAt({ worldMs: 1_000, realMs: 500, scale: 10 }, 600)).toBe(2_000);
});

test('a change of speed does not jump', () => {
  const clock = adjustableClock(anchorNow(1));
  const before = clock.now();
  clock.setScale(1_000_000);
  const { worldMs, scale } = clock.anchor;
  expect(scale).toBe(1_000_000);
  expect(worldMs).toBeGreaterThanOrEqual(before);
  expect(worldMs - before).toBeLessThan(60_000);
});

test('time never goes back, though another process tells of a slower speed late', () => {
  const clock = adjustableClock(anchorNow(1));
  const before = clock.now();
  clock.follow({ worldMs: before - 5_000, realMs: Date.now(), scale: 1 });
  expect(clock.now()).toBeGreaterThanOrEqual(before);
});

test('who waits for an hour is there at once when time runs fast enough', async () => {
  const clock = adjustableClock(anchorNow(1));
  const end = clock.now() + 3_600_000;
  const waiting = clock.sleep(3_600_000);
  clock.setScale(10_000_000);
  await waiting;
  expect(clock.now()).toBeGreaterThanOrEqual(end);
});

test('waiting can be given up', async () => {
  const clock = adjustableClock(anchorNow(1));
  const stop = new AbortController();
  const waiting = clock.sleep(3_600_000, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});

test.each([0, -1, Number.NaN])('a clock does not run %s times as fast', (scale) => {
  expect(() => adjustableClock(anchorNow(1)).setScale(scale)).toThrow(RangeError);
});
