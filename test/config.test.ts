import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, untrustedBaseUrls } from '../src/config.ts';

const secrets = { DISCORD_TOKEN: 'MTE.canary-token.value', SEGMIND_API_KEY: 'SG_canary_key' };

function problemsOf(environment: Record<string, string | undefined>): ConfigError {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was taken');
}

const token = { DISCORD_TOKEN: secrets.DISCORD_TOKEN };
const apiframeKey = { APIFRAME_API_KEY: 'afk_canary' };

describe('with a token and a key alone', () => {
  it('the defaults are those of the documentation', () => {
    expect(readConfig(secrets)).toEqual({
      discord: {
        token: secrets.DISCORD_TOKEN,
        apiUrl: 'https://discord.com/api',
        allowedGuilds: [],
        attachmentOrigins: ['https://cdn.discordapp.com', 'https://media.discordapp.net'],
        operatorChannelId: null,
        operatorIds: [],
      },
      catalogue: { providers: ['segmind'], slugs: {}, prices: {} },
      segmind: {
        apiKey: secrets.SEGMIND_API_KEY,
        baseUrl: 'https://api.segmind.com',
        uploadUrl: 'https://workflows-api.segmind.com/upload-asset',
        historyUrl: 'https://api.spotprod.segmind.com/inference-request/generations',
        mode: 'async',
        v1Body: 'json',
        requestsPerMinute: 50,
        maxJobs: 16,
      },
      apiframe: null,
      http: null,
      publicUrl: null,
      lowBalanceMicroUsd: [10_000_000, 5_000_000, 1_000_000],
      allowance: { credits: 300, period: 'week' },
      spendLimitMicroUsdPerDay: 0,
      maxWaitingJobs: 100,
      trustedOrigins: [],
      trustedImageOrigins: [],
      dataDirectory: resolve('data'),
      databaseFile: resolve('data/raybot.sqlite'),
      retentionDays: 180,
      backups: 'daily',
      logLevel: 'info',
      ignored: [],
      secrets: [secrets.DISCORD_TOKEN, secrets.SEGMIND_API_KEY],
    });
  });

  it('the key may be Apiframe’s', () => {
    const config = readConfig({ ...token, ...apiframeKey });
    expect(config).toMatchObject({
      catalogue: { providers: ['apiframe'] },
      segmind: null,
      apiframe: { apiKey: 'afk_canary', baseUrl: 'https://api.apiframe.ai', requestsPerMinute: 50, maxJobs: 16 },
      ignored: [],
      secrets: [secrets.DISCORD_TOKEN, 'afk_canary'],
    });
  });

  it('an empty or blank variable counts as not set', () => {
    const blank = { PROVIDERS: '', PRICES: '  ', ALLOWED_GUILDS: '', LOG_LEVEL: ' ', PORT: '', PUBLIC_URL: ' ' };
    const blankKey = { APIFRAME_API_KEY: ' ', HOST: '', DATABASE_URL: '' };
    expect(readConfig({ ...secrets, ...blank, ...blankKey })).toEqual(readConfig(secrets));
  });
});

/** One good value that is not the default for each name of the contract, and where it shows. */
const everything = {
  ...secrets,
  DISCORD_API_URL: 'http://127.0.0.1:9000/api/',
  ALLOWED_GUILDS: '123456789012345678, 223456789012345678',
  OPERATOR_IDS: '323456789012345678,',
  OPERATOR_CHANNEL_ID: '423456789012345678',
  SPEND_LIMIT_USD_PER_DAY: '7.50',
  LOW_BALANCE_USD: '2.50, 20',
  PROVIDERS: 'apiframe, segmind,',
  SEGMIND_BASE_URL: 'http://127.0.0.1:9001/segmind/',
  SEGMIND_UPLOAD_URL: 'https://upload.example.org',
  SEGMIND_HISTORY_URL: 'https://history.example.org',
  SEGMIND_MODE: 'sync',
  SEGMIND_V1_BODY: 'multipart',
  SEGMIND_MAX_JOBS: '8',
  APIFRAME_MAX_JOBS: '4',
  MAX_WAITING_JOBS: '20',
  SEGMIND_REQUESTS_PER_MINUTE: '120',
  ...apiframeKey,
  APIFRAME_BASE_URL: 'https://apiframe.example.org',
  APIFRAME_REQUESTS_PER_MINUTE: '10',
  MODEL_SLUGS: '{"segmind/ray-2":"luma-ray-3"}',
  PRICES: '{"segmind/ray-flash-2":{"5":60}}',
  DEFAULT_ALLOWANCE_CREDITS: '0',
  DEFAULT_ALLOWANCE_PERIOD: 'month',
  TRUSTED_ORIGINS: 'http://127.0.0.1:9000/, https://mirror.example.org',
  DATA_DIR: '/var/lib/raybot',
  DATABASE_URL: 'sqlite:///srv/raybot.db',
  RETENTION_DAYS: '30',
  BACKUPS: 'off',
  HOST: '0.0.0.0',
  PORT: '8080',
  PUBLIC_URL: 'https://example.org/raybot/',
  LOG_LEVEL: 'debug',
};

it('every name of the contract is read', () => {
  expect(readConfig(everything)).toEqual({
    discord: {
      token: secrets.DISCORD_TOKEN,
      apiUrl: 'http://127.0.0.1:9000/api',
      allowedGuilds: ['123456789012345678', '223456789012345678'],
      attachmentOrigins: [
        'https://cdn.discordapp.com',
        'https://media.discordapp.net',
        'http://127.0.0.1:9000',
        'https://mirror.example.org',
        'http://127.0.0.1:9000',
      ],
      operatorChannelId: '423456789012345678',
      operatorIds: ['323456789012345678'],
    },
    catalogue: {
      providers: ['apiframe', 'segmind'],
      slugs: { 'segmind/ray-2': 'luma-ray-3' },
      prices: { 'segmind/ray-flash-2': { '5': 60 } },
    },
    segmind: {
      apiKey: secrets.SEGMIND_API_KEY,
      baseUrl: 'http://127.0.0.1:9001/segmind',
      uploadUrl: 'https://upload.example.org',
      historyUrl: 'https://history.example.org',
      mode: 'sync',
      v1Body: 'multipart',
      requestsPerMinute: 120,
      maxJobs: 8,
    },
    apiframe: { apiKey: 'afk_canary', baseUrl: 'https://apiframe.example.org', requestsPerMinute: 10, maxJobs: 4 },
    http: { host: '0.0.0.0', port: 8080 },
    publicUrl: 'https://example.org/raybot',
    lowBalanceMicroUsd: [20_000_000, 2_500_000],
    allowance: { credits: 0, period: 'month' },
    spendLimitMicroUsdPerDay: 7_500_000,
    maxWaitingJobs: 20,
    trustedOrigins: ['http://127.0.0.1:9000', 'https://mirror.example.org'],
    trustedImageOrigins: ['http://127.0.0.1:9000', 'https://mirror.example.org', 'http://127.0.0.1:9000'],
    dataDirectory: '/var/lib/raybot',
    databaseFile: '/srv/raybot.db',
    retentionDays: 30,
    backups: 'off',
    logLevel: 'debug',
    ignored: [],
    secrets: [secrets.DISCORD_TOKEN, secrets.SEGMIND_API_KEY, 'afk_canary'],
  });
});

it.each([
  ['*', '*'],
  [undefined, []],
])('ALLOWED_GUILDS=%s is read as %j', (ALLOWED_GUILDS, expected) => {
  expect(readConfig({ ...secrets, ALLOWED_GUILDS }).discord.allowedGuilds).toEqual(expected);
});

it.each([
  ['raybot.db', resolve('raybot.db')],
  ['data/raybot.db', resolve('data/raybot.db')],
  ['/srv/a.db', '/srv/a.db'],
  ['sqlite:data/a.db', resolve('data/a.db')],
  ['sqlite:./data/a.db', resolve('data/a.db')],
  ['sqlite://data/a.db', resolve('data/a.db')],
  ['sqlite:/srv/a.db', '/srv/a.db'],
  ['SQLITE:///srv/a.db', '/srv/a.db'],
  ['file:/srv/a.db', '/srv/a.db'],
  ['file://data/a.db', resolve('data/a.db')],
])('DATABASE_URL=%s is the file %s', (DATABASE_URL, expected) => {
  expect(readConfig({ ...secrets, DATABASE_URL }).databaseFile).toBe(expected);
});

describe('the providers in use', () => {
  it.each([
    [undefined, ['segmind', 'apiframe']],
    [',', ['segmind', 'apiframe']],
    ['segmind', ['segmind']],
    ['apiframe', ['apiframe']],
    ['apiframe,segmind', ['apiframe', 'segmind']],
    ['segmind, segmind', ['segmind']],
  ])('PROVIDERS=%s with both keys: %j', (PROVIDERS, expected) => {
    const config = readConfig({ ...secrets, ...apiframeKey, PROVIDERS });
    expect(config.catalogue.providers).toEqual(expected);
    // One that is asked for nothing new is still there for what it was paid for.
    expect(config.segmind?.apiKey).toBe(secrets.SEGMIND_API_KEY);
    expect(config.apiframe?.apiKey).toBe(apiframeKey.APIFRAME_API_KEY);
  });

  it('are those that have a key where none is named', () => {
    expect(readConfig(secrets).catalogue.providers).toEqual(['segmind']);
    expect(readConfig({ ...token, ...apiframeKey }).catalogue.providers).toEqual(['apiframe']);
  });

  it.each([
    ['segmind', 'SEGMIND_API_KEY', 'give the key of your Segmind account (https://cloud.segmind.com'],
    ['apiframe,segmind', 'SEGMIND_API_KEY', 'or take segmind out of PROVIDERS'],
    ['runway,segmind', 'SEGMIND_API_KEY', 'give the key of your Segmind account'],
  ])('PROVIDERS=%s without %s: what to fill in', (PROVIDERS, variable, whatToDo) => {
    const { problems } = problemsOf({ ...token, ...apiframeKey, PROVIDERS });
    expect(problems).toContainEqual({ variable, whatToDo: expect.stringContaining(whatToDo) });
  });

  it('Apiframe needs its key as well where it is named', () => {
    expect(problemsOf({ ...secrets, PROVIDERS: 'segmind,apiframe' }).problems).toEqual([
      {
        variable: 'APIFRAME_API_KEY',
        whatToDo: expect.stringContaining('give the key of your Apiframe account (https://console.apiframe.ai)'),
      },
    ]);
  });

  it.each([undefined, ',', 'runway'])('without any key and PROVIDERS=%s one problem names both', (PROVIDERS) => {
    const { problems } = problemsOf({ ...token, PROVIDERS });
    const aboutKeys = problems.filter(({ variable }) => variable.endsWith('_KEY'));
    expect(aboutKeys).toHaveLength(1);
    const [{ variable, whatToDo } = { variable: '', whatToDo: '' }] = aboutKeys;
    for (const word of ['SEGMIND_API_KEY', 'APIFRAME_API_KEY', 'npm run demo'])
      expect(`${variable}: ${whatToDo}`).toContain(word);
  });

  it('a key that is there, but cannot be one, is not called missing too', () => {
    expect(problemsOf({ ...token, SEGMIND_API_KEY: 'SG_с', PROVIDERS: 'segmind' }).problems).toEqual([
      { variable: 'SEGMIND_API_KEY', whatToDo: expect.stringContaining('a character that no key has') },
    ]);
  });

  it('a key that is not in use is kept out of every text all the same', () => {
    const { secrets: kept } = readConfig({ ...secrets, ...apiframeKey, PROVIDERS: 'segmind' });
    expect(kept).toEqual([secrets.DISCORD_TOKEN, secrets.SEGMIND_API_KEY, 'afk_canary']);
  });
});

describe('what is set, but has no effect, is named:', () => {
  it.each([
    [{ OPERATOR_IDS: '323456789012345678' }, ['OPERATOR_IDS']],
    [{ OPERATOR_IDS: '323456789012345678', OPERATOR_CHANNEL_ID: '423456789012345678' }, []],
    [{ ...apiframeKey, PROVIDERS: 'segmind' }, ['APIFRAME_API_KEY']],
    [
      { APIFRAME_BASE_URL: 'https://a.example.org', APIFRAME_REQUESTS_PER_MINUTE: '10' },
      ['APIFRAME_BASE_URL', 'APIFRAME_REQUESTS_PER_MINUTE'],
    ],
    [{ ...apiframeKey, PROVIDERS: 'apiframe', SEGMIND_MODE: 'sync' }, ['SEGMIND_API_KEY', 'SEGMIND_MODE']],
    [{ SEGMIND_V1_BODY: 'multipart' }, ['SEGMIND_V1_BODY']],
    [{ SEGMIND_V1_BODY: 'multipart', SEGMIND_MODE: 'sync' }, []],
    [{ HOST: '0.0.0.0' }, ['HOST']],
    [{ HOST: '0.0.0.0', PORT: '8080' }, []],
    [{ PORT: '8080', PUBLIC_URL: 'https://raybot.example.org' }, ['PUBLIC_URL']],
    [{ ...apiframeKey, PORT: '8080', PUBLIC_URL: 'https://raybot.example.org' }, []],
    [{ SEGMIND_HISTORY_URL: 'https://history.example.org' }, []],
  ])('%j: %j', (environment, expected) => {
    expect(readConfig({ ...secrets, ...environment }).ignored).toEqual(expected);
  });
});

it.each([
  ['https://api.apiframe.ai/v2', 'https://api.apiframe.ai'],
  ['https://api.apiframe.ai/v2/', 'https://api.apiframe.ai'],
  ['https://api.apiframe.ai/', 'https://api.apiframe.ai'],
  ['http://127.0.0.1:9002/apiframe', 'http://127.0.0.1:9002/apiframe'],
])('APIFRAME_BASE_URL=%s is %s', (APIFRAME_BASE_URL, expected) => {
  expect(readConfig({ ...secrets, ...apiframeKey, APIFRAME_BASE_URL }).apiframe?.baseUrl).toBe(expected);
});

describe('the HTTP side', () => {
  it.each([
    [{}, null],
    [{ PORT: '8080' }, { host: '127.0.0.1', port: 8080 }],
    [
      { PORT: '8080', HOST: '::1' },
      { host: '::1', port: 8080 },
    ],
    [
      { PORT: '8080', HOST: '[::1]' },
      { host: '::1', port: 8080 },
    ],
    [
      { PORT: '8080', HOST: 'raybot.internal' },
      { host: 'raybot.internal', port: 8080 },
    ],
    [{ HOST: '0.0.0.0' }, null],
  ])('%j: %j', (environment, expected) => {
    expect(readConfig({ ...secrets, ...environment }).http).toEqual(expected);
  });

  it.each([
    ['https://raybot.example.org', 'https://raybot.example.org'],
    ['https://raybot.example.org/', 'https://raybot.example.org'],
    ['https://example.org/bots/ray/', 'https://example.org/bots/ray'],
    ['HTTPS://Example.org:443', 'https://example.org'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('PUBLIC_URL=%s is %s', (PUBLIC_URL, expected) => {
    expect(readConfig({ ...secrets, ...apiframeKey, PORT: '8080', PUBLIC_URL }).publicUrl).toBe(expected);
  });

  it.each([
    ['http://raybot.example.org', 'give an https address'],
    ['http://127.example.org', 'give an https address'],
    ['http://10.0.0.5:8080', 'give an https address'],
    ['https://raybot.example.org/?a=1', 'without credentials or a query'],
    ['raybot.example.org', 'without credentials or a query'],
  ])('PUBLIC_URL=%s is not taken', (PUBLIC_URL, whatToDo) => {
    expect(problemsOf({ ...secrets, PORT: '8080', PUBLIC_URL }).problems).toEqual([
      { variable: 'PUBLIC_URL', whatToDo: expect.stringContaining(whatToDo) },
    ]);
  });

  it.each(['127.0.0.1:8080', 'http://127.0.0.1', '*', 'x86_64-conda-linux-gnu'])(
    'HOST=%s is not taken, but is nobody’s business where nothing listens',
    (HOST) => {
      expect(problemsOf({ ...secrets, PORT: '8080', HOST }).problems).toEqual([
        { variable: 'HOST', whatToDo: expect.stringContaining('without a port: 127.0.0.1, or 0.0.0.0 for all') },
      ]);
      expect(readConfig({ ...secrets, HOST })).toMatchObject({ http: null, ignored: ['HOST'] });
    },
  );

  it('a PUBLIC_URL without a PORT would be deaf', () => {
    expect(problemsOf({ ...secrets, ...apiframeKey, PUBLIC_URL: 'https://raybot.example.org' }).problems).toEqual([
      { variable: 'PUBLIC_URL', whatToDo: expect.stringContaining('set PORT too') },
    ]);
  });
});

it.each([
  ['10,5,1', [10_000_000, 5_000_000, 1_000_000]],
  ['1, 5.00, 0.5, 5', [5_000_000, 1_000_000, 500_000]],
  ['0', [0]],
  ['none', []],
  ['None', []],
])('LOW_BALANCE_USD=%s tells at %j', (LOW_BALANCE_USD, expected) => {
  expect(readConfig({ ...secrets, LOW_BALANCE_USD }).lowBalanceMicroUsd).toEqual(expected);
});

it('a price may be given for one length alone, and for each that the row has', () => {
  const PRICES = '{"segmind/ray-flash-2":{"9":100},"segmind/ray-2":{"5":170}}';
  expect(readConfig({ ...secrets, PRICES }).catalogue.prices).toEqual(JSON.parse(PRICES));
});

it.each([
  'https://discord.com/api',
  'https://discord.com/api/',
  'https://discord.com/api/v10',
  'https://discord.com/api/v9/',
])('DISCORD_API_URL=%s is used without its version', (DISCORD_API_URL) => {
  expect(readConfig({ ...secrets, DISCORD_API_URL }).discord.apiUrl).toBe('https://discord.com/api');
});

it('a token may be given as it stands in a header', () => {
  expect(readConfig({ ...secrets, DISCORD_TOKEN: `Bot ${secrets.DISCORD_TOKEN}` }).discord.token).toBe(
    secrets.DISCORD_TOKEN,
  );
});

describe('a variable that cannot be used is named with what to do', () => {
  it.each([
    ['DISCORD_API_URL', 'ftp://discord.com', 'http or https'],
    ['DISCORD_API_URL', 'https://user:pass@discord.com/api', 'without credentials'],
    ['DISCORD_API_URL', 'https://user@discord.com/api', 'without credentials'],
    ['SEGMIND_BASE_URL', 'https://api.segmind.com/?key=1', 'without credentials or a query'],
    ['SEGMIND_BASE_URL', 'api.segmind.com', 'http or https'],
    ['ALLOWED_GUILDS', '12', 'or * for every server'],
    ['ALLOWED_GUILDS', '*,123456789012345678', 'or * for every server'],
    ['OPERATOR_IDS', 'me', 'separated by commas'],
    ['OPERATOR_CHANNEL_ID', '#general', 'id of a channel'],
    ['RETENTION_DAYS', '0', 'at least 1 day'],
    ['RETENTION_DAYS', '1.5', 'whole days'],
    ['RETENTION_DAYS', 'never', 'whole days'],
    ['RETENTION_DAYS', '4000', 'at most 3650'],
    ['BACKUPS', 'weekly', 'daily or off'],
    ['SPEND_LIMIT_USD_PER_DAY', '12,5', 'US dollars'],
    ['SPEND_LIMIT_USD_PER_DAY', 'Infinity', 'US dollars'],
    ['SPEND_LIMIT_USD_PER_DAY', '-1', '0 (no limit) or more'],
    ['SEGMIND_MODE', 'both', 'set async or sync'],
    ['SEGMIND_V1_BODY', 'xml', 'set json or multipart'],
    ['APIFRAME_API_KEY', 'afk_ one', 'a blank or a character that no key has'],
    ['APIFRAME_BASE_URL', 'api.apiframe.ai', 'http or https'],
    ['APIFRAME_REQUESTS_PER_MINUTE', '0', 'at least 1'],
    ['LOW_BALANCE_USD', '-1', 'of 0 or more'],
    ['LOW_BALANCE_USD', '10;5', 'separated by commas'],
    ['LOW_BALANCE_USD', '$10', 'US dollars'],
    ['LOW_BALANCE_USD', '10,none', 'none for no such notices'],
    ['LOW_BALANCE_USD', ',', 'none for no such notices'],
    ['LOW_BALANCE_USD', 'Infinity', 'US dollars'],
    ['SEGMIND_REQUESTS_PER_MINUTE', '0', 'at least 1'],
    ['SEGMIND_REQUESTS_PER_MINUTE', 'many', 'such as 50'],
    ['SEGMIND_MAX_JOBS', '0', 'at least 1 job'],
    ['APIFRAME_MAX_JOBS', '1.5', 'whole number'],
    ['APIFRAME_MAX_JOBS', '1001', 'at most 1000'],
    ['MAX_WAITING_JOBS', '-1', 'give 0 or more'],
    ['MAX_WAITING_JOBS', 'all', 'such as 100'],
    ['PROVIDERS', 'segmind,runway', '«runway» is not served by this version; it knows: segmind, apiframe.'],
    ['PROVIDERS', 'runway', '«runway» is not served'],
    ['PROVIDERS', 'segmind,SG_0123456789abcdef', 'an unknown name is not served'],
    ['MODEL_SLUGS', '{', 'give a JSON object, such as'],
    ['MODEL_SLUGS', '[]', 'segmind/ray-flash-2, segmind/ray-2'],
    ['MODEL_SLUGS', '{"segmind/ray-9":"x"}', 'segmind/ray-flash-2, segmind/ray-2'],
    ['MODEL_SLUGS', '{"segmind/ray-2":"../admin"}', 'as the provider writes them'],
    ['MODEL_SLUGS', '{"segmind/ray-2":"."}', 'as the provider writes them'],
    ['MODEL_SLUGS', '{"segmind/ray-2":".."}', '(segmind/ray-2) give names of models as the provider writes them'],
    ['MODEL_SLUGS', '{"segmind/ray-2":7}', 'as the provider writes them'],
    ['PRICES', '160', 'segmind/ray-flash-2, segmind/ray-2'],
    ['PRICES', '{"segmind/ray-9":{"5":160}}', 'segmind/ray-flash-2, segmind/ray-2'],
    ['PRICES', '{"segmind/ray-2":160}', 'segmind/ray-2 has clips of "5" seconds: give prices for these alone'],
    ['PRICES', '{"segmind/ray-2":{"9":300}}', 'segmind/ray-2 has clips of "5" seconds'],
    ['PRICES', '{"segmind/ray-flash-2":{"7":60}}', 'clips of "5" or "9" seconds'],
    ['PRICES', '{"segmind/ray-flash-2":{"7":60}}', 'such as {"5":51,"9":92}'],
    ['PRICES', '{"apiframe/ray-2":{"6":1}}', 'apiframe/ray-2 has clips of "5" or "9" seconds'],
    ['PRICES', '{"segmind/ray-2":{"5":-160}}', 'at least 1 credit'],
    ['PRICES', '{"segmind/ray-2":{"5":1.5}}', 'whole credits'],
    ['PRICES', '{"segmind/ray-2":{"5":"160"}}', 'whole credits'],
    ['DEFAULT_ALLOWANCE_CREDITS', '2.5', 'whole credits'],
    ['DEFAULT_ALLOWANCE_CREDITS', '-1', '0 or more'],
    ['DEFAULT_ALLOWANCE_PERIOD', 'year', 'day, week or month'],
    ['TRUSTED_ORIGINS', 'http://127.0.0.1:9000/videos', 'without a path'],
    ['TRUSTED_ORIGINS', '127.0.0.1', 'without a path'],
    ['DATABASE_URL', 'postgres://localhost/raybot', 'sqlite:'],
    ['DATABASE_URL', ':memory:', 'would forget every credit'],
    ['DATABASE_URL', 'sqlite::memory:', 'would forget every credit'],
    ['DATABASE_URL', 'sqlite://:memory:', 'would forget every credit'],
    ['DATABASE_URL', 'file::memory:?cache=shared', 'would forget every credit'],
    ['DATABASE_URL', 'sqlite:', 'the path of a file'],
    ['DATABASE_URL', 'sqlite://', 'the path of a file'],
    ['PORT', '70000', '1 to 65535'],
    ['LOG_LEVEL', 'loud', 'trace, debug'],
  ])('%s=%s', (variable, value, whatToDo) => {
    const { problems } = problemsOf({ ...secrets, [variable]: value });
    expect(problems).toEqual([{ variable, whatToDo: expect.stringContaining(whatToDo) }]);
  });

  it('all of them at once', () => {
    const bad = Object.fromEntries(
      ['DISCORD_API_URL', 'ALLOWED_GUILDS', 'SEGMIND_MODE', 'PRICES', 'LOG_LEVEL', 'LOW_BALANCE_USD'].map((name) => [
        name,
        '{bad',
      ]),
    );
    const bare = { PUBLIC_URL: 'https://raybot.example.org' };
    const { problems, message } = problemsOf({ ...bad, ...bare });
    const named = [...Object.keys(bad), ...Object.keys(bare), 'DISCORD_TOKEN', 'SEGMIND_API_KEY'];
    expect(problems.map(({ variable }) => variable).toSorted()).toEqual(named.toSorted());
    for (const name of named) expect(message).toContain(`  ${name}: `);
  });

  it('without a token or a key it says where to get them, and names the demo', () => {
    const { message } = problemsOf({});
    expect(message).toContain('https://discord.com/developers/applications');
    expect(message).toContain('https://cloud.segmind.com/console/api-keys');
    expect(message).toContain('https://console.apiframe.ai');
    expect(message.match(/npm run demo/g)).toHaveLength(2);
  });
});

it('no secret stands in the message, whichever variable it was put into', () => {
  const canary = 'canary-4711-secret';
  const urls = ['DISCORD_API_URL', 'SEGMIND_BASE_URL', 'SEGMIND_HISTORY_URL', 'APIFRAME_BASE_URL', 'PUBLIC_URL'];
  urls.push('TRUSTED_ORIGINS', 'DATABASE_URL');
  const environment = Object.fromEntries(Object.keys(everything).map((name) => [name, canary]));
  for (const name of urls) environment[name] = `postgres://user:${canary}@host/db`;
  for (const json of [
    { MODEL_SLUGS: `{"segmind/ray-2":"${canary} "}` },
    { MODEL_SLUGS: `{"${canary}":"luma-ray-3"}` },
    { PRICES: `{"${canary}":{"5":51}}` },
    { PRICES: `{"segmind/ray-2":{"${canary}":51}}` },
    { PRICES: `{"segmind/ray-2":{"5":"${canary}"}}` },
  ]) {
    const { message } = problemsOf({ ...environment, ...json });
    for (const name of Object.keys(json)) expect(message).toContain(name);
    expect(message).toContain('PROVIDERS: an unknown name');
    expect(message).not.toContain('4711');
  }
});

describe('members’ pictures are taken', () => {
  const origins = (environment: Record<string, string>) => {
    const { discord, trustedImageOrigins, trustedOrigins } = readConfig({ ...secrets, ...environment });
    return { taken: discord.attachmentOrigins, trusted: trustedImageOrigins, videos: trustedOrigins };
  };
  const usual = ['https://cdn.discordapp.com', 'https://media.discordapp.net'];

  it('from Discord alone', () => {
    expect(origins({})).toEqual({ taken: usual, trusted: [], videos: [] });
    for (const DISCORD_API_URL of [
      'https://discord.com/api/v10',
      'https://discord.com/api/',
      'https://discord.com/api',
    ])
      expect(origins({ DISCORD_API_URL }).taken).toEqual(usual);
  });

  it('from a Discord of one’s own too, which is trusted with pictures and nothing else', () => {
    expect(origins({ DISCORD_API_URL: 'http://127.0.0.1:9000/api' })).toEqual({
      taken: [...usual, 'http://127.0.0.1:9000'],
      trusted: ['http://127.0.0.1:9000'],
      videos: [],
    });
  });

  it('from where the operator says', () => {
    expect(origins({ TRUSTED_ORIGINS: 'http://10.0.0.5:8080' })).toEqual({
      taken: [...usual, 'http://10.0.0.5:8080'],
      trusted: ['http://10.0.0.5:8080'],
      videos: ['http://10.0.0.5:8080'],
    });
  });
});

describe('pictures are uploaded, with the key,', () => {
  const uploadUrl = (environment: Record<string, string>) =>
    readConfig({ ...secrets, ...environment }).segmind?.uploadUrl ?? '';
  const real = 'https://workflows-api.segmind.com/upload-asset';

  it('to Segmind where Segmind is asked', () => {
    expect(uploadUrl({})).toBe(real);
    expect(uploadUrl({ SEGMIND_BASE_URL: 'https://api.segmind.com' })).toBe(real);
    expect(uploadUrl({ SEGMIND_BASE_URL: 'https://api.segmind.com/' })).toBe(real);
  });

  it.each([
    'http://127.0.0.1:9001',
    'http://127.0.0.1:9001/segmind/',
    'https://proxy.example.org/segmind',
    'https://api.segmind.com.example.org',
    'https://api.segmind.com/proxy',
  ])('never past the service that stands in its place, as %s', (SEGMIND_BASE_URL) => {
    const url = uploadUrl({ SEGMIND_BASE_URL });
    expect(url).toBe(`${SEGMIND_BASE_URL.replace(/\/$/, '')}/upload-asset`);
    expect(new URL(url).host).toBe(new URL(SEGMIND_BASE_URL).host);
  });

  it('to where the operator says', () => {
    const SEGMIND_UPLOAD_URL = 'https://upload.example.org/files/';
    expect(uploadUrl({ SEGMIND_UPLOAD_URL })).toBe('https://upload.example.org/files');
    expect(uploadUrl({ SEGMIND_UPLOAD_URL, SEGMIND_BASE_URL: 'http://127.0.0.1:9001' })).toBe(
      'https://upload.example.org/files',
    );
  });

  it.each(['upload', 'ftp://example.org', 'https://user:pass@example.org/', 'https://example.org/?key=1'])(
    'but not to %s',
    (SEGMIND_UPLOAD_URL) => {
      const { problems } = problemsOf({ ...secrets, SEGMIND_UPLOAD_URL });
      expect(problems.map(({ variable }) => variable)).toEqual(['SEGMIND_UPLOAD_URL']);
    },
  );
});

describe('a request whose answer was lost is looked for, with the key,', () => {
  const historyUrl = (environment: Record<string, string>) =>
    readConfig({ ...secrets, ...environment }).segmind?.historyUrl;
  const path = '/inference-request/generations';

  it('at Segmind where Segmind is asked', () => {
    const real = `https://api.spotprod.segmind.com${path}`;
    expect(historyUrl({})).toBe(real);
    expect(historyUrl({ SEGMIND_BASE_URL: 'https://API.segmind.com:443/' })).toBe(real);
  });

  it.each(['http://127.0.0.1:9001', 'https://proxy.example.org/segmind', 'https://api.segmind.com/proxy'])(
    'never past the service that stands in its place, as %s',
    (SEGMIND_BASE_URL) => {
      expect(historyUrl({ SEGMIND_BASE_URL })).toBe(`${SEGMIND_BASE_URL}${path}`);
    },
  );

  it('where the operator says', () => {
    const SEGMIND_HISTORY_URL = 'https://history.example.org/rows/';
    expect(historyUrl({ SEGMIND_HISTORY_URL, SEGMIND_BASE_URL: 'http://127.0.0.1:9001' })).toBe(
      'https://history.example.org/rows',
    );
  });
});

describe('a service that would be paid for videos nobody may fetch', () => {
  const untrusted = (environment: Record<string, string>) =>
    untrustedBaseUrls(readConfig({ ...secrets, ...apiframeKey, ...environment }));

  it.each([
    'http://127.0.0.1:9001',
    'https://127.0.0.1:9001',
    'https://localhost:9001',
    'https://10.0.0.5',
    'https://[fd00::5]',
    'http://segmind.example.org',
  ])('is named: %s', (origin) => {
    expect(untrusted({ SEGMIND_BASE_URL: `${origin}/segmind` })).toEqual({ SEGMIND_BASE_URL: origin });
    expect(untrusted({ APIFRAME_BASE_URL: origin })).toEqual({ APIFRAME_BASE_URL: origin });
    expect(untrusted({ SEGMIND_BASE_URL: origin, TRUSTED_ORIGINS: origin })).toEqual({});
  });

  it('is none of the usual ones, no public one, and none that is not in use', () => {
    expect(untrusted({})).toEqual({});
    expect(untrusted({ SEGMIND_BASE_URL: 'https://proxy.example.org/segmind' })).toEqual({});
    expect(untrusted({ PROVIDERS: 'segmind', APIFRAME_BASE_URL: 'http://127.0.0.1:9002' })).toEqual({});
  });
});

it('the start says what has no effect and what would be refused, and no secret', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('../src/main.ts', import.meta.url))],
    {
      env: {
        ...secrets,
        APIFRAME_API_KEY: 'afk_canary-4711',
        PROVIDERS: 'segmind',
        SEGMIND_BASE_URL: 'http://127.0.0.1:9',
        // No folder can be made there, so the start ends before it speaks to anybody.
        DATA_DIR: fileURLToPath(import.meta.url),
      },
      encoding: 'utf8',
    },
  );
  expect(status).toBe(1);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(lines).toContainEqual(expect.objectContaining({ variables: ['APIFRAME_API_KEY'] }));
  expect(lines).toContainEqual(expect.objectContaining({ origins: { SEGMIND_BASE_URL: 'http://127.0.0.1:9' } }));
  expect(stdout + stderr).not.toMatch(/canary/);
}, 20_000);
