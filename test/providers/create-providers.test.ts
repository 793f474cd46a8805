import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { createProviders, type Providers } from '../../src/providers/create-providers.ts';
import type { CallReport } from '../../src/providers/peer.ts';
import { type LocalServer, startLocalServer } from './local-server.ts';

let directory: string;
let server: LocalServer;
let asked: IncomingMessage[];
let calls: CallReport[];
let errors: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'raybot-providers-'));
  [asked, calls, errors] = [[], [], []];
  server = await startLocalServer((request, response) => {
    asked.push(request);
    response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"no such key"}');
  });
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

const token = { DISCORD_TOKEN: 'MTE.canary-token.value' };
const segmindKey = { SEGMIND_API_KEY: 'SG_canary_key' };
const apiframeKey = { APIFRAME_API_KEY: 'afk_canary_key' };
const heard = { PUBLIC_URL: 'https://raybot.example.org', PORT: '8080' };

function build(environment: Record<string, string>): Providers {
  const addresses = { SEGMIND_BASE_URL: server.origin, APIFRAME_BASE_URL: server.origin };
  const providers = createProviders(readConfig({ ...token, ...addresses, ...environment }), {
    clock: systemClock,
    videoDirectory: directory,
    onCall: (report) => calls.push(report),
    onError: (provider, call, { kind }) => errors.push(`${provider} ${call} ${kind}`),
    onNotice: () => {},
  });
  onTestFinished(() => providers.close());
  return providers;
}

const names = (environment: Record<string, string>) => [...build(environment).inUse.keys()];
const { signal } = new AbortController();

describe('the providers', () => {
  it('are those that have a key', () => {
    expect(names(segmindKey)).toEqual(['segmind']);
    expect(names(apiframeKey)).toEqual(['apiframe']);
    expect(names({ ...segmindKey, ...apiframeKey })).toEqual(['segmind', 'apiframe']);
  });

  it('stand in the operator’s order', () => {
    expect(names({ ...segmindKey, ...apiframeKey, PROVIDERS: 'apiframe,segmind' })).toEqual(['apiframe', 'segmind']);
    expect(names({ ...segmindKey, ...apiframeKey, PROVIDERS: 'apiframe' })).toEqual(['apiframe']);
  });

  it('that are asked for nothing new are there for what they have taken', () => {
    const { all, inUse } = build({ ...segmindKey, ...apiframeKey, PROVIDERS: 'apiframe' });
    expect([...all.keys()].toSorted()).toEqual(['apiframe', 'segmind']);
    expect([...inUse.keys()]).toEqual(['apiframe']);
    expect(inUse.get('apiframe')).toBe(all.get('apiframe'));
  });

  it.for([
    ['async', false],
    ['sync', true],
  ] as const)('go the road that the operator chose: %s', ([SEGMIND_MODE, isSynchronous]) => {
    expect(build({ ...segmindKey, SEGMIND_MODE }).all.get('segmind')).toMatchObject({ isSynchronous });
  });

  it('ask nothing before they are asked', () => {
    build({ ...segmindKey, ...apiframeKey });
    expect(asked).toEqual([]);
  });

  it.for([
    ['segmind', segmindKey, 'SG_canary_key'],
    ['apiframe', apiframeKey, 'afk_canary_key'],
  ] as const)('%s is asked at its own address with its own key; calls and errors are told', async (row) => {
    const [name, , key] = row;
    const provider = build({ ...segmindKey, ...apiframeKey }).all.get(name);
    await expect(provider?.account(signal)).rejects.toMatchObject({ kind: 'credentials' });
    expect(asked.map(({ headers }) => headers['x-api-key'])).toEqual([key]);
    expect(calls).toMatchObject([{ provider: name, call: 'account', outcome: 'answered' }]);
    expect(errors).toEqual([`${name} account credentials`]);
  });

  it('end their connections when they are closed, and ask no more', async () => {
    const providers = build(segmindKey);
    const provider = providers.all.get('segmind');
    await provider?.account(signal).catch(() => {});
    await providers.close();
    await expect(provider?.account(signal)).rejects.toThrow();
    expect(asked).toHaveLength(1);
  });
});

describe('a provider that can tell us', () => {
  it('has a way in where the internet reaches us', () => {
    const { all, webhooks } = build({ ...apiframeKey, ...heard });
    expect(Object.keys(webhooks)).toEqual(['apiframe']);
    expect(all.get('apiframe')?.notifies).toBe(true);
  });

  it('has none elsewhere, and is looked at instead', () => {
    const { all, webhooks } = build(apiframeKey);
    expect(webhooks).toEqual({});
    expect(all.get('apiframe')?.notifies).toBe(false);
  });

  it('has none where it is not in use', () => {
    expect(build({ ...segmindKey, ...heard }).webhooks).toEqual({});
  });
});
