import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { type ClientRequest, request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createCanvas } from '@napi-rs/canvas';
import fc from 'fast-check';
import { EncodedPacket, EncodedVideoPacketSource, FilePathTarget, Mp4OutputFormat, Output } from 'mediabunny';
import { expect, test } from 'vitest';
import type { LocalDiscord } from '../../sandbox/discord/local-discord.ts';
import { MultipartError, readParts } from '../../sandbox/discord/multipart.ts';
import { CLIP_COMMAND, openDiscord, register } from './discord-fixture.ts';

const BOUNDARY = 'boundary-1';

function form(parts: readonly { name: string; body: Uint8Array }[]): Buffer {
  const head = (name: string) =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="${name}.bin"\r\nContent-Type: a/b\r\n\r\n`;
  const pieces = parts.flatMap(({ name, body }) => [Buffer.from(head(name)), Buffer.from(body), Buffer.from('\r\n')]);
  return Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(source: AsyncIterable<Buffer>): Promise<Buffer> {
  return Buffer.concat(await Readable.from(source).toArray());
}

/** Bytes that like to look like the beginning of a boundary. */
const treacherous = fc.array(fc.constantFrom('\r', '\n', '-', `\r\n--${BOUNDARY.slice(0, 5)}`, 'x', '\0'), {
  maxLength: 20,
});

test('a form is read the same however its bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(treacherous, { maxLength: 3 }), fc.integer({ min: 1, max: 60 }), async (bodies, size) => {
      const parts = bodies.map((body, at) => ({ name: `files[${at}]`, body: Buffer.from(body.join('')) }));
      const read: unknown[] = [];
      for await (const part of readParts(inChunks(form(parts), size), BOUNDARY))
        read.push({ name: part.name, filename: part.filename, body: await collect(part.body) });
      expect(read).toEqual(parts.map(({ name, body }) => ({ name, filename: `${name}.bin`, body })));
    }),
    { numRuns: 200 },
  );
});

test('parts that nobody reads are skipped', async () => {
  const names: string[] = [];
  const bytes = form(['a', 'b'].map((name) => ({ name, body: Buffer.alloc(1_000) })));
  for await (const part of readParts(inChunks(bytes, 100), BOUNDARY)) names.push(part.name);
  expect(names).toEqual(['a', 'b']);
});

test('a form that ends early is refused', async () => {
  const bytes = form([{ name: 'a', body: Buffer.alloc(100) }]);
  const read = async (end: number) => {
    for await (const part of readParts(inChunks(bytes.subarray(0, end), 10), BOUNDARY)) await collect(part.body);
  };
  for (const end of [0, 50, 150, bytes.length - 5]) await expect(read(end)).rejects.toThrow(MultipartError);
});

test('an mp4 is looked into, and other bytes of that name are a plain file', async () => {
  const { discord, directory, call, videos } = await openDiscord();
  const path = join(directory, 'made.mp4');
  await writeMp4(path, { width: 640, height: 360, durationSeconds: 2 });
  const post = async (file: File) => {
    const answer = await call('POST', `/channels/${videos.id}/messages`, { files: { 'files[0]': file } });
    return (answer.body as { attachments: object[] }).attachments[0];
  };
  const clip = await post(new File([await readFile(path)], 'made.mp4', { type: 'video/mp4' }));
  const fake = await post(new File(['no clip'], 'fake.mp4', { type: 'video/mp4' }));
  expect(clip).toMatchObject({ content_type: 'video/mp4', width: 640, height: 360, duration_secs: 2 });
  expect(fake).not.toHaveProperty('width');
  expect(discord.messages(videos.id)[0]?.attachments[0]).toMatchObject({ width: 640, height: 360, durationSeconds: 2 });
});

test('a file given to an option is described in the payload and served privately', async () => {
  const { discord, directory, videos, mira } = await openDiscord();
  const option = { type: 11, name: 'image', description: 'A picture' };
  await register(discord, [{ ...CLIP_COMMAND, options: [option] }]);
  const path = join(directory, 'start image.png');
  await writeFile(path, createCanvas(30, 20).toBuffer('image/png'));
  const id = await discord.attach({ channelId: videos.id, path });
  const { payload } = discord.invoke({
    userId: mira.id,
    channelId: videos.id,
    command: 'clip',
    options: { image: id },
  });
  const data = payload.data as { resolved: { attachments: Record<string, { url: string }> } };
  const file = data.resolved.attachments[id];
  expect(file).toMatchObject({
    filename: 'start_image.png',
    content_type: 'image/png',
    width: 30,
    height: 20,
    ephemeral: true,
    url: expect.stringContaining('/ephemeral-attachments/'),
  });
  const served = await fetch(file?.url ?? '');
  expect(Buffer.from(await served.arrayBuffer())).toEqual(await readFile(path));
});

test('a refused upload leaves nothing on disk', async () => {
  const { directory, call, videos } = await openDiscord();
  const files = { 'files[0]': new File(['x'], '../../x.txt') };
  expect(
    (await call('POST', `/channels/${videos.id}/messages`, { json: { content: 'x'.repeat(3_000) }, files })).status,
  ).toBe(400);
  expect(await readdir(directory)).toEqual([]);
});

test('an upload that the client breaks off leaves no message and no file', async () => {
  const { discord, directory, call, videos } = await openDiscord();
  const upload = beginUpload(discord, `/channels/${videos.id}/messages`);
  await expect.poll(() => readdir(directory)).toHaveLength(1);
  upload.destroy();
  await expect.poll(() => readdir(directory)).toEqual([]);
  expect((await call('GET', `/channels/${videos.id}/messages`)).body).toEqual([]);
});

test('while an answer with a file is on its way no other one is taken, and no more than the limit is written', async () => {
  const { discord, directory, call, videos, mira } = await openDiscord();
  await register(discord, [CLIP_COMMAND]);
  const options = { prompt: 'x' };
  const invocation = discord.invoke({
    userId: mira.id,
    channelId: videos.id,
    command: 'clip',
    options,
    attachmentSizeLimit: 1_000,
  });
  const path = `/interactions/${invocation.id}/${invocation.token}/callback`;
  const upload = beginUpload(discord, path);
  await expect.poll(() => readdir(directory, { recursive: true })).toContainEqual(expect.stringContaining('.bin'));
  const second = await call('POST', path, { json: { type: 5 }, authorization: null });
  expect(second).toMatchObject({ status: 400, body: { code: 40060 } });
  const [file = ''] = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.bin'));
  expect((await stat(join(directory, file))).size).toBeLessThanOrEqual(1_000);
  upload.destroy();
  await expect.poll(() => readdir(directory)).toEqual([]);
  expect((await call('POST', path, { json: { type: 5 }, authorization: null })).status).toBe(204);
});

/** Sends the first 5000 bytes of a form that announces more, and leaves it at that. */
function beginUpload(discord: LocalDiscord, path: string): ClientRequest {
  const upload = request(`${discord.apiUrl}/v10${path}`, {
    method: 'POST',
    headers: {
      'user-agent': 'DiscordBot (http://localhost, 1.0)',
      authorization: `Bot ${discord.token}`,
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'content-length': '100000',
    },
  });
  upload.on('error', () => {});
  upload.write(form([{ name: 'files[0]', body: Buffer.alloc(10_000) }]).subarray(0, 5_000));
  return upload;
}

/** A valid container around bytes that no player could show: enough for all that is read from its headers. */
async function writeMp4(path: string, clip: { width: number; height: number; durationSeconds: number }): Promise<void> {
  const output = new Output({ format: new Mp4OutputFormat(), target: new FilePathTarget(path) });
  const source = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(source, {});
  await output.start();
  const description = new Uint8Array([1, 0x42, 0, 0x1f, 0xff, 0xe0, 0]);
  await source.add(new EncodedPacket(new Uint8Array([0, 0, 0, 1, 0x65]), 'key', 0, clip.durationSeconds), {
    decoderConfig: { codec: 'avc1.42001f', codedWidth: clip.width, codedHeight: clip.height, description },
  });
  await output.finalize();
}
