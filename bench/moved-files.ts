import { memoryNowMb, watchMemory } from './memory.ts';
import type { Move } from './peers/move-files.ts';
import { temporaryDirectory } from './warden.ts';
import { startWorker } from './workers.ts';
import type { World } from './world.ts';

/** A peer that only moves files from Segmind to Discord. */
type Mover = { readonly move: (move: Move) => Promise<number> };

export interface Moved {
  readonly seconds: number;
  readonly idleMb: number;
  readonly peakMb: number;
}

/**
 * Lets a peer of its own process move `count` files of this clip.
 * @param file - `peers/move-files.ts` or `peers/move-files-by-discordjs.ts`
 * @throws {Error} when not all of them arrived
 */
export async function measureMove(world: World, file: string, clipPath: string, count: number): Promise<Moved> {
  const { discord, segmind, discordApi, segmindOrigin } = world;
  await segmind.call('plan', { kind: 'together', afterMs: 0, clipPath });
  const peer = startWorker<Mover>(file);
  // Its answer to no files at all means that everything is loaded.
  await peer.call('move', { count: 0, segmindOrigin, discordApi, directory: temporaryDirectory() });
  await discord.call('takeOtherFiles', null);
  const idleMb = memoryNowMb(peer.pid);
  const memory = watchMemory(peer.pid);
  const seconds = await peer.call('move', { count, segmindOrigin, discordApi, directory: temporaryDirectory() });
  const { totalMb: peakMb } = memory.stop();
  await peer.end();
  const arrived = await discord.call('takeOtherFiles', null);
  if (arrived !== count) throw new Error(`${file} moved ${arrived} files instead of ${count}`);
  return { seconds, idleMb, peakMb };
}
