import type { VideoProvider } from '../../../src/providers/video-provider.ts';
import { take } from './attempt.ts';
import type { CallOutcome } from './call-outcome.ts';
import type { Route } from './gateway.ts';
import { possible } from './in-world.ts';
import type { CallName, ContractWorld } from './world.ts';

/** One call of the contract that is ready to be made. */
export interface ReadyCall {
  readonly route: Route;
  make(signal: AbortSignal, provider?: VideoProvider): Promise<CallOutcome>;
}

/** How each call is named in titles. */
export const callTitles: Readonly<Record<CallName, string>> = {
  submit: 'a submit',
  look: 'a look',
  result: 'the second half of a look',
  upload: 'an upload',
  publish: 'a publication',
  account: 'an account check',
  prices: 'a price check',
  replay: 'a recovery by repeating',
  search: 'a recovery by searching',
};

/** Does all that has to come before the call. */
export async function readyCall(world: ContractWorld, name: CallName): Promise<ReadyCall> {
  const route = possible(world.calls[name]);
  const make = await maker(world, name);
  return { route, make: (signal, provider = world.provider) => make(provider, signal) };
}

type Maker = (provider: VideoProvider, signal: AbortSignal) => Promise<CallOutcome>;

async function maker(world: ContractWorld, name: CallName): Promise<Maker> {
  switch (name) {
    case 'submit':
      return (provider, signal) =>
        told(
          'submitted',
          provider.submit(world.input, async () => {}, signal),
        );
    case 'upload':
      return (provider, signal) => told('address', provider.upload(world.picture, signal));
    case 'publish':
      return (provider, signal) => told('address', publish(provider, world.clip.path, signal));
    case 'account':
      return (provider, signal) => told('account', provider.account(signal));
    case 'prices':
      return (provider, signal) => told('prices', provider.prices(signal));
    case 'look':
    case 'result': {
      const operation = await take(world);
      await world.finish(operation.requestId);
      return (provider, signal) => told('status', provider.status(operation, signal));
    }
    case 'replay':
    case 'search': {
      const lost = await loseOne(world, possible(world[name]).ageMs);
      return (provider, signal) => told('submitted', provider.recover(lost, signal));
    }
  }
}

/** The outcome with its kind. */
async function told<Kind extends string, T>(
  kind: Kind,
  call: Promise<T>,
): Promise<{ readonly kind: Kind; readonly value: T }> {
  return { kind, value: await call };
}

async function publish(provider: VideoProvider, path: string, signal: AbortSignal): Promise<string> {
  if (!provider.publish) throw new Error('there is no place for videos');
  return provider.publish(path, signal);
}

/** Time that nobody has to live through: what the far end does every second would be done for each of them. */
export function age({ clock }: ContractWorld, ms: number): void {
  clock.set(clock.now() + ms);
}

/** A request that was taken and made, and of which nobody here knows. */
async function loseOne(world: ContractWorld, ageMs: number) {
  const { input, requestId, submittedAt: startedAt } = await take(world);
  await world.finish(requestId);
  age(world, ageMs);
  return { input, startedAt, isOurs: async () => false, hasTwin: async () => false };
}
