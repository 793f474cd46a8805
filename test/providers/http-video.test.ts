import { mkdtemp, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHttpClient, type HttpAnswer, type HttpCall, type HttpClient } from '../../src/providers/http-client.ts';
import { type LocalServer, startLocalServer } from './local-server.ts';
import { box, mp4Bytes } from './mp4-bytes.ts';

const maxVideoBytes = 1024 * 1024;
const ownName = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
let directory: string;
let http: HttpClient;
let peer: LocalServer;
let answer: RequestListener;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'raybot-answers-'));
  const patience = { silenceMs: 1_000, totalMs: 5_000 };
  http = createHttpClient({ patience: { GET: patience, POST: patience }, maxVideoBytes });
  peer = await startLocalServer((request, response) => {
    request.resume();
    answer(request, response);
  });
});
afterEach(async () => {
  await http.close();
  await peer.close();
  await rm(directory, { recursive: true });
});

function post(more: Partial<HttpCall> = {}): Promise<HttpAnswer> {
  const { signal } = new AbortController();
  const url = `${peer.origin}/v1/slug`;
  return http.request({ method: 'POST', url, json: {}, videoDirectory: directory, signal, ...more });
}
const kept = () => readdir(directory);

describe('an answer that is a video', () => {
  const video = mp4Bytes();

  it.each(['video/mp4', 'image/jpeg', 'application/json', undefined])(
    'stands in a file under the type %s',
    async (type) => {
      answer = (_request, response) => {
        response.writeHead(200, { ...(type && { 'content-type': type }), 'x-cost': '0.375' }).end(video);
      };
      const { file, text, json, headers } = await post();
      expect({ text, json, cost: headers['x-cost'] }).toEqual({ text: '', json: undefined, cost: '0.375' });
      const [name = ''] = await kept();
      expect(name).toMatch(ownName);
      expect(file).toEqual({ path: join(directory, name), bytes: video.length });
      expect(await readFile(join(directory, name))).toEqual(video);
      expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
    },
  );

  it('is safe from a power cut before anybody hears of it', async () => {
    const probe = await open(join(directory, 'probe'), 'wx');
    const sync = vi.spyOn(Object.getPrototypeOf(probe), 'sync');
    await probe.close();
    answer = (_request, response) => response.writeHead(200).end(video);
    await post();
    expect(sync).toHaveBeenCalledOnce();
    sync.mockRestore();
  });

  it('is known by its bytes, however small the pieces in which they come', async () => {
    answer = (_request, response) => {
      response.writeHead(200);
      const next = (from: number) => {
        if (from >= 12) return void response.end(video.subarray(from));
        response.write(video.subarray(from, from + 1), () => setImmediate(next, from + 1));
      };
      next(0);
    };
    expect((await post()).file?.bytes).toBe(video.length);
  });

  it.each([
    ['with a box of unknown length at its end', Buffer.concat([video, Buffer.alloc(64)])],
    ['with a box of a long length', Buffer.concat([video, longBox(5_000)])],
    ['with a few bytes behind it', Buffer.concat([video, Buffer.from('abc')])],
  ])('%s is taken', async (_what, bytes) => {
    answer = (_request, response) => response.end(bytes);
    expect((await post()).file?.bytes).toBe(bytes.length);
  });

  it('goes into a folder that is made where it is missing', async () => {
    answer = (_request, response) => response.end(video);
    const videoDirectory = join(directory, 'videos');
    expect((await post({ videoDirectory })).file?.path).toMatch(/videos.[0-9a-f-]+$/);
  });

  it('is text for a call that expects none, and for an error', async () => {
    answer = (_request, response) => response.writeHead(502).end(video);
    expect((await post()).file).toBeNull();
    answer = (_request, response) => response.end(video);
    const { videoDirectory: _, ...call } = { videoDirectory: directory, method: 'POST' as const };
    const plain = await http.request({ ...call, url: peer.origin, signal: new AbortController().signal });
    expect(plain.file).toBeNull();
    expect(await kept()).toEqual([]);
  });
});

it.each([
  ['JSON', '{"status":"COMPLETED"}'],
  ['HTML', '<html>ok</html>'],
  ['nothing', ''],
  ['three bytes', 'ftyp'.slice(0, 3)],
  ['a word that is elsewhere', 'ftypftyp'.slice(1)],
])('an answer that is %s stays text', async (_what, text) => {
  answer = (_request, response) => response.writeHead(200, { 'content-type': 'video/mp4' }).end(text);
  expect(await post()).toMatchObject({ text, file: null });
  expect(await kept()).toEqual([]);
});

describe('no file is left of a video', () => {
  const video = mp4Bytes();
  const cut = video.subarray(0, 60_000);
  const broken: [string, RequestListener][] = [
    [
      'shorter than its Content-Length',
      (request, response) => {
        response.writeHead(200, { 'content-length': video.length }).write(cut, () => request.socket.end());
      },
    ],
    [
      'in chunks without an end',
      (request, response) => void response.writeHead(200).write(cut, () => request.socket.end()),
    ],
    ['reset in its middle', (request, response) => void response.write(cut, () => request.socket.resetAndDestroy())],
    [
      'cut where the end of the connection is the only end',
      (request) => request.socket.end(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), cut])),
    ],
    ['that stops', (_request, response) => void response.write(cut)],
    ['that only begins like one', (_request, response) => response.end(Buffer.concat([box('ftyp'), cut]))],
  ];
  it.each(broken)('%s: transient, may have arrived', async (_what, listener) => {
    answer = listener;
    await expect(post()).rejects.toMatchObject({ kind: 'transient', mayHaveArrived: true });
    expect(await kept()).toEqual([]);
  });

  it('without end: malformed, and the connection ends', async () => {
    const closed = Promise.withResolvers<void>();
    answer = (request, response) => {
      request.socket.on('close', () => closed.resolve());
      response.write(video);
      const more = () => {
        while (response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      more();
    };
    await expect(post()).rejects.toMatchObject({ kind: 'malformed', mayHaveArrived: true });
    await closed.promise;
    expect(await kept()).toEqual([]);
  });

  it('that is aborted on its way', async () => {
    const abort = new AbortController();
    answer = (_request, response) => {
      response.write(cut);
      setTimeout(() => abort.abort(), 20);
    };
    await expect(post({ signal: abort.signal })).rejects.toMatchObject({ mayHaveArrived: true });
    expect(await kept()).toEqual([]);
  });

  it('that our disk does not take', async () => {
    answer = (_request, response) => response.end(video);
    const failing = post({ videoDirectory: '/dev/null/videos' });
    await expect(failing).rejects.toMatchObject({
      kind: 'transient',
      mayHaveArrived: true,
      message: expect.stringContaining('ENOTDIR'),
    });
  });
});

it('text that is too long is refused beside a folder for videos too', async () => {
  answer = (_request, response) => response.end('x'.repeat(3 * 1024 * 1024));
  await expect(post()).rejects.toMatchObject({ kind: 'malformed' });
});

function longBox(contentBytes: number): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1, 0);
  header.write('free', 4, 'latin1');
  header.writeBigUInt64BE(BigInt(16 + contentBytes), 8);
  return Buffer.concat([header, Buffer.alloc(contentBytes)]);
}
