import { describe, expect, it } from 'vitest';
import { failureKindOf } from '../../../src/providers/failure-kind.ts';
import { errorFromAnswer } from '../../../src/providers/segmind/segmind-errors.ts';
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

it('tells with a rate limit when to come again', () => {
  const limited = answer(429, {}, { 'x-rate-limit-reset-at-utc': '2026-08-02T12:00:30Z' });
  expect(errorFromAnswer(limited, 'look', now).details.retryAfterMs).toBe(30_000);
});

it.each([
  ['history', 404, 'malformed'],
  ['history', 405, 'malformed'],
  // Its host is not the one that makes videos: a key that is refused there alone must not keep anybody from being served.
  ['history', 401, 'malformed'],
  ['history', 403, 'malformed'],
  ['history', 402, 'malformed'],
  ['history', 429, 'rate'],
  ['history', 500, 'transient'],
  ['account', 401, 'credentials'],
  ['account', 404, 'transient'],
] as const)('takes an answer of the %s with %i for %s', (call, status, kind) => {
  expect(errorFromAnswer(answer(status, '<html>x</html>'), call, now)).toMatchObject({
    kind,
    message: expect.stringContaining(`${status} to a look at the ${call}`),
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
