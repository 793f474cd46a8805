import { describe, expect } from 'vitest';
import type { LostAttempt, NotTaken, SubmitInput, Submitted } from '../../../src/providers/video-provider.ts';
import { forever, take } from './attempt.ts';
import { age } from './calls.ts';
import { expectTaken } from './expectations.ts';
import { inEveryWay, inWorld, possible } from './in-world.ts';
import { loseUnread, lostOf, otherJob } from './lost-attempts.ts';
import { type ContractWorld, Never, type SearchSituations, type StartWorld } from './world.ts';

const minuteMs = 60_000;

/** Finding out what became of a submit from the provider's list of requests, which costs nothing. */
export function describeSearches(startWorld: StartWorld): void {
  describe('a submit without an answer, in the list of requests', () => {
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

    inEveryWay(startWorld, 'is not found in a list that tells too little', listsThat('untold'), async (world, way) => {
      const search = searchIn(world);
      way();
      const taken = await take(world);
      await world.finish(taken.requestId);
      expect(await search(lostOf(taken))).toBeNull();
    });

    test('is not found when it never arrived', async (world, search) => {
      expect(await search(await loseUnread(world))).toBeNull();
    });

    test('cannot be told from another that is alike', async (world, search) => {
      const taken = await take(world);
      await take(world, { jobId: otherJob });
      expect(await search(lostOf(taken))).toBeNull();
    });

    test('is not claimed while another attempt with the same words is looked for, too', async (world, search) => {
      const lost = lostOf(await take(world));
      expect(await search({ ...lost, hasTwin: async () => true })).toBeNull();
    });

    test('is not one that belongs to another attempt of ours', async (world, search) => {
      const taken = await take(world);
      expect(await search(lostOf(taken, [taken.requestId]))).toBeNull();
    });

    test('is the one of two alike that belongs to no other attempt of ours', async (world, search) => {
      const other = await take(world, { jobId: otherJob });
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
  });
}

type Found = Submitted | NotTaken | null;
type Search = (lost: LostAttempt) => Promise<Found>;

/** Looks when the attempt is old enough to be looked for in the list; no submit leaves for that, and none is paid. */
function searchIn(world: ContractWorld): Search {
  const { ageMs } = possible(world.search);
  const route = possible(world.calls.submit);
  return async (lost) => {
    age(world, ageMs);
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
