import { setTimeout as delay } from 'node:timers/promises';
import { Client, type DefaultRestOptions, Routes } from 'discord.js';
import { applicationId } from '../servers/place.ts';
import { nextSnowflake } from '../servers/snowflake.ts';
import { serve } from '../workers.ts';

export type Road = 'raybot' | 'undici' | 'discord.js';

export interface Edits {
  readonly road: Road;
  readonly discordApi: string;
  readonly perSecond: number;
  readonly count: number;
}

type Edit = (token: string) => Promise<unknown>;

const body = { content: 'Being made. It should be ready any moment.', allowed_mentions: { parse: [] } };
const warmUps = 50;

/** Edits the answers of as many interactions by one road, evenly spaced, whether earlier edits are answered or not. */
const methods = {
  /** @returns milliseconds from the call to its answer, one for each edit */
  async edit({ road, discordApi, perSecond, count }: Edits): Promise<number[]> {
    const edit = await roads[road](discordApi);
    for (let done = 0; done < warmUps; done += 1) {
      // One after the other, slower than any limit.
      await Promise.all([edit(nextToken()), delay(25)]);
    }
    const startedAt = performance.now();
    const edits: Promise<number>[] = [];
    while (edits.length < count) {
      await delay(Math.max(0, startedAt + (edits.length / perSecond) * 1000 - performance.now()));
      edits.push(timed(edit));
    }
    return Promise.all(edits);
  },
};
export type EditMessages = typeof methods;
serve(methods);

/** Each loads what it needs alone: undici, once loaded, gives discord.js a newer dispatcher than its own. */
const roads: Readonly<Record<Road, (api: string) => Promise<Edit>>> = {
  async raybot(api) {
    // raybot has it loaded too, for its uploads.
    await import('undici');
    const { createWebhookRest } = await import('../../src/discord/rest.ts');
    const rest = createWebhookRest(api);
    return (token) => rest.patch(Routes.webhookMessage(applicationId, token), { auth: false, body });
  },
  async undici(api) {
    const { request } = await import('undici');
    return async (token) => {
      const address = `${api}/v10${Routes.webhookMessage(applicationId, token)}`;
      const headers = { 'content-type': 'application/json' };
      const answer = await request(address, { method: 'PATCH', headers, body: JSON.stringify(body) });
      return answer.body.json();
    };
  },
  async 'discord.js'(api) {
    const { rest } = new Client({ intents: [], rest: { api: api as (typeof DefaultRestOptions)['api'] } });
    return (token) => rest.patch(Routes.webhookMessage(applicationId, token), { auth: false, body });
  },
};

async function timed(edit: Edit): Promise<number> {
  const calledAt = performance.now();
  await edit(nextToken());
  return performance.now() - calledAt;
}

function nextToken(): string {
  return `edit-${nextSnowflake()}`;
}
