import { Client, type DefaultRestOptions, Events, GatewayIntentBits } from 'discord.js';
import { serve } from '../workers.ts';

/** The floor of an acknowledgement: a bot of discord.js as its guide writes it, that only defers. */
const methods = {
  async start({ api, token }: { readonly api: string; readonly token: string }): Promise<void> {
    const client = new Client({
      intents: [GatewayIntentBits.Guilds],
      rest: { api: api as (typeof DefaultRestOptions)['api'] },
    });
    client.on(Events.InteractionCreate, async (interaction) => {
      if (interaction.isChatInputCommand()) await interaction.deferReply();
    });
    const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
    await client.login(token);
    await ready;
  },
};
export type DeferringBot = typeof methods;
serve(methods);
