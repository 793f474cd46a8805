import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { InvokeOptions } from '../../sandbox/discord/local-discord.ts';
import type { SandboxOptions } from '../../sandbox/start-sandbox.ts';
import { inspectVideo } from '../../src/media/video-file.ts';
import { plainPicture } from '../sandbox/clip-frames.ts';
import { freePort } from './free-port.ts';
import { expectPaidOnce, type JobBooks, type QuickWorld, shareWorld } from './quick-world.ts';

/** Every system that makes videos, from the command to the posted file. */

/** Short, as the synchronous road keeps its connection for as long. */
const latencyMs = 6_000;

interface Row {
  readonly command: string;
  readonly slug: string;
  readonly options: InvokeOptions['options'];
  readonly withPicture?: true;
  readonly price: number;
  readonly costMicroUsd: number;
  readonly seconds: number;
  readonly ratio: number;
}

const flash: Row = {
  command: 'ray-flash',
  slug: 'ray-flash-2-720p',
  options: { prompt: 'a kite over the dunes, from below' },
  ...{ price: 51, costMicroUsd: 375_000, seconds: 5, ratio: 16 / 9 },
};
const rayTwo: Row = {
  command: 'ray',
  slug: 'luma-ray-txt-2-video',
  options: { prompt: 'a kite over the dunes, from afar', aspect_ratio: '1:1' },
  ...{ price: 160, costMicroUsd: 1_600_000, seconds: 5, ratio: 1 },
};
const pictureTwo: Row = {
  command: 'animate',
  slug: 'luma-ray-img-2-video',
  options: { prompt: 'the kite rises', model: 'ray-2', aspect_ratio: '9:16' },
  withPicture: true,
  ...{ price: 160, costMicroUsd: 1_600_000, seconds: 5, ratio: 9 / 16 },
};

/** One bot for the rows of one system. */
function share(providers: NonNullable<SandboxOptions['providers']>, environment: Readonly<Record<string, string>>) {
  return shareWorld({ latencyMs, providers }, { environment });
}

async function make(world: QuickWorld, { command, options, withPicture }: Row): Promise<JobBooks> {
  const picture = withPicture && (await plainPicture([240, 130, 20], { width: 600, height: 800 }));
  const image = picture && { image: await world.attach(picture) };
  const { id } = await world.give(command, { ...options, ...image });
  return world.settle(id);
}

/** What is posted is byte by byte what the provider made for this job, in the asked shape and length. */
async function expectOwnClip(world: QuickWorld, jobId: string, outputUrl: string | null, row: Row): Promise<void> {
  const videos = world.videosOf(jobId);
  expect(videos).toMatchObject([{ channelId: world.channelId, deleted: false }]);
  const path = videos[0]?.attachments[0]?.path ?? '';
  const made = Buffer.from(await (await fetch(outputUrl ?? '')).arrayBuffer());
  expect(made.equals(await readFile(path))).toBe(true);
  const { width, height, durationSeconds } = await inspectVideo(path);
  expect([width / height, Math.round(durationSeconds)]).toEqual([expect.closeTo(row.ratio, 1), row.seconds]);
}

/** What the provider said of cost and times stands in the attempt, beside the price in the job. */
function expectBill({ job, attempts }: JobBooks, { price, costMicroUsd, slug }: Row, figures: object): void {
  expect(job.price_credits).toBe(price);
  expect(attempts).toMatchObject([{ n: 1, slug, state: 'finished', cost_micro_usd: costMicroUsd }]);
  expect(JSON.parse(attempts[0]?.metrics ?? 'null')).toMatchObject(figures);
}

describe.each([
  ['json', 'application/json'],
  ['multipart', 'multipart/form-data'],
])('Segmind v1, asked with %s,', (body, contentType) => {
  const shared = share(['segmind'], { SEGMIND_MODE: 'sync', SEGMIND_V1_BODY: body });

  it.each([flash, rayTwo, pictureTwo])('makes $slug', async (row) => {
    const { world } = shared;
    const books = await make(world, row);
    expectPaidOnce(books, { price: row.price, rung: 'channel:file' });

    const made = world.segmind.jobs.at(-1);
    expect(made).toMatchObject({ road: 'sync', slug: row.slug, usesSamplePicture: false });
    expectBill(books, row, { cost: row.costMicroUsd / 1e6, remaining_credits: world.segmind.credits });
    expect(books.attempts).toMatchObject([{ provider: 'segmind', request_id: made?.id }]);
    await expectOwnClip(world, books.job.id, made?.outputUrl ?? null, row);

    const posts = world.segmind.requests.filter(({ path }) => path === `/v1/${row.slug}`);
    expect(posts).toMatchObject([{ method: 'POST', status: 200 }]);
    expect(posts[0]?.headers['content-type']).toContain(contentType);
    expect(posts[0]?.body).toMatchObject({ prompt: row.options?.prompt });
    // The video came with the answer: there was nothing to look at, and nothing to fetch but our own comparison.
    const looks = world.segmind.requests.filter(({ path }) => path.startsWith('/v2/'));
    expect(looks).toEqual([]);
  });
});

describe('Segmind v2', () => {
  const shared = share(['segmind'], {});

  it.each([{ ...flash, options: { ...flash.options, aspect_ratio: '9:21' }, ratio: 9 / 21 }, rayTwo, pictureTwo])(
    'makes $slug',
    async (row) => {
      const { world } = shared;
      const books = await make(world, row);
      expectPaidOnce(books, { price: row.price, rung: 'channel:file' });

      const made = world.segmind.jobs.at(-1);
      expect(made).toMatchObject({ road: 'async', slug: row.slug, usesSamplePicture: false });
      expectBill(books, row, { cost: row.costMicroUsd / 1e6, inference_time: expect.any(Number) });
      expect(books.attempts).toMatchObject([{ provider: 'segmind', request_id: made?.id }]);
      await expectOwnClip(world, books.job.id, made?.outputUrl ?? null, row);
    },
  );
});

const apiframeRows: readonly Row[] = [
  {
    ...flash,
    slug: 'luma-ray-flash-2',
    options: { ...flash.options, duration: 9, aspect_ratio: '4:3' },
    ...{ price: 92, costMicroUsd: 920_000, seconds: 9, ratio: 4 / 3 },
  },
  { ...rayTwo, slug: 'luma-ray-2', costMicroUsd: 1_530_000 },
  {
    ...pictureTwo,
    slug: 'luma-ray-flash-2',
    options: { prompt: 'the kite rises', aspect_ratio: '9:16' },
    ...{ price: 51, costMicroUsd: 510_000 },
  },
];

describe.each([
  ['by looking', false],
  ['told by a webhook', true],
])('Apiframe, %s,', (_, isTold) => {
  const shared = shareWorld({ latencyMs, providers: ['apiframe'] }, async () => {
    const port = String(await freePort());
    return { environment: isTold ? { PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` } : {} };
  });

  it.each(apiframeRows)('makes $slug with /$command', async (row) => {
    const { world } = shared;
    const books = await make(world, row);
    expectPaidOnce(books, { price: row.price, rung: 'channel:file' });

    const made = world.apiframe.jobs.at(-1);
    expect(made).toMatchObject({ state: 'COMPLETED', body: { model: row.slug, prompt: row.options?.prompt } });
    expectBill(books, row, { creditCost: row.costMicroUsd / 10_000 });
    expect(books.attempts).toMatchObject([{ provider: 'apiframe', request_id: made?.id }]);
    await expectOwnClip(world, books.job.id, made?.outputUrl ?? null, row);

    const told = world.apiframe.webhooks.filter(({ body }) => body.includes(made?.id ?? 'none'));
    expect(told.map(({ event, status }) => [event, status])).toEqual(isTold ? [['completed', 204]] : []);
    expect(world.segmind.requests).toEqual([]);
  });
});
