import { it } from 'vitest';
import { type ContractWorld, Never, type Possible, type StartWorld, type Way, type Ways } from './world.ts';

/** Thrown where a provider cannot have what a test is about. */
class NotHere extends Error {}

/** @throws {NotHere} which shows the test as skipped, with the provider's reason */
export function possible<T>(value: Possible<T>): T {
  if (value instanceof Never) throw new NotHere(value.reason);
  return value;
}

/** A test in a world of its own. */
export function inWorld(startWorld: StartWorld, title: string, check: (world: ContractWorld) => Promise<void>): void {
  it(title, async ({ skip }) => {
    const reason = await reasonToSkip(async () => {
      const world = await startWorld();
      try {
        await check(world);
      } finally {
        await world.close();
      }
    });
    if (reason !== null) skip(reason);
  });
}

/** A test of one situation in all the forms that it has at a provider, each in a world of its own. */
export function inEveryWay(
  startWorld: StartWorld,
  title: string,
  waysOf: (world: ContractWorld) => Ways,
  check: (world: ContractWorld, way: Way) => Promise<void>,
): void {
  it(title, async ({ skip }) => {
    const reason = await reasonToSkip(async () => {
      let names: readonly string[] | null = null;
      for (let index = 0; names === null || index < names.length; index += 1) {
        const world = await startWorld();
        try {
          const ways = possible(waysOf(world));
          names ??= Object.keys(ways);
          const name = names[index] ?? '';
          const way = ways[name];
          if (way) await naming(name, () => check(world, way));
        } finally {
          await world.close();
        }
      }
    });
    if (reason !== null) skip(reason);
  });
}

/** So that a failure says in which form it happened. */
export async function naming(name: string, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (error instanceof Error && !(error instanceof NotHere)) error.message = `«${name}»: ${error.message}`;
    throw error;
  }
}

async function reasonToSkip(run: () => Promise<void>): Promise<string | null> {
  try {
    await run();
    return null;
  } catch (error) {
    if (error instanceof NotHere) return error.message;
    throw error;
  }
}
