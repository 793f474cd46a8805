import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type DownloadOptions, downloadToFile } from '../../src/media/guarded-download.ts';
import { type LocalServer, startLocalServer } from '../providers/local-server.ts';
import { refusedLiterals, refusedNames } from './refused-addresses.ts';

const clip = Buffer.alloc(200_000, 'clip');
let directory: string;
let cdn: LocalServer;
let answer: RequestListener;
let visited: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'raybot-download-'));
  visited = [];
  answer = (_request, response) => response.writeHead(200, { 'content-type': 'video/mp4' }).end(clip);
  cdn = await startLocalServer((request, response) => {
    visited.push(request.url ?? '');
    answer(request, response);
  });
});
afterEach(async () => {
  await cdn.close();
  await rm(directory, { recursive: true });
});

function download(url: string, options: Partial<DownloadOptions> = {}) {
  return downloadToFile({
    url,
    directory,
    maxBytes: 1_000_000,
    totalTimeoutMs: 2_000,
    trustedOrigins: [cdn.origin],
    signal: new AbortController().signal,
    lookup: (hostname, _options, callback) => {
      const found = (refusedNames[hostname] ?? []).map((address) => ({
        address,
        family: address.includes(':') ? 6 : 4,
      }));
      callback(null, found);
    },
    ...options,
  });
}

/** The bytes that stand on the disk afterwards. */
const fetched = async (url: string, options: Partial<DownloadOptions> = {}) =>
  readFile((await download(url, options)).path);

async function expectFailure(download: Promise<unknown>, code: string): Promise<void> {
  const error = await download.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'MediaError', code });
  expect(`${error} ${error instanceof Error ? error.cause : ''}`).not.toContain('hush');
  expect(await readdir(directory)).toEqual([]);
}

describe('a download', () => {
  it('stands under a random name in its directory, readable by its owner alone', async () => {
    const { path } = await download(`${cdn.origin}/..%2f..%2fetc/passwd?name=../x`);
    expect(await readFile(path)).toEqual(clip);
    expect(dirname(path)).toBe(directory);
    expect(basename(path)).toMatch(/^[0-9a-f-]{36}$/);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('needs neither a length nor a type', async () => {
    answer = (_request, response) => {
      response.write(clip.subarray(0, 100_000));
      response.end(clip.subarray(100_000));
    };
    expect(await fetched(`${cdn.origin}/a`)).toEqual(clip);
  });

  it('is not inflated', async () => {
    const packed = gzipSync(clip);
    answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    const { path } = await download(`${cdn.origin}/a`);
    expect(await readFile(path)).toEqual(packed);
  });

  it('may be as large as allowed, to the byte', async () => {
    expect(await fetched(`${cdn.origin}/a`, { maxBytes: clip.length })).toEqual(clip);
  });
});

describe('a download that fails leaves no file', () => {
  it.each([401, 403, 404, 410, 451])('%i: gone', async (status) => {
    answer = (_request, response) => response.writeHead(status).end('<html>');
    await expectFailure(download(`${cdn.origin}/a?sig=hush`), 'gone');
  });

  it.each([204, 206, 304, 408, 429, 500, 503])('%i: network', async (status) => {
    answer = (_request, response) => response.writeHead(status).end();
    await expectFailure(download(`${cdn.origin}/a?sig=hush`), 'network');
  });

  it('too large by its own word: nothing of it is read', async () => {
    answer = (_request, response) => response.writeHead(200, { 'content-length': '5000000000' }).write('x');
    await expectFailure(download(`${cdn.origin}/a`), 'too-large');
  });

  it('too large without saying so', async () => {
    answer = (_request, response) => {
      const more = () => {
        while (response.write(clip));
      };
      response.on('drain', more);
      more();
    };
    await expectFailure(download(`${cdn.origin}/a`), 'too-large');
  });

  it('one byte over', async () => {
    answer = (_request, response) => {
      response.write(clip.subarray(1));
      response.end('x');
    };
    await expectFailure(download(`${cdn.origin}/a`, { maxBytes: clip.length - 1 }), 'too-large');
  });

  const cutShort: [string, RequestListener][] = [
    [
      'less than announced',
      (request, response) => {
        response.writeHead(200, { 'content-length': String(clip.length) }).write(clip.subarray(0, 1_000));
        setImmediate(() => request.socket.destroy());
      },
    ],
    [
      'chunks without their end',
      (request, response) => {
        response.writeHead(200).write(clip);
        setImmediate(() => request.socket.end());
      },
    ],
    ['a dropped connection', (request) => request.socket.destroy()],
  ];
  it.each(cutShort)('%s: network', async (_what, listener) => {
    answer = listener;
    await expectFailure(download(`${cdn.origin}/a?sig=hush`), 'network');
  });

  it('nothing at all: empty', async () => {
    answer = (_request, response) => response.end();
    await expectFailure(download(`${cdn.origin}/a`), 'empty');
  });

  it('dripping past the deadline: network', async () => {
    answer = (_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    };
    await expectFailure(download(`${cdn.origin}/a`, { totalTimeoutMs: 200 }), 'network');
  });

  it('aborted before and during: network', async () => {
    await expectFailure(download(`${cdn.origin}/a`, { signal: AbortSignal.abort() }), 'network');
    expect(visited).toEqual([]);
    const abort = new AbortController();
    answer = (_request, response) => {
      response.writeHead(200).write(clip);
      abort.abort();
    };
    await expectFailure(download(`${cdn.origin}/a`, { signal: abort.signal }), 'network');
  });

  it('no server there: network', async () => {
    await expectFailure(download('http://127.0.0.1:1/a', { trustedOrigins: ['http://127.0.0.1:1'] }), 'network');
  });

  it('a fault of our own disk passes as what it is', async () => {
    const missing = download(`${cdn.origin}/a`, { directory: join(directory, 'none') });
    await expect(missing).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('an address that is refused', () => {
  const hosts = [...refusedLiterals, ...Object.keys(refusedNames)];
  it(`is any of ${hosts.length} spellings of a private host, by http and https`, async () => {
    for (const host of hosts) {
      for (const url of [`http://${host}/a?sig=hush`, `https://${host}:8443/a?sig=hush`]) {
        await expectFailure(download(url), 'address-refused');
      }
    }
  });

  it.each([
    '',
    'clip.mp4',
    '//cdn.example/a',
    'http://cdn.example/a',
    'ftp://cdn.example/a',
    'file:///etc/passwd',
    'data:video/mp4;base64,AAAA',
    'blob:https://cdn.example/1',
    'javascript:0',
    'https://user:hush@cdn.example/a',
    'https://user@cdn.example/a',
    'https://[::1',
    'https://256.256.256.256/a',
    'https://127.0.0.1%00.example/a',
  ])('%s', async (url) => {
    await expectFailure(download(url), 'address-refused');
  });

  it('has credentials, even at a trusted origin', async () => {
    await expectFailure(download(cdn.origin.replace('//', '//user:hush@')), 'address-refused');
    expect(visited).toEqual([]);
  });

  it('only looks like a trusted origin', async () => {
    const { port } = new URL(cdn.origin);
    for (const url of [
      `http://127.0.0.1.nip.example:${port}/`,
      `https://127.0.0.1:${port}/`,
      `http://localhost:${port}/`,
      `http://127.0.0.1:${port}0/`,
    ]) {
      await expectFailure(download(url), 'address-refused');
    }
    expect(visited).toEqual([]);
  });
});

describe('where only some places hold such files,', () => {
  const home = 'https://cdn.example.org';

  it('one of them is contacted', async () => {
    expect(await fetched(`${cdn.origin}/a`, { onlyOrigins: [home, cdn.origin] })).toEqual(clip);
    expect(await fetched(`${cdn.origin}/a`, { onlyOrigins: [`${cdn.origin}/some/path`] })).toEqual(clip);
  });

  it('no other place is, also if it is trusted', async () => {
    for (const onlyOrigins of [[], [home], [cdn.origin.replace('http:', 'https:')], [`${cdn.origin}0`]])
      await expectFailure(download(`${cdn.origin}/a?sig=hush`, { onlyOrigins }), 'address-refused');
    expect(visited).toEqual([]);
  });

  it.each([
    'https://evil.example/a?sig=hush',
    'https://cdn.example.org.evil.example/a',
    'https://cdn.example.org:8443/a',
    'https://user:hush@cdn.example.org/a',
    'http://cdn.example.org/a',
  ])('%s is none of them', async (url) => {
    await expectFailure(download(url, { onlyOrigins: [home] }), 'address-refused');
  });

  it('being one of them makes no private address public', async () => {
    for (const url of ['https://127.0.0.1/a', 'https://localhost/a', 'http://127.0.0.1:9/a'])
      await expectFailure(download(url, { onlyOrigins: [new URL(url).origin] }), 'address-refused');
  });

  it('a redirect between them is followed', async () => {
    answer = (request, response) => {
      if (request.url === '/end') response.end(clip);
      else response.writeHead(302, { location: `${cdn.origin}/end` }).end();
    };
    expect(await fetched(`${cdn.origin}/start`, { onlyOrigins: [cdn.origin] })).toEqual(clip);
  });

  it('a redirect away from them is refused, whether or not the other place is trusted', async () => {
    let asked = 0;
    const other = await startLocalServer((_request, response) => {
      asked += 1;
      response.end(clip);
    });
    onTestFinished(() => other.close());
    answer = (_request, response) => response.writeHead(302, { location: `${other.origin}/a?sig=hush` }).end();
    const trustedOrigins = [cdn.origin, other.origin];
    await expectFailure(
      download(`${cdn.origin}/start`, { trustedOrigins, onlyOrigins: [cdn.origin] }),
      'address-refused',
    );
    expect([visited, asked]).toEqual([['/start'], 0]);
    expect(await fetched(`${cdn.origin}/start`, { trustedOrigins, onlyOrigins: trustedOrigins })).toEqual(clip);
  });
});

describe('a redirect', () => {
  const redirectTo = (target: string, status = 302): void => {
    answer = (request, response) => {
      if (request.url === '/end') response.end(clip);
      else response.writeHead(status, { location: target }).end('moved');
    };
  };

  it.each([301, 302, 303, 307, 308])('%i is followed to where it may go', async (status) => {
    redirectTo('/end', status);
    expect(await fetched(`${cdn.origin}/start`)).toEqual(clip);
    expect(visited).toEqual(['/start', '/end']);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data?sig=hush',
    'https://169.254.169.254/latest/meta-data?sig=hush',
    'https://metadata.google.internal/?sig=hush',
    'https://[::ffff:127.0.0.1]/',
    'https://2130706433/',
    '//127.0.0.1:9/',
    'http://cdn.example/plain',
    'file:///etc/passwd',
    'https://user:hush@cdn.example/',
    'https://[',
  ])('to %s is refused', async (target) => {
    redirectTo(target);
    await expectFailure(download(`${cdn.origin}/start`), 'address-refused');
  });

  it('is followed three times and no more', async () => {
    answer = (request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end(clip);
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    };
    await expectFailure(download(`${cdn.origin}/4`), 'address-refused');
    expect(visited).toEqual(['/4', '/3', '/2', '/1']);
    expect(await fetched(`${cdn.origin}/3`)).toEqual(clip);
  });

  it('without a target is no file', async () => {
    answer = (_request, response) => response.writeHead(302).end();
    await expectFailure(download(`${cdn.origin}/start`), 'network');
  });
});
