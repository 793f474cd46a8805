import type { LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { describe, expect, it } from 'vitest';
import { createGuardedConnector } from '../../src/media/guarded-connector.ts';
import { isPublicAddress } from '../../src/media/public-address.ts';
import { startLocalServer } from '../providers/local-server.ts';
import { refusedLiterals, refusedNames } from './refused-addresses.ts';

/** Stands in for the resolver: no test asks a real one. */
function lookupIn(names: Readonly<Record<string, readonly string[]>>): LookupFunction {
  return (hostname, options, callback) => {
    const found = (names[hostname] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    if (options.all) return callback(null, found);
    callback(null, found[0]?.address ?? '', found[0]?.family);
  };
}

async function visit(url: string, lookup: LookupFunction, isTrusted = (_origin: string) => false): Promise<number> {
  const agent = new Agent({ connect: createGuardedConnector({ isTrusted, lookup, timeoutMs: 1_000 }) });
  const { origin, pathname } = new URL(url);
  try {
    const { statusCode, body } = await agent.request({ origin, path: pathname, method: 'GET' });
    await body.dump();
    return statusCode;
  } finally {
    await agent.destroy();
  }
}

const refusal = { name: 'MediaError', code: 'address-refused' };
const hosts = [...refusedLiterals, ...Object.keys(refusedNames)];
const urls = ['http', 'https'].flatMap((scheme) => hosts.flatMap((host) => [`${scheme}://${host}/a.mp4`]));

describe('the guarded connector', () => {
  it('is tried with at least 200 addresses', () => {
    expect(urls.length).toBeGreaterThanOrEqual(200);
    expect(new Set(urls).size).toBe(urls.length);
  });

  it.each(urls)('does not connect to %s', async (url) => {
    await expect(visit(url, lookupIn(refusedNames))).rejects.toMatchObject(refusal);
  });

  it.each(['http', 'https'])(
    'looks at the connected socket too: a lookup that changes its mind, %s',
    async (scheme) => {
      const server = await startLocalServer((_request, response) => response.end());
      let visits = 0;
      server.server.on('request', () => (visits += 1));
      const changing: LookupFunction = (_hostname, _options, callback) => {
        let reads = 0;
        const address = () => (reads++ === 0 ? '93.184.216.34' : '127.0.0.1');
        callback(null, [Object.defineProperty({ address: '', family: 4 }, 'address', { get: address })]);
      };
      const url = server.origin.replace('http', scheme).replace('127.0.0.1', 'rebind.example');
      const visited = visit(url, changing);
      // Over TLS the handshake with a server that speaks none fails first.
      await (scheme === 'http' ? expect(visited).rejects.toMatchObject(refusal) : expect(visited).rejects.toThrow());
      expect(visits).toBe(0);
      await server.close();
    },
  );

  it('reaches a trusted origin wherever it is, and nothing else there', async () => {
    const server = await startLocalServer((_request, response) => response.end());
    const isTrusted = (origin: string) => origin === server.origin;
    expect(await visit(`${server.origin}/a`, lookupIn({}), isTrusted)).toBe(200);
    const { port } = new URL(server.origin);
    for (const neighbour of [`https://127.0.0.1:${port}/`, `http://127.0.0.2:${port}/`, `http://[::1]:${port}/`]) {
      await expect(visit(neighbour, lookupIn({}), isTrusted)).rejects.toMatchObject(refusal);
    }
    await server.close();
  });

  it('passes the resolver’s own failure on', async () => {
    const failing: LookupFunction = (_hostname, _options, callback) =>
      callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '');
    await expect(visit('https://cdn.example/', failing)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});

describe('isPublicAddress', () => {
  it.each([
    '8.8.8.8',
    '93.184.216.34',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '223.255.255.255',
  ])('knows %s as public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
  it.each(['2606:4700::1111', '2a00:1450:4001:81b::200e', '2001:4860:4860::8888', '2001:200::1'])(
    'knows %s as public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
  it.each(['', 'localhost', 'cdn.example', '8.8.8', '2130706433', '0x7f.1', '127.0.0.1 ', '[::1]'])(
    'does not take %j for an address',
    (text) => {
      expect(isPublicAddress(text)).toBe(false);
    },
  );
});
