import { setTimeout as delay } from 'node:timers/promises';
import { type LongestTurn, watchLoop } from '../loop-watch.ts';
import { serve } from '../workers.ts';
import { nextOrigin, request } from './commands.ts';
import { type Community, type LongWork, type Opening, openCommunity } from './community.ts';

export interface Watched extends LongestTurn {
  /** From begin to end, milliseconds. */
  readonly tookMs: number;
}

interface Beside {
  /** Whether members give commands all the while. */
  readonly commands: boolean;
}

/** Between two commands of a busy hour. */
const commandEveryMs = 10;

let community: Community | undefined;

/** What takes raybot long, in a process like its own, whose event loop is watched meanwhile. */
const methods = {
  async open(opening: Opening): Promise<void> {
    community = await openCommunity(opening);
  },
  /** Does it once. */
  watch: ({ work, commands }: Beside & { readonly work: LongWork }) => watched(theCommunity().works[work], commands),
  /** The same time without it. */
  watchWithout: ({ ms, commands }: Beside & { readonly ms: number }) => watched(() => delay(ms), commands),
  close: (_: null) => theCommunity().close(),
};
export type DoLongWork = typeof methods;
serve(methods);

function theCommunity(): Community {
  if (!community) throw new Error('nothing is open');
  return community;
}

async function watched(work: () => Promise<unknown>, commands: boolean): Promise<Watched> {
  const ended = new AbortController();
  const given = commands ? giveCommands(ended.signal) : undefined;
  const startedAt = performance.now();
  const watch = watchLoop();
  await work();
  const longest = watch.stop();
  const tookMs = performance.now() - startedAt;
  ended.abort();
  await given;
  return { ...longest, tookMs };
}

async function giveCommands(ended: AbortSignal): Promise<void> {
  const { generations } = theCommunity();
  while (!ended.aborted) {
    await generations.accept(nextOrigin(), request);
    await delay(commandEveryMs);
  }
}
