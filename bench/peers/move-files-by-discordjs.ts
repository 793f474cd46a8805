import { Client, type DefaultRestOptions, Routes } from 'discord.js';
import { applicationId } from '../servers/place.ts';
import { serve } from '../workers.ts';
import type { Move } from './move-files.ts';

/** How a delivery is usually written: the file in a Buffer, given to discord.js as the answer to its command; all at once. */
const methods = {
  /** @returns seconds */
  async move({ count, segmindOrigin, discordApi }: Move): Promise<number> {
    const { rest } = new Client({ intents: [], rest: { api: discordApi as (typeof DefaultRestOptions)['api'] } });
    const moveOne = async (number: number) => {
      // Node's own: undici's newer one would take the place of the one that discord.js brings.
      const download = await fetch(`${segmindOrigin}/files/${number}.mp4`);
      const data = Buffer.from(await download.arrayBuffer());
      const files = [{ name: 'video.mp4', data, contentType: 'video/mp4' }];
      await rest.patch(Routes.webhookMessage(applicationId, `move-${number}`), { auth: false, body: {}, files });
    };
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: count }, (_, number) => moveOne(number)));
    return (performance.now() - startedAt) / 1000;
  },
};
serve(methods);
