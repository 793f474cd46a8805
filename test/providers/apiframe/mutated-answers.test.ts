import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProviderError } from '../../../src/errors/provider-error.ts';
import type { HttpAnswer } from '../../../src/providers/http-client.ts';
import {
  answer,
  clipUrl,
  createScriptedApiframe,
  forever,
  input,
  lost,
  noop,
  now,
  operation,
  requestId,
} from './scripted-apiframe.ts';

const job = {
  id: requestId,
  model: input.slug,
  status: 'COMPLETED',
  progress: 100,
  result: { videoUrl: clipUrl },
  error: null,
  creditCost: 92,
  createdAt: new Date(lost.startedAt).toISOString(),
  expired: false,
  input: { prompt: input.prompt, lumaParams: { duration: 9 } },
};
const templates: readonly object[] = [
  { jobId: requestId, status: 'QUEUED' },
  job,
  { ...job, result: clipUrl },
  { ...job, status: 'PROCESSING', progress: 40, result: null, creditCost: null },
  { ...job, status: 'FAILED', error: 'Provider returned an error: content policy violation', creditCost: 0 },
  { ...job, status: 'CANCELLED', creditCost: '92' },
  { ...job, result: null, expired: true },
  { ...job, result: 'https://user:pass@cdn2.apiframe.example/clip.mp4' },
  { ...job, result: { videos: [{ url: 'file:///etc/passwd' }] } },
  { jobs: [job], nextCursor: null, hasMore: false },
  { jobs: [job, { ...job, id: `${requestId}-2` }], nextCursor: 'x' },
  { user: { credits: 5 }, team: { credits: 1_234 } },
  { user: { credits: '5' }, team: null },
  {
    models: [
      { id: 'luma-ray-flash-2', costMin: 51, costMax: 92 },
      { id: 'luma-ray-2', costMin: '1', costMax: null },
    ],
  },
  { id: requestId, url: clipUrl, expiresAt: null },
  { error: 'Validation failed', details: { model: ['no'] } },
  { error: 'Insufficient credits', creditsRequired: 51, creditsAvailable: '3' },
];
const strange = [
  null,
  '',
  0,
  -1,
  1e308,
  '1e308',
  true,
  [],
  {},
  [[]],
  'https://a:b@c/',
  'file:///x',
  'http://',
  '\0',
  'a'.repeat(999),
];
const words = [
  'QUEUED',
  'PROCESSING',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'completed',
  'unheard of',
  requestId,
  clipUrl,
];
const names = [
  'status',
  'result',
  'videoUrl',
  'url',
  'data',
  'job',
  'error',
  'details',
  'creditCost',
  'expired',
  'jobId',
  'id',
  'jobs',
  'team',
  'models',
  'createdAt',
  'input',
  'progress',
  '__proto__',
];

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...words, ...strange),
  fc.constantFrom<unknown>(...templates),
  fc.jsonValue({ maxDepth: 3 }),
);
const name = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...names) }, fc.string({ maxLength: 8 }));

/** A documented body with some fields replaced or added, and sometimes wrapped once more or cut short. */
const body = fc
  .tuple(fc.constantFrom(...templates), fc.array(fc.tuple(name, value), { maxLength: 3 }), fc.nat({ max: 9 }))
  .map(([template, changes, shape]): unknown => {
    const changed: unknown = JSON.parse(JSON.stringify({ ...template, ...Object.fromEntries(changes) }));
    if (shape === 0) return { data: changed };
    if (shape === 1) return [changed];
    return shape === 2 ? JSON.stringify(changed).slice(0, -2) : changed;
  });
const status = fc.constantFrom(200, 200, 200, 200, 201, 202, 301, 400, 401, 402, 404, 408, 409, 410, 429, 500, 503);
const anyAnswer: fc.Arbitrary<HttpAnswer> = fc
  .tuple(status, fc.oneof({ weight: 5, arbitrary: body }, value))
  .map(([code, given]) => answer(code, given, { 'retry-after': 'soon', 'x-request-id': '\n' }));
const runs = { numRuns: 1_200 };

/** A value, or the ProviderError; any other error fails the test. Errors stay short and on one line. */
async function outcomeOf<T>(call: Promise<T>): Promise<T | ProviderError> {
  return call.catch((error: unknown) => {
    if (!(error instanceof ProviderError)) throw error;
    expect(error.message.length).toBeLessThan(900);
    expect(error.message).not.toMatch(/\p{Cc}/u);
    return error;
  });
}

function expectPlainUrl(text: string): void {
  const { protocol, username, password } = new URL(text);
  expect(protocol).toMatch(/^https?:$/);
  expect(username + password).toBe('');
}

/** Runs a call over mutated answers, and checks that they reach each of its outcomes. */
async function mutate<T extends object | string | null>(
  call: (provider: ReturnType<typeof createScriptedApiframe>['provider']) => Promise<T>,
  check: (value: T | ProviderError, first: HttpAnswer) => string,
  outcomes: readonly string[],
  time = now,
): Promise<void> {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyAnswer, anyAnswer, async (first, second) => {
      const { provider } = createScriptedApiframe([first, ...Array(5).fill(second)], { now: () => time });
      seen.add(check(await outcomeOf(call(provider)), first));
    }),
    runs,
  );
  expect(seen).toEqual(new Set(outcomes));
}

it('never calls a request finished without a usable video, nor failed without being told so', async () => {
  await mutate(
    (provider) => provider.status(operation, forever),
    (look, { status: code, text }) => {
      if (look instanceof ProviderError) return 'error';
      if (look.state === 'running') {
        expect(look.progress === null || (look.progress >= 0 && look.progress <= 100)).toBe(true);
        return look.state;
      }
      if (look.state === 'unknown') return look.state;
      expect(code).toBeLessThan(300);
      const { costMicroUsd, metrics } = look.bill;
      expect(costMicroUsd === null || (Number.isSafeInteger(costMicroUsd) && costMicroUsd >= 0)).toBe(true);
      expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
      expect(text.toUpperCase()).toMatch(look.state === 'failed' ? /FAILED|CANCELLED|COMPLETED/ : /COMPLETED/);
      if (look.state === 'finished') expectPlainUrl(look.videoUrl);
      return look.state;
    },
    ['running', 'finished', 'failed', 'unknown', 'error'],
  );
});

it('accepts a submit only with an id that is a path segment, and never calls an unread success a refusal', async () => {
  await mutate(
    (provider) => provider.submit(input, noop, forever),
    (submitted, { status: code }) => {
      const isRefusal = code >= 400 && code < 500 && code !== 408;
      if (submitted instanceof ProviderError) {
        expect(submitted.mayHaveArrived).toBe(!isRefusal);
        return 'error';
      }
      expect(code).toBeLessThan(300);
      expect(submitted.requestId).toMatch(/^[A-Za-z0-9_-]{8,128}$/);
      return submitted.state;
    },
    ['accepted', 'error'],
  );
});

it('finds a lost submit only by an id that is a path segment, and gives it up only at their word', async () => {
  await mutate(
    (provider) => provider.recover(lost, forever),
    (found, { status: code, json }) => {
      if (found === null || found instanceof ProviderError) return 'unclear';
      if (found.state === 'not-taken') {
        expect(code >= 400 && code < 500 && ![401, 408, 409, 429].includes(code)).toBe(true);
        expect(json).toBeTypeOf('object');
      } else {
        expect(found.requestId).toMatch(/^[A-Za-z0-9_-]{8,128}$/);
      }
      return found.state;
    },
    ['accepted', 'not-taken', 'unclear'],
  );
});

it('finds a submit of yesterday only by an id that is a path segment, and never gives it up', async () => {
  await mutate(
    (provider) => provider.recover(lost, forever),
    (found, { status: code }) => {
      if (found instanceof ProviderError) return 'error';
      expect(code).toBeLessThan(300);
      if (found === null) return 'none';
      if (found.state !== 'accepted') throw new Error(`the list says ${found.state}`);
      expect(found.requestId).toMatch(/^[A-Za-z0-9_-]{8,128}$/);
      return found.state;
    },
    ['accepted', 'none', 'error'],
    now + 24 * 3_600_000,
  );
});

it('takes only a plain address for an uploaded picture', async () => {
  const image = { path: fileURLToPath(import.meta.url), contentType: 'image/jpeg' } as const;
  await mutate(
    (provider) => provider.upload(image, forever),
    (url) => {
      if (url instanceof ProviderError) return 'error';
      expectPlainUrl(url);
      return 'url';
    },
    ['url', 'error'],
  );
});

it('reads the balance and the prices as whole numbers or not at all', async () => {
  await mutate(
    (provider) => provider.account(forever),
    (account) => {
      if (account instanceof ProviderError) return 'error';
      expect(account.balanceMicroUsd).toSatisfy(Number.isSafeInteger);
      return 'balance';
    },
    ['balance', 'error'],
  );
  await mutate(
    (provider) => provider.prices(forever),
    (prices) => {
      if (prices instanceof ProviderError) return 'error';
      for (const price of prices.values()) expect(Object.values(price).every(Number.isSafeInteger)).toBe(true);
      return prices.size > 0 ? 'prices' : 'none';
    },
    ['prices', 'none', 'error'],
  );
});
