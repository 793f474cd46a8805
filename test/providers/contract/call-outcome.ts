import { expect } from 'vitest';
import type {
  Account,
  LivePrices,
  NotTaken,
  OperationStatus,
  Submitted,
} from '../../../src/providers/video-provider.ts';
import { expectSensibleLook, expectVideo } from './expectations.ts';
import type { ContractWorld } from './world.ts';

/** What a call of the contract has given. */
export type CallOutcome =
  | { readonly kind: 'submitted'; readonly value: Submitted | NotTaken | null }
  | { readonly kind: 'status'; readonly value: OperationStatus }
  | { readonly kind: 'address'; readonly value: string }
  | { readonly kind: 'account'; readonly value: Account }
  | { readonly kind: 'prices'; readonly value: LivePrices };

/** A value that a call gave is one that it may give; above all there is no video that is none. */
export async function expectSensible(world: ContractWorld, outcome: CallOutcome): Promise<void> {
  switch (outcome.kind) {
    case 'submitted':
      return expectSensibleSubmit(world, outcome.value);
    case 'status':
      return expectSensibleLook(world, outcome.value);
    case 'address':
      return expect(world.storedFiles().map(({ url }) => url)).toContain(outcome.value);
    case 'account':
      return expect(Number.isSafeInteger(outcome.value.balanceMicroUsd), 'a balance').toBe(true);
    case 'prices': {
      const amounts = [...outcome.value.values()].flatMap((price) => Object.values(price));
      return expect(amounts.every(Number.isSafeInteger), 'prices').toBe(true);
    }
  }
}

async function expectSensibleSubmit(world: ContractWorld, submitted: Submitted | NotTaken | null): Promise<void> {
  if (submitted === null || submitted.state === 'not-taken') return;
  expect([null, ...world.takenIds()]).toContain(submitted.requestId);
  if (submitted.state === 'finished') await expectVideo(world, submitted.video);
}

/** What counts of an outcome: not which request it was, nor where a file stands, as these are new each time. */
export function essence({ kind, value }: CallOutcome): unknown {
  if (kind === 'submitted') return value?.state;
  if (kind === 'address') return typeof value;
  return kind === 'status' ? value.state : value;
}
