import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { Agent, MockAgent, request } from 'undici';
import { afterAll, afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createClipLibrary } from '../../sandbox/clips/clip-library.ts';
import { fetchImage } from '../../sandbox/generation/fetch-image.ts';
import { createPictureStore } from '../../sandbox/generation/picture-store.ts';
import type { UploadFaultKind } from '../../sandbox/segmind/fault-kinds.ts';
import type { SegmindFaults } from '../../sandbox/segmind/faults.ts';
import { type LocalSegmind, startLocalSegmind } from '../../sandbox/segmind/local-segmind.ts';
import { colourDistance, framesAt, halvedPicture, plainPicture, type Rgb } from './clip-frames.ts';
import { type Answer, type CallOptions, callSegmind, ManualClock } from './segmind-fixture.ts';

const FLASH = 'ray-flash-2-720p';
const RAY_2 = 'luma-ray-txt-2-video';
const RAY_2_IMAGE = 'luma-ray-img-2-video';
const PROMPT = { prompt: 'The tide comes in' };
const MINUTE = 60_000;

const ORANGE: Rgb = [240, 130, 20];
const TEAL: Rgb = [10, 120, 120];
const MAGENTA: Rgb = [255, 0, 255];

const clips = createClipLibrary({ quality: 'tiny' });
let agent: Agent;
let clock: ManualClock;
let segmind: LocalSegmind;

beforeEach(async () => {
  agent = new Agent();
  clock = new ManualClock();
  segmind = await startLocalSegmind({ clock, clips, latencyMs: MINUTE });
});
afterEach(async () => {
  await segmind.close();
  await agent.destroy();
});
afterAll(() => clips.close());

const call = (method: 'GET' | 'POST' | 'PUT', path: string, options?: CallOptions) =>
  callSegmind(segmind, agent, method, path, options);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const dataUrl = (bytes: Buffer, contentType = 'image/png') => `data:${contentType};base64,${bytes.toString('base64')}`;
const sendUpload = (...dataUrls: unknown[]) => call('POST', segmind.uploadUrl, { body: { data_urls: dataUrls } });

async function upload(bytes: Buffer, contentType = 'image/png'): Promise<string> {
  const { status, json } = await sendUpload(dataUrl(bytes, contentType));
  expect(status).toBe(200);
  return json.urls[0];
}

async function fetchFile(url: string): Promise<{ status: number; contentType: unknown; bytes: Buffer }> {
  const { statusCode, headers, body } = await request(url, { dispatcher: agent });
  return {
    status: statusCode,
    contentType: headers['content-type'],
    bytes: Buffer.from(await body.arrayBuffer()),
  };
}

/** Submits a job and waits until it has ended, with its answer as the caller sees it. */
async function run(body: object, slug = FLASH): Promise<Answer> {
  const accepted = await call('POST', `/v2/${slug}`, { body: { ...PROMPT, ...body } });
  expect(accepted.status).toBe(200);
  clock.advance(MINUTE);
  await vi.waitFor(() => expect(segmind.jobs.at(-1)?.finishedAt).not.toBeNull(), { timeout: 15_000 });
  return call('GET', `/v2/requests/${accepted.json.request_id}`);
}

interface Colours {
  readonly left: Rgb;
  /** Around the vertical line in the middle. */
  readonly centre: Rgb;
  readonly middle: Rgb;
}

/** What a player shows of a finished job, away from the words. */
async function colours<Moments extends readonly number[]>(
  url: string,
  seconds: readonly [...Moments],
): Promise<{ [Index in keyof Moments]: Colours }> {
  const frames = await framesAt((await fetchFile(url)).bytes, seconds);
  const rows = { top: 0.35, bottom: 0.6 };
  return frames.map((frame) => ({
    left: frame.average({ ...rows, left: 0.1, right: 0.4 }),
    centre: frame.average({ ...rows, left: 0.45, right: 0.55 }),
    middle: frame.average(),
  })) as { [Index in keyof Moments]: Colours };
}

/** A server that a picture is fetched from. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/picture`;
}

describe('an upload', () => {
  it.each(['urls', 'file_urls'] as const)(
    'is answered with an address under %s, where anybody gets the same bytes',
    async (key) => {
      segmind.faults.uploadAnswer = key;
      const picture = await plainPicture(ORANGE);
      const { status, json } = await sendUpload(dataUrl(picture));
      expect(status).toBe(200);
      expect(Object.keys(json)).toEqual(key === 'urls' ? ['urls'] : ['file_urls', 'message']);
      const [url] = json[key];
      expect(url).toMatch(new RegExp(`^${segmind.origin}/assets/[0-9a-f-]{32,36}\\.png$`));
      expect(await fetchFile(url)).toEqual({ status: 200, contentType: 'image/png', bytes: picture });
      expect(segmind.uploads).toEqual([
        {
          id: expect.any(String),
          url,
          contentType: 'image/png',
          bytes: picture.length,
          sha256: sha256(picture),
          path: expect.any(String),
          at: clock.now(),
        },
      ]);
      expect(await readFile(segmind.uploads[0]?.path ?? '')).toEqual(picture);
    },
  );

  it('takes jpeg, png, webp and gif, several at once, each at an address of its own', async () => {
    const formats = ['jpeg', 'png', 'webp', 'gif'] as const;
    const pictures = await Promise.all(formats.map((format) => plainPicture(TEAL, { format })));
    const { json } = await sendUpload(...pictures.map((bytes, index) => dataUrl(bytes, `image/${formats[index]}`)));
    const served = await Promise.all(json.urls.map(fetchFile));
    expect(served.map(({ contentType }) => contentType)).toEqual(formats.map((format) => `image/${format}`));
    expect(served.map(({ bytes }) => sha256(bytes))).toEqual(pictures.map(sha256));
    expect(json.urls.map((url: string) => url.split('.').at(-1))).toEqual(['jpg', 'png', 'webp', 'gif']);
  });

  it.each<[string, unknown, number]>([
    ['no list', undefined, 400],
    ['an empty list', [], 400],
    ['a string for a list', 'data:image/png;base64,AAAA', 400],
    ['an address', ['https://example.com/a.png'], 400],
    ['a number', [7], 400],
    ['no base64', ['data:image/png,AAAA'], 400],
    ['base64 with a blank in it', ['data:image/png;base64,AA A'], 400],
    ['base64 that breaks off', ['data:image/png;base64,AAAAA'], 400],
    ['nothing in it', ['data:image/png;base64,'], 400],
    ['a type that is no picture', ['data:text/html;base64,AAAA'], 400],
    ['a drawing', ['data:image/svg+xml;base64,AAAA'], 400],
    ['a good one and a bad one', ['data:image/png;base64,AAAA', 'data:,'], 400],
    ['a file of more than 10 MB', [dataUrl(Buffer.alloc(10 * 1024 * 1024 + 1))], 413],
  ])('with %s is refused, and nothing is stored', async (_, dataUrls, code) => {
    const { status, json } = await call('POST', segmind.uploadUrl, { body: { data_urls: dataUrls } });
    expect(status).toBe(code);
    expect(json).toEqual({ error: expect.any(String) });
    expect(segmind.uploads).toEqual([]);
  });

  it('of exactly 10 MB is taken', async () => {
    await upload(Buffer.alloc(10 * 1024 * 1024));
  });

  it('as a form is refused with 406, as no JSON with 400, and with a web page for a wrong verb', async () => {
    const key = { 'x-api-key': segmind.apiKey };
    const form = { ...key, 'content-type': 'multipart/form-data; boundary=x' };
    expect(await call('POST', '/upload-asset', { body: '--x--', headers: form })).toMatchObject({
      status: 406,
      json: { error: expect.stringContaining('Invalid content type') },
    });
    expect((await call('POST', '/upload-asset', { body: '{"data_urls":' })).status).toBe(400);
    expect((await call('GET', '/upload-asset')).status).toBe(405);
    expect(segmind.uploads).toEqual([]);
  });

  it('needs the key', async () => {
    const body = { data_urls: [dataUrl(await plainPicture(TEAL))] };
    const send = (headers: Record<string, string>) => call('POST', '/upload-asset', { body, headers });
    expect(await send({})).toMatchObject({ status: 401, json: { error: expect.stringMatching(/^Missing/) } });
    expect((await send({ authorization: `Bearer ${segmind.apiKey}` })).status).toBe(401);
    segmind.faults.keyRevoked = true;
    expect((await send({ 'x-api-key': segmind.apiKey })).status).toBe(401);
    expect(segmind.uploads).toEqual([]);
  });

  it.each<[UploadFaultKind, object, number]>([
    ['error-401', { status: 401, json: { error: expect.stringMatching(/^Unauthorized/) } }, 0],
    ['error-413', { status: 413, json: { error: expect.any(String) } }, 0],
    ['error-429', { status: 429 }, 0],
    ['error-500', { status: 500, json: { error: expect.any(String) } }, 0],
    ['error-502', { status: 502, text: expect.stringContaining('<html>') }, 0],
    ['malformed-json', { status: 200, json: undefined, text: expect.stringContaining('{"urls') }, 1],
    ['html', { status: 200, text: expect.stringContaining('<html>') }, 1],
    ['no-urls', { status: 200, json: { urls: [] } }, 1],
  ])('can be spoilt once: %s', async (kind, expected, stored) => {
    const picture = dataUrl(await plainPicture(TEAL));
    segmind.faults.upload = { kind, times: 1 };
    expect(await sendUpload(picture)).toMatchObject(expected);
    expect(segmind.uploads).toHaveLength(stored);
    expect((await sendUpload(picture)).status).toBe(200);
  });

  it.each<[UploadFaultKind, number]>([
    ['drop-before-reading', 0],
    ['drop', 1],
  ])('can lose its connection: %s', async (kind, stored) => {
    segmind.faults.upload = { kind };
    await expect(sendUpload(dataUrl(await plainPicture(TEAL)))).rejects.toThrow();
    expect(segmind.uploads).toHaveLength(stored);
  });

  it('is recorded without the picture itself', async () => {
    const picture = await plainPicture(ORANGE, { width: 500 });
    await upload(picture);
    const [record] = segmind.requests;
    expect(record).toMatchObject({ method: 'POST', path: '/upload-asset', status: 200 });
    expect(JSON.stringify(record?.body)).toMatch(/data:image\/png;base64,.+… \(\d+ characters\)/);
    expect(JSON.stringify(record?.body).length).toBeLessThan(200);
  });

  it('changes neither ids nor times of the jobs after it', async () => {
    const idOf = async () => (await call('POST', `/v2/${FLASH}`, { body: PROMPT })).json.request_id;
    const id = await idOf();
    await segmind.close();
    segmind = await startLocalSegmind({ clock, clips, latencyMs: MINUTE });
    await upload(await plainPicture(TEAL));
    expect(await idOf()).toBe(id);
  });

  it('is gone with the server', async () => {
    await upload(await plainPicture(TEAL));
    const [kept] = segmind.uploads;
    await segmind.close();
    await expect(stat(kept?.path ?? '')).rejects.toThrow(/ENOENT/);
    segmind = await startLocalSegmind({ clock, clips });
    expect(await fetchFile(`${segmind.origin}/assets/${kept?.id}.png`)).toMatchObject({ status: 404 });
  });
});

describe('the store of pictures', () => {
  it('keeps each once, and drops the oldest when there are too many', async () => {
    const store = createPictureStore(250);
    onTestFinished(() => store.close());
    const fill = (value: number) => store.keep(Buffer.alloc(100, value));
    const [first, again, second] = [await fill(1), await fill(1), await fill(2)];
    expect(again).toEqual(first);
    const third = await fill(3);
    await expect(stat(first.path)).rejects.toThrow(/ENOENT/);
    expect((await stat(second.path)).size).toBe(100);
    expect((await stat(third.path)).size).toBe(100);
    expect((await stat((await fill(1)).path)).size).toBe(100);
  });
});

describe("a job with a member's pictures", () => {
  it('moves from the one to the other, and tells which they were', async () => {
    const start = await halvedPicture(ORANGE, [255, 255, 255], 192, 108);
    const end = await plainPicture(TEAL, { width: 120, height: 160, format: 'jpeg' });
    const urls = { start_image_url: await upload(start), end_image_url: await upload(end, 'image/jpeg') };
    const { status, json } = await run(urls);
    expect(status).toBe(200);
    expect(segmind.jobs[0]).toMatchObject({
      usesSamplePicture: false,
      images: [
        {
          role: 'start',
          url: urls.start_image_url,
          width: 192,
          height: 108,
          sha256: sha256(start),
          bytes: start.length,
        },
        { role: 'end', url: urls.end_image_url, width: 120, height: 160, sha256: sha256(end), bytes: end.length },
      ],
    });

    const [first, moved, last] = await colours(json.output, [0, 1.5, 5]);
    expect(colourDistance(first.left, ORANGE)).toBeLessThan(25);
    expect(colourDistance(moved.left, ORANGE)).toBeLessThan(25);
    // The line between the halves has gone to one side.
    expect(colourDistance(first.centre, moved.centre)).toBeGreaterThan(15);
    expect(colourDistance(last.middle, TEAL)).toBeLessThan(25);
  });

  it('may have only one to end with', async () => {
    await run({ end_image_url: await upload(await plainPicture(TEAL)) });
    expect(segmind.jobs[0]).toMatchObject({ state: 'COMPLETED', images: [{ role: 'end' }] });
  });

  it('takes the upright size of a picture that was taken sideways', async () => {
    const sideways = await sharp(await plainPicture(TEAL, { width: 64, height: 48 }))
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    segmind.faults.failJobs = 'generic';
    await run({ start_image_url: await upload(sideways, 'image/jpeg') });
    expect(segmind.jobs[0]?.images).toMatchObject([{ width: 48, height: 64 }]);
  });

  it('of Ray 2 animates a stranger, and is marked, when it gives no picture', async () => {
    const { status, json } = await run({}, RAY_2_IMAGE);
    expect(status).toBe(200);
    expect(segmind.jobs[0]).toMatchObject({
      usesSamplePicture: true,
      images: [{ role: 'start', url: null, width: 1_024, height: 1_024 }],
    });
    const stranger = await colours(json.output, [2.5]);

    await run({ start_frame: await upload(await plainPicture(ORANGE)) }, RAY_2_IMAGE);
    expect(segmind.jobs[1]).toMatchObject({ usesSamplePicture: false, images: [{ width: 96, height: 54 }] });
    const own = await colours(segmind.jobs[1]?.outputUrl ?? '', [2.5]);
    expect(colourDistance(own[0].middle, ORANGE)).toBeLessThan(25);
    expect(colourDistance(stranger[0].middle, ORANGE)).toBeGreaterThan(60);
  });

  it('that the model has no field for goes without them', async () => {
    await run({ start_image_url: 'http://127.0.0.1:9/a.png', start_frame: 'http://127.0.0.1:9/a.png' }, RAY_2);
    expect(segmind.jobs[0]).toMatchObject({ state: 'COMPLETED', images: [], usesSamplePicture: false });
  });
});

describe('a job with pictures is accepted, and fails unbilled later', () => {
  async function expectFailure(body: object, words: string | RegExp, slug = FLASH): Promise<void> {
    const { status, json } = await run(body, slug);
    expect({ status, ...json }).toMatchObject({ status: 'FAILED', error: expect.stringMatching(words) });
    expect(status).toBe(422);
    expect(segmind.jobs.at(-1)).toMatchObject({ state: 'FAILED', chargedUsd: 0, outputUrl: null });
    expect(segmind.credits).toBe(100);
  }

  it.each([
    ['outside of this machine', 'https://example.com/a.png'],
    ['at which nobody listens', 'http://127.0.0.1:9/a.png'],
    ['of an older sample', "toB64('null')"],
    ['that carries the picture itself', 'data:image/png;base64,AAAA'],
    ['of a file on disk', 'file:///etc/hostname'],
    ['that is empty', ''],
  ])('with an address %s', async (_, start_image_url) => {
    await expectFailure({ start_image_url }, /^Failed to read user input frames/);
    expect(segmind.jobs[0]?.images).toMatchObject([{ url: start_image_url, sha256: null, width: null }]);
  });

  it('with a picture that was never uploaded', async () => {
    await expectFailure({ start_frame: `${segmind.origin}/assets/none.png` }, /not accessible/, RAY_2_IMAGE);
  });

  it.each([
    ['a web page', '<html>'],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
  ])('with an address of %s', async (_, text) => {
    const url = await serve((_request, response) => response.end(text));
    await expectFailure({ end_image_url: url }, /^Failed to read user input frames$/);
    expect(segmind.jobs[0]?.images).toMatchObject([{ sha256: sha256(Buffer.from(text)), width: null }]);
  });

  it('with a picture that breaks off', async () => {
    const whole = await sharp({
      create: {
        width: 400,
        height: 300,
        channels: 3,
        background: '#446',
        noise: { type: 'gaussian', mean: 90, sigma: 40 },
      },
    })
      .jpeg()
      .toBuffer();
    const half = await upload(whole.subarray(0, whole.length / 2), 'image/jpeg');
    await expectFailure({ start_image_url: half }, /^Failed to read user input frames$/);
    expect(segmind.jobs[0]?.images).toMatchObject([{ width: 400, height: 300 }]);
  });

  it('with a picture of plain magenta, as moderated, also after it was made into a small JPEG', async () => {
    const start_image_url = await upload(await plainPicture(MAGENTA, { format: 'jpeg' }), 'image/jpeg');
    await expectFailure({ start_image_url }, /^Frame moderation failed$/);
  });

  it.each([
    ['a last picture', {}, 'Loop is not supported for end frame'],
    ['two pictures', { start_image_url: 'http://127.0.0.1:9/a.png' }, 'Loop is not supported for keyframes'],
  ])('at once when it loops with %s', async (_, more, words) => {
    await expectFailure({ loop: true, end_image_url: 'http://127.0.0.1:9/b.png', ...more }, words);
    const [job] = segmind.jobs;
    expect((job?.finishedAt ?? 0) - (job?.submittedAt ?? 0)).toBe(3);
  });

  it('at once when an address is no text', async () => {
    await expectFailure({ start_image_url: 1 }, /start_image_url must be a string/);
    await expectFailure({ start_frame: ['a'] }, /start_frame must be a string/, RAY_2_IMAGE);
  });

  it.each(['4:3', '3:4', '2:3', '5:4'])(
    'of Ray 2 at once in %s, which its page and Luma do not both know',
    async (ratio) => {
      await expectFailure({ aspect_ratio: ratio }, /aspect_ratio/, RAY_2_IMAGE);
    },
  );

  it.each<[NonNullable<SegmindFaults['failJobs']>, string]>([
    ['generic', 'The job failed because of an internal error. Please try again later.'],
    ['moderation', 'Prompt not allowed because advanced prompt moderation failed'],
    ['blacklisted-words', 'Contains blacklisted words'],
    ['prompt-processing', 'Prompt processing failed'],
    ['image-unreachable', 'Failed to read user input frames: image is not accessible'],
    ['frames-unreadable', 'Failed to read user input frames'],
    ['frame-moderation', 'Frame moderation failed'],
    ['loop-with-end-image', 'Loop is not supported for end frame'],
  ])('when that is switched on: %s', async (kind, words) => {
    segmind.faults.failJobs = kind;
    const picture = await plainPicture(ORANGE);
    await expectFailure({ start_image_url: await upload(picture) }, words);
    expect(segmind.jobs[0]?.images).toMatchObject([{ sha256: sha256(picture) }]);
  });
});

it.each(['image-unreachable', 'frames-unreadable', 'frame-moderation', 'loop-with-end-image'] as const)(
  'a job without pictures has nothing to fear from %s',
  async (kind) => {
    segmind.faults.failJobs = kind;
    await run({});
    expect(segmind.jobs[0]).toMatchObject({ state: 'COMPLETED', images: [] });
  },
);

describe('fetching a picture', () => {
  const quick = { maxBytes: 1_000, timeoutMs: 200 };

  it('takes what an address of this machine gives', async () => {
    const url = await serve((_, response) => response.end('bytes'));
    expect(await fetchImage(url, agent)).toEqual(Buffer.from('bytes'));
    expect(await fetchImage(url.replace('127.0.0.1', 'localhost'), agent)).toEqual(Buffer.from('bytes'));
  });

  it.each(['https://example.com', 'http://169.254.169.254', 'http://10.0.0.7', 'http://127.0.0.1.example.com'])(
    'never asks %s, which is not this machine',
    async (origin) => {
      const internet = new MockAgent();
      internet.disableNetConnect();
      internet.get(origin).intercept({ path: '/a.png' }).reply(200, 'bytes');
      expect(await fetchImage(`${origin}/a.png`, internet)).toBeNull();
      expect(internet.pendingInterceptors()).toHaveLength(1);
    },
  );

  it.each<[string, RequestListener]>([
    ['an error', (_, response) => response.writeHead(403).end('bytes')],
    ['a redirect', (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end()],
    ['more than is read', (_, response) => response.end(Buffer.alloc(1_001))],
    ['no answer', () => {}],
    ['an answer without end', (_, response) => response.write('bytes')],
    ['a closed connection', ({ socket }) => socket.destroy()],
  ])('gives up at %s', async (_, listener) => {
    expect(await fetchImage(await serve(listener), agent, quick)).toBeNull();
  });

  it('is given up when the server closes', async () => {
    let asked: () => void = () => {};
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const start_image_url = await serve(() => asked());
    await call('POST', `/v2/${FLASH}`, { body: { ...PROMPT, start_image_url } });
    await arrived;
    await segmind.close();
    await vi.waitFor(() => expect(segmind.jobs[0]?.images).toMatchObject([{ sha256: null }]));
    segmind = await startLocalSegmind({ clock, clips });
  });
});
