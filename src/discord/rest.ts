import { type DefaultRestOptions, REST, type RESTOptions, type RequestData, type RouteLike } from 'discord.js';

/**
 * The road for interactions: their callbacks and webhooks need no bot token and are outside the bot's global limit
 * (https://docs.discord.com/developers/topics/rate-limits). With `auth: false` on each call, a dead interaction token can
 * never make discord.js forget the bot's (https://github.com/discordjs/discord.js/pull/10798).
 */
export type WebhookRest = Pick<REST, 'get' | 'post' | 'patch' | 'delete'>;

/** The road for what the bot does as itself: plain messages, and telling Discord its commands. */
export type BotRest = WebhookRest & Pick<REST, 'put'>;

/** An acknowledgement is due within three seconds; texts and deletions need no more. */
const webhookTimeoutMs = 5_000;
/** For some megabytes over a slow line. */
const fileTimeoutMs = 60_000;
const botTimeoutMs = 15_000;
/** https://docs.discord.com/developers/topics/rate-limits#global-rate-limit */
const botRequestsPerSecond = 50;

/**
 * Repeating is the job's decision. A rate limit is an error to us, not a silent wait, and that includes an answer 429
 * without a Retry-After, which the library would repeat at once and for ever.
 */
const limitsAreErrors = { version: '10', retries: 0, rejectOnRateLimit: () => true } as const;

/**
 * @param api - Discord's API, without the version
 * @param makeRequest - what sends a request, in place of the network
 */
export function createWebhookRest(api: string, makeRequest?: RESTOptions['makeRequest']): WebhookRest {
  return webhookRest(api, webhookTimeoutMs, makeRequest);
}

/**
 * The same road with time for files that are held in memory, such as a picture or a table.
 * @param api - Discord's API, without the version
 */
export function createFileRest(api: string): WebhookRest {
  return webhookRest(api, fileTimeoutMs);
}

function webhookRest(api: string, timeoutMs: number, makeRequest?: RESTOptions['makeRequest']): WebhookRest {
  return new REST({
    ...limitsAreErrors,
    ...(makeRequest && { makeRequest }),
    api: api as DefaultRestApi,
    timeout: timeoutMs,
    globalRequestsPerSecond: Number.POSITIVE_INFINITY,
  });
}

/**
 * One answer 401 makes discord.js forget the token that it was given, and every later call fails before it is sent. So
 * the token is no more than a header here, which nothing forgets; it stands in no error of the library.
 * @param api - Discord's API, without the version
 */
export function createBotRest(api: string, token: string): BotRest {
  const rest = new REST({
    ...limitsAreErrors,
    api: api as DefaultRestApi,
    timeout: botTimeoutMs,
    globalRequestsPerSecond: botRequestsPerSecond,
    headers: { authorization: `Bot ${token}` },
  });
  const call = (method: keyof BotRest) => (route: RouteLike, options?: RequestData) =>
    rest[method](route, { ...options, auth: false });
  return { get: call('get'), post: call('post'), put: call('put'), patch: call('patch'), delete: call('delete') };
}

type DefaultRestApi = (typeof DefaultRestOptions)['api'];
