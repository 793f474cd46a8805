import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createReadiness } from '../../src/operations/health.ts';

const never = () => new Promise<never>(() => {});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('readiness', () => {
  it('is given when every check says ok, whether it waits or not', async () => {
    const readiness = createReadiness({ database: async () => 'ok', discord: async () => 'ok' });
    expect(await readiness()).toEqual({ status: 'ready', checks: { database: 'ok', discord: 'ok' } });
  });

  it('is not given while one part is connecting or stopping, and the answer says which', async () => {
    const readiness = createReadiness({
      database: async () => 'ok',
      discord: async () => 'connecting',
      stopping: async () => 'stopping',
    });
    expect(await readiness()).toEqual({
      status: 'not-ready',
      checks: { database: 'ok', discord: 'connecting', stopping: 'stopping' },
    });
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('key SG_canary is refused'))],
    [
      'throws',
      () => {
        throw new Error('key SG_canary is refused');
      },
    ],
  ])('shows nothing of what a check %s with', async (_how, check) => {
    const answer = await createReadiness({ database: check })();
    expect(answer).toEqual({ status: 'not-ready', checks: { database: 'failed' } });
  });

  it('waits two seconds for a check that hangs, and not for each of them', async () => {
    const readiness = createReadiness({ database: never, discord: never, stopping: async () => 'ok' });
    let answer: unknown = null;
    readiness().then((given) => {
      answer = given;
    });
    await vi.advanceTimersByTimeAsync(1_999);
    expect(answer).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(answer).toEqual({
      status: 'not-ready',
      checks: { database: 'timeout', discord: 'timeout', stopping: 'ok' },
    });
  });

  it('does not begin a check again that still hangs, and does when it has ended', async () => {
    const first = Promise.withResolvers<'ok'>();
    const check = vi.fn<() => Promise<'ok'>>(() => first.promise);
    const readiness = createReadiness({ database: check });
    const answers = [readiness(), readiness()];
    await vi.advanceTimersByTimeAsync(2_000);
    answers.push(readiness());
    await vi.advanceTimersByTimeAsync(0);
    expect(check).toHaveBeenCalledTimes(1);
    first.resolve('ok');
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(['not-ready', 'not-ready', 'ready']);
    await readiness();
    expect(check).toHaveBeenCalledTimes(2);
  });

  it('leaves no timer behind', async () => {
    await createReadiness({ database: async () => 'ok', discord: () => Promise.reject(new Error('no')) })();
    expect(vi.getTimerCount()).toBe(0);
  });
});
