import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { SegmindFaults } from '../../sandbox/segmind/faults.ts';
import { pngBomb } from '../media/picture-files.ts';
import { colourDistance, framesAt, halvedPicture, plainPicture, type Rgb } from '../sandbox/clip-frames.ts';
import {
  expectClosedBooks,
  expectCreditsBack,
  expectPaidOnce,
  forgetTrouble,
  kite,
  type QuickWorld,
  shareWorld,
  startQuickWorld,
} from './quick-world.ts';
import { startTestBot } from './world.ts';

/** Pictures of members, from Discord to the video: the whole bot against the sandbox. */

const orange: Rgb = [240, 130, 20];
const teal: Rgb = [10, 120, 120];
/** H.264 in a small clip is not exact. */
const alike = 50;

const leftHalf = { left: 0.1, top: 0.35, right: 0.4, bottom: 0.6 };
const rightHalf = { left: 0.6, top: 0.35, right: 0.9, bottom: 0.6 };
const firstAndLast = [0, 5] as const;

let halved: Buffer;
beforeAll(async () => {
  halved = await halvedPicture(orange, teal, 160, 90);
});

const shared = shareWorld();
beforeEach(() => forgetTrouble(shared.world));
afterEach(async () => {
  expect(await shared.world.keptPictures()).toEqual([]);
});

/** The finished video of a job, at the given seconds. */
async function videoFrames(world: QuickWorld, jobId: string, seconds: readonly number[]) {
  return framesAt(await readFile(world.videosOf(jobId)[0]?.attachments[0]?.path ?? ''), seconds);
}

/** What the provider was sent last, by the job's own word and by the bytes behind its addresses. */
function lastJob({ segmind }: QuickWorld) {
  const job = segmind.jobs.at(-1);
  const uploadOf = (url: unknown) => segmind.uploads.find((upload) => upload.url === url);
  return { job, slug: job?.slug, body: job?.body ?? {}, images: job?.images ?? [], uploadOf };
}

/** The colours in the middle of a picture's halves. */
async function halvesOf(path: string): Promise<Rgb[]> {
  const pixels = await sharp(path).resize(2, 1, { fit: 'fill', kernel: 'nearest' }).raw().toBuffer();
  return [0, 3].map((at) => [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0]);
}

function expectColours(seen: readonly Rgb[], wanted: readonly Rgb[]): void {
  expect(seen).toHaveLength(wanted.length);
  for (const [index, colour] of wanted.entries())
    expect(colourDistance(seen[index] ?? [0, 0, 0], colour), `${seen[index]} for ${colour}`).toBeLessThan(alike);
}

/** A video that nobody has to render: for tests of what is asked alone. */
async function askOnly(world: QuickWorld, command: string, options: Record<string, string | number | boolean>) {
  world.segmind.faults.failJobs = 'generic';
  const { id } = await world.give(command, { ...kite, ...options });
  expectCreditsBack(await world.settle(id), 'provider-failed');
  return lastJob(world);
}

describe('/animate', () => {
  it.each([
    ['ray-flash-2', 'ray-flash-2-720p', 'start_image_url', 51],
    ['ray-2', 'luma-ray-img-2-video', 'start_frame', 160],
  ] as const)('brings a member’s own picture to %s, and that is what moves', async (model, slug, field, price) => {
    const { world } = shared;
    const image = await world.attach(halved);
    const { id, acknowledged } = await world.give('animate', { ...kite, image, model });
    await expect(acknowledged).resolves.toMatchObject({ type: 5, ephemeral: false });
    expectPaidOnce(await world.settle(id), { price, rung: 'channel:file' });

    const sent = lastJob(world);
    const upload = sent.uploadOf(sent.body[field]);
    expect(sent.slug).toBe(slug);
    expect(upload).toMatchObject({ contentType: 'image/jpeg' });
    expect(sent.images).toMatchObject([{ role: 'start', sha256: upload?.sha256, width: 160, height: 90 }]);
    expectColours(await halvesOf(upload?.path ?? ''), [orange, teal]);
    const [frame] = await videoFrames(world, id, [0]);
    expectColours([frame?.average(leftHalf) ?? teal, frame?.average(rightHalf) ?? orange], [orange, teal]);
  });

  it('shows nobody else’s address and no name of a file to the provider', async () => {
    const { world } = shared;
    const image = await world.attach(halved, 'Grandma in Lisbon.png');
    await askOnly(world, 'animate', { image });
    const said = JSON.stringify(world.segmind.requests.map(({ path, headers, body }) => ({ path, headers, body })));
    for (const word of [world.discord.origin, 'Grandma', 'ephemeral-attachments']) expect(said).not.toContain(word);
  });

  it.each([
    ['animate', 'image'],
    ['ray-flash', 'start_image'],
  ])('as /%s with a picture at the end moves from the one to the other', async (command, option) => {
    const { world } = shared;
    const [start, end] = await Promise.all([orange, teal].map((colour) => plainPicture(colour)));
    const options = { [option]: await world.attach(start ?? halved), end_image: await world.attach(end ?? halved) };
    const { id } = await world.give(command, { ...kite, ...options });
    expectPaidOnce(await world.settle(id), { rung: 'channel:file' });

    const { body, images, uploadOf } = lastJob(world);
    expect(images.map(({ role, url, sha256 }) => [role, url, sha256])).toEqual([
      ['start', body.start_image_url, uploadOf(body.start_image_url)?.sha256],
      ['end', body.end_image_url, uploadOf(body.end_image_url)?.sha256],
    ]);
    const frames = await videoFrames(world, id, firstAndLast);
    expectColours(
      frames.map((frame) => frame.average()),
      [orange, teal],
    );
  });

  it('as /ray-flash with an end alone sends that alone', async () => {
    const { world } = shared;
    const end_image = await world.attach(halved);
    const { body, images } = await askOnly(world, 'ray-flash', { end_image });
    expect(body).toMatchObject({ end_image_url: expect.stringContaining('/assets/'), aspect_ratio: '16:9' });
    expect(body).not.toHaveProperty('start_image_url');
    expect(images).toMatchObject([{ role: 'end' }]);
  });

  it('sends the length and the loop that were asked for, at the price that was named', async () => {
    const { world } = shared;
    const image = await world.attach(halved);
    const { id } = await world.give('animate', { ...kite, image, duration: 9, loop: true });
    expectPaidOnce(await world.settle(id), { price: 92 });
    expect(lastJob(world).body).toMatchObject({ duration: 9, loop: true });
    const [first, last] = await videoFrames(world, id, [0, 9]);
    expectColours(
      [last?.average(leftHalf) ?? teal, last?.average(rightHalf) ?? orange],
      [first?.average(leftHalf) ?? teal, first?.average(rightHalf) ?? orange],
    );
    expect(world.videosOf(id)[0]?.content).toMatch(/Ray Flash 2 · 9 s · 16:9 · loop · .+ · 92 credits/);
  });

  it('shows a private one to the requester alone', async () => {
    const { world } = shared;
    const image = await world.attach(halved);
    const { id, acknowledged } = await world.give('animate', { ...kite, image, private: true });
    await expect(acknowledged).resolves.toMatchObject({ type: 5, ephemeral: true });
    expectPaidOnce(await world.settle(id), { rung: 'response:file' });
    expect(world.videosOf(id)).toMatchObject([{ ephemeral: true, visibleTo: world.memberId, deleted: false }]);
  });

  it('says on the card that a small picture may look soft, and makes it all the same', async () => {
    const { world } = shared;
    world.segmind.faults.holdJobs = true;
    const image = await world.attach(halved);
    const { id } = await world.give('animate', { ...kite, image });
    const card = await world.discord.whenMessage(
      ({ interactionId, content }) => interactionId === id && content.includes('Being made'),
      { timeoutMs: 15_000 },
    );
    expect(card.content).toContain('Your picture is small (160 × 90): the video may look soft.');
    world.segmind.faults.holdJobs = false;
    expectPaidOnce(await world.settle(id));
    expect(world.videosOf(id)[0]?.content).not.toContain('small');
  });

  it('makes a picture of its own for each of several members at once', async () => {
    const { world } = shared;
    const colours: readonly Rgb[] = [orange, teal, [60, 60, 200]];
    const given = await Promise.all(
      colours.map(async (colour, index) => {
        const image = await world.attach(await plainPicture(colour), `picture-${index}.png`);
        const userId = world.discord.world.users[index]?.id ?? '';
        return { colour, userId, command: await world.give('animate', { ...kite, image }, { userId }) };
      }),
    );
    await world.settle(...given.map(({ command }) => command.id));
    for (const { colour, userId, command } of given) {
      const [video, ...others] = world.videosOf(command.id);
      expect(others).toEqual([]);
      expect(video?.pings.users).toEqual([userId]);
      const [frame] = await videoFrames(world, command.id, [0]);
      expectColours([frame?.average() ?? [0, 0, 0]], [colour]);
    }
  });
});

describe('the shape of the video', () => {
  /** A picture of one colour; `orientation` as EXIF counts it: 6 is a quarter turn. */
  const sized = (width: number, height: number, orientation = 1) =>
    sharp({ create: { width, height, channels: 3, background: '#406080' } })
      .withMetadata({ orientation })
      .jpeg()
      .toBuffer();

  it.each([
    ['ray-flash-2', 160, 90, 1, '16:9'],
    ['ray-flash-2', 160, 90, 6, '9:16'],
    ['ray-flash-2', 130, 100, 1, '4:3'],
    ['ray-flash-2', 100, 130, 8, '4:3'],
    ['ray-flash-2', 100, 103, 1, '1:1'],
    ['ray-flash-2', 300, 60, 1, '21:9'],
    ['ray-flash-2', 60, 300, 3, '9:21'],
    ['ray-2', 130, 100, 1, '1:1'],
    ['ray-2', 130, 200, 6, '16:9'],
  ])('of %s for %i × %i pixels (EXIF %i) is %s', async (model, width, height, orientation, ratio) => {
    const { world } = shared;
    const image = await world.attach(await sized(width, height, orientation), 'photo.jpg');
    const { body, images } = await askOnly(world, 'animate', { image, model });
    expect(body.aspect_ratio).toBe(ratio);
    const upright = orientation > 4 ? { width: height, height: width } : { width, height };
    expect(images).toMatchObject([upright]);
  });

  it('goes by the picture itself, not by what Discord says of it', async () => {
    const { world } = shared;
    const image = await world.attach(await sized(90, 160), 'photo.jpg', { width: 1600, height: 900 });
    expect((await askOnly(world, 'animate', { image })).body.aspect_ratio).toBe('9:16');
    const unknown = await world.attach(await sized(90, 160), 'photo.jpg', { width: null, height: null });
    expect((await askOnly(world, 'animate', { image: unknown })).body.aspect_ratio).toBe('9:16');
  });

  it('is the one that the member named', async () => {
    const { world } = shared;
    const image = await world.attach(halved);
    expect((await askOnly(world, 'animate', { image, aspect_ratio: '9:16' })).body.aspect_ratio).toBe('9:16');
  });
});

describe('what cannot be made is refused at once:', () => {
  it.each([
    ['a loop with a picture at the end', { loop: true }, /Leave out `end_image`, or turn `loop` off/],
    ['a picture at the end for Ray 2', { model: 'ray-2' }, /Ray 2 takes no such pictures.+Leave out `end_image`/],
  ])('%s', async (_, options, words) => {
    const { world } = shared;
    const [image, end_image] = [await world.attach(halved), await world.attach(halved)];
    const [uploads, requests] = [world.segmind.uploads.length, world.discord.cdnRequests.length];
    const answer = await world.ask('animate', { ...kite, image, end_image, ...options });
    expect(answer).toMatchObject({ ephemeral: true, content: expect.stringMatching(words) });
    expect(world.segmind.uploads).toHaveLength(uploads);
    expect(world.discord.cdnRequests).toHaveLength(requests);
  });
});

describe('a picture on its way from Discord', () => {
  it.each<[string, (world: QuickWorld) => void]>([
    ['slowly', ({ discord }) => Object.assign(discord.faults.cdn, { bytesPerSecond: 2_000 })],
    ['after an error 500', ({ discord }) => Object.assign(discord.faults.cdn, { serverErrors: 1 })],
    [
      'after a connection that is cut',
      ({ discord }) => Object.assign(discord.faults.cdn, { cut: { count: 1, afterBytes: 100 } }),
    ],
    ['as an unknown type', ({ discord }) => Object.assign(discord.faults.cdn, { contentType: 'text/html' })],
  ])('%s is waited for', async (_, trouble) => {
    const { world } = shared;
    const image = await world.attach(halved);
    trouble(world);
    const { id } = await world.give('animate', { ...kite, image });
    expectPaidOnce(await world.settle(id));
  });

  it('by a link that has run out is gone, and the requester alone is told so', async () => {
    const { world } = shared;
    world.discord.faults.cdn.linkLifeMs = -1;
    const image = await world.attach(halved);
    const { id } = await world.give('animate', { ...kite, image });
    const books = await world.settle(id);
    expectCreditsBack(books, 'image-gone');
    expect(books).toMatchObject({ submits: 0, attempts: [] });
    const told = world.discord.messages().filter(({ content }) => content.includes('was not there any more'));
    expect(told).toMatchObject([{ ephemeral: true, visibleTo: world.memberId }]);
  });

  it('is kept while the provider is busy, though Discord deletes it meanwhile', async () => {
    const { world } = shared;
    const image = await world.attach(halved);
    const uploads = world.segmind.uploads.length;
    world.segmind.faults.submit = { kind: 'error-429' };
    const before = world.segmind.requests.length;
    const { id } = await world.give('animate', { ...kite, image });
    await world.until('the provider was busy twice', () => {
      const tried = world.segmind.requests.slice(before).filter(({ path }) => path.startsWith('/v2/ray'));
      return tried.length >= 2;
    });
    world.discord.deleteAttachment(image);
    expect(await world.keptPictures()).toEqual([`${id}-start.jpg`]);
    world.segmind.faults.submit = null;
    expectPaidOnce(await world.settle(id));
    expect(world.discord.cdnRequests.filter(({ attachmentId }) => attachmentId === image)).toHaveLength(1);
    expect(world.segmind.uploads).toHaveLength(uploads + 1);
  });
});

describe('an upload to the provider', () => {
  it.each(['urls', 'file_urls'] as const)('may answer with %s', async (uploadAnswer) => {
    const { world } = shared;
    world.segmind.faults.uploadAnswer = uploadAnswer;
    const image = await world.attach(halved);
    const { id } = await world.give('animate', { ...kite, image });
    expectPaidOnce(await world.settle(id));
  });

  it.each<NonNullable<SegmindFaults['upload']>>([
    { kind: 'error-429', times: 2 },
    { kind: 'error-500', times: 1 },
    { kind: 'error-502', times: 1 },
    { kind: 'error-503', times: 1 },
    { kind: 'drop', times: 1 },
    { kind: 'drop-before-reading', times: 1 },
  ])('that meets $kind is sent again, and one video is paid', async (fault) => {
    const { world } = shared;
    const tries = (fault.times ?? 0) + 1;
    const image = await world.attach(halved);
    const before = world.segmind.requests.length;
    world.segmind.faults.upload = fault;
    const { id } = await world.give('animate', { ...kite, image });
    expectPaidOnce(await world.settle(id));
    const uploads = world.segmind.requests.slice(before).filter(({ path }) => path === '/upload-asset');
    expect(uploads).toHaveLength(tries);
    expect(world.discord.cdnRequests.filter(({ attachmentId }) => attachmentId === image)).toHaveLength(1);
  });

  it.each([
    ['error-401', 'operator-attention', 'Whoever runs the bot was told'],
    ['error-413', 'provider-refused', 'Take another picture'],
    ['no-urls', 'operator-attention', 'Whoever runs the bot was told'],
    ['html', 'operator-attention', 'Whoever runs the bot was told'],
  ] as const)('that meets %s ends as %s, with the credits back and nothing submitted', async (kind, failure, words) => {
    const { world } = shared;
    world.segmind.faults.upload = { kind };
    const image = await world.attach(halved);
    const { id } = await world.give('animate', { ...kite, image });
    const books = await world.settle(id);
    expectCreditsBack(books, failure);
    expect(books.submits).toBe(0);
    const [card] = world.discord.messages(world.channelId).filter(({ interactionId }) => interactionId === id);
    expect(card?.content).toContain(words);
    expect(card?.content).toContain('Your 51 credits are back.');
    if (failure === 'operator-attention')
      await world.until('the operator knows', () => world.notices().some((notice) => notice.includes('refuses us')));
  });
});

describe('what the provider finds wrong only later gives the credits back, in plain words:', () => {
  it.each([
    ['frame-moderation', 'moderated', 'turned the prompt or the picture down for its content'],
    ['moderation', 'moderated', 'turned the prompt or the picture down for its content'],
    ['frames-unreadable', 'provider-refused', 'Take another picture'],
    ['image-unreachable', 'provider-refused', 'Take another picture'],
    ['prompt-processing', 'provider-failed', 'could not make it'],
  ] as const)('%s', async (kind, failure, words) => {
    const { world } = shared;
    world.segmind.faults.failJobs = kind;
    const image = await world.attach(halved);
    const { id } = await world.give('animate', { ...kite, image });
    const books = await world.settle(id);
    expectCreditsBack(books, failure);
    expect(books.submits).toBe(1);
    const [card] = world.discord.messages(world.channelId).filter(({ interactionId }) => interactionId === id);
    expect(card?.content).toContain(words);
    expect(card?.content).toContain('Your 51 credits are back.');
    expect(card?.content).not.toMatch(/frame|read user input|processing failed/i);
  });
});

/** How far a job's picture had come when the bot was stopped. */
interface Phase {
  /** What keeps the job there. */
  readonly trouble: (world: QuickWorld) => void;
  readonly isThere: (world: QuickWorld) => boolean | Promise<boolean>;
  /** Whether Discord may delete the picture meanwhile. */
  readonly isOurs: boolean;
  readonly kept: RegExp[];
}

const uploadsTo = ({ segmind }: QuickWorld) => segmind.requests.filter(({ path }) => path === '/upload-asset');
const ownPicture = /^\d+-start\.jpg$/;

const phases: Readonly<Record<string, Phase>> = {
  'while its picture is fetched': {
    trouble: ({ discord }) => Object.assign(discord.faults.cdn, { hang: { count: 1, afterBytes: 50 } }),
    isThere: ({ discord }) => discord.cdnRequests.some(({ bytesSent }) => bytesSent > 0),
    isOurs: false,
    kept: [],
  },
  'while its picture is out of reach': {
    trouble: ({ discord }) => Object.assign(discord.faults.cdn, { serverErrors: 2 }),
    isThere: ({ discord }) => discord.cdnRequests.length > 0,
    isOurs: false,
    kept: [],
  },
  'while its picture is uploaded': {
    trouble: ({ segmind }) => Object.assign(segmind.faults, { upload: { kind: 'silent', times: 1 } }),
    isThere: (world) => uploadsTo(world).length > 0,
    isOurs: true,
    kept: [ownPicture],
  },
  'between two tries to upload its picture': {
    trouble: ({ segmind }) => Object.assign(segmind.faults, { upload: { kind: 'error-503', times: 3 } }),
    isThere: (world) => uploadsTo(world).length === 2,
    isOurs: true,
    kept: [ownPicture],
  },
  'while the provider is busy': {
    trouble: ({ segmind }) => Object.assign(segmind.faults, { submit: { kind: 'error-429', times: 3 } }),
    isThere: ({ segmind }) => segmind.requests.filter(({ path }) => path.startsWith('/v2/ray')).length === 2,
    isOurs: true,
    kept: [ownPicture],
  },
};

describe('a bot that is stopped and started again', () => {
  it.each(Object.entries(phases))('%s makes the video once, of the same picture', async (_, phase) => {
    const world = await startQuickWorld({ onTestFinished });
    const first = await startTestBot({ onTestFinished }, world);
    phase.trouble(world);
    const image = await world.attach(halved);
    const { id } = await world.give('animate', { ...kite, image });
    await world.until('it is there', () => phase.isThere(world));
    await first.stop();
    await world.whenState(id, 'preparing');
    expect(await world.keptPictures()).toEqual(phase.kept.map((name) => expect.stringMatching(name)));

    if (phase.isOurs) world.discord.deleteAttachment(image);
    await startTestBot({ onTestFinished }, world);
    expectPaidOnce(await world.settle(id), { rung: 'channel:file' });
    expect(world.videosOf(id)).toMatchObject([{ deleted: false }]);
    const { body, images, uploadOf } = lastJob(world);
    expect(images).toMatchObject([{ sha256: uploadOf(body.start_image_url)?.sha256, width: 160, height: 90 }]);
    expect(await world.keptPictures()).toEqual([]);
    await expectClosedBooks(world);
  });

  it('while its picture is decoded makes the video of it', async () => {
    const world = await startQuickWorld({ onTestFinished });
    const first = await startTestBot({ onTestFinished }, world);
    // Black, but of so many pixels that the decoder has something to do.
    const image = await world.attach(pngBomb(6_000, 6_000));
    const { id } = await world.give('animate', { ...kite, image });
    await world.until('the picture has come', async () => {
      const [request] = world.discord.cdnRequests;
      return request?.status === 200 && request.bytesSent > 0;
    });
    await first.stop();
    await startTestBot({ onTestFinished }, world);
    expectPaidOnce(await world.settle(id), { rung: 'channel:file' });
    expect(lastJob(world).images).toMatchObject([{ width: 2048, height: 2048 }]);
    expect(await world.keptPictures()).toEqual([]);
  });
});

describe('a picture that never comes', () => {
  it('is given up after its time and asked for again, and keeps nobody else waiting', { timeout: 60_000 }, async () => {
    const { world } = shared;
    const image = await world.attach(halved);
    world.discord.faults.cdn.hang = { count: 1, afterBytes: 50 };
    const requests = () => world.discord.cdnRequests.filter(({ attachmentId }) => attachmentId === image);
    const { id } = await world.give('animate', { ...kite, image });
    await world.until('the picture was asked for', () => requests().length === 1);
    const other = await world.give('animate', { ...kite, image: await world.attach(halved) });
    expectPaidOnce(await world.settle(other.id));
    await world.whenState(id, 'preparing');
    // The silence of a connection is measured in real seconds.
    await world.until('the picture was asked for again', () => requests().length === 2, 30_000);
    const books = await world.settle(id);
    expectPaidOnce({ ...books, submits: books.attempts.length, paid: books.attempts.length });
  });
});
