import { describe, expect } from 'vitest';
import type { ProviderErrorKind } from '../../../src/errors/provider-error.ts';
import { type Attempt, arrivedEarly, attempt, expectProviderError, expectSentOnce } from './attempt.ts';
import { expectTaken } from './expectations.ts';
import { inEveryWay, inWorld, possible } from './in-world.ts';
import { cutsTheAnswer, dropsTheAnswer, dropsUnread, halvesTheAnswer, nonsense, saysInstead } from './troubles.ts';
import type { ContractWorld, StartWorld, SubmitSituations } from './world.ts';

/** Refusals that say for sure that nothing was taken, and what they mean. */
const refusals: readonly (readonly [keyof SubmitSituations, string, ProviderErrorKind])[] = [
  ['validation', 'a request that is refused as it stands', 'validation'],
  ['credits', 'an operator without credits', 'credits'],
  ['keyRefused', 'a key that is refused', 'credentials'],
  ['forbidden', 'a key that may not do this', 'credentials'],
  ['withdrawn', 'a model that is served no more', 'withdrawn'],
  ['unknownModel', 'a model that nobody knows', 'withdrawn'],
  ['rate', 'too many requests', 'rate'],
];

export function describeSubmits(startWorld: StartWorld): void {
  describe('a submit', () => {
    inEveryWay(
      startWorld,
      'that is taken was announced once, sent once and is paid for once',
      ({ submits }) => submits.taken,
      async (world, way) => {
        const made = await attempt(world, { input: way() });
        expect(made.error).toBeNull();
        expectSentOnce(made);
        expect(made.taken).toBe(1);
        expect(made.submitted?.state).toBe(world.provider.isSynchronous ? 'finished' : 'accepted');
        await expectTaken(world, made.submitted);
      },
    );

    for (const [situation, title, kind] of refusals) {
      inEveryWay(
        startWorld,
        `${title}: ${kind}, certainly not taken, nothing paid`,
        ({ submits }) => submits[situation],
        async (world, way) => {
          const made = await attempt(world, { input: way() });
          expectProviderError(world, made.error);
          expect(made.error).toMatchObject({ kind, mayHaveArrived: false });
          expectSentOnce(made);
          expect([made.taken, world.spentMicroUsd()]).toEqual([0, 0]);
        },
      );
    }

    inEveryWay(
      startWorld,
      'whose prompt is refused at once is told from other refusals, and costs nothing',
      ({ submits }) => submits.moderation,
      async (world, way) => {
        const made = await attempt(world, { input: way() });
        expect(made.submitted ?? made.error).toMatchObject({ kind: 'moderation' });
        if (made.error !== null) expect(made.error).toMatchObject({ mayHaveArrived: false });
        expectSentOnce(made);
        expect(world.spentMicroUsd()).toBe(0);
      },
    );

    inEveryWay(
      startWorld,
      'that was made and failed says so, unbilled',
      ({ submits }) => submits.failed,
      async (world, way) => {
        const made = await attempt(world, { input: way() });
        expect(made.submitted).toMatchObject({ state: 'failed', kind: 'other', billed: false });
        expectSentOnce(made);
        expect(world.spentMicroUsd()).toBe(0);
      },
    );

    for (const situation of ['outage', 'outageAfterTaking'] as const) {
      const title = situation === 'outage' ? 'an outage' : 'an outage that has taken the request all the same';
      inEveryWay(
        startWorld,
        `${title}: transient, and nobody knows whether it was taken`,
        ({ submits }) => submits[situation],
        async (world, way) => {
          const made = await attempt(world, { input: way() });
          expectLost(world, made, 'transient');
          expect(made.taken).toBe(situation === 'outage' ? 0 : 1);
        },
      );
    }

    inEveryWay(
      startWorld,
      'answered with a video that is none, or a part of it, is not finished and leaves no file',
      ({ submits }) => submits.spoiltVideo,
      async (world, way) => {
        const made = await attempt(world, { input: way() });
        // Noise that begins like a video is looked through later, as every video is.
        if (made.submitted?.state === 'finished') return expect(made.submitted.video).toHaveProperty('path');
        expectLost(world, made);
        expect(await world.keptVideos()).toEqual([]);
      },
    );

    inWorld(
      startWorld,
      'answered with the first half of a video, of no known length, is not finished',
      async (world) => {
        possible(world.submits.spoiltVideo);
        world.gateway.meddle(possible(world.calls.submit), halvesTheAnswer);
        expectLost(world, await attempt(world));
        expect(await world.keptVideos()).toEqual([]);
      },
    );

    describeLostAnswers(startWorld);

    inWorld(startWorld, 'that nobody listens to certainly did not arrive', async (world) => {
      await world.gateway.refuse();
      const made = await attempt(world);
      expectProviderError(world, made.error);
      expect(made.error).toMatchObject({ kind: 'transient', mayHaveArrived: false });
      expect([made.announced, made.sent, made.taken]).toEqual([1, 0, 0]);
    });

    inWorld(startWorld, 'does not leave before it is written down', async (world) => {
      const made = await attempt(world, { meanwhile: () => arrivedEarly(world, possible(world.calls.submit)) });
      expectSentOnce(made);
    });

    inWorld(startWorld, 'that cannot be written down is not sent, and the next one is', async (world) => {
      const diskIsFull = new Error('the disk is full');
      const refused = await attempt(world, { meanwhile: () => Promise.reject(diskIsFull) });
      expect(refused.error).toBe(diskIsFull);
      expect([refused.announced, refused.sent, refused.taken]).toEqual([1, 0, 0]);
      const made = await attempt(world);
      expectSentOnce(made);
      await expectTaken(world, made.submitted);
    });
  });
}

function describeLostAnswers(startWorld: StartWorld): void {
  const transport = {
    'an answer that is dropped': dropsTheAnswer,
    'an answer that is cut': cutsTheAnswer,
    'a 500 of somebody on the way': saysInstead(500),
    'a 502 of somebody on the way': saysInstead(502),
    'a 504 of somebody on the way': saysInstead(504),
    'a 408 of somebody on the way': saysInstead(408),
  };
  for (const [title, trouble] of Object.entries(transport)) {
    inWorld(startWorld, `${title} leaves open whether it was taken`, async (world) => {
      world.gateway.meddle(possible(world.calls.submit), trouble);
      const made = await attempt(world);
      expectLost(world, made, 'transient');
      expect(made.taken).toBe(1);
      expect(await world.keptVideos()).toEqual([]);
    });
  }

  inWorld(startWorld, 'that is dropped unread leaves open whether it was taken', async (world) => {
    world.gateway.meddle(possible(world.calls.submit), dropsUnread);
    expectLost(world, await attempt(world), 'transient');
    expect(world.takenIds()).toEqual([]);
  });

  for (const [title, trouble] of Object.entries(nonsense)) {
    inWorld(startWorld, `answered with ${title}: malformed, and perhaps taken`, async (world) => {
      world.speakJson();
      world.gateway.meddle(possible(world.calls.submit), trouble);
      const made = await attempt(world);
      expectLost(world, made, 'malformed');
      expect(made.taken).toBe(1);
    });
  }
}

function expectLost(world: ContractWorld, made: Attempt, kind?: ProviderErrorKind): void {
  expectProviderError(world, made.error);
  expect(made.error).toMatchObject({ mayHaveArrived: true, ...(kind && { kind }) });
  expectSentOnce(made);
  expect(made.taken).toBeLessThanOrEqual(1);
}
