import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AcksFirst } from '../../src/discord/acks-first.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Whether a promise is settled, once everything that is ready was done. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return done;
}

it('work begins at once where nobody waits', async () => {
  expect(await isDone(new AcksFirst().whenQuiet())).toBe(true);
});

it('work waits for the last answer, also where one fails', async () => {
  const acksFirst = new AcksFirst();
  const [one, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const answers = [acksFirst.during(() => one.promise), acksFirst.during(() => other.promise)];
  const work = acksFirst.whenQuiet();
  one.resolve();
  expect(await isDone(work)).toBe(false);
  other.reject(new Error('no answer'));
  await Promise.allSettled(answers);
  expect(await isDone(work)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it('work begins after a quarter of a second, however many wait', async () => {
  const acksFirst = new AcksFirst();
  void acksFirst.during(() => new Promise(() => {}));
  const work = acksFirst.whenQuiet();
  await vi.advanceTimersByTimeAsync(249);
  expect(await isDone(work)).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await isDone(work)).toBe(true);
});
