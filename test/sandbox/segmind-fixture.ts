import { type Dispatcher, request } from 'undici';
import type { LocalSegmind } from '../../sandbox/segmind/local-segmind.ts';
import type { Clock } from '../../src/clock.ts';

/** Time passes only when a test says so. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 9, 1);
  now = () => this.#now;
  sleep = () => Promise.reject(new Error('nothing here sleeps'));
  advance(ms: number): void {
    this.#now += ms;
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the server wrote
  readonly json: any;
}

export interface CallOptions {
  readonly headers?: Record<string, string>;
  readonly body?: object | string;
  readonly signal?: AbortSignal;
}

/** Sends a request to a local Segmind, with its key unless told otherwise; `path` may be a whole address. */
export async function callSegmind(
  segmind: LocalSegmind,
  dispatcher: Dispatcher,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  { headers = { 'x-api-key': segmind.apiKey }, body, signal }: CallOptions = {},
): Promise<Answer> {
  const contentType: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await request(path.startsWith('http') ? path : segmind.origin + path, {
    method,
    headers: { ...contentType, ...headers },
    body: typeof body === 'object' ? JSON.stringify(body) : (body ?? null),
    dispatcher,
    signal: signal ?? null,
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, headers: answer.headers, text, json: parseIfPossible(text) };
}

function parseIfPossible(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
