import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { type CatalogueRow, catalogue, type ProviderName } from './catalogue/models.ts';

/** The variables that raybot reads: what each may hold, its default, and what to do about a value that cannot be used. */

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** The providers that this version can work with. */
export const servedProviders = ['segmind', 'apiframe'] as const satisfies readonly ProviderName[];

export const discordApiUrl = 'https://discord.com/api';
export const segmindBaseUrl = 'https://api.segmind.com';
const apiframeBaseUrl = 'https://api.apiframe.ai';

/** The variable of each provider's key, and the page where the key is found. */
export const providerKeys = {
  segmind: { variable: 'SEGMIND_API_KEY', page: 'https://cloud.segmind.com/console/api-keys' },
  apiframe: { variable: 'APIFRAME_API_KEY', page: 'https://console.apiframe.ai' },
} as const satisfies Readonly<Record<ProviderName, { variable: string; page: string }>>;

const snowflake = /^\d{17,20}$/;

/** A comma-separated list; blanks around its parts are dropped. */
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const areIds = (parts: readonly string[]) => parts.every((part) => snowflake.test(part));

/** An address without a slash at its end, in the one spelling by which it is compared and extended. */
const url = (example: string) =>
  z
    .string()
    .refine(isHttpUrl, { error: `give an http or https address without credentials or a query, such as ${example}.` })
    .transform((text) => new URL(text).href.replace(/\/+$/, ''));

const requestsPerMinute = z.coerce
  .number({ error: 'give the number of requests per minute that your plan allows, such as 50.' })
  .min(1, 'give at least 1 request per minute.')
  .max(60_000, 'give at most 60000 requests per minute.');

/**
 * No service publishes how many jobs of one account it works on. Sixteen share 50 requests a minute with a look at each about
 * every twenty seconds; more would be done without being noticed sooner.
 */
const maxJobs = z.coerce
  .number({ error: 'give a whole number of jobs, such as 16.' })
  .int('give a whole number of jobs.')
  .min(1, 'give at least 1 job.')
  .max(1_000, 'give at most 1000 jobs.')
  .default(16);

/** A word is named in a problem only if nobody could take it for a key that was pasted into the wrong line. */
const plainWord = /^[a-z][a-z-]{1,15}$/;

const providers = list.superRefine((named, context) => {
  for (const name of named) {
    if (servedProviders.some((provider) => provider === name)) continue;
    const what = plainWord.test(name) ? `«${name}»` : 'an unknown name';
    const message = `${what} is not served by this version; it knows: ${servedProviders.join(', ')}.`;
    context.addIssue({ code: 'custom', message });
  }
});

const isNone = (parts: readonly string[]) => parts.length === 1 && /^none$/i.test(parts[0] ?? '');
const dollars = /^\d{1,7}(?:\.\d{1,6})?$/;

/** Amounts in US dollars, highest first, each once; none for the word `none`. */
const thresholds = list
  .refine((parts) => isNone(parts) || (parts.length > 0 && parts.every((part) => dollars.test(part))), {
    error: 'give amounts in US dollars of 0 or more, separated by commas, such as 10,5,1; none for no such notices.',
  })
  .transform((parts) => (isNone(parts) ? [] : [...new Set(parts.map(Number))].toSorted((a, b) => b - a)));

/** A JSON object keyed by catalogue row; what each row holds is said by its own schema. */
function byRow<Schema extends z.core.SomeType>(schemaOf: (row: CatalogueRow) => Schema, example: string) {
  const keys = catalogue.map(({ key }) => key).join(', ');
  const rows = catalogue.map((row) => [row.key, z.optional(schemaOf(row))]);
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: `give a JSON object, such as ${example}.` });
        return z.NEVER;
      }
    })
    .pipe(
      z.strictObject(
        Object.fromEntries(rows) as Record<string, z.ZodOptional<Schema>>,
        `give a JSON object with keys out of ${keys}, such as ${example}.`,
      ),
    );
}

const slugError = 'give names of models as the provider writes them.';
/** A path segment; dots alone would lead elsewhere. */
const slug = z.string(slugError).regex(/^(?!\.+$)[\w.-]{1,100}$/, slugError);

/** Credits by the lengths that a row has. */
function prices({ key, terms }: CatalogueRow) {
  const lengths = Object.keys(terms);
  const own = Object.fromEntries(Object.entries(terms).map(([seconds, { priceCredits }]) => [seconds, priceCredits]));
  const quoted = lengths.map((seconds) => `"${seconds}"`).join(' or ');
  return z.partialRecord(
    z.enum(lengths),
    z
      .int('give whole credits.')
      .min(1, 'a price is at least 1 credit.')
      .max(1_000_000, 'a price is at most 1000000 credits.'),
    `${key} has clips of ${quoted} seconds: give prices for these alone, such as ${JSON.stringify(own)}.`,
  );
}

/**
 * The file of a `DATABASE_URL`: a path, or `sqlite:` and a path, also as `sqlite://` and a path. A path that begins with a
 * slash is absolute (`sqlite:/srv/a.sqlite`, `sqlite:///srv/a.sqlite`), any other is relative to where raybot is started
 * (`sqlite:data/a.sqlite`, `sqlite://data/a.sqlite`). `file:` may stand for `sqlite:`.
 */
const databaseFile = z
  .string()
  .refine((text) => !/^[a-z]{2,}:/i.test(text) || /^(?:sqlite|file):/i.test(text), {
    error: 'give a path or sqlite:<path>; other databases are not served by this version.',
  })
  .transform((text) => text.replace(/^(?:sqlite|file):(?:\/\/)?/i, ''))
  .refine((path) => path !== '', { error: 'give the path of a file, such as sqlite:/var/lib/raybot/raybot.sqlite.' })
  .refine((path) => !path.startsWith(':memory:'), {
    error: 'a database in memory would forget every credit and job at the next start; give the path of a file.',
  })
  .transform((path) => resolve(path));

/** A key is sent in a header, which takes nothing else; a look-alike letter of another alphabet is easily pasted. */
const isPlain = (key: string) => /^[\x21-\x7e]+$/.test(key);
const notPlain = 'holds a blank or a character that no key has. Copy it anew.';

/** Where to listen; an IPv6 address may stand in brackets, as in an address of the web. */
const host = z
  .string()
  .transform((text) => text.replace(/^\[(.*)\]$/, '$1'))
  .refine((text) => isIP(text) !== 0 || /^[a-z\d][a-z\d.-]{0,252}$/i.test(text), {
    error: 'give an address or a name of this machine, without a port: 127.0.0.1, or 0.0.0.0 for all its addresses.',
  });

/** Providers' notices come in over the internet, so in the clear for a trial on one machine alone. */
const publicUrl = url('https://raybot.example.org').refine(
  (address) => {
    const { protocol, hostname } = new URL(address);
    return protocol === 'https:' || isLoopback(hostname);
  },
  { error: 'give an https address, such as https://raybot.example.org; http is for this machine alone.' },
);

/** An empty value counts as not set, as `.env` files are often kept: see `readConfig`. */
export const environmentSchema = z.object({
  DISCORD_TOKEN: z
    .string(
      'copy the token from the Bot page of your application at https://discord.com/developers/applications. To try raybot without one, run: npm run demo',
    )
    .transform((token) => token.replace(/^Bot\s+/i, ''))
    .refine(isPlain, notPlain),
  DISCORD_API_URL: url(discordApiUrl)
    // Many write the version; ours is added by each client.
    .transform((address) => address.replace(/\/v\d+$/, ''))
    .default(discordApiUrl),
  ALLOWED_GUILDS: z
    .literal('*')
    .or(
      list.refine(
        areIds,
        'give the ids (17 to 20 digits) of the servers to serve, separated by commas, or * for every server.',
      ),
    )
    .default([]),
  OPERATOR_IDS: list
    .refine(areIds, {
      error: 'give Discord ids (17 to 20 digits), separated by commas. Developer Mode in Discord lets you copy them.',
    })
    .optional(),
  OPERATOR_CHANNEL_ID: z.string().regex(snowflake, 'give the id of a channel (17 to 20 digits).').optional(),
  SPEND_LIMIT_USD_PER_DAY: z.coerce
    .number({ error: 'give an amount in US dollars, such as 20 or 7.50; 0 for no limit.' })
    .min(0, 'give 0 (no limit) or more.')
    .max(1_000_000, 'give at most 1000000.')
    .default(0),
  LOW_BALANCE_USD: thresholds.default([10, 5, 1]),
  // With sixteen at a time and two minutes each the last of them begins within the time for which its card can be redrawn.
  MAX_WAITING_JOBS: z.coerce
    .number({ error: 'give a whole number of jobs, such as 100; 0 where nobody may wait.' })
    .int('give a whole number of jobs.')
    .min(0, 'give 0 or more.')
    .max(10_000, 'give at most 10000.')
    .default(100),
  PROVIDERS: providers.optional(),
  // Which of the keys are needed depends on PROVIDERS.
  SEGMIND_API_KEY: z.string().refine(isPlain, notPlain).optional(),
  SEGMIND_BASE_URL: url(segmindBaseUrl).default(segmindBaseUrl),
  SEGMIND_UPLOAD_URL: url('https://workflows-api.segmind.com/upload-asset').optional(),
  SEGMIND_HISTORY_URL: url('https://api.spotprod.segmind.com/inference-request/generations').optional(),
  SEGMIND_MODE: z.enum(['async', 'sync'], 'set async or sync.').default('async'),
  SEGMIND_V1_BODY: z.enum(['json', 'multipart'], 'set json or multipart.').default('json'),
  SEGMIND_REQUESTS_PER_MINUTE: requestsPerMinute.default(50),
  SEGMIND_MAX_JOBS: maxJobs,
  APIFRAME_API_KEY: z.string().refine(isPlain, notPlain).optional(),
  APIFRAME_BASE_URL: url(apiframeBaseUrl)
    // Many write the version; ours is added to each call.
    .transform((address) => address.replace(/\/v2$/, ''))
    .default(apiframeBaseUrl),
  // Apiframe publishes no number (https://api.apiframe.ai/v2/openapi.json): Segmind's is taken, and lowered by its answers.
  APIFRAME_REQUESTS_PER_MINUTE: requestsPerMinute.default(50),
  APIFRAME_MAX_JOBS: maxJobs,
  MODEL_SLUGS: byRow(() => slug, '{"segmind/ray-2":"luma-ray-txt-2-video"}').optional(),
  PRICES: byRow(prices, '{"segmind/ray-flash-2":{"5":51,"9":92}}').optional(),
  DEFAULT_ALLOWANCE_CREDITS: z.coerce
    .number({ error: 'give whole credits, such as 300; 0 for no allowance.' })
    .int('give whole credits.')
    .min(0, 'give 0 or more.')
    .max(1_000_000, 'give at most 1000000.')
    .default(300),
  DEFAULT_ALLOWANCE_PERIOD: z.enum(['day', 'week', 'month'], 'set day, week or month.').default('week'),
  TRUSTED_ORIGINS: list
    .refine((parts) => parts.every(isOrigin), {
      error: 'give origins without a path, separated by commas, such as http://127.0.0.1:9000.',
    })
    .default([]),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: databaseFile.optional(),
  RETENTION_DAYS: z.coerce
    .number({ error: 'give whole days, such as 180.' })
    .int('give whole days.')
    .min(1, 'give at least 1 day.')
    .max(3_650, 'give at most 3650 days: what nobody needs any more is to be erased.')
    .default(180),
  BACKUPS: z.enum(['daily', 'off'], 'set daily or off.').default('daily'),
  HOST: host.default('127.0.0.1'),
  PORT: z.coerce
    .number({ error: 'give a port, 1 to 65535.' })
    .int('give a port, 1 to 65535.')
    .min(1, 'give a port, 1 to 65535.')
    .max(65_535, 'give a port, 1 to 65535.')
    .optional(),
  PUBLIC_URL: publicUrl.optional(),
  LOG_LEVEL: z.enum(logLevels, `set one of ${logLevels.join(', ')}.`).default('info'),
});

/** The variables as they were read. */
export type Environment = z.output<typeof environmentSchema>;

/** Every variable that is read. */
export const variableNames: readonly string[] = Object.keys(environmentSchema.shape);

/** Whether a host, as `URL` spells it, is this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(?:127(?:\.\d+){3}|\[::1\]|(?:.+\.)?localhost)$/.test(hostname);
}

function isHttpUrl(text: string): boolean {
  const parsed = URL.parse(text);
  if (!parsed || /[?#]/.test(text)) return false;
  return /^https?:$/.test(parsed.protocol) && parsed.username === '' && parsed.password === '';
}

function isOrigin(text: string): boolean {
  return isHttpUrl(text) && URL.parse(text)?.pathname === '/';
}
