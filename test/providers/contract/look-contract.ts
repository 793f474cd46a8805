import { describe, expect } from 'vitest';
import type { ProviderErrorKind } from '../../../src/errors/provider-error.ts';
import { errorOf, expectProviderError, forever, take } from './attempt.ts';
import { expectBill, expectProgress, expectVideo } from './expectations.ts';
import { inEveryWay, inWorld, possible } from './in-world.ts';
import { saysPage } from './troubles.ts';
import type { ContractWorld, LookSituations, StartWorld, Taken, Way } from './world.ts';

const minuteMs = 60_000;

export function describeLooks(startWorld: StartWorld): void {
  const situation = (
    title: string,
    name: keyof LookSituations,
    check: (world: ContractWorld, taken: Taken) => Promise<void>,
  ) =>
    inEveryWay(
      startWorld,
      title,
      ({ looks }) => looks[name],
      async (world, way) => check(world, await takeWith(world, way)),
    );

  describe('a look', () => {
    inEveryWay(
      startWorld,
      'at a request under way says that it runs',
      ({ looks }) => looks.running,
      async (world, way) => {
        world.hold();
        const taken = await takeWith(world, way);
        const status = await world.provider.status(taken, forever);
        if (status.state !== 'running') throw new Error(`not running, but ${JSON.stringify(status)}`);
        expectProgress(status.progress);
        await world.finish(taken.requestId);
        expect(await world.provider.status(taken, forever)).toMatchObject({ state: 'finished' });
      },
    );

    situation(
      'waits for its turn by its own urgency, once, and not for that of its result',
      'finished',
      async (world, taken) => {
        await world.finish(taken.requestId);
        const turns: number[] = [];
        const waiting = { urgency: () => 1, hadTurn: (turnMs: number) => void turns.push(turnMs) };
        expect(await world.provider.status({ ...taken, waiting }, forever)).toMatchObject({ state: 'finished' });
        expect(turns).toEqual([expect.any(Number)]);
      },
    );

    situation('at a finished request has its video and its cost', 'finished', async (world, taken) => {
      await world.finish(taken.requestId);
      const status = await world.provider.status(taken, forever);
      if (status.state !== 'finished') throw new Error(`not finished, but ${JSON.stringify(status)}`);
      await expectVideo(world, { url: status.videoUrl });
      expectBill(world, status.bill);
    });

    situation('at an end without a video is malformed, not finished', 'finishedWithoutVideo', async (world, taken) => {
      await world.finish(taken.requestId);
      const error = await errorOf(world.provider.status(taken, forever));
      expectProviderError(world, error);
      expect(error.kind).toBe('malformed');
    });

    const failures = [
      ['failed', 'a failed request', { kind: 'other', billed: false }],
      ['failedBilled', 'a failed request that is billed', { kind: 'other', billed: true }],
      ['moderation', 'a request whose content was refused late', { kind: 'moderation', billed: false }],
      ['validation', 'a request that was refused late as it stands', { kind: 'validation', billed: false }],
      ['cancelled', 'a cancelled request', { kind: 'other', billed: false }],
    ] as const;
    for (const [name, title, failure] of failures) {
      situation(`at ${title} says why there is no video and who pays`, name, async (world, taken) => {
        await world.finish(taken.requestId);
        const status = await world.provider.status(taken, forever);
        expect(status).toMatchObject({ state: 'failed', ...failure });
        if (status.state === 'failed') expectBill(world, status.bill);
        expect(world.spentMicroUsd() > 0).toBe(failure.billed);
      });
    }

    situation('at a request that is not known yet does not call it lost for good', 'early', async (world, taken) => {
      await world.finish(taken.requestId);
      expect(await world.provider.status(taken, forever)).toEqual({ state: 'unknown' });
      await world.clock.advance(minuteMs);
      expect(await world.provider.status(taken, forever)).toMatchObject({ state: 'finished' });
    });

    situation(
      'at a request that is forgotten says unknown, from its retention on',
      'forgotten',
      async (world, taken) => {
        await world.finish(taken.requestId);
        await world.clock.advance(world.provider.retentionMs - 1);
        expect(await world.provider.status(taken, forever)).toMatchObject({ state: 'finished' });
        await world.clock.advance(1);
        expect(await world.provider.status(taken, forever)).toEqual({ state: 'unknown' });
      },
    );

    situation('at a request that outlives its retention has its video', 'outlived', async (world, taken) => {
      await world.finish(taken.requestId);
      await world.clock.advance(world.provider.retentionMs);
      const status = await world.provider.status(taken, forever);
      if (status.state !== 'finished') throw new Error(`not finished, but ${JSON.stringify(status)}`);
      await expectVideo(world, { url: status.videoUrl });
    });

    inWorld(startWorld, 'at an id that nobody knows says unknown', async (world) => {
      const stranger = { ...(await take(world)), requestId: '01234567-89ab-4def-8123-456789abcdef' };
      expect(await world.provider.status(stranger, forever)).toEqual({ state: 'unknown' });
    });

    for (const requestId of ['../../v1/get-user-credits', 'a/b', '', 'a?b=c', 'a b']) {
      inWorld(startWorld, `at the id «${requestId}» is not sent`, async (world) => {
        const operation = { requestId, slug: world.input.slug, submittedAt: world.clock.now() };
        const error = await errorOf(world.provider.status(operation, forever));
        expectProviderError(world, error);
        expect(error).toMatchObject({ kind: 'malformed', mayHaveArrived: false });
        expect(world.gateway.count({ method: 'GET', path: /./ })).toBe(0);
      });
    }

    inWorld(startWorld, 'that gets a page for a 404 does not believe that the request is lost', async (world) => {
      const taken = await take(world);
      world.gateway.meddle(possible(world.calls.look), saysPage(404));
      expectProviderError(world, await errorOf(world.provider.status(taken, forever)));
    });

    const refusals: readonly (readonly ['keyRefused' | 'rate', ProviderErrorKind])[] = [
      ['keyRefused', 'credentials'],
      ['rate', 'rate'],
    ];
    for (const [name, kind] of refusals) {
      inEveryWay(
        startWorld,
        `that is refused (${kind}) says nothing about the request`,
        ({ looks }) => looks[name],
        async (world, way) => {
          const taken = await take(world);
          way();
          const error = await errorOf(world.provider.status(taken, forever));
          expectProviderError(world, error);
          expect(error.kind).toBe(kind);
        },
      );
    }
  });
}

function takeWith(world: ContractWorld, way: Way): Promise<Taken> {
  return take(world, way());
}
