import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { LocalDiscord } from '../../sandbox/discord/local-discord.ts';
import { openDiscord } from './discord-fixture.ts';

/** A hundred large uploads at once: what has come lies on the disk and not in memory. */

const UPLOADS = 100;
const HALF = Buffer.alloc(512 * 1024, 'half');
const HEAD = [
  '--edge',
  'Content-Disposition: form-data; name="files[0]"; filename="a.mp4"',
  'Content-Type: video/mp4',
  '',
  '',
].join('\r\n');
const TAIL = '\r\n--edge--\r\n';

interface RunningUpload {
  readonly sent: ClientRequest;
  readonly answer: Promise<IncomingMessage>;
}

function beginUpload(discord: LocalDiscord, channelId: string): RunningUpload {
  const sent = request(`${discord.apiUrl}/v10/channels/${channelId}/messages`, {
    method: 'POST',
    agent: false,
    headers: {
      'user-agent': 'DiscordBot (http://localhost, 1.0)',
      authorization: `Bot ${discord.token}`,
      'content-type': 'multipart/form-data; boundary=edge',
      'content-length': HEAD.length + 2 * HALF.length + TAIL.length,
    },
  });
  const answer = once(sent, 'response').then(([response]) => response as IncomingMessage);
  sent.write(HEAD);
  sent.write(HALF);
  return { sent, answer };
}

async function sizesOnDisk(directory: string): Promise<number[]> {
  const names = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.mp4'));
  return Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
}

test('the first halves are on the disk before the second ones are sent', async () => {
  const { discord, directory, videos } = await openDiscord();
  const uploads = Array.from({ length: UPLOADS }, () => beginUpload(discord, videos.id));
  // The last bytes wait for what follows: they might be the beginning of a boundary.
  const almost = HALF.length - TAIL.length;
  await expect
    .poll(async () => (await sizesOnDisk(directory)).filter((size) => size >= almost), { timeout: 10_000 })
    .toHaveLength(UPLOADS);
  for (const { sent } of uploads) {
    sent.write(HALF);
    sent.end(TAIL);
  }
  const answers = await Promise.all(uploads.map(({ answer }) => answer));
  for (const answer of answers)
    expect(await json(answer)).toMatchObject({ attachments: [{ size: 2 * HALF.length, filename: 'a.mp4' }] });
  expect(discord.messages(videos.id)).toHaveLength(UPLOADS);
});
