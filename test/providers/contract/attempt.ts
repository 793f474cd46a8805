import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { expect } from 'vitest';
import { ProviderError } from '../../../src/errors/provider-error.ts';
import type { SubmitInput, Submitted } from '../../../src/providers/video-provider.ts';
import { settled } from '../../builders/manual-clock.ts';
import type { Route } from './gateway.ts';
import { possible } from './in-world.ts';
import type { ContractWorld, Taken } from './world.ts';

/** Longer than any way on this machine. */
const momentMs = 25;

export const forever = new AbortController().signal;

/** One call of `submit`, and what could be seen of it at the far end. */
export interface Attempt {
  readonly submitted: Submitted | null;
  readonly error: unknown;
  /** How often it was told that a request is about to leave. */
  readonly announced: number;
  /** Whether something had left before that was said and done. */
  readonly early: boolean;
  /** Requests that arrived. */
  readonly sent: number;
  /** Requests that the far end took. */
  readonly taken: number;
}

export interface AttemptOptions {
  readonly input?: Partial<SubmitInput>;
  readonly signal?: AbortSignal;
  readonly provider?: ContractWorld['provider'];
  /** What is done when a request is about to leave. */
  readonly meanwhile?: () => Promise<void>;
}

export async function attempt(world: ContractWorld, options: AttemptOptions = {}): Promise<Attempt> {
  const { provider = world.provider, signal = forever, meanwhile = async () => {} } = options;
  const route = possible(world.calls.submit);
  const [sentBefore, takenBefore] = [world.gateway.count(route), world.takenIds().length];
  let announced = 0;
  let early = false;
  const aboutToSend = async () => {
    announced += 1;
    await meanwhile();
    early ||= world.gateway.count(route) > sentBefore;
  };
  const settledCall = await Promise.allSettled([
    provider.submit({ ...world.input, ...options.input }, aboutToSend, signal),
  ]);
  const [outcome] = settledCall;
  return {
    submitted: outcome.status === 'fulfilled' ? outcome.value : null,
    error: outcome.status === 'rejected' ? outcome.reason : null,
    announced,
    early,
    sent: world.gateway.count(route) - sentBefore,
    taken: world.takenIds().length - takenBefore,
  };
}

/** Gives a request that should not leave yet the time to be caught. */
export async function arrivedEarly({ gateway }: ContractWorld, route: Route): Promise<void> {
  await Promise.race([gateway.arrived(route, 1), delay(momentMs)]);
}

/** It was announced once, before it left, and left once. */
export function expectSentOnce({ announced, early, sent }: Attempt): void {
  expect({ announced, early, sent }).toEqual({ announced: 1, early: false, sent: 1 });
}

export function expectNothingSent({ announced, sent, taken }: Attempt): void {
  expect({ announced, sent, taken }).toEqual({ announced: 0, sent: 0, taken: 0 });
}

/** The error of a provider, with all that it says free of the key. */
export function expectProviderError(world: ContractWorld, error: unknown): asserts error is ProviderError {
  if (!(error instanceof ProviderError)) throw new Error(`no error of a provider, but ${inspect(error)}`);
  expectNoKey(world, error);
}

/** Neither in its texts nor in those of its causes. */
export function expectNoKey({ apiKey }: ContractWorld, value: unknown): void {
  expect(inspect(value, { depth: 12, showHidden: false })).not.toContain(apiKey);
  expect(JSON.stringify(value) ?? '').not.toContain(apiKey);
}

/** The rejection of a call, be it the one or the other. */
export async function errorOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (value) => {
      throw new Error(`did not fail, but gave ${inspect(value)}`);
    },
    (error: unknown) => error,
  );
}

/** Has the far end take a request, on whatever road; it is not known to anybody what was answered. */
export async function take(world: ContractWorld, asked: Partial<SubmitInput> = {}): Promise<Taken> {
  const input = { ...world.input, ...asked };
  const before = world.takenIds().length;
  const submittedAt = world.clock.now();
  const giveUp = new AbortController();
  const submitting = world.provider
    .submit(input, async () => {}, giveUp.signal)
    .then(
      () => null,
      (error: unknown) => error,
    );
  // A synchronous road answers at the end alone, which may be far.
  const isTaken = takenBeyond(world, before);
  const ended = await Promise.race([submitting, isTaken.then(() => null)]);
  if (ended !== null) throw ended;
  await isTaken;
  if (world.provider.isSynchronous) giveUp.abort();
  await submitting;
  const requestId = world.takenIds().at(-1);
  if (requestId === undefined) throw new Error('the far end took nothing');
  return { requestId, slug: input.slug, submittedAt, input };
}

async function takenBeyond(world: ContractWorld, before: number): Promise<void> {
  while (world.takenIds().length <= before) await settled(1);
}
