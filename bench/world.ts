import type { DiscordServer } from './servers/discord.ts';
import type { SegmindServer } from './servers/segmind.ts';
import { startWorker, type Worker } from './workers.ts';

/** The bench's own Discord and Segmind, each in a process of its own. */
export interface World {
  readonly discord: Worker<DiscordServer>;
  readonly segmind: Worker<SegmindServer>;
  /** Without the version. */
  readonly discordApi: string;
  readonly segmindOrigin: string;
}

export async function startWorld(): Promise<World> {
  const discord = startWorker<DiscordServer>('servers/discord.ts');
  const segmind = startWorker<SegmindServer>('servers/segmind.ts');
  const [discordApi, segmindOrigin] = await Promise.all([discord.call('start', null), segmind.call('start', null)]);
  return { discord, segmind, discordApi, segmindOrigin };
}
