import { describe, expect, it } from 'vitest';
import { readInstant } from '../../src/providers/instant.ts';
import { readRetryAfterMs } from '../../src/providers/retry-after.ts';

const now = Date.parse('2026-08-02T12:00:00Z');

describe('the time of the next try', () => {
  const reset = (value: string) => ({ 'x-rate-limit-reset-at-utc': value });
  it.each([
    ['ISO 8601', reset('2026-08-02T12:00:30Z'), 30_000],
    ['ISO 8601 without a zone', reset('2026-08-02T12:00:30'), 30_000],
    ['ISO 8601 with a zone', reset('2026-08-02T14:00:30+02:00'), 30_000],
    ['a date and time with a space', reset('2026-08-02 12:00:30.500'), 30_500],
    ['epoch seconds', reset(String(now / 1_000 + 30)), 30_000],
    ['epoch seconds with a fraction', reset(String(now / 1_000 + 30.25)), 30_250],
    ['epoch milliseconds', reset(String(now + 30_000)), 30_000],
    ['a number too small for a time', reset('30'), 30_000],
    ['Retry-After in seconds', { 'retry-after': '30' }, 30_000],
    ['Retry-After in seconds with a fraction', { 'retry-after': ' 2.5 ' }, 2_500],
    ['Retry-After as a date', { 'retry-after': 'Sun, 02 Aug 2026 12:00:30 GMT' }, 30_000],
    ['the reset before Retry-After', { ...reset('2026-08-02T12:00:30Z'), 'retry-after': '90' }, 30_000],
    ['Retry-After behind an unreadable reset', { ...reset('soon'), 'retry-after': '90' }, 90_000],
    ['a time in the past', reset('2026-08-02T11:00:00Z'), 1_000],
    ['no time at all', { 'retry-after': '0' }, 1_000],
    ['a time far away', reset('2027-01-01T00:00:00Z'), 120_000],
    ['a day', { 'retry-after': '86400' }, 120_000],
    ['an absurd number', { 'retry-after': '9'.repeat(400) }, 120_000],
    ['a date in the year 9999', { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }, 120_000],
    ['nothing', {}, undefined],
    ['an empty header', { ...reset(''), 'retry-after': '' }, undefined],
    ['a negative number', { 'retry-after': '-5' }, undefined],
    ['a word', { ...reset('soon'), 'retry-after': 'later' }, undefined],
    ['a bare year', { 'retry-after': 'in 2027' }, undefined],
  ])('is read from %s', (_what, headers, wait) => {
    expect(readRetryAfterMs(headers, now)).toBe(wait);
  });
});

describe('a moment', () => {
  it.each([
    ['a number of seconds', now / 1_000, now],
    ['a number of milliseconds', now, now],
    ['a fraction of a second', '2026-08-02T12:00:00.123456Z', now + 123],
    ['zero', 0, 0],
    ['a negative number', -1, undefined],
    ['no number', Number.NaN, undefined],
    ['endless', Number.POSITIVE_INFINITY, undefined],
    ['a day without a time', '2026-08-02', undefined],
    ['null', null, undefined],
    ['a list', ['2026-08-02T12:00:00Z'], undefined],
  ])('is read from %s', (_what, value, at) => {
    expect(readInstant(value)).toBe(at);
  });
});
