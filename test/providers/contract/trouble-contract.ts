import { describe, expect } from 'vitest';
import type { ProviderErrorKind } from '../../../src/errors/provider-error.ts';
import { errorOf, expectNoKey, expectProviderError, forever } from './attempt.ts';
import { callTitles, readyCall } from './calls.ts';
import type { Trouble } from './gateway.ts';
import { inWorld, naming, possible } from './in-world.ts';
import { cutsTheAnswer, dropsTheAnswer, dropsUnread, nonsense, says, saysPage, staysSilent } from './troubles.ts';
import { type CallName, type ContractWorld, callNames, type StartWorld } from './world.ts';

const transient: Readonly<Record<string, Trouble>> = {
  'dropped unread': dropsUnread,
  'an answer that is dropped': dropsTheAnswer,
  'an answer that is cut': cutsTheAnswer,
  'a 500': says(500, { error: 'Internal server error' }),
  'a 502 page': saysPage(502),
  'a 503': says(503, { error: 'Service temporarily unavailable' }),
  'a 504 page': saysPage(504),
};

/** The trouble that any network and any gateway can make, for every call that costs nothing and for recoveries. */
export function describeTroubledCalls(startWorld: StartWorld): void {
  describe.each(callNames.filter((name) => name !== 'submit').map((name) => ({ name, title: callTitles[name] })))(
    '$title',
    ({ name }) => {
      inWorld(startWorld, 'that does not get through is transient', async (world) => {
        await expectErrors(world, name, transient, ['transient']);
      });

      inWorld(startWorld, 'that is answered with nonsense is malformed, or the operator’s to mend', async (world) => {
        if (name === 'replay') await expectFoundAnotherWay(world);
        else await expectErrors(world, name, nonsense, nonsenseMeans(name));
      });

      inWorld(startWorld, 'that nobody listens to is transient and did not arrive', async (world) => {
        const { make } = await readyCall(world, name);
        await world.gateway.refuse();
        const error = await errorOf(make(forever));
        expectProviderError(world, error);
        expect(error).toMatchObject({ kind: 'transient', mayHaveArrived: false });
      });
    },
  );

  describe.each(callNames.map((name) => ({ name, title: callTitles[name] })))('$title', ({ name }) => {
    inWorld(startWorld, 'that is not answered is given up', async (world) => {
      const { route, make } = await readyCall(world, name);
      possible(world.unhurried[name] ?? null);
      world.gateway.meddle(route, staysSilent);
      const error = await errorOf(make(forever, world.impatient));
      expectProviderError(world, error);
      expect(error).toMatchObject({ kind: 'transient', mayHaveArrived: true });
    });

    inWorld(startWorld, 'never repeats the key, whatever quotes it', async (world) => {
      const { apiKey } = world;
      const quoting = {
        error: `Invalid API key ${apiKey}`,
        message: apiKey,
        details: { [apiKey]: [apiKey] },
        status: 'FAILED',
      };
      const { route, make } = await readyCall(world, name);
      for (const status of [200, 400, 401, 403, 404, 406, 422, 500]) {
        world.gateway.meddle(route, says(status, quoting, { 'x-request-id': apiKey }));
        const outcome: unknown = await make(forever).catch((error: unknown) => error);
        expectNoKey(world, outcome);
      }
    });
  });
}

/** What was taken is found by searching where repeating is answered with nonsense; nothing is paid for again. */
async function expectFoundAnotherWay(world: ContractWorld): Promise<void> {
  const { route, make } = await readyCall(world, 'replay');
  const taken = world.takenIds();
  for (const [title, trouble] of Object.entries(nonsense)) {
    world.gateway.meddle(route, trouble);
    await naming(title, async () => {
      expect(await make(forever)).toMatchObject({ kind: 'submitted', value: { state: 'accepted' } });
      expect(world.takenIds()).toEqual(taken);
    });
  }
}

/** For uploads a wrong address in the configuration is likelier than a broken service. */
function nonsenseMeans(name: CallName): readonly ProviderErrorKind[] {
  return name === 'upload' || name === 'publish' ? ['malformed', 'credentials'] : ['malformed'];
}

async function expectErrors(
  world: ContractWorld,
  name: CallName,
  troubles: Readonly<Record<string, Trouble>>,
  kinds: readonly ProviderErrorKind[],
): Promise<void> {
  const { route, make } = await readyCall(world, name);
  const taken = world.takenIds();
  for (const [title, trouble] of Object.entries(troubles)) {
    world.gateway.meddle(route, trouble);
    await naming(title, async () => {
      const error = await errorOf(make(forever));
      expectProviderError(world, error);
      expect(kinds).toContain(error.kind);
      expect(world.takenIds()).toEqual(taken);
    });
  }
  world.gateway.meddle(route, null);
  await make(forever);
}
