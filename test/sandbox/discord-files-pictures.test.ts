import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { readFacts } from '../../sandbox/discord/file-facts.ts';
import { openDiscord } from './discord-fixture.ts';

/** What Discord finds out about pictures. All of these are 40 wide and 30 high before anything is done to them. */

function plain(background = '#336699'): Sharp {
  return sharp({ create: { width: 40, height: 30, channels: 3, background } });
}

async function animated(): Promise<Sharp> {
  const frames = await Promise.all(['#ff0000', '#00ff00', '#0000ff'].map((color) => plain(color).png().toBuffer()));
  return sharp(frames, { join: { animated: true } });
}

const SVG = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="9" height="9"/></svg>',
);
const UPRIGHT = { width: 40, height: 30 };
const TURNED = { width: 30, height: 40 };

test.each([
  ['a.png', 'image/png', () => plain().png().toBuffer(), UPRIGHT],
  ['a.jpg', 'image/jpeg', () => plain().jpeg().toBuffer(), UPRIGHT],
  ['a.jpeg', 'image/jpeg', () => plain().withMetadata({ orientation: 6 }).jpeg().toBuffer(), TURNED],
  ['a.jpg', 'image/jpeg', () => plain().withMetadata({ orientation: 3 }).jpeg().toBuffer(), UPRIGHT],
  ['a.webp', 'image/webp', () => plain().withMetadata({ orientation: 8 }).webp().toBuffer(), TURNED],
  ['a.avif', 'image/avif', () => plain().avif({ effort: 0 }).toBuffer(), UPRIGHT],
  ['a.gif', 'image/gif', async () => (await animated()).gif().toBuffer(), UPRIGHT],
  ['moving.webp', 'image/webp', async () => (await animated()).webp().toBuffer(), UPRIGHT],
  ['misnamed.png', 'image/png', () => plain().jpeg().toBuffer(), UPRIGHT],
])('%s (%s) is shown in its size', async (filename, contentType, make, size) => {
  const { discord, call, videos } = await openDiscord();
  const file = new File([await make()], filename);
  const answer = await call('POST', `/channels/${videos.id}/messages`, { files: { 'files[0]': file } });
  expect(answer.body).toMatchObject({ attachments: [{ filename, content_type: contentType, ...size }] });
  expect(discord.messages()[0]?.attachments[0]).toMatchObject(size);
});

test.each([
  ['words.png', 'image/png', async () => Buffer.from('no picture')],
  ['drawing.svg', 'image/svg+xml', async () => SVG],
  ['drawing.png', 'image/png', async () => SVG],
  ['empty.gif', 'image/gif', async () => Buffer.alloc(0)],
  ['head.png', 'image/png', async () => (await plain().png().toBuffer()).subarray(0, 12)],
  ['picture.mp4', 'video/mp4', () => plain().png().toBuffer()],
  ['picture.txt', 'text/plain; charset=utf-8', () => plain().png().toBuffer()],
  ['picture', 'application/octet-stream', () => plain().png().toBuffer()],
])('%s (%s) is a plain file', async (filename, contentType, make) => {
  const { call, videos } = await openDiscord();
  const file = new File([await make()], filename);
  const answer = await call('POST', `/channels/${videos.id}/messages`, { files: { 'files[0]': file } });
  const [attachment] = (answer.body as { attachments: Record<string, unknown>[] }).attachments;
  expect(attachment?.content_type).toBe(contentType);
  for (const field of ['width', 'height', 'duration_secs']) expect(attachment).not.toHaveProperty(field);
});

test('the type that a client declares counts more than the name', async () => {
  const { call, videos } = await openDiscord();
  const file = new File([await plain().png().toBuffer()], 'a.bin', { type: 'image/png' });
  const answer = await call('POST', `/channels/${videos.id}/messages`, { files: { 'files[0]': file } });
  expect(answer.body).toMatchObject({ attachments: [{ content_type: 'image/png', ...UPRIGHT }] });
});

test('a picture is not unpacked to learn its size', async () => {
  const { directory } = await openDiscord();
  const path = join(directory, 'bomb.png');
  // The header of a picture of 4 gigapixels, and nothing of its content.
  const header = (await plain().png({ compressionLevel: 0 }).toBuffer()).subarray(0, 33);
  header.writeUInt32BE(65_000, 16);
  header.writeUInt32BE(65_000, 20);
  const { crc32 } = await import('node:zlib');
  header.writeUInt32BE(crc32(header.subarray(12, 29)), 29);
  await writeFile(path, Buffer.concat([header, Buffer.from([0, 0, 0, 0]), Buffer.from('IDAT'), Buffer.alloc(100)]));
  expect(await readFacts(path, 'bomb.png', 'image/png')).toEqual({ width: 65_000, height: 65_000 });
});
