import { describe, expect } from 'vitest';
import { settled } from '../../builders/manual-clock.ts';
import { attempt, errorOf, expectNothingSent, expectProviderError, forever } from './attempt.ts';
import { callTitles, readyCall } from './calls.ts';
import { inWorld, possible } from './in-world.ts';
import { says, staysSilent, stopsHalfway } from './troubles.ts';
import { type CallName, type ContractWorld, callNames, type StartWorld } from './world.ts';

/** The first request of a call; the other one has its turn in the middle of it. */
const firstCalls = callNames.filter((name) => name !== 'result');

/** Every call ends when it is told to, and says whether something had left by then. */
export function describeAborts(startWorld: StartWorld): void {
  describe.each(firstCalls.map((name) => ({ name, title: callTitles[name] })))('$title', ({ name }) => {
    inWorld(startWorld, 'that is aborted before it begins is not sent', async (world) => {
      const call = await readyCall(world, name);
      const before = world.gateway.count(call.route);
      await expectAborted(world, call.make(AbortSignal.abort()), false);
      expect(world.gateway.count(call.route)).toBe(before);
    });

    inWorld(startWorld, 'that is aborted while it waits for its turn is not sent', async (world) => {
      const call = await readyCall(world, name);
      await closeTheRoad(world);
      const before = world.gateway.count(call.route);
      const abort = new AbortController();
      const made = call.make(abort.signal);
      await settled();
      abort.abort();
      await expectAborted(world, made, false);
      expect(world.gateway.count(call.route)).toBe(before);
    });
  });

  describe.each(callNames.map((name) => ({ name, title: callTitles[name] })))('$title', ({ name }) => {
    inWorld(startWorld, 'that is aborted on its way may have arrived', async (world) => {
      const { route, make } = await readyCall(world, name);
      const before = world.gateway.count(route);
      world.gateway.meddle(route, staysSilent);
      const abort = new AbortController();
      const made = make(abort.signal);
      await world.gateway.arrived(route, before + 1);
      abort.abort();
      await expectAborted(world, made, true);
      expect(world.gateway.count(route)).toBe(before + 1);
    });

    inWorld(startWorld, 'that is aborted in the middle of the answer may have arrived', async (world) => {
      const { route, make } = await readyCall(world, name);
      const half = Promise.withResolvers<void>();
      world.gateway.meddle(route, stopsHalfway(half.resolve));
      const abort = new AbortController();
      const made = make(abort.signal);
      await half.promise;
      await settled();
      abort.abort();
      await expectAborted(world, made, true);
      expect(await world.keptVideos()).toEqual([]);
    });
  });

  describe('a submit', () => {
    inWorld(startWorld, 'that is aborted before its turn is not announced', async (world) => {
      expectNothingSent(await attempt(world, { signal: AbortSignal.abort() }));
      await closeTheRoad(world);
      const abort = new AbortController();
      const made = attempt(world, { signal: abort.signal });
      await settled();
      abort.abort();
      expectNothingSent(await made);
    });

    inWorld(startWorld, 'that is aborted while it is announced is not sent', async (world) => {
      const abort = new AbortController();
      const made = await attempt(world, { signal: abort.signal, meanwhile: async () => abort.abort() });
      expectProviderError(world, made.error);
      expect(made.error).toMatchObject({ kind: 'transient', mayHaveArrived: false });
      expect([made.announced, made.sent, made.taken]).toEqual([1, 0, 0]);
    });
  });
}

async function expectAborted(world: ContractWorld, made: Promise<unknown>, mayHaveArrived: boolean): Promise<void> {
  const error = await errorOf(made);
  expectProviderError(world, error);
  expect(error).toMatchObject({ kind: 'transient', mayHaveArrived });
}

/** Nobody gets a turn until the clock goes on. */
async function closeTheRoad(world: ContractWorld): Promise<void> {
  const account: CallName = 'account';
  const route = possible(world.calls[account]);
  world.gateway.meddle(route, says(429, { error: 'Too many requests' }, { 'retry-after': '10' }));
  await errorOf(world.provider.account(forever));
  world.gateway.meddle(route, null);
}
