import { clipOf } from './clips.ts';
import { type Deliveries, measureDeliveries } from './deliveries.ts';
import { type Moved, measureMove } from './moved-files.ts';
import type { World } from './world.ts';

export const largeCount = 20;
export const largeMegabytes = 25;
/** For each connection: slow enough that uploads overlap, as they do on a real line. */
export const uploadMegabytesPerSecond = 20;
const readyAfterMs = 37_000;

export interface LargeFiles {
  readonly raybot: Deliveries;
  readonly floor: Moved;
  readonly discordJs: Moved;
}

/** Memory while many large files are on their way at once. */
export async function measureLargeFiles(world: World): Promise<LargeFiles> {
  const clipPath = await clipOf(largeMegabytes);
  await world.discord.call('limitUploads', uploadMegabytesPerSecond * 1e6);
  const raybot = await measureDeliveries(world, { kind: 'together', afterMs: readyAfterMs, clipPath }, largeCount);
  const floor = await measureMove(world, 'peers/move-files.ts', clipPath, largeCount);
  const discordJs = await measureMove(world, 'peers/move-files-by-discordjs.ts', clipPath, largeCount);
  await world.discord.call('limitUploads', null);
  return { raybot, floor, discordJs };
}
