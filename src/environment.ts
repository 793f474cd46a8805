import { resolve } from 'node:path';
import { z } from 'zod';
import { type CatalogueRow, catalogue, type ProviderName } from './catalogue/models.ts';

/** The variables that raybot reads: what each may hold, its default, and what to do about a value that cannot be used. */

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** The providers that this version can work with. */
export const servedProviders = ['segmind'] as const satisfies readonly ProviderName[];

export const discordApiUrl = 'https://discord.com/api';
export const segmindBaseUrl = 'https://api.segmind.com';

const snowflake = /^\d{17,20}$/;

/** A comma-separated list; blanks around its parts are dropped. */
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const areIds = (parts: readonly string[]) => parts.every((part) => snowflake.test(part));

const url = (example: string) =>
  z
    .string()
    .transform((text) => text.replace(/\/+$/, ''))
    .refine(isHttpUrl, { error: `give an http or https address without credentials or a query, such as ${example}.` });

const requestsPerMinute = z.coerce
  .number({ error: 'give the number of requests per minute that your plan allows, such as 50.' })
  .min(1, 'give at least 1 request per minute.')
  .max(60_000, 'give at most 60000 requests per minute.');

/** A word is named in a problem only if nobody could take it for a key that was pasted into the wrong line. */
const plainWord = /^[a-z][a-z-]{1,15}$/;

/** In the operator's order, each once; all of them where none is named. */
const providers = list.transform((named, context) =>
  [...new Set(named.length > 0 ? named : servedProviders)].flatMap((name) => {
    const served = servedProviders.find((provider) => provider === name);
    if (served) return [served];
    const what = plainWord.test(name) ? `«${name}»` : 'an unknown name';
    const message = `${what} is not served by this version; it knows: ${servedProviders.join(', ')}.`;
    context.addIssue({ code: 'custom', message });
    return [];
  }),
);

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
  PROVIDERS: providers.default([...servedProviders]),
  // Needed as long as no other provider is served.
  SEGMIND_API_KEY: z
    .string(
      'give the key of your Segmind account (https://cloud.segmind.com/console/api-keys). To try raybot without one, run: npm run demo',
    )
    .refine(isPlain, notPlain),
  SEGMIND_BASE_URL: url(segmindBaseUrl).default(segmindBaseUrl),
  SEGMIND_UPLOAD_URL: url('https://workflows-api.segmind.com/upload-asset').optional(),
  SEGMIND_HISTORY_URL: url('https://api.spotprod.segmind.com/inference-request/generations').optional(),
  SEGMIND_MODE: z
    .literal('async', 'this version speaks to Segmind in the mode async only; leave it out or set async.')
    .default('async'),
  SEGMIND_REQUESTS_PER_MINUTE: requestsPerMinute.default(50),
  APIFRAME_API_KEY: z.string().optional(),
  APIFRAME_BASE_URL: url('https://api.apiframe.ai').optional(),
  APIFRAME_REQUESTS_PER_MINUTE: requestsPerMinute.optional(),
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
  HOST: z.string().optional(),
  PORT: z.coerce
    .number({ error: 'give a port, 1 to 65535.' })
    .int('give a port, 1 to 65535.')
    .min(1, 'give a port, 1 to 65535.')
    .max(65_535, 'give a port, 1 to 65535.')
    .optional(),
  PUBLIC_URL: url('https://raybot.example.org').optional(),
  LOG_LEVEL: z.enum(logLevels, `set one of ${logLevels.join(', ')}.`).default('info'),
});

/** The variables as they were read. */
export type Environment = z.output<typeof environmentSchema>;

/** Every variable that is read. */
export const variableNames: readonly string[] = Object.keys(environmentSchema.shape);

/** Checked, but without effect: their part of raybot is still to come. */
export const idleVariables = [
  'OPERATOR_IDS',
  'SEGMIND_HISTORY_URL',
  'APIFRAME_API_KEY',
  'APIFRAME_BASE_URL',
  'APIFRAME_REQUESTS_PER_MINUTE',
  'HOST',
  'PORT',
  'PUBLIC_URL',
] as const satisfies readonly (keyof Environment)[];

function isHttpUrl(text: string): boolean {
  const parsed = URL.parse(text);
  if (!parsed || /[?#]/.test(text)) return false;
  return /^https?:$/.test(parsed.protocol) && parsed.username === '' && parsed.password === '';
}

function isOrigin(text: string): boolean {
  return isHttpUrl(text) && URL.parse(text)?.pathname === '/';
}
