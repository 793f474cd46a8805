import { expect } from 'vitest';
import type { LostAttempt, SubmitInput } from '../../../src/providers/video-provider.ts';
import { attempt } from './attempt.ts';
import { possible } from './in-world.ts';
import { dropsUnread } from './troubles.ts';
import type { ContractWorld } from './world.ts';

/** Another one of ours. */
export const otherJob = '1122334455667788991';

/** A request of which nobody here knows whether it arrived. */
export function lostOf(
  { input, submittedAt: startedAt }: { readonly input: SubmitInput; readonly submittedAt: number },
  ours: readonly string[] = [],
): LostAttempt {
  return { input, startedAt, isOurs: async (requestId) => ours.includes(requestId), hasTwin: async () => false };
}

/** A submit that never arrived, as nobody can know. */
export async function loseUnread(world: ContractWorld, asked: Partial<SubmitInput> = {}): Promise<LostAttempt> {
  const route = possible(world.calls.submit);
  world.gateway.meddle(route, dropsUnread);
  const startedAt = world.clock.now();
  const { error } = await attempt(world, { input: asked });
  world.gateway.meddle(route, null);
  expect(error).toMatchObject({ mayHaveArrived: true });
  return { input: { ...world.input, ...asked }, startedAt, isOurs: async () => false, hasTwin: async () => false };
}
