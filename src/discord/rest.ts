import { type DefaultRestOptions, REST } from 'discord.js';

/**
 * The road for interactions: their callbacks and webhooks need no bot token and are outside the bot's global limit
 * (https://docs.discord.com/developers/topics/rate-limits). With `auth: false` on each call, a dead interaction token can
 * never make discord.js forget the bot's (https://github.com/discordjs/discord.js/pull/10798).
 */
export type WebhookRest = Pick<REST, 'get' | 'post' | 'patch' | 'delete'>;

/** An acknowledgement is due within three seconds; texts and deletions need no more. */
const timeoutMs = 5_000;

/** @param api - Discord's API, without the version */
export function createWebhookRest(api: string): WebhookRest {
  return new REST({
    api: api as DefaultRestApi,
    version: '10',
    timeout: timeoutMs,
    // Repeating is the job's decision. A rate limit is an error to us, not a silent wait, and that includes an answer 429
    // without a Retry-After, which the library would repeat at once and for ever.
    retries: 0,
    rejectOnRateLimit: () => true,
    globalRequestsPerSecond: Number.POSITIVE_INFINITY,
  });
}

type DefaultRestApi = (typeof DefaultRestOptions)['api'];
