import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AttachmentClaims } from '../../sandbox/discord/attachments.ts';
import type { MessageView } from '../../sandbox/discord/message-view.ts';
import {
  animation,
  inflatedChunk,
  noise,
  picture,
  png,
  pngBomb,
  pngFields,
  pngHeader,
} from '../media/picture-files.ts';
import { expectCreditsBack, expectPaidOnce, kite, type QuickWorld, shareWorld } from './quick-world.ts';

/**
 * Files that are no pictures, or that are meant to do harm. One bot meets them all, one after the other, and works on:
 * after each a good picture becomes a video.
 */

const mebibyte = 1024 * 1024;

const shared = shareWorld();

/** Where nobody may go: counts who comes, whatever they say. */
let visits = 0;
const nowhere = createServer((socket) => {
  visits += 1;
  socket.destroy();
});
let port: number;
let good: Buffer;
let peakBefore: number;

beforeAll(async () => {
  nowhere.listen(0);
  await once(nowhere, 'listening');
  port = (nowhere.address() as AddressInfo).port;
  good = await picture().png().toBuffer();
});
afterAll(() => nowhere.close());

async function expectGoodOneWorks(world: QuickWorld): Promise<void> {
  Object.assign(world.discord.faults.cdn, { redirectTo: null, endless: false, notFound: 0 });
  const { id } = await world.give('animate', { ...kite, image: await world.attach(good) });
  expectPaidOnce(await world.settle(id));
}

beforeAll(async () => {
  await expectGoodOneWorks(shared.world);
  peakBefore = process.resourceUsage().maxRSS;
});

afterEach(async () => {
  const { world } = shared;
  expect(visits).toBe(0);
  expect(await world.keptPictures()).toEqual([]);
});

/** What reached the provider so far. */
const sentOn = ({ segmind }: QuickWorld) => ({ uploads: segmind.uploads.length, submits: segmind.submitCount });

/** The command is answered at once, to the member alone: nothing is held, fetched or sent on. */
async function expectRefused(
  world: QuickWorld,
  options: Record<string, string>,
  words: string | RegExp,
): Promise<MessageView> {
  const before = { ...sentOn(world), fetched: world.discord.cdnRequests.length };
  const answer = await world.ask('animate', { ...kite, ...options }, { strict: false });
  expect(answer).toMatchObject({ ephemeral: true, visibleTo: world.memberId, loading: false });
  expect(answer.content).toMatch(words);
  expect({ ...sentOn(world), fetched: world.discord.cdnRequests.length }).toEqual(before);
  const job = await world.database
    .selectFrom('job')
    .select('id')
    .where('id', '=', answer.interactionId ?? '')
    .executeTakeFirst();
  expect(job).toBeUndefined();
  return answer;
}

/**
 * The command is taken, and then its picture cannot be used: the member alone learns why, and pays nothing.
 * @param meanwhile - happens when the command is on its way already
 */
async function expectGivenBack(
  world: QuickWorld,
  image: string,
  failure: string,
  words: string | RegExp,
  meanwhile = () => {},
): Promise<void> {
  const before = sentOn(world);
  const { id, acknowledged } = world.send('animate', { ...kite, image });
  meanwhile();
  await world.clock.carefully(acknowledged);
  await expect(acknowledged).resolves.toMatchObject({ type: 5, ephemeral: false });
  const books = await world.settle(id);
  expectCreditsBack(books, failure);
  expect(books).toMatchObject({ submits: 0, attempts: [], job: { state: 'failed' } });
  expect(sentOn(world)).toEqual(before);

  const ofThis = ({ interactionId }: MessageView) => interactionId === id;
  const standing = world.discord.messages(world.channelId).filter(ofThis);
  expect(standing).toMatchObject([{ ephemeral: true, visibleTo: world.memberId, loading: false }]);
  expect(standing[0]?.content).toMatch(words);
  expect(standing[0]?.content).toContain('Your 51 credits are back.');
  const deleted = world.discord.messages(world.channelId, { deleted: true }).filter((m) => m.deleted && ofThis(m));
  expect(deleted).toMatchObject([{ ephemeral: false }]);
  expect(await world.keptPictures()).toEqual([]);
}

describe('what Discord’s own words give away is refused at once:', () => {
  it.each<[string, Buffer, string, AttachmentClaims | undefined, RegExp]>([
    ['a text', Buffer.from('a cat'), 'cat.txt', undefined, /no picture that can be used.+Attach a JPEG/],
    ['a text with a picture’s name', Buffer.from('a cat'), 'cat.png', { contentType: 'text/plain' }, /Attach a JPEG/],
    ['a web page', Buffer.from('<html>'), 'cat.html', undefined, /Attach a JPEG/],
    ['a drawing', Buffer.from('<svg/>'), 'cat.svg', undefined, /Attach a JPEG/],
    ['a program', Buffer.from('x'), 'cat.exe', { contentType: null }, /Attach a JPEG/],
    ['an empty file', Buffer.alloc(0), 'cat.png', undefined, /is empty.+attach it once more/],
    ['21 MB', Buffer.from('x'), 'cat.png', { size: 21 * mebibyte }, /has 21 MB, and at most 20 MB.+Save it smaller/],
    ['500 MB', Buffer.from('x'), 'cat.png', { size: 500 * mebibyte }, /has 500 MB.+Save it smaller/],
    ['a size below nothing', Buffer.from('x'), 'cat.png', { size: -1 }, /is empty/],
    ['20,000 × 20,000 pixels', Buffer.from('x'), 'cat.png', { width: 20_000, height: 20_000 }, /Save it smaller/],
    ['a line of a pixel’s height', Buffer.from('x'), 'cat.png', { width: 40_000, height: 1 }, /Save it smaller/],
  ])('%s', async (_, bytes, name, declare, words) => {
    const { world } = shared;
    await expectRefused(world, { image: await world.attach(bytes, name, declare) }, words);
  });

  it('a picture that is not there', async () => {
    const { world } = shared;
    await expectRefused(world, { image: '1573641915008548864' }, /Attach one/);
  });

  it('and a good picture works after all that', async () => {
    await expectGoodOneWorks(shared.world);
  });
});

/** Hosts that lead to this machine or its surroundings, in many spellings. */
const spellings = [
  '127.0.0.1',
  '127.1',
  '127.0.0.1.',
  '2130706433',
  '017700000001',
  '0177.0.0.1',
  '0x7f000001',
  '0x7F.0x0.0x0.0x1',
  '%31%32%37.0.0.1',
  '①②⑦.⓪.⓪.①',
  '0.0.0.0',
  '0',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[fe80::1]',
  '[fd00::1]',
  'localhost',
  'localhost.',
  'LOCALHOST',
  'foo.localhost',
  '10.0.0.1',
  '192.168.257',
  '169.254.169.254',
  '0xa9fea9fe',
  '[::ffff:169.254.169.254]',
  'metadata.google.internal',
  'cdn.discordapp.com@127.0.0.1',
  'cdn.discordapp.com:443@127.0.0.1',
  '127.0.0.1\\@cdn.discordapp.com',
  'cdn.discordapp.com.localhost',
  'example.com',
] as const;

const schemes = ['http', 'https'] as const;
const addresses = () => spellings.flatMap((host) => schemes.map((scheme) => `${scheme}://${host}:${port}/cat.png`));

/** Addresses that begin like a trusted one, or hide it. */
const lookAlikes = (origin: string) => {
  const { host } = new URL(origin);
  return [
    `http://${host}@127.0.0.1:${port}/cat.png`,
    `http://user@${host}/cat.png`,
    `http://user:secret@${host}/cat.png`,
    `https://${host}/cat.png`,
    `${origin}.example.com/cat.png`,
    `http://${host}0/cat.png`,
    `blob:${origin}/cat.png`,
    `//${host}/cat.png`,
    'file:///etc/passwd',
    'data:image/png;base64,iVBORw0KGgo=',
    'ftp://cdn.discordapp.com/cat.png',
    'http://cdn.discordapp.com/attachments/1/2/cat.png',
    'https://cdn.discordapp.com:8443/attachments/1/2/cat.png',
    'https://evil-cdn.discordapp.com/attachments/1/2/cat.png',
    'https://cdn.discordapp.com.evil.example/attachments/1/2/cat.png',
    'https://images-ext-1.discordapp.net/external/x/cat.png',
    'javascript:alert(1)',
    'cat.png',
    '/etc/passwd',
    '',
  ];
};

describe('a picture that is said to be elsewhere is refused at once, and nobody goes there:', () => {
  it(`${spellings.length} spellings by http and https, and what looks like Discord`, { timeout: 60_000 }, async () => {
    const { world } = shared;
    const image = await world.attach(good);
    for (const url of [...addresses(), ...lookAlikes(world.discord.origin)]) {
      world.discord.declareAttachment(image, { url });
      const answer = await expectRefused(world, { image }, /only from Discord itself\. Upload the picture/);
      expect(answer.content, url).not.toContain(String(port));
    }
    expect(visits).toBe(0);
    await expectGoodOneWorks(world);
  });

  it('also as the second of two', async () => {
    const { world } = shared;
    const [image, end_image] = [await world.attach(good), await world.attach(good)];
    world.discord.declareAttachment(end_image, { url: `http://127.0.0.1:${port}/cat.png` });
    await expectRefused(world, { image, end_image }, /only from Discord itself/);
  });
});

describe('a picture that leads elsewhere is given up, and nobody follows:', () => {
  it.each(spellings)('to %s', async (host) => {
    const { world } = shared;
    const scheme = schemes[spellings.indexOf(host) % 2];
    const image = await world.attach(good);
    // A header holds bytes.
    const bytes = Buffer.from(`${scheme}://${host}:${port}/cat.png`).toString('latin1');
    world.discord.faults.cdn.redirectTo = bytes;
    await expectGivenBack(world, image, 'image-elsewhere', /a place other than Discord.+Save it to your device/);
    expect(visits).toBe(0);
  });

  it('nor round and round', async () => {
    const { world } = shared;
    const image = await world.attach(good);
    world.discord.faults.cdn.redirectTo = `${world.discord.origin}/cdn/attachments/1/2/cat.png`;
    await expectGivenBack(world, image, 'image-elsewhere', /a place other than Discord/);
    await expectGoodOneWorks(world);
  });
});

const cutShort = (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2));
const noisyJpeg = async () => cutShort(await noise().jpeg().toBuffer());
const noisyPng = async () => cutShort(await noise().png().toBuffer());
const asPng = { contentType: 'image/png', width: 100, height: 100 };

describe('a file that turns out to be no picture is given up, and the next one works:', () => {
  const unreadable = /cannot be read.+save it anew and attach that file/;
  const tooManyPixels = /too many pixels.+Save it smaller/;
  it.each<[string, () => Buffer | Promise<Buffer>, string, RegExp]>([
    ['a text', () => Buffer.from('a cat'), 'image-unreadable', unreadable],
    ['a web page', () => Buffer.from('<!doctype html><html></html>'), 'image-unreadable', unreadable],
    ['a drawing', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image-unreadable', unreadable],
    ['a single byte', () => Buffer.from([0x89]), 'image-unreadable', unreadable],
    ['the first bytes of a PNG', () => png(), 'image-unreadable', unreadable],
    ['a PNG whose header lies', () => png(pngHeader(4_000, 4_000), pngFields()), 'image-unreadable', unreadable],
    ['a header of no pixels', () => png(pngHeader(0, 0), pngFields()), 'image-unreadable', /cannot be read|too many/],
    ['a JPEG that ends in the middle', noisyJpeg, 'image-unreadable', unreadable],
    ['a PNG that ends in the middle', noisyPng, 'image-unreadable', unreadable],
    [
      '20,000 × 20,000 pixels',
      () => png(pngHeader(20_000, 20_000), pngFields()),
      'image-too-many-pixels',
      tooManyPixels,
    ],
    ['a bomb of 144 megapixels', () => pngBomb(12_000, 12_000), 'image-too-many-pixels', tooManyPixels],
  ])('%s', async (_, make, failure, words) => {
    const { world } = shared;
    const image = await world.attach(await make(), 'cat.png', asPng);
    await expectGivenBack(world, image, failure, words);
    await expectGoodOneWorks(world);
  });

  it('a picture with 10 MB of hidden text is made plain, and nothing of it goes on', async () => {
    const { world } = shared;
    const hidden = png(pngHeader(48, 32), inflatedChunk('zTXt'), pngFields());
    const { id } = await world.give('animate', { ...kite, image: await world.attach(hidden, 'cat.png', asPng) });
    expectPaidOnce(await world.settle(id));
    expect(world.segmind.uploads.at(-1)?.bytes).toBeLessThan(10_000);
  });

  it('nothing at all, where Discord promised something', async () => {
    const { world } = shared;
    const image = await world.attach(Buffer.alloc(0), 'cat.png', { ...asPng, size: 1_000 });
    await expectGivenBack(world, image, 'image-unreadable', unreadable);
    await expectGoodOneWorks(world);
  });
});

describe('a file that is larger than it says is given up, and the next one works:', () => {
  const tooLarge = /larger than it says.+Save it smaller/;
  const sentBytes = (world: QuickWorld, image: string) =>
    world.discord.cdnRequests.find(({ attachmentId }) => attachmentId === image)?.bytesSent ?? 0;

  it('by its own length: nothing of it is read', async () => {
    const { world } = shared;
    const image = await world.attach(good);
    world.discord.faults.cdn.contentLength = 21 * mebibyte;
    await expectGivenBack(world, image, 'image-too-large', tooLarge);
    world.discord.faults.cdn.contentLength = null;
    await expectGoodOneWorks(world);
  });

  it('without a length', async () => {
    const { world } = shared;
    const image = await world.attach(good);
    world.discord.faults.cdn.extraBytes = 21 * mebibyte;
    await expectGivenBack(world, image, 'image-too-large', tooLarge);
    world.discord.faults.cdn.extraBytes = 0;
    await expectGoodOneWorks(world);
  });

  it('without end: no more than the limit and what lies on the line is taken', async () => {
    const { world } = shared;
    const image = await world.attach(good);
    world.discord.faults.cdn.endless = true;
    await expectGivenBack(world, image, 'image-too-large', tooLarge);
    expect(sentBytes(world, image)).toBeLessThan(32 * mebibyte);
    await expectGoodOneWorks(world);
  });
});

describe('a picture that Discord has deleted meanwhile', () => {
  it.each<[string, (world: QuickWorld, image: string) => void]>([
    ['is gone', ({ discord }, image) => discord.deleteAttachment(image)],
    ['as far as the CDN knows is gone', ({ discord }) => Object.assign(discord.faults.cdn, { notFound: 1 })],
  ])('%s', async (_, strike) => {
    const { world } = shared;
    const image = await world.attach(good);
    await expectGivenBack(world, image, 'image-gone', /not there any more.+Attach it once more/, () =>
      strike(world, image),
    );
    await expectGoodOneWorks(world);
  });
});

describe('a bad picture of a private command', () => {
  it('is told in its own answer, which the requester alone sees', async () => {
    const { world } = shared;
    const image = await world.attach(Buffer.from('a cat'), 'cat.png', asPng);
    const { id } = await world.give('animate', { ...kite, image, private: true });
    expectCreditsBack(await world.settle(id), 'image-unreadable');
    const standing = world.discord.messages(world.channelId).filter(({ interactionId }) => interactionId === id);
    expect(standing).toMatchObject([{ ephemeral: true, visibleTo: world.memberId }]);
    expect(standing[0]?.content).toContain('cannot be read');
  });
});

describe('an animated GIF', () => {
  it('works: its first frame moves', async () => {
    const { world } = shared;
    const image = await world.attach(await animation().gif().toBuffer(), 'cat.gif');
    const { id } = await world.give('animate', { ...kite, image });
    expectPaidOnce(await world.settle(id));
    expect(world.segmind.jobs.at(-1)?.images).toMatchObject([{ width: 48, height: 32 }]);
  });
});

describe('the bot that met them all', () => {
  /**
   * The bot, the sandbox and the tests share this process. Two hundred commands leave some 100 MB of garbage before the
   * collector cares, and the pieces of two bodies of 20 MB on both ends of the line some 50 MB more. Whoever decoded the
   * bomb here would need 3 bytes for each of its 144 million pixels besides, 412 MB; a body without end has no bound at all.
   */
  const mostMegabytes = 300;

  it('has not grown by what they would have needed', () => {
    expect((process.resourceUsage().maxRSS - peakBefore) / 1024).toBeLessThan(mostMegabytes);
  });
});
