import { resolve } from 'node:path';
import type { z } from 'zod';
import { catalogue } from './catalogue/models.ts';
import type { CatalogueOverrides } from './catalogue/offer.ts';
import type { Allowance } from './credits/allowance.ts';
import {
  discordApiUrl,
  type Environment,
  environmentSchema,
  idleVariables,
  type LogLevel,
  segmindBaseUrl,
} from './environment.ts';

/** The whole configuration, checked. Nothing else reads the environment. */
export interface Config {
  readonly discord: {
    readonly token: string;
    /** Discord's API, without the version. */
    readonly apiUrl: string;
    readonly allowedGuilds: '*' | readonly string[];
    /** Where members' attachments are. */
    readonly attachmentOrigins: readonly string[];
    readonly operatorChannelId: string | null;
  };
  readonly catalogue: CatalogueOverrides;
  readonly segmind: {
    readonly apiKey: string;
    readonly baseUrl: string;
    readonly uploadUrl: string;
    readonly requestsPerMinute: number;
  };
  readonly allowance: Allowance;
  /** Millionths of a US dollar a day over all guilds; 0 for no limit. */
  readonly spendLimitMicroUsdPerDay: number;
  readonly trustedOrigins: readonly string[];
  /** The same for members' pictures: a Discord of one's own keeps the attachments too. */
  readonly trustedImageOrigins: readonly string[];
  readonly dataDirectory: string;
  /** Path of the SQLite file. */
  readonly databaseFile: string;
  readonly logLevel: LogLevel;
  /** Set, but without effect in this version: named at the start, so that nobody waits for it. */
  readonly ignored: readonly string[];
}

/** One variable that cannot be used as it is. */
export interface ConfigProblem {
  readonly variable: string;
  readonly whatToDo: string;
}

/** The environment cannot be used; the message lists every problem, and no value that could be a secret. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ variable, whatToDo }) => `  ${variable}: ${whatToDo}`);
    super(`The configuration needs your attention:\n${lines.join('\n')}\nSee .env.example for every variable.`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Reads the environment.
 * @throws {ConfigError} that names every problem at once
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
  const { data, error } = environmentSchema.safeParse(given);
  if (error) throw new ConfigError(withoutRepeats(error.issues.map(toProblem)));
  return toConfig(data);
}

/** What may stand in a problem of what the operator wrote into a JSON object: anything else could be a pasted key. */
const knownKeys = new Set(catalogue.flatMap(({ key, terms }) => [key, ...Object.keys(terms)]));

function toProblem({ path, message }: z.core.$ZodIssue): ConfigProblem {
  const [variable = 'environment', ...inside] = path.map(String);
  const named = inside.filter((key) => knownKeys.has(key));
  return { variable, whatToDo: named.length > 0 ? `(${named.join(' → ')}) ${message}` : message };
}

function withoutRepeats(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.variable} ${problem.whatToDo}`, problem])).values()];
}

/** Users' files, and nothing else: https://docs.discord.com/developers/reference#signed-attachment-cdn-urls */
const attachmentOrigins = ['https://cdn.discordapp.com', 'https://media.discordapp.net'];

/** Segmind takes files on a host of its own; another service is not to be passed over, as the key goes along. */
function uploadUrlBeside(baseUrl: string): string {
  return baseUrl === segmindBaseUrl ? 'https://workflows-api.segmind.com/upload-asset' : `${baseUrl}/upload-asset`;
}

function toConfig(data: Environment): Config {
  const dataDirectory = resolve(data.DATA_DIR);
  const trustedOrigins = data.TRUSTED_ORIGINS.map((origin) => new URL(origin).origin);
  const ownDiscord = data.DISCORD_API_URL === discordApiUrl ? [] : [new URL(data.DISCORD_API_URL).origin];
  const trustedImageOrigins = [...trustedOrigins, ...ownDiscord];
  return {
    discord: {
      token: data.DISCORD_TOKEN,
      apiUrl: data.DISCORD_API_URL,
      allowedGuilds: data.ALLOWED_GUILDS,
      attachmentOrigins: [...attachmentOrigins, ...trustedImageOrigins],
      operatorChannelId: data.OPERATOR_CHANNEL_ID ?? null,
    },
    catalogue: { providers: data.PROVIDERS, slugs: data.MODEL_SLUGS ?? {}, prices: data.PRICES ?? {} },
    segmind: {
      apiKey: data.SEGMIND_API_KEY,
      baseUrl: data.SEGMIND_BASE_URL,
      uploadUrl: data.SEGMIND_UPLOAD_URL ?? uploadUrlBeside(data.SEGMIND_BASE_URL),
      requestsPerMinute: data.SEGMIND_REQUESTS_PER_MINUTE,
    },
    allowance: { credits: data.DEFAULT_ALLOWANCE_CREDITS, period: data.DEFAULT_ALLOWANCE_PERIOD },
    spendLimitMicroUsdPerDay: Math.round(data.SPEND_LIMIT_USD_PER_DAY * 1_000_000),
    trustedOrigins,
    trustedImageOrigins,
    dataDirectory,
    databaseFile: data.DATABASE_URL ?? resolve(dataDirectory, 'raybot.sqlite'),
    logLevel: data.LOG_LEVEL,
    ignored: idleVariables.filter((name) => data[name] !== undefined),
  };
}
