import { describe, expect } from 'vitest';
import { arrivedEarly, attempt, expectProviderError, expectSentOnce, forever } from './attempt.ts';
import { inWorld, possible } from './in-world.ts';
import { says } from './troubles.ts';
import type { StartWorld } from './world.ts';

const reset = 'x-rate-limit-reset-at-utc';

/** What headers say about the next try, and how long that is, milliseconds; undefined where it cannot be read. */
const forms: readonly (readonly [name: string, headersAt: (now: number) => Record<string, string>, waitMs?: number])[] =
  [
    ['nothing', () => ({})],
    ['seconds', () => ({ 'retry-after': '5' }), 5_000],
    ['no seconds at all', () => ({ 'retry-after': '0' }), 1_000],
    ['a year of seconds', () => ({ 'retry-after': '31536000' }), 120_000],
    ['seconds without end', () => ({ 'retry-after': '9'.repeat(400) }), 120_000],
    ['less than nothing', () => ({ 'retry-after': '-30' })],
    ['words', () => ({ 'retry-after': 'soon' })],
    ['an empty text', () => ({ 'retry-after': '' })],
    ['a date', (now) => ({ 'retry-after': new Date(now + 7_000).toUTCString() }), 7_000],
    ['a date long ago', () => ({ 'retry-after': new Date(0).toUTCString() }), 1_000],
    ['a date in the year 9999', () => ({ 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }), 120_000],
    ['a reset in ISO 8601', (now) => ({ [reset]: new Date(now + 7_000).toISOString() }), 7_000],
    ['a reset without a zone', (now) => ({ [reset]: new Date(now + 7_000).toISOString().slice(0, 19) }), 7_000],
    ['a reset in epoch seconds', (now) => ({ [reset]: String((now + 7_000) / 1_000) }), 7_000],
    ['a reset in epoch milliseconds', (now) => ({ [reset]: String(now + 7_000) }), 7_000],
    ['a reset in seconds from now', () => ({ [reset]: '7' }), 7_000],
    ['a reset that has been', (now) => ({ [reset]: new Date(now - 3_600_000).toISOString() }), 1_000],
    ['a reset in the year 9999', () => ({ [reset]: '9999-12-31T23:59:59Z' }), 120_000],
    ['a reset that is none', () => ({ [reset]: 'NaN' })],
  ];
/** After a 429 that names no time. */
const usualWaitMs = 10_000;

export function describeRates(startWorld: StartWorld): void {
  describe('too many requests', () => {
    inWorld(
      startWorld,
      'for longer than a submit would wait: it is turned away unsent, to go elsewhere',
      async (world) => {
        const { gateway, provider } = world;
        const [submits, accounts] = [possible(world.calls.submit), possible(world.calls.account)];
        gateway.meddle(accounts, says(429, { error: 'Too many requests' }, { 'retry-after': '60' }));
        await provider.account(forever).catch(() => {});
        const { error } = await attempt(world);
        expect(error).toMatchObject({ kind: 'rate', mayHaveArrived: false, details: { retryAfterMs: 60_000 } });
        expect(gateway.count(submits)).toBe(0);
      },
    );

    for (const [name, headersAt, waitMs] of forms) {
      inWorld(startWorld, `with ${name}: nobody is asked until then, and soon again`, async (world) => {
        const { clock, gateway, provider } = world;
        const [submits, accounts] = [possible(world.calls.submit), possible(world.calls.account)];
        gateway.meddle(submits, says(429, { error: 'Too many requests' }, headersAt(clock.now())));
        const made = await attempt(world);
        expectProviderError(world, made.error);
        expect(made.error).toMatchObject({ kind: 'rate', mayHaveArrived: false, retryable: true });
        expect(made.error.details.retryAfterMs).toBe(waitMs);
        expectSentOnce(made);

        const next = provider.account(forever);
        await clock.advance((waitMs ?? usualWaitMs) - 1);
        await arrivedEarly(world, accounts);
        expect(gateway.count(accounts)).toBe(0);
        await clock.advance(1);
        await next;
        expect(gateway.count(accounts)).toBe(1);
      });
    }
  });
}
