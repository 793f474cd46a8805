import { describe, expect } from 'vitest';
import type { LostAttempt, NotTaken, SubmitInput, Submitted } from '../../../src/providers/video-provider.ts';
import { attempt, errorOf, expectProviderError, forever, take } from './attempt.ts';
import { expectTaken } from './expectations.ts';
import { inEveryWay, inWorld, possible } from './in-world.ts';
import { dropsUnread } from './troubles.ts';
import { type ContractWorld, Never, type SearchSituations, type StartWorld, type SubmitSituations } from './world.ts';

const minuteMs = 60_000;

/** Finding out what became of a submit without an answer. */
export function describeRecoveries(startWorld: StartWorld): void {
  describe('a submit without an answer, under a key that the provider knows', () => describeReplays(startWorld));
  describe('a submit without an answer, in the list of requests', () => describeSearches(startWorld));
}

function describeReplays(startWorld: StartWorld): void {
  const test = (title: string, check: (world: ContractWorld) => Promise<void>) =>
    inWorld(startWorld, title, async (world) => {
      possible(world.replay);
      await check(world);
    });

  test('is found when it was taken, and not paid for again', async (world) => {
    world.hold();
    const taken = await take(world);
    expect(await world.provider.recover(lostOf(taken), forever)).toEqual({
      state: 'accepted',
      requestId: taken.requestId,
    });
    expect(world.takenIds()).toEqual([taken.requestId]);
  });

  test('is found when it has ended by now', async (world) => {
    const taken = await take(world);
    await world.finish(taken.requestId);
    const found = await world.provider.recover(lostOf(taken), forever);
    expect(found).toMatchObject({ requestId: taken.requestId });
    expect(world.takenIds()).toEqual([taken.requestId]);
  });

  test('is made exactly once when it never arrived, however often it is asked for', async (world) => {
    const lost = await loseUnread(world);
    const found = [await world.provider.recover(lost, forever), await world.provider.recover(lost, forever)];
    const [requestId] = world.takenIds();
    expect(world.takenIds()).toHaveLength(1);
    expect(found).toEqual([
      { state: 'accepted', requestId },
      { state: 'accepted', requestId },
    ]);
  });

  const nowRefused: readonly (readonly [keyof SubmitSituations, string])[] = [
    ['validation', 'validation'],
    ['credits', 'other'],
    ['withdrawn', 'other'],
  ];
  for (const [name, kind] of nowRefused) {
    inEveryWay(
      startWorld,
      `that never arrived and is refused now was not taken (${name})`,
      (world) => (world.replay instanceof Never ? world.replay : world.submits[name]),
      async (world, way) => {
        const lost = await loseUnread(world, way());
        expect(await world.provider.recover(lost, forever)).toMatchObject({ state: 'not-taken', kind });
        expect(world.takenIds()).toEqual([]);
      },
    );
  }

  for (const name of ['keyRefused', 'rate', 'outage'] as const) {
    inEveryWay(
      startWorld,
      `is not given up when nobody can be asked (${name})`,
      (world) => (world.replay instanceof Never ? world.replay : world.submits[name]),
      async (world, way) => {
        const taken = await take(world);
        way();
        expectProviderError(world, await errorOf(world.provider.recover(lostOf(taken), forever)));
        expect(world.takenIds()).toEqual([taken.requestId]);
      },
    );
  }
}

function describeSearches(startWorld: StartWorld): void {
  const test = (title: string, check: (world: ContractWorld, search: Search) => Promise<void>) =>
    inWorld(startWorld, title, (world) => check(world, searchIn(world)));

  inEveryWay(startWorld, 'is found under way, in every form of the list', listsThat('listed'), async (world, way) => {
    const search = searchIn(world);
    world.hold();
    way();
    const taken = await take(world);
    const found = await search(lostOf(taken));
    expect(found).toEqual({ state: 'accepted', requestId: taken.requestId });
  });

  inEveryWay(
    startWorld,
    'is found with its video when it is finished, in every form of the list',
    listsThat('listed'),
    async (world, way) => {
      const search = searchIn(world);
      way();
      const taken = await take(world);
      await world.finish(taken.requestId);
      await expectTaken(world, submittedOf(await search(lostOf(taken))));
    },
  );

  inEveryWay(
    startWorld,
    'is found when it has failed',
    ({ looks }) => looks.failed,
    async (world, way) => {
      const search = searchIn(world);
      const taken = await take(world, way());
      await world.finish(taken.requestId);
      const found = submittedOf(await search(lostOf(taken)));
      expect(found).toMatchObject({ requestId: taken.requestId });
      expect(['accepted', 'failed']).toContain(found.state);
      if (found.state === 'failed') expect(found.billed).toBe(false);
    },
  );

  test('is not found when it never arrived', async (world, search) => {
    expect(await search(await loseUnread(world))).toBeNull();
  });

  test('cannot be told from another that is alike', async (world, search) => {
    const taken = await take(world);
    await take(world, { jobId: '1122334455667788991' });
    expect(await search(lostOf(taken))).toBeNull();
  });

  test('is not one that belongs to another attempt of ours', async (world, search) => {
    const taken = await take(world);
    expect(await search(lostOf(taken, [taken.requestId]))).toBeNull();
  });

  test('is the one of two alike that belongs to no other attempt of ours', async (world, search) => {
    const other = await take(world, { jobId: '1122334455667788991' });
    const taken = await take(world);
    await world.finish(taken.requestId);
    const found = submittedOf(await search(lostOf(taken, [other.requestId])));
    expect(found).toMatchObject({ requestId: taken.requestId });
  });

  const strangers: readonly Partial<SubmitInput>[] = [
    { prompt: 'Somebody else’s wish' },
    { durationSeconds: 9 },
    { aspectRatio: '1:1' },
  ];
  for (const asked of strangers) {
    test(`is not one that asks for something else (${Object.keys(asked)})`, async (world, search) => {
      await take(world, asked);
      expect(await search(await loseUnread(world))).toBeNull();
    });
  }

  test('is not one of an hour ago', async (world, search) => {
    await take(world);
    await world.clock.advance(60 * minuteMs);
    expect(await search(await loseUnread(world))).toBeNull();
  });

  inEveryWay(startWorld, 'is found once the list shows it', listsThat('unlisted'), async (world, way) => {
    const search = searchIn(world);
    way();
    const taken = await take(world);
    await world.finish(taken.requestId);
    expect(await search(lostOf(taken))).toBeNull();
    await world.clock.advance(minuteMs);
    expect(await world.provider.recover(lostOf(taken), forever)).toMatchObject({ requestId: taken.requestId });
  });
}

type Found = Submitted | NotTaken | null;
type Search = (lost: LostAttempt) => Promise<Found>;

/** Looks when the attempt is old enough to be looked for in the list; no submit leaves for that, and none is paid. */
function searchIn(world: ContractWorld): Search {
  const { ageMs } = possible(world.search);
  const route = possible(world.calls.submit);
  return async (lost) => {
    await world.clock.advance(ageMs);
    const [sent, taken] = [world.gateway.count(route), world.takenIds().length];
    const found = await world.provider.recover(lost, forever);
    expect([world.gateway.count(route), world.takenIds().length]).toEqual([sent, taken]);
    return found;
  };
}

function listsThat(name: Exclude<keyof SearchSituations, 'ageMs'>) {
  return ({ search }: ContractWorld) => (search instanceof Never ? search : search[name]);
}

/** What is found in a list was taken. */
function submittedOf(found: Found): Submitted {
  if (found === null || found.state === 'not-taken') throw new Error(`not found, but ${JSON.stringify(found)}`);
  return found;
}

function lostOf(
  { input, submittedAt: startedAt }: { readonly input: SubmitInput; readonly submittedAt: number },
  ours: readonly string[] = [],
): LostAttempt {
  return { input, startedAt, isOurs: async (requestId) => ours.includes(requestId), hasTwin: async () => false };
}

/** A submit that never arrived, as nobody can know. */
async function loseUnread(world: ContractWorld, asked: Partial<SubmitInput> = {}): Promise<LostAttempt> {
  const route = possible(world.calls.submit);
  world.gateway.meddle(route, dropsUnread);
  const startedAt = world.clock.now();
  const { error } = await attempt(world, { input: asked });
  world.gateway.meddle(route, null);
  expect(error).toMatchObject({ mayHaveArrived: true });
  return { input: { ...world.input, ...asked }, startedAt, isOurs: async () => false, hasTwin: async () => false };
}
