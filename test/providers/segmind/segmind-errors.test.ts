import { describe, expect, it } from 'vitest';
import { errorFromAnswer, failureKindOf, readRetryAfterMs } from '../../../src/providers/segmind/segmind-errors.ts';
import { answer } from './scripted-segmind.ts';

const now = Date.parse('2026-08-02T12:00:00Z');

describe('an answer to a submit', () => {
  it.each([
    [400, 'missing field: prompt', 'validation', false],
    [400, 'Prompt violates our content policy', 'moderation', false],
    [401, 'Missing Authorization or x-api-key in header', 'credentials', false],
    [401, 'Unauthorized. API key is invalid', 'credentials', false],
    [402, 'Insufficient credits. You have 0.0 credits.', 'credits', false],
    [403, 'team may not use this model', 'credentials', false],
    [404, 'Model not found', 'withdrawn', false],
    [405, '', 'validation', false],
    [406, 'Insufficient credits', 'credits', false],
    [406, 'Team spend limit reached', 'credits', false],
    [406, 'Invalid content type', 'validation', false],
    [406, 'duration must be one of 5, 9', 'validation', false],
    [406, 'prompt was flagged as NSFW', 'moderation', false],
    [408, '', 'transient', true],
    [410, 'model retired', 'withdrawn', false],
    [422, 'prompt is required', 'validation', false],
    [429, 'rate_limit_exceeded', 'rate', false],
    [500, 'Internal error', 'transient', true],
    [502, '', 'transient', true],
    [504, '', 'transient', true],
    [301, '', 'malformed', true],
  ])('%i %s → %s, may have arrived: %s', (status, error, kind, mayHaveArrived) => {
    const read = errorFromAnswer(answer(status, { error }), 'submit', now);
    expect(read).toMatchObject({ kind, mayHaveArrived, details: { status } });
  });

  it('is read by its status when the body is a page', () => {
    const page = answer(405, '<!doctype html><title>Method Not Allowed</title>');
    expect(errorFromAnswer(page, 'submit', now)).toMatchObject({ kind: 'validation' });
  });

  it('keeps the id of the call for the support, and only an id', () => {
    const withId = answer(500, {}, { 'x-request-id': 'req-1' });
    expect(errorFromAnswer(withId, 'submit', now).details).toMatchObject({ providerRequestId: 'req-1' });
    const noId = answer(500, {}, { 'x-request-id': 'a b\nc' });
    expect(errorFromAnswer(noId, 'submit', now).details).not.toHaveProperty('providerRequestId');
  });
});

describe('an answer to an upload', () => {
  it.each([
    [400, 'Invalid data URL', 'validation', false],
    [400, 'picture was flagged as NSFW', 'moderation', false],
    [401, 'API key is invalid', 'credentials', false],
    [402, 'Insufficient credits', 'credits', false],
    [403, '', 'credentials', false],
    [404, 'Not found', 'credentials', false],
    [405, 'Method not allowed', 'credentials', false],
    [406, 'Insufficient credits', 'credits', false],
    [408, '', 'transient', true],
    [410, 'Gone', 'credentials', false],
    [413, 'File too large', 'validation', false],
    [415, 'Unsupported media type', 'validation', false],
    [422, 'data_urls is required', 'validation', false],
    [429, 'rate_limit_exceeded', 'rate', false],
    [500, 'Internal error', 'transient', true],
    [502, '', 'transient', true],
    [503, '', 'transient', true],
    [301, '', 'malformed', true],
  ])('%i %s → %s, may have arrived: %s', (status, error, kind, mayHaveArrived) => {
    const read = errorFromAnswer(answer(status, { error }), 'upload', now);
    expect(read).toMatchObject({ kind, mayHaveArrived, details: { status } });
    expect(read.message).toContain(`answered ${status} to an upload`);
  });

  it.each([404, 405, 413, 415, 502])('that is a page is read by its status %i', (status) => {
    const page = errorFromAnswer(answer(status, '<html>x</html>'), 'upload', now);
    expect(page.kind).toBe(errorFromAnswer(answer(status, {}), 'upload', now).kind);
  });
});

it('takes a page with a 404 to a look for a passing trouble, not for a withdrawn model', () => {
  expect(errorFromAnswer(answer(404, '<html>Not found</html>'), 'look', now)).toMatchObject({ kind: 'transient' });
});

describe('the time of the next try', () => {
  const reset = (value: string) => ({ 'x-rate-limit-reset-at-utc': value });
  it.each([
    ['ISO 8601', reset('2026-08-02T12:00:30Z'), 30_000],
    ['ISO 8601 without a zone', reset('2026-08-02T12:00:30'), 30_000],
    ['a date and time with a space', reset('2026-08-02 12:00:30.500'), 30_500],
    ['epoch seconds', reset(String(now / 1_000 + 30)), 30_000],
    ['epoch seconds with a fraction', reset(String(now / 1_000 + 30.25)), 30_250],
    ['epoch milliseconds', reset(String(now + 30_000)), 30_000],
    ['Retry-After in seconds', { 'retry-after': '30' }, 30_000],
    ['Retry-After as a date', { 'retry-after': 'Sun, 02 Aug 2026 12:00:30 GMT' }, 30_000],
    ['the reset before Retry-After', { ...reset('2026-08-02T12:00:30Z'), 'retry-after': '90' }, 30_000],
    ['Retry-After behind an unreadable reset', { ...reset('soon'), 'retry-after': '90' }, 90_000],
    ['a time in the past', reset('2026-08-02T11:00:00Z'), 1_000],
    ['a time far away', reset('2027-01-01T00:00:00Z'), 120_000],
    ['nothing', {}, undefined],
    ['nonsense', { ...reset('soon'), 'retry-after': '-5' }, undefined],
  ])('is read from %s', (_what, headers, wait) => {
    expect(readRetryAfterMs(headers, now)).toBe(wait);
  });

  it('is told with a rate limit', () => {
    const limited = answer(429, {}, reset('2026-08-02T12:00:30Z'));
    expect(errorFromAnswer(limited, 'look', now).details.retryAfterMs).toBe(30_000);
  });
});

describe('the cause of a failed job', () => {
  it.each([
    'Frame moderation failed',
    'advanced prompt moderation failed',
    'blacklisted words in prompt',
    'content policy violation',
    'Blocked by RAI',
    'output not suitable',
  ])('%s is moderation', (text) => {
    expect(failureKindOf(text)).toBe('moderation');
  });

  it.each(['A train in the rain could not be rendered', 'generic job error', ''])('%s is neither', (text) => {
    expect(failureKindOf(text)).toBe('other');
  });

  it.each(['User frames unreadable', 'aspect_ratio is not supported', 'prompt is required'])(
    '%s is validation',
    (text) => {
      expect(failureKindOf(text)).toBe('validation');
    },
  );
});
