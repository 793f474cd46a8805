import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { serve } from '../workers.ts';
import { answer, createAnsweringServer, listen, readBody } from './answering.ts';
import { now } from './clock.ts';

/**
 * A lean Segmind (v2, asynchronous) in a process of its own: every request is ready at a planned time, every file is the
 * same clip, every answer waits for a fixed time.
 * @see https://docs.segmind.com/docs/serverless-api/async-inference
 */

/** What Segmind saw of one submit. */
export interface SubmitRecord {
  readonly prompt: string;
  /** When it begins to say COMPLETED, milliseconds since the epoch. */
  readonly readyAt: number;
  readonly statuses: number;
  readonly results: number;
  readonly downloads: number;
}

/** How the next submits are treated; earlier ones are forgotten. */
export type Plan =
  /** Turned down, so that nothing follows. */
  | { readonly kind: 'refuse' }
  /** Each ready some time after its own submit, milliseconds; by order of the submits. */
  | { readonly kind: 'spread'; readonly afterMs: readonly number[]; readonly clipPath: string }
  /** All ready in the moment that is this long after the first submit. */
  | { readonly kind: 'together'; readonly afterMs: number; readonly clipPath: string };

/** About what a nearby service takes for a small answer. */
const answerAfterMs = 20;
const plentyUsd = 1_000;

type Submit = { -readonly [Field in keyof SubmitRecord]: SubmitRecord[Field] };

let plan: Plan = { kind: 'refuse' };
let submits: Submit[] = [];
let firstSubmitAt = 0;
let origin = '';

const server = createAnsweringServer(handle);

const methods = {
  /** @returns the base address */
  async start(_: null): Promise<string> {
    origin = await listen(server);
    return origin;
  },
  plan(next: Plan): void {
    plan = next;
    submits = [];
  },
  report: (_: null): SubmitRecord[] => submits,
};
export type SegmindServer = typeof methods;
serve(methods);

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, room, second, part] = (request.url ?? '').split('/');
  if (room === 'files') return sendFile(second ?? '', response);
  const body = await readBody(request);
  await delay(answerAfterMs);
  if (request.method === 'POST') return takeSubmit(body, response);
  if (second === 'get-user-credits') return answer(response, 200, { credits: plentyUsd, 'free-credits': 0 });
  const number = numberOf(part ?? '');
  const submit = submits[number];
  if (!submit) return answer(response, 404, { error: 'Request not found' });
  const isReady = now() >= submit.readyAt;
  if ((request.url ?? '').endsWith('/status')) submit.statuses += 1;
  else submit.results += 1;
  const status = isReady ? 'COMPLETED' : 'PROCESSING';
  const output = isReady ? { output: `${origin}/files/${idOf(number)}.mp4` } : {};
  answer(response, 200, { request_id: idOf(number), status, ...output, metrics: { cost: 0.375 } });
}

function takeSubmit(body: string, response: ServerResponse): void {
  if (plan.kind === 'refuse') {
    answer(response, 400, { error: 'Invalid request' });
    return;
  }
  const { prompt } = JSON.parse(body) as { prompt: string };
  const number = submits.length;
  if (number === 0) firstSubmitAt = now();
  const readyAt = plan.kind === 'spread' ? now() + (plan.afterMs[number] ?? 0) : firstSubmitAt + plan.afterMs;
  submits.push({ prompt, readyAt, statuses: 0, results: 0, downloads: 0 });
  answer(response, 200, { request_id: idOf(number), status: 'QUEUED' });
}

/** The peers fetch without a submit. */
async function sendFile(name: string, response: ServerResponse): Promise<void> {
  if (plan.kind === 'refuse') return answer(response, 404, {});
  const submit = submits[numberOf(name)];
  if (submit) submit.downloads += 1;
  const { size } = await stat(plan.clipPath);
  response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': size });
  await pipeline(createReadStream(plan.clipPath), response);
}

function idOf(number: number): string {
  return String(number).padStart(32, '0');
}

function numberOf(id: string): number {
  return Number.parseInt(id, 10);
}
