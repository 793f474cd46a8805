import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';

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

describe('with a token and a key alone', () => {
  it('the defaults are those of the documentation', () => {
    expect(readConfig(secrets)).toEqual({
      discord: {
        token: secrets.DISCORD_TOKEN,
        apiUrl: 'https://discord.com/api',
        allowedGuilds: [],
        attachmentOrigins: ['https://cdn.discordapp.com', 'https://media.discordapp.net'],
        operatorChannelId: null,
      },
      catalogue: { providers: ['segmind'], slugs: {}, prices: {} },
      segmind: {
        apiKey: secrets.SEGMIND_API_KEY,
        baseUrl: 'https://api.segmind.com',
        uploadUrl: 'https://workflows-api.segmind.com/upload-asset',
        requestsPerMinute: 50,
      },
      allowance: { credits: 300, period: 'week' },
      spendLimitMicroUsdPerDay: 0,
      trustedOrigins: [],
      trustedImageOrigins: [],
      dataDirectory: resolve('data'),
      databaseFile: resolve('data/raybot.sqlite'),
      logLevel: 'info',
      ignored: [],
    });
  });

  it('an empty or blank variable counts as not set', () => {
    const blank = { PROVIDERS: '', PRICES: '  ', ALLOWED_GUILDS: '', LOG_LEVEL: ' ', PORT: '', DATABASE_URL: '' };
    expect(readConfig({ ...secrets, ...blank })).toEqual(readConfig(secrets));
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
  PROVIDERS: 'segmind,',
  SEGMIND_BASE_URL: 'http://127.0.0.1:9001/segmind/',
  SEGMIND_UPLOAD_URL: 'https://upload.example.org',
  SEGMIND_HISTORY_URL: 'https://history.example.org',
  SEGMIND_MODE: 'async',
  SEGMIND_REQUESTS_PER_MINUTE: '120',
  APIFRAME_API_KEY: 'afk_canary',
  APIFRAME_BASE_URL: 'https://apiframe.example.org',
  APIFRAME_REQUESTS_PER_MINUTE: '10',
  MODEL_SLUGS: '{"segmind/ray-2":"luma-ray-3"}',
  PRICES: '{"segmind/ray-flash-2":{"5":60}}',
  DEFAULT_ALLOWANCE_CREDITS: '0',
  DEFAULT_ALLOWANCE_PERIOD: 'month',
  TRUSTED_ORIGINS: 'http://127.0.0.1:9000/, https://mirror.example.org',
  DATA_DIR: '/var/lib/raybot',
  DATABASE_URL: 'sqlite:///srv/raybot.db',
  HOST: '127.0.0.1',
  PORT: '8080',
  PUBLIC_URL: 'https://raybot.example.org',
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
    },
    catalogue: {
      providers: ['segmind'],
      slugs: { 'segmind/ray-2': 'luma-ray-3' },
      prices: { 'segmind/ray-flash-2': { '5': 60 } },
    },
    segmind: {
      apiKey: secrets.SEGMIND_API_KEY,
      baseUrl: 'http://127.0.0.1:9001/segmind',
      uploadUrl: 'https://upload.example.org',
      requestsPerMinute: 120,
    },
    allowance: { credits: 0, period: 'month' },
    spendLimitMicroUsdPerDay: 7_500_000,
    trustedOrigins: ['http://127.0.0.1:9000', 'https://mirror.example.org'],
    trustedImageOrigins: ['http://127.0.0.1:9000', 'https://mirror.example.org', 'http://127.0.0.1:9000'],
    dataDirectory: '/var/lib/raybot',
    databaseFile: '/srv/raybot.db',
    logLevel: 'debug',
    ignored: [
      'OPERATOR_IDS',
      'SEGMIND_HISTORY_URL',
      'APIFRAME_API_KEY',
      'APIFRAME_BASE_URL',
      'APIFRAME_REQUESTS_PER_MINUTE',
      'HOST',
      'PORT',
      'PUBLIC_URL',
    ],
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

it.each([
  [undefined, ['segmind']],
  [',', ['segmind']],
  ['segmind, segmind', ['segmind']],
])('PROVIDERS=%s gives the catalogue of %j', (PROVIDERS, expected) => {
  expect(readConfig({ ...secrets, PROVIDERS }).catalogue.providers).toEqual(expected);
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
    ['SPEND_LIMIT_USD_PER_DAY', '12,5', 'US dollars'],
    ['SPEND_LIMIT_USD_PER_DAY', 'Infinity', 'US dollars'],
    ['SPEND_LIMIT_USD_PER_DAY', '-1', '0 (no limit) or more'],
    ['SEGMIND_MODE', 'sync', 'async only'],
    ['SEGMIND_REQUESTS_PER_MINUTE', '0', 'at least 1'],
    ['SEGMIND_REQUESTS_PER_MINUTE', 'many', 'such as 50'],
    ['PROVIDERS', 'apiframe', 'it knows: segmind'],
    ['PROVIDERS', 'segmind,runway', '«runway» is not served'],
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
      ['DISCORD_API_URL', 'ALLOWED_GUILDS', 'SEGMIND_MODE', 'PRICES', 'LOG_LEVEL', 'PORT'].map((name) => [
        name,
        '{bad',
      ]),
    );
    const { problems, message } = problemsOf(bad);
    const named = [...Object.keys(bad), 'DISCORD_TOKEN', 'SEGMIND_API_KEY'];
    expect(problems.map(({ variable }) => variable).toSorted()).toEqual(named.toSorted());
    for (const name of named) expect(message).toContain(`  ${name}: `);
  });

  it('without a token or a key it says where to get them, and names the demo', () => {
    const { message } = problemsOf({});
    expect(message).toContain('https://discord.com/developers/applications');
    expect(message).toContain('https://cloud.segmind.com/console/api-keys');
    expect(message.match(/npm run demo/g)).toHaveLength(2);
  });

  it.each(['segmind', 'segmind,runway'])('a key that is missing, whatever PROVIDERS=%s names', (PROVIDERS) => {
    const { problems } = problemsOf({ DISCORD_TOKEN: 'x', PROVIDERS });
    expect(problems).toContainEqual({
      variable: 'SEGMIND_API_KEY',
      whatToDo: expect.stringContaining('give the key of your Segmind account'),
    });
  });
});

it('no secret stands in the message, whichever variable it was put into', () => {
  const canary = 'canary-4711-secret';
  const urls = ['DISCORD_API_URL', 'SEGMIND_BASE_URL', 'PUBLIC_URL', 'TRUSTED_ORIGINS', 'DATABASE_URL'];
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
    readConfig({ ...secrets, ...environment }).segmind.uploadUrl;
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
