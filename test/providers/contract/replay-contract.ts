import { describe, expect } from 'vitest';
import { errorOf, expectProviderError, forever, take } from './attempt.ts';
import { inEveryWay, inWorld, possible } from './in-world.ts';
import { loseUnread, lostOf, otherJob } from './lost-attempts.ts';
import { type ContractWorld, Never, type StartWorld, type SubmitSituations } from './world.ts';

/** Finding out what became of a submit by repeating it under its key, which pays for nothing twice. */
export function describeReplays(startWorld: StartWorld): void {
  describe('a submit without an answer, under a key that the provider knows', () => {
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

    const waysOf = (name: keyof SubmitSituations) => (world: ContractWorld) =>
      world.replay instanceof Never ? world.replay : world.submits[name];

    inEveryWay(
      startWorld,
      'was not taken when it is refused as it stands',
      waysOf('validation'),
      async (world, way) => {
        const lost = await loseUnread(world, way());
        expect(await world.provider.recover(lost, forever)).toMatchObject({ state: 'not-taken', kind: 'validation' });
        expect(world.takenIds()).toEqual([]);
      },
    );

    // Such a refusal may come before anybody asks whether the key is known.
    for (const name of ['credits', 'withdrawn'] as const) {
      inEveryWay(
        startWorld,
        `is not called untaken because a new one would be refused now (${name})`,
        waysOf(name),
        async (world, way) => {
          const taken = await take(world);
          way();
          const found = await world.provider.recover(lostOf(taken), forever);
          expect(found).toMatchObject({ requestId: taken.requestId });
          const unsent = { ...taken, input: { ...taken.input, jobId: otherJob, prompt: 'Another wish' } };
          expect(await world.provider.recover(lostOf(unsent), forever)).toBeNull();
          expect(world.takenIds()).toEqual([taken.requestId]);
        },
      );
    }

    for (const name of ['keyRefused', 'rate', 'outage'] as const) {
      inEveryWay(startWorld, `is not given up when nobody can be asked (${name})`, waysOf(name), async (world, way) => {
        const taken = await take(world);
        way();
        expectProviderError(world, await errorOf(world.provider.recover(lostOf(taken), forever)));
        expect(world.takenIds()).toEqual([taken.requestId]);
      });
    }
  });
}
