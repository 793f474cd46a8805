import type { EditMessages, Road } from './peers/edit-messages.ts';
import { type Summary, summarise } from './statistics.ts';
import { startWorker } from './workers.ts';
import type { World } from './world.ts';

const perSecond = 100;
const seconds = 10;

/** Milliseconds from the call to the answer, by road. */
export type EditFigures = Readonly<Record<Road, Summary>>;

/** Edits of a hundred different answers a second, for ten seconds: each road in a process of its own, one after the other. */
export async function measureEdits(world: World): Promise<EditFigures> {
  return {
    undici: await editsBy('undici', world),
    raybot: await editsBy('raybot', world),
    'discord.js': await editsBy('discord.js', world),
  };
}

async function editsBy(road: Road, { discordApi }: World): Promise<Summary> {
  const peer = startWorker<EditMessages>('peers/edit-messages.ts');
  const durations = await peer.call('edit', { road, discordApi, perSecond, count: perSecond * seconds });
  await peer.end();
  return summarise(durations);
}
