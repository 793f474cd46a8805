import { describe, expect } from 'vitest';
import { expectProviderError, forever } from './attempt.ts';
import { essence, expectSensible } from './call-outcome.ts';
import { callTitles, type ReadyCall, readyCall } from './calls.ts';
import type { Trouble } from './gateway.ts';
import { inWorld, naming } from './in-world.ts';
import { changesJson, unusualForms } from './troubles.ts';
import { type CallName, type ContractWorld, callNames, type StartWorld } from './world.ts';

/** What may stand where something else was promised. */
const wrongValues: readonly unknown[] = [undefined, null, 'text', -1, [{}]];

/** Right answers, written otherwise or damaged in one place. */
export function describeOddAnswers(startWorld: StartWorld): void {
  describe.each(callNames.map((name) => ({ name, title: callTitles[name] })))('$title', ({ name }) => {
    inWorld(startWorld, 'is understood in unusual forms', async (world) => {
      world.speakJson();
      const call = await readyCall(world, name);
      const usual = essence(await call.make(forever));
      for (const [title, trouble] of Object.entries(unusualForms)) {
        world.gateway.meddle(call.route, trouble);
        await naming(title, async () => expect(essence(await call.make(forever))).toEqual(usual));
      }
    });

    inWorld(
      startWorld,
      'makes sense of an answer in which one field is wrong, or says that it cannot',
      async (world) => {
        world.speakJson();
        const call = await readyCall(world, name);
        const fields = await fieldsAnswered(world, call);
        for (const field of fields) {
          for (const value of wrongValues) {
            await naming(`${field}: ${JSON.stringify(value)}`, () =>
              expectSense(
                world,
                name,
                call,
                changesJson((json) => ({ ...Object(json), [field]: value })),
              ),
            );
          }
        }
        await naming('wrapped', () =>
          expectSense(
            world,
            name,
            call,
            changesJson((json) => ({ data: json })),
          ),
        );
        await naming('nested', () =>
          expectSense(
            world,
            name,
            call,
            changesJson((json) => ({ a: { b: json } })),
          ),
        );
        await naming('in a list', () =>
          expectSense(
            world,
            name,
            call,
            changesJson((json) => [json]),
          ),
        );
      },
    );
  });
}

/** The top of a right answer. */
async function fieldsAnswered({ gateway }: ContractWorld, { route, make }: ReadyCall): Promise<readonly string[]> {
  let fields: readonly string[] = [];
  gateway.meddle(
    route,
    changesJson((json) => {
      fields = Array.isArray(json) ? [] : Object.keys(Object(json));
      return json;
    }),
  );
  await make(forever);
  return fields;
}

class Failed {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

async function expectSense(world: ContractWorld, name: CallName, { route, make }: ReadyCall, trouble: Trouble) {
  world.gateway.meddle(route, trouble);
  const before = world.takenIds().length;
  const outcome = await make(forever).catch((error: unknown) => new Failed(error));
  expect(world.takenIds().length - before).toBeLessThanOrEqual(name === 'submit' ? 1 : 0);
  if (!(outcome instanceof Failed)) return expectSensible(world, outcome);
  expectProviderError(world, outcome.error);
  if (name === 'submit') expect(outcome.error.mayHaveArrived).toBe(true);
}
