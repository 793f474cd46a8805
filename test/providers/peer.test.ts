import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/errors/provider-error.ts';
import type { HttpAnswer, HttpCall, HttpClient } from '../../src/providers/http-client.ts';
import type { Pace } from '../../src/providers/pace.ts';
import { type CallReport, createPeer, type PeerCall, peerCalls } from '../../src/providers/peer.ts';

const start = Date.parse('2026-08-02T12:00:00Z');
let now = start;
const forever = new AbortController().signal;
const request: HttpCall = { method: 'GET', url: 'https://peer.example/', signal: forever };

let events: string[];
let reports: CallReport[];
let waits: (number | undefined)[];
let pauses: (number | undefined)[];
let urgencies: ((() => number) | undefined)[];
let respond: () => Promise<HttpAnswer>;

beforeEach(() => {
  now = start;
  [events, reports, waits, pauses, urgencies] = [[], [], [], [], []];
  respond = async () => answerOf(200);
});

function answerOf(status: number, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers, text: '', json: undefined, file: null };
}

function createTestPeer(onCall: ((report: CallReport) => void) | undefined = (report) => reports.push(report)) {
  const pace: Pace = {
    turnMs: 1_200,
    async run(priority, task, _signal, options) {
      pauses.push(options?.longestPauseMs);
      urgencies.push(options?.urgency);
      events.push(`turn of ${priority}`);
      return task();
    },
    slowDown: (waitMs) => void waits.push(waitMs),
    stop: async () => {},
  };
  const http: HttpClient = {
    request() {
      events.push('sent');
      return respond();
    },
    close: async () => {},
  };
  return createPeer({ provider: 'segmind', pace, http, now: () => now, onCall });
}
const call = (kind: PeerCall = 'status') => createTestPeer().call(kind, () => request, forever);

it('builds the request when the turn has come, just before it is sent', async () => {
  const prepare = async () => {
    events.push('prepared');
    return request;
  };
  await createTestPeer().call('submit', prepare, forever);
  expect(events).toEqual(['turn of submit', 'prepared', 'sent']);
});

it('sends and counts nothing that could not be prepared', async () => {
  const failing = createTestPeer().call('submit', () => Promise.reject(new Error('disk full')), forever);
  await expect(failing).rejects.toThrow('disk full');
  expect({ events, reports }).toEqual({ events: ['turn of submit'], reports: [] });
});

it('gives each kind of call its priority', async () => {
  for (const kind of peerCalls) await call(kind);
  expect(events.filter((event) => event !== 'sent')).toEqual(
    ['submit', 'submit', 'result', 'status', 'status', 'account', 'account'].map((priority) => `turn of ${priority}`),
  );
});

it('lets a submit alone go elsewhere where the provider asks for a long wait', async () => {
  for (const kind of peerCalls) await call(kind);
  expect(Object.fromEntries(peerCalls.map((kind, index) => [kind, pauses[index]]))).toEqual({ submit: 10_000 });
});

it('gives turns by the urgency of looks, and tells when they have come and how dense turns are', async () => {
  const had: number[] = [];
  const waiting = { urgency: () => 42, hadTurn: (turnMs: number) => void had.push(turnMs) };
  await createTestPeer().call('status', () => request, forever, waiting);
  expect(urgencies.map((urgency) => urgency?.())).toEqual([42]);
  expect(had).toEqual([1_200]);
});

it('makes others the more urgent the longer they wait', async () => {
  await call('recover');
  expect(urgencies.map((urgency) => urgency?.())).toEqual([0]);
  now += 3_000;
  expect(urgencies.map((urgency) => urgency?.())).toEqual([3_000]);
});

describe('an answer', () => {
  it.each([200, 202, 401, 422, 500])('with %i is given back as it is, and counted as answered', async (status) => {
    respond = async () => answerOf(status);
    expect(await call()).toEqual(answerOf(status));
    expect(reports).toEqual([
      { provider: 'segmind', call: 'status', outcome: 'answered', milliseconds: expect.any(Number) },
    ]);
    expect(waits).toEqual([]);
  });

  it.each([
    ['the provider’s own time', { 'x-rate-limit-reset-at-utc': '2026-08-02T12:00:30Z' }, 30_000],
    ['Retry-After', { 'retry-after': '7' }, 7_000],
    ['no time', {}, undefined],
  ])('with 429 and %s slows all calls down', async (_what, headers, waitMs) => {
    respond = async () => answerOf(429, headers);
    expect((await call()).status).toBe(429);
    expect(waits).toEqual([waitMs]);
    expect(reports).toMatchObject([{ outcome: 'rate-limited' }]);
  });

  it('is not lost to a counter that fails', async () => {
    const peer = createTestPeer(() => {
      throw new Error('no such metric');
    });
    expect((await peer.call('submit', () => request, forever)).status).toBe(200);
    respond = () => Promise.reject(new ProviderError('transient', 'reset', true));
    await expect(peer.call('submit', () => request, forever)).rejects.toMatchObject({ message: 'reset' });
  });
});

it.each(['transient', 'malformed'] as const)(
  'a call that fails as %s is counted as such, and thrown on',
  async (kind) => {
    const error = new ProviderError(kind, 'no answer', true);
    respond = () => Promise.reject(error);
    await expect(call('result')).rejects.toBe(error);
    expect(reports).toMatchObject([{ call: 'result', outcome: kind }]);
  },
);
