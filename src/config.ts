import { resolve } from 'node:path';
import { z } from 'zod';
import { catalogue, type ProviderName } from './catalogue/models.ts';
import type { CatalogueOverrides } from './catalogue/offer.ts';
import type { Allowance } from './credits/allowance.ts';

/** The whole configuration, checked. Nothing else reads the environment. */
export interface Config {
  readonly discord: {
    readonly token: string;
    /** Discord's API, without the version. */
    readonly apiUrl: string;
    readonly allowedGuilds: '*' | readonly string[];
    readonly operatorIds: readonly string[];
    readonly operatorChannelId: string | null;
  };
  readonly catalogue: CatalogueOverrides;
  readonly segmind: {
    readonly apiKey: string;
    readonly baseUrl: string;
    readonly requestsPerMinute: number;
  } | null;
  readonly allowance: Allowance;
  /** Millionths of a US dollar a day over all guilds; 0 for no limit. */
  readonly spendLimitMicroUsdPerDay: number;
  readonly trustedOrigins: readonly string[];
  readonly dataDirectory: string;
  /** Path of the SQLite file. */
  readonly databaseFile: string;
  readonly logLevel: LogLevel;
  /** Set, but without effect in this version: named at the start, so that nobody waits for it. */
  readonly ignored: readonly string[];
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** One variable that cannot be used as it is. */
export interface ConfigProblem {
  readonly variable: string;
  readonly whatToDo: string;
}

/** The environment cannot be used; the message lists every problem, and no value of a secret. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ variable, whatToDo }) => `  ${variable}: ${whatToDo}`);
    super(`The configuration needs your attention:\n${lines.join('\n')}\nSee .env.example for every variable.`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const snowflake = /^\d{17,20}$/;
const rowKeys = catalogue.map(({ key }) => key);

/** A comma-separated list; blanks around its parts are dropped. */
const partsOf = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
const list = z.string().default('').transform(partsOf);

const areIds = (parts: readonly string[]) => parts.every((part) => snowflake.test(part));
const ids = list.refine(areIds, {
  error: 'give Discord ids (17 to 20 digits), separated by commas. Developer Mode in Discord lets you copy them.',
});

const url = (example: string) =>
  z
    .string()
    .transform((text) => text.replace(/\/+$/, ''))
    .refine(isHttpUrl, { error: `give an http or https address without credentials or a query, such as ${example}.` });

const requestsPerMinute = z.coerce
  .number({ error: 'give the number of requests per minute that your plan allows, such as 50.' })
  .min(1, 'give at least 1 request per minute.')
  .max(60_000, 'give at most 60000 requests per minute.');

const jsonObject = (example: string) =>
  z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: `give a JSON object, such as ${example}.` });
      return z.NEVER;
    }
  });

/** A JSON object keyed by catalogue row; what each row holds is said by its own schema. */
const byRow = <Row extends z.core.SomeType>(row: Row, example: string) =>
  jsonObject(example).pipe(
    z.partialRecord(
      z.enum(rowKeys),
      row,
      `give a JSON object with keys out of ${rowKeys.join(', ')}, such as ${example}.`,
    ),
  );

const slugsExample = '{"segmind/ray-2":"luma-ray-txt-2-video"}';
const pricesExample = '{"segmind/ray-flash-2":{"5":51,"9":92}}';

const slugError = 'give names of models as the provider writes them.';
const slug = z.string(slugError).regex(/^[\w.-]{1,100}$/, slugError);
const prices = z.partialRecord(
  z.enum(['5', '9']),
  z
    .int('give whole credits.')
    .min(1, 'a price is at least 1 credit.')
    .max(1_000_000, 'a price is at most 1000000 credits.'),
  'give prices for clips of "5" or "9" seconds, such as {"5":51,"9":92}.',
);

/**
 * What each variable may hold. An empty value counts as not set, as `.env` files are often kept.
 */
const environmentSchema = z.object({
  DISCORD_TOKEN: z
    .string(
      'copy the token from the Bot page of your application at https://discord.com/developers/applications. To try raybot without one, run: npm run demo',
    )
    .transform((token) => token.replace(/^Bot\s+/i, '')),
  DISCORD_API_URL: url('https://discord.com/api')
    // Many write the version; ours is added by each client.
    .transform((address) => address.replace(/\/v\d+$/, ''))
    .default('https://discord.com/api'),
  ALLOWED_GUILDS: z
    .literal('*')
    .or(
      list.refine(
        areIds,
        'give the ids (17 to 20 digits) of the servers to serve, separated by commas, or * for every server.',
      ),
    )
    .default([]),
  OPERATOR_IDS: ids,
  OPERATOR_CHANNEL_ID: z.string().regex(snowflake, 'give the id of a channel (17 to 20 digits).').optional(),
  SPEND_LIMIT_USD_PER_DAY: z.coerce
    .number({ error: 'give an amount in US dollars, such as 20 or 7.50; 0 for no limit.' })
    .min(0, 'give 0 (no limit) or more.')
    .max(1_000_000, 'give at most 1000000.')
    .default(0),
  PROVIDERS: list,
  SEGMIND_API_KEY: z.string().optional(),
  SEGMIND_BASE_URL: url('https://api.segmind.com').default('https://api.segmind.com'),
  SEGMIND_UPLOAD_URL: url('https://workflows-api.segmind.com/upload-asset').optional(),
  SEGMIND_HISTORY_URL: url('https://api.spotprod.segmind.com/inference-request/generations').optional(),
  SEGMIND_MODE: z
    .literal('async', 'this version speaks to Segmind in the mode async only; leave it out or set async.')
    .default('async'),
  SEGMIND_REQUESTS_PER_MINUTE: requestsPerMinute.default(50),
  APIFRAME_API_KEY: z.string().optional(),
  APIFRAME_BASE_URL: url('https://api.apiframe.ai').optional(),
  APIFRAME_REQUESTS_PER_MINUTE: requestsPerMinute.optional(),
  MODEL_SLUGS: byRow(slug, slugsExample).optional(),
  PRICES: byRow(prices, pricesExample).optional(),
  DEFAULT_ALLOWANCE_CREDITS: z.coerce
    .number({ error: 'give whole credits, such as 300; 0 for no allowance.' })
    .int('give whole credits.')
    .min(0, 'give 0 or more.')
    .max(1_000_000, 'give at most 1000000.')
    .default(300),
  DEFAULT_ALLOWANCE_PERIOD: z.enum(['day', 'week', 'month'], 'set day, week or month.').default('week'),
  TRUSTED_ORIGINS: list.refine((parts) => parts.every(isOrigin), {
    error: 'give origins without a path, separated by commas, such as http://127.0.0.1:9000.',
  }),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z
    .string()
    .refine((text) => !/^[a-z]{2,}:/i.test(text) || /^(?:sqlite|file):/i.test(text), {
      error: 'give a path or sqlite:<path>; other databases are not served by this version.',
    })
    .optional(),
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

type Environment = z.output<typeof environmentSchema>;

/** Every variable that is read. */
export const variableNames: readonly string[] = Object.keys(environmentSchema.shape);

/**
 * Reads the environment.
 * @throws {ConfigError} that names every problem at once
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
  const { data, error } = environmentSchema.safeParse(given);
  const problems = error ? error.issues.map(toProblem) : [];
  const withKey: ProviderName[] = given.SEGMIND_API_KEY ? ['segmind'] : [];
  problems.push(...providerProblems(partsOf(given.PROVIDERS ?? ''), withKey));
  if (!data || problems.length > 0) throw new ConfigError(withoutRepeats(problems));
  return toConfig(data, withKey);
}

function toProblem({ path, message }: z.core.$ZodIssue): ConfigProblem {
  const [variable, ...inside] = path.map(String);
  return {
    variable: variable ?? 'environment',
    whatToDo: inside.length > 0 ? `(${inside.join(' → ')}) ${message}` : message,
  };
}

/** There must be a provider to work with, and each that is named must be one that we can work with. */
function providerProblems(named: readonly string[], withKey: readonly ProviderName[]): ConfigProblem[] {
  if (named.length === 0) {
    if (withKey.length > 0) return [];
    const whatToDo =
      'give the key of your Segmind account (https://cloud.segmind.com/console/api-keys). To try raybot without one, run: npm run demo';
    return [{ variable: 'SEGMIND_API_KEY', whatToDo }];
  }
  return named.flatMap((name) => {
    if (name === 'segmind') {
      return withKey.includes('segmind')
        ? []
        : [{ variable: 'SEGMIND_API_KEY', whatToDo: 'is missing, but PROVIDERS names segmind.' }];
    }
    return [
      { variable: 'PROVIDERS', whatToDo: `«${name.slice(0, 30)}» is not served by this version; it knows: segmind.` },
    ];
  });
}

function withoutRepeats(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.variable} ${problem.whatToDo}`, problem])).values()];
}

function toConfig(data: Environment, providers: readonly ProviderName[]): Config {
  const dataDirectory = resolve(data.DATA_DIR);
  return {
    discord: {
      token: data.DISCORD_TOKEN,
      apiUrl: data.DISCORD_API_URL,
      allowedGuilds: data.ALLOWED_GUILDS,
      operatorIds: data.OPERATOR_IDS,
      operatorChannelId: data.OPERATOR_CHANNEL_ID ?? null,
    },
    catalogue: { providers, slugs: data.MODEL_SLUGS ?? {}, prices: data.PRICES ?? {} },
    segmind: data.SEGMIND_API_KEY
      ? {
          apiKey: data.SEGMIND_API_KEY,
          baseUrl: data.SEGMIND_BASE_URL,
          requestsPerMinute: data.SEGMIND_REQUESTS_PER_MINUTE,
        }
      : null,
    allowance: { credits: data.DEFAULT_ALLOWANCE_CREDITS, period: data.DEFAULT_ALLOWANCE_PERIOD },
    spendLimitMicroUsdPerDay: Math.round(data.SPEND_LIMIT_USD_PER_DAY * 1_000_000),
    trustedOrigins: data.TRUSTED_ORIGINS.map((origin) => new URL(origin).origin),
    dataDirectory,
    databaseFile: data.DATABASE_URL ? resolve(sqlitePath(data.DATABASE_URL)) : resolve(dataDirectory, 'raybot.sqlite'),
    logLevel: data.LOG_LEVEL,
    ignored: ignoredVariables(data),
  };
}

/** `sqlite:path`, `sqlite:///path`, `file:path` or a bare path. */
function sqlitePath(databaseUrl: string): string {
  return databaseUrl.replace(/^(?:sqlite|file):(?:\/\/(?=\/))?/i, '');
}

/** Variables whose part of raybot is still to come. */
function ignoredVariables(data: Environment): string[] {
  const later = ['APIFRAME_API_KEY', 'SEGMIND_UPLOAD_URL', 'SEGMIND_HISTORY_URL', 'PORT', 'PUBLIC_URL'] as const;
  return later.filter((name) => data[name] !== undefined);
}

function isHttpUrl(text: string): boolean {
  const parsed = URL.parse(text);
  if (!parsed || /[?#]/.test(text)) return false;
  return /^https?:$/.test(parsed.protocol) && parsed.username === '' && parsed.password === '';
}

function isOrigin(text: string): boolean {
  return isHttpUrl(text) && URL.parse(text)?.pathname === '/';
}
