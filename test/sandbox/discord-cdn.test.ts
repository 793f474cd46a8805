import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { parseRange } from '../../sandbox/discord/byte-range.ts';
import { noCdnFaults } from '../../sandbox/discord/cdn-faults.ts';
import { CLIP_COMMAND, openDiscord, register } from './discord-fixture.ts';

/** Downloads from the CDN: links that end, parts of files, and everything that can go wrong on the way. */

const DAY_MS = 24 * 60 * 60 * 1_000;
const GONE = 'This content is no longer available.';
const BYTES = Buffer.from(Array.from({ length: 200_000 }, (_, at) => at % 251));

async function openWithFile(name = 'start.png', bytes: Buffer = BYTES) {
  const room = await openDiscord();
  await room.call('POST', `/channels/${room.videos.id}/messages`, { files: { 'files[0]': new File([bytes], name) } });
  const [message] = room.discord.messages();
  const [file] = message?.attachments ?? [];
  if (!message || !file) throw new Error('the file was not posted');
  return {
    ...room,
    message,
    file,
    get: (headers = {}) => fetch(file.url, { headers }),
    faults: room.discord.faults.cdn,
  };
}

/** How a download ended: the number of bytes that came, and whether the server kept what it announced. */
async function download(url: string): Promise<{ status: number; bytes: number; complete: boolean }> {
  const response = await fetch(url, { redirect: 'manual' });
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) bytes += chunk.length;
    return { status: response.status, bytes, complete: true };
  } catch {
    return { status: response.status, bytes, complete: false };
  }
}

describe('a link', () => {
  test('serves the file with what a client wants to know about it', async () => {
    const { get, message } = await openWithFile('the start.png');
    const response = await get();
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(BYTES.length),
      'content-disposition': "attachment; filename*=UTF-8''the_start.png",
      'accept-ranges': 'bytes',
      'last-modified': new Date(message.createdAtMs).toUTCString(),
      date: new Date(message.createdAtMs).toUTCString(),
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(BYTES);
  });

  test('works until its day is over, to the second', async () => {
    const { clock, get } = await openWithFile();
    clock.advance(DAY_MS);
    expect((await get()).status).toBe(200);
    clock.advance(1_000);
    const expired = await get();
    expect([expired.status, expired.headers.get('content-type'), await expired.text()]).toEqual([
      404,
      'text/plain;charset=UTF-8',
      GONE,
    ]);
  });

  test('is made anew whenever the message is looked at', async () => {
    const { discord, clock, file } = await openWithFile();
    clock.advance(2 * DAY_MS);
    expect((await fetch(file.url)).status).toBe(404);
    expect((await fetch(discord.messages()[0]?.attachments[0]?.url ?? '')).status).toBe(200);
  });

  test('can be made to live as long as a test wants, or to be dead from the start', async () => {
    const { discord, clock, get, faults } = await openWithFile();
    const fresh = () => fetch(discord.messages()[0]?.attachments[0]?.url ?? '');
    faults.linkLifeMs = 5_000;
    const short = discord.messages()[0]?.attachments[0]?.url ?? '';
    clock.advance(6_000);
    expect([(await fetch(short)).status, (await fresh()).status, (await get()).status]).toEqual([404, 200, 200]);
    faults.linkLifeMs = -1_000;
    expect((await fresh()).status).toBe(404);
  });

  test.each([
    ['the end of its life', (url: string) => url.replace(/ex=\w+/, 'ex=ffffffff')],
    ['its beginning', (url: string) => url.replace(/is=\w+/, 'is=0')],
    ['its signature', (url: string) => url.replace(/hm=\w{4}/, 'hm=0000')],
    ['the name of the file', (url: string) => url.replace('start.png', 'other.png')],
    ['its folder', (url: string) => url.replace('/attachments/', '/ephemeral-attachments/')],
    ['its channel', (url: string) => url.replace(/attachments\/\d+/, 'attachments/123456789012345678')],
    ['everything but its path', (url: string) => url.replace(/\?.*/, '')],
  ])('is dead when somebody changes %s', async (_, change) => {
    const { file } = await openWithFile();
    const forged = await fetch(change(file.url));
    expect([forged.status, await forged.text()]).toEqual([404, GONE]);
  });

  test('does not open another file', async () => {
    const { discord, call, videos, file } = await openWithFile();
    await call('POST', `/channels/${videos.id}/messages`, { files: { 'files[0]': new File(['other'], 'other.png') } });
    const other = new URL(discord.messages()[1]?.attachments[0]?.url ?? '');
    expect((await fetch(other)).status).toBe(200);
    other.search = new URL(file.url).search;
    expect((await fetch(other)).status).toBe(404);
  });

  test('is dead when its message is gone, and when the file itself is, whatever is done to the message', async () => {
    const { discord, call, message, file, get, videos } = await openWithFile();
    discord.deleteAttachment(file.id);
    expect((await get()).status).toBe(404);
    await call('PATCH', `/channels/${videos.id}/messages/${message.id}`, { json: { content: 'still names it' } });
    expect(discord.messages()[0]?.attachments).toHaveLength(1);
    expect((await get()).status).toBe(404);

    const other = await openWithFile();
    other.discord.deleteMessage(other.message.id);
    expect((await other.get()).status).toBe(404);
  });

  test('refuses a login, which would show the token to a server that does not need it', async () => {
    const { discord, get } = await openWithFile();
    expect((await get({ authorization: `Bot ${discord.token}` })).status).toBe(401);
    expect(discord.cdnRequests).toMatchObject([{ authorization: `Bot ${discord.token}`, status: 401 }]);
  });
});

describe('a part of a file', () => {
  test.each([
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=10-', { start: 10, end: 99 }],
    ['bytes=90-200', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-200', { start: 0, end: 99 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=20-10', undefined],
    ['bytes=-', undefined],
    ['bytes=0-1,5-6', undefined],
    ['lines=1-2', undefined],
    [undefined, undefined],
  ])('%s of a hundred bytes', (header, range) => {
    expect(parseRange(header, 100)).toEqual(range);
  });

  test('comes with its place in the file', async () => {
    const { get } = await openWithFile();
    const part = await get({ range: 'bytes=1000-1999' });
    expect([part.status, part.headers.get('content-range'), part.headers.get('content-length')]).toEqual([
      206,
      `bytes 1000-1999/${BYTES.length}`,
      '1000',
    ]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(BYTES.subarray(1_000, 2_000));
    const beyond = await get({ range: `bytes=${BYTES.length}-` });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${BYTES.length}`]);
  });

  test('is only given of the file that the client already knows', async () => {
    const { get } = await openWithFile();
    const etag = (await get()).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"\w{32}"$/);
    expect((await get({ range: 'bytes=0-1', 'if-range': etag })).status).toBe(206);
    expect((await get({ range: 'bytes=0-1', 'if-range': '"another"' })).status).toBe(200);
    expect((await get({ 'if-none-match': etag })).status).toBe(304);
  });

  test('is not needed to learn the size', async () => {
    const { discord, file } = await openWithFile();
    const head = await fetch(file.url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      200,
      String(BYTES.length),
      '',
    ]);
    await (await fetch(file.url)).arrayBuffer();
    expect(discord.cdnRequests).toMatchObject([{ method: 'HEAD', status: 200, bytesSent: 0 }, { method: 'GET' }]);
  });

  test('may be all of an empty file', async () => {
    const { get } = await openWithFile('empty.txt', Buffer.alloc(0));
    expect((await get({ range: 'bytes=0-' })).status).toBe(416);
    const whole = await get();
    expect([whole.status, whole.headers.get('content-length'), await whole.text()]).toEqual([200, '0', '']);
  });
});

describe('a download', () => {
  test('is written down', async () => {
    const { discord, clock, file, get } = await openWithFile();
    await (await get({ range: 'bytes=0-99', 'user-agent': 'somebody' })).arrayBuffer();
    const { searchParams } = new URL(file.url);
    expect(discord.cdnRequests).toEqual([
      expect.objectContaining({
        method: 'GET',
        path: `/attachments/${file.url.split('/').slice(5, 7).join('/')}/start.png`,
        query: Object.fromEntries(searchParams),
        attachmentId: file.id,
        range: 'bytes=0-99',
        userAgent: 'somebody',
        atMs: clock.now(),
        status: 206,
        bytesSent: 100,
      }),
    ]);
    discord.clearRequests();
    expect(discord.cdnRequests).toEqual([]);
  });

  test('can be cut in the middle, and is whole the next time', async () => {
    const { file, faults } = await openWithFile();
    faults.cut = { count: 1, afterBytes: 50_000 };
    expect(await download(file.url)).toEqual({ status: 200, bytes: 50_000, complete: false });
    expect(await download(file.url)).toEqual({ status: 200, bytes: BYTES.length, complete: true });
  });

  test('can fail with 500 and be missing for a while', async () => {
    const { discord, get, faults } = await openWithFile();
    Object.assign(faults, { serverErrors: 1, notFound: 1 });
    expect((await get()).status).toBe(500);
    const missing = await get();
    expect([missing.status, await missing.text()]).toEqual([404, GONE]);
    expect((await get()).status).toBe(200);
    expect(discord.cdnRequests.map(({ status }) => status)).toEqual([500, 404, 200]);
  });

  test('can be sent on to anywhere', async () => {
    const { file, faults } = await openWithFile();
    faults.redirectTo = 'http://169.254.169.254/latest/meta-data';
    const response = await fetch(file.url, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, faults.redirectTo]);
  });

  test('can call itself something else', async () => {
    const { get, faults } = await openWithFile();
    faults.contentType = 'text/html';
    expect((await get()).headers.get('content-type')).toBe('text/html');
  });

  test('can have more bytes than anybody said', async () => {
    const { file, get, faults } = await openWithFile();
    faults.extraBytes = 100_000;
    expect((await get()).headers.get('content-length')).toBeNull();
    expect(await download(file.url)).toEqual({ status: 200, bytes: BYTES.length + 100_000, complete: true });
  });

  test('can announce more or fewer bytes than it has', async () => {
    const { file, faults } = await openWithFile();
    faults.contentLength = BYTES.length + 1;
    expect(await download(file.url)).toEqual({ status: 200, bytes: BYTES.length, complete: false });
    faults.contentLength = 1_000;
    const raw = await bytesOnTheWire(file.url);
    expect(raw.head).toContain('content-length: 1000');
    expect(raw.body).toEqual(BYTES);
  });

  test('can go on without an end, no faster than it is read', async () => {
    const { discord, file, faults } = await openWithFile();
    faults.endless = true;
    const leave = new AbortController();
    const unread = await fetch(file.url, { signal: leave.signal });
    const { body } = await fetch(file.url, { signal: leave.signal });
    let bytes = 0;
    for await (const chunk of body ?? []) {
      bytes += chunk.length;
      if (bytes > 20_000_000) break;
    }
    expect([unread.status, bytes > 20_000_000]).toEqual([200, true]);
    expect(discord.cdnRequests[0]?.bytesSent).toBeLessThan(10_000_000);
    leave.abort();
  });

  test('can be slow', async () => {
    const { file, faults } = await openWithFile('a.bin', BYTES.subarray(0, 3_000));
    faults.bytesPerSecond = 20_000;
    const pieces: number[] = [];
    const { body } = await fetch(file.url);
    for await (const chunk of body ?? []) pieces.push(chunk.length);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.reduce((sum, size) => sum + size)).toBe(3_000);
  });

  test('can stand still, before anything came or in the middle', async () => {
    const { discord, file, faults } = await openWithFile();
    const leave = new AbortController();
    faults.hang = { count: 1, afterBytes: null };
    const silent = fetch(file.url, { signal: leave.signal });
    await expect.poll(() => discord.cdnRequests).toHaveLength(1);
    leave.abort();
    await expect(silent).rejects.toThrow('aborted');
    expect(discord.cdnRequests[0]?.status).toBeUndefined();

    faults.hang = { count: 1, afterBytes: 10 };
    const gone = new AbortController();
    const { body } = await fetch(file.url, { signal: gone.signal });
    const reader = body?.getReader();
    expect((await reader?.read())?.value).toHaveLength(10);
    const next = reader?.read();
    gone.abort();
    await expect(next).rejects.toThrow('aborted');
    expect((await download(file.url)).complete).toBe(true);
  });

  test('is healthy again when the faults are put back', async () => {
    const { discord, file, faults } = await openWithFile();
    Object.assign(faults, { notFound: 9, endless: true, redirectTo: 'http://127.0.0.1:1/' });
    discord.faults.cdn = noCdnFaults();
    expect(await download(file.url)).toEqual({ status: 200, bytes: BYTES.length, complete: true });
  });
});

test('an attachment can say something else than the truth', async () => {
  const { discord, directory, videos, mira } = await openDiscord();
  const option = { type: 11, name: 'image', description: 'A picture' };
  await register(discord, [{ ...CLIP_COMMAND, options: [option] }]);
  const path = join(directory, 'truth.png');
  await writeFile(path, 'no picture at all');
  const attachmentOf = (id: string) => {
    const invocation = { userId: mira.id, channelId: videos.id, command: 'clip', options: { image: id } };
    const { data } = discord.invoke(invocation).payload as {
      data: { resolved: { attachments: Record<string, object> } };
    };
    return data.resolved.attachments[id] as { url: string };
  };
  const declare = { filename: '../../lie.webp', contentType: 'image/webp', width: 9_000, height: 1, size: 12 };
  const lie = attachmentOf(await discord.attach({ channelId: videos.id, path, declare }));
  const { contentType, ...rest } = declare;
  expect(lie).toMatchObject({ ...rest, content_type: contentType, ephemeral: true });
  expect(await (await fetch(lie.url)).text()).toBe('no picture at all');

  const url = 'http://127.0.0.1:1/elsewhere.png';
  const silent = attachmentOf(
    await discord.attach({ channelId: videos.id, path, declare: { contentType: null, url } }),
  );
  expect(silent).toMatchObject({ filename: 'truth.png', url, proxy_url: url });
  expect(silent).not.toHaveProperty('content_type');
  expect(silent).not.toHaveProperty('width');

  const id = await discord.attach({ channelId: videos.id, path });
  const honest = attachmentOf(id);
  discord.deleteAttachment(id);
  expect((await fetch(honest.url)).status).toBe(404);
});

/** Everything that a server sends, also what an HTTP client would throw away. */
async function bytesOnTheWire(url: string): Promise<{ head: string; body: Buffer }> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  const all = await buffer(socket);
  const split = all.indexOf('\r\n\r\n');
  return { head: all.subarray(0, split).toString().toLowerCase(), body: all.subarray(split + 4) };
}
