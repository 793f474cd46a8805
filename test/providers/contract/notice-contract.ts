import { describe, expect } from 'vitest';
import { until } from '../../builders/manual-clock.ts';
import { take } from './attempt.ts';
import { inEveryWay, inWorld, possible } from './in-world.ts';
import { Never, type StartWorld } from './world.ts';

const secondMs = 1_000;

/** A provider that tells us of ends: looks are a safety net alone, so it has to be heard, and nobody else. */
export function describeNotices(startWorld: StartWorld): void {
  describe('the end of a request', () => {
    inWorld(startWorld, 'is announced by providers that say so, and by no others', async (world) => {
      expect(world.provider.notifies).toBe(!(world.notices instanceof Never));
    });

    inWorld(startWorld, 'is told by the id of our job', async (world) => {
      const { told } = possible(world.notices);
      world.hold();
      const taken = await take(world);
      await world.clock.advance(secondMs);
      expect(told).toEqual([]);
      await world.finish(taken.requestId);
      await world.clock.advance(secondMs);
      await until(() => told.length > 0);
      expect(told).toEqual([taken.input.jobId]);
    });

    inEveryWay(
      startWorld,
      'is told of a failure too',
      (world) => (world.notices instanceof Never ? world.notices : world.looks.failed),
      async (world, way) => {
        const { told } = possible(world.notices);
        const taken = await take(world, way());
        await world.finish(taken.requestId);
        await until(() => told.length > 0);
        expect(told).toEqual([taken.input.jobId]);
      },
    );

    inEveryWay(
      startWorld,
      'is not believed of somebody who does not know the key',
      ({ notices }) => (notices instanceof Never ? notices : notices.forged),
      async (world, way) => {
        const { told, answers } = possible(world.notices);
        const taken = await take(world, way());
        await world.finish(taken.requestId);
        await until(() => answers.length > 0);
        expect([answers[0], told]).toEqual([401, []]);
      },
    );
  });
}
