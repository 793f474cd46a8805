import { resolve } from 'node:path';
import type { z } from 'zod';
import { catalogue, type ProviderName, providerTitles } from './catalogue/models.ts';
import type { CatalogueOverrides } from './catalogue/offer.ts';
import type { Allowance } from './credits/allowance.ts';
import {
  discordApiUrl,
  type Environment,
  environmentSchema,
  isLoopback,
  type LogLevel,
  list,
  providerKeys,
  segmindBaseUrl,
  servedProviders,
  variableNames,
} from './environment.ts';
import { checkAddress } from './media/download-address.ts';

/** Segmind as it is reached; no address ends in a slash. */
export interface SegmindConfig {
  readonly apiKey: string;
  readonly baseUrl: string;
  /** Where members' pictures are put. */
  readonly uploadUrl: string;
  /** Where a request is looked for whose answer was lost. */
  readonly historyUrl: string;
  /** Submit and look (v2), or one request that lasts until the video is there (v1). */
  readonly mode: 'async' | 'sync';
  /** How the requests of the mode `sync` are written. */
  readonly v1Body: 'json' | 'multipart';
  readonly requestsPerMinute: number;
  /** How many jobs it works on at a time. */
  readonly maxJobs: number;
}

/** Apiframe as it is reached. */
export interface ApiframeConfig {
  readonly apiKey: string;
  /** Without the version, and without a slash at its end. */
  readonly baseUrl: string;
  readonly requestsPerMinute: number;
  /** How many jobs it works on at a time. */
  readonly maxJobs: number;
}

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
    /** Who runs this bot: users of Discord. */
    readonly operatorIds: readonly string[];
  };
  readonly catalogue: CatalogueOverrides;
  /**
   * Each null where it has no key. `catalogue.providers` names those that are asked for videos, best first; another one is
   * there for the videos that it still makes.
   */
  readonly segmind: SegmindConfig | null;
  readonly apiframe: ApiframeConfig | null;
  /** Where raybot itself listens (health, metrics, notices of providers); null for nowhere. */
  readonly http: { readonly host: string; readonly port: number } | null;
  /** Under which the internet reaches `http`, without a slash at its end. */
  readonly publicUrl: string | null;
  /** The operator is told when a provider's balance falls to one of these: millionths of a US dollar, highest first. */
  readonly lowBalanceMicroUsd: readonly number[];
  readonly allowance: Allowance;
  /** Millionths of a US dollar a day over all guilds; 0 for no limit. */
  readonly spendLimitMicroUsdPerDay: number;
  /** How many jobs may wait for a place at a provider, over all guilds. */
  readonly maxWaitingJobs: number;
  readonly trustedOrigins: readonly string[];
  /** The same for members' pictures: a Discord of one's own keeps the attachments too. */
  readonly trustedImageOrigins: readonly string[];
  readonly dataDirectory: string;
  /** Path of the SQLite file. */
  readonly databaseFile: string;
  /** After so many days an ended job loses its prompt and its messages' ids. */
  readonly retentionDays: number;
  /** Whether the database is copied once a day. */
  readonly backups: 'daily' | 'off';
  readonly logLevel: LogLevel;
  /** Variables that are set, but have no effect beside the others: named at the start, so that nobody waits for it. */
  readonly ignored: readonly string[];
  /** Every value that must never be printed, also of a key that is not in use. */
  readonly secrets: readonly string[];
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

/** What is set, by name, without blanks around it. */
type Given = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment.
 * @throws {ConfigError} that names every problem at once
 */
export function readConfig(environment: Given): Config {
  const given = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
  const { data, error } = environmentSchema.safeParse(withoutForeignHost(given));
  const problems = [...(error?.issues.map(toProblem) ?? []), ...missingKeys(given), ...unheardNotices(given)];
  if (!data || problems.length > 0) throw new ConfigError(withoutRepeats(problems));
  return toConfig(data, given);
}

/** Some shells and toolchains set HOST for purposes of their own: it is not looked at where nothing listens. */
function withoutForeignHost(given: Given): Given {
  const { HOST: _, ...others } = given;
  return given.PORT === undefined ? others : given;
}

/**
 * The variables whose address would be refused as the source of a video, with that address' origin: a service there that
 * hands out its own videos is paid for what cannot be fetched. Names are judged without looking them up.
 */
export function untrustedBaseUrls(config: Config): Readonly<Record<string, string>> {
  const { catalogue: inUse, trustedOrigins } = config;
  const [segmind, apiframe] = servedProviders.map((name) => (inUse.providers.includes(name) ? config[name] : null));
  const addresses = { SEGMIND_BASE_URL: segmind?.baseUrl, APIFRAME_BASE_URL: apiframe?.baseUrl };
  return Object.fromEntries(
    Object.entries(addresses).flatMap(([variable, address]) =>
      address === undefined || isFetchable(address, trustedOrigins) ? [] : [[variable, new URL(address).origin]],
    ),
  );
}

function isFetchable(address: string, trustedOrigins: readonly string[]): boolean {
  const { origin, hostname } = new URL(address);
  if (isLoopback(hostname)) return trustedOrigins.includes(origin);
  try {
    checkAddress(address, { trustedOrigins });
    return true;
  } catch {
    return false;
  }
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

const tryTheDemo = 'To try raybot without one, run: npm run demo';

/** In the operator's order, each once; where none is named, those that have a key. */
function providersInUse(given: Given): ProviderName[] {
  const named = list.parse(given.PROVIDERS ?? '');
  if (named.length === 0) return servedProviders.filter((provider) => hasKey(given, provider));
  return [...new Set(named)].flatMap((name) => servedProviders.filter((provider) => provider === name));
}

function hasKey(given: Given, provider: ProviderName): boolean {
  return given[providerKeys[provider].variable] !== undefined;
}

/** Each provider that is named needs its key, and one is needed in any case. */
function missingKeys(given: Given): ConfigProblem[] {
  const inUse = providersInUse(given);
  if (inUse.length === 0 && !servedProviders.some((provider) => hasKey(given, provider))) return [noKeyAtAll];
  return inUse
    .filter((provider) => !hasKey(given, provider))
    .map((provider) => {
      const { variable, page } = providerKeys[provider];
      const whatToDo = `give the key of your ${providerTitles[provider]} account (${page}), or take ${provider} out of PROVIDERS. ${tryTheDemo}`;
      return { variable, whatToDo };
    });
}

const noKeyAtAll: ConfigProblem = {
  variable: providerKeys.segmind.variable,
  whatToDo: `give the key of your Segmind account (${providerKeys.segmind.page}), or that of an Apiframe account (${providerKeys.apiframe.page}) in ${providerKeys.apiframe.variable}. ${tryTheDemo}`,
};

function unheardNotices({ PUBLIC_URL, PORT }: Given): ConfigProblem[] {
  if (PUBLIC_URL === undefined || PORT !== undefined) return [];
  return [
    {
      variable: 'PUBLIC_URL',
      whatToDo: 'set PORT too, so that raybot hears what comes to this address; or leave both out.',
    },
  ];
}

/** Users' files, and nothing else: https://docs.discord.com/developers/reference#signed-attachment-cdn-urls */
const attachmentOrigins = ['https://cdn.discordapp.com', 'https://media.discordapp.net'];

/** Segmind takes files on a host of its own; another service is not to be passed over, as the key goes along. */
function uploadUrlBeside(baseUrl: string): string {
  return baseUrl === segmindBaseUrl ? 'https://workflows-api.segmind.com/upload-asset' : `${baseUrl}/upload-asset`;
}

/** The history too has a host of its own, which Segmind's client for Python asks: https://github.com/segmind/segmind-python */
function historyUrlBeside(baseUrl: string): string {
  const host = baseUrl === segmindBaseUrl ? 'https://api.spotprod.segmind.com' : baseUrl;
  return `${host}/inference-request/generations`;
}

function toConfig(data: Environment, given: Given): Config {
  const providers = providersInUse(given);
  const dataDirectory = resolve(data.DATA_DIR);
  const trustedOrigins = data.TRUSTED_ORIGINS.map((origin) => new URL(origin).origin);
  const ownDiscord = data.DISCORD_API_URL === discordApiUrl ? [] : [new URL(data.DISCORD_API_URL).origin];
  const trustedImageOrigins = [...trustedOrigins, ...ownDiscord];
  const secrets = [data.DISCORD_TOKEN, data.SEGMIND_API_KEY, data.APIFRAME_API_KEY];
  return {
    discord: {
      token: data.DISCORD_TOKEN,
      apiUrl: data.DISCORD_API_URL,
      allowedGuilds: data.ALLOWED_GUILDS,
      attachmentOrigins: [...attachmentOrigins, ...trustedImageOrigins],
      operatorChannelId: data.OPERATOR_CHANNEL_ID ?? null,
      operatorIds: [...new Set(data.OPERATOR_IDS)],
    },
    catalogue: { providers, slugs: data.MODEL_SLUGS ?? {}, prices: data.PRICES ?? {} },
    segmind: toSegmind(data),
    apiframe: toApiframe(data),
    http: data.PORT === undefined ? null : { host: data.HOST, port: data.PORT },
    publicUrl: data.PUBLIC_URL ?? null,
    lowBalanceMicroUsd: data.LOW_BALANCE_USD.map(toMicroUsd),
    allowance: { credits: data.DEFAULT_ALLOWANCE_CREDITS, period: data.DEFAULT_ALLOWANCE_PERIOD },
    spendLimitMicroUsdPerDay: toMicroUsd(data.SPEND_LIMIT_USD_PER_DAY),
    maxWaitingJobs: data.MAX_WAITING_JOBS,
    trustedOrigins,
    trustedImageOrigins,
    dataDirectory,
    databaseFile: data.DATABASE_URL ?? resolve(dataDirectory, 'raybot.sqlite'),
    retentionDays: data.RETENTION_DAYS,
    backups: data.BACKUPS,
    logLevel: data.LOG_LEVEL,
    ignored: variableNames.filter((name) => given[name] !== undefined && isIdle(name, data, providers)),
    secrets: secrets.filter((secret) => secret !== undefined),
  };
}

const toMicroUsd = (dollars: number) => Math.round(dollars * 1_000_000);

function toSegmind(data: Environment): SegmindConfig | null {
  if (data.SEGMIND_API_KEY === undefined) return null;
  return {
    apiKey: data.SEGMIND_API_KEY,
    baseUrl: data.SEGMIND_BASE_URL,
    uploadUrl: data.SEGMIND_UPLOAD_URL ?? uploadUrlBeside(data.SEGMIND_BASE_URL),
    historyUrl: data.SEGMIND_HISTORY_URL ?? historyUrlBeside(data.SEGMIND_BASE_URL),
    mode: data.SEGMIND_MODE,
    v1Body: data.SEGMIND_V1_BODY,
    requestsPerMinute: data.SEGMIND_REQUESTS_PER_MINUTE,
    maxJobs: data.SEGMIND_MAX_JOBS,
  };
}

function toApiframe(data: Environment): ApiframeConfig | null {
  if (data.APIFRAME_API_KEY === undefined) return null;
  return {
    apiKey: data.APIFRAME_API_KEY,
    baseUrl: data.APIFRAME_BASE_URL,
    requestsPerMinute: data.APIFRAME_REQUESTS_PER_MINUTE,
    maxJobs: data.APIFRAME_MAX_JOBS,
  };
}

/** Whether nothing reads a variable, beside how the others are set. */
function isIdle(name: string, data: Environment, providers: readonly ProviderName[]): boolean {
  const { SEGMIND_MODE, PORT, OPERATOR_CHANNEL_ID } = data;
  const owner = servedProviders.find((provider) => name.startsWith(`${provider.toUpperCase()}_`));
  if (owner && !providers.includes(owner)) return true;
  if (name === 'SEGMIND_V1_BODY') return SEGMIND_MODE !== 'sync';
  if (name === 'HOST') return PORT === undefined;
  if (name === 'OPERATOR_IDS') return OPERATOR_CHANNEL_ID === undefined;
  return name === 'PUBLIC_URL' && !providers.includes('apiframe');
}
