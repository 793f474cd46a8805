import { describe, expect, it, onTestFinished } from 'vitest';
import type { ResultShape } from '../../sandbox/apiframe/faults.ts';
import { createClipLibrary } from '../../sandbox/clips/clip-library.ts';
import { type ApiframeWorld, CLIP_BYTES, FLASH, HOUR, MINUTE, RAY_2, startApiframe } from './apiframe-fixture.ts';
import { framesAt, plainPicture } from './clip-frames.ts';

const NOWHERE = 'http://127.0.0.1:9/picture.png';
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

const submitted = async ({ submit }: ApiframeWorld, body?: object) => (await submit(body)).json.jobId;

describe('a job', () => {
  it('is queued, worked on and completed, with all that the specification names', async () => {
    const { clock, submit, job } = await startApiframe({ queueMs: 2_000 });
    const body = { ...FLASH, lumaParams: { duration: 9, loop: true } };
    const createdAt = new Date(clock.now()).toISOString();
    const { jobId } = (await submit(body)).json;
    const queued = {
      id: jobId,
      model: FLASH.model,
      status: 'QUEUED',
      progress: 0,
      result: null,
      error: null,
      creditCost: 92,
      webhookStatus: null,
      input: { prompt: FLASH.prompt, lumaParams: body.lumaParams },
      createdAt,
      completedAt: null,
      expired: false,
    };
    expect(await job(jobId)).toMatchObject({ status: 200, json: queued });
    await clock.advance(2_000 + MINUTE / 4);
    expect((await job(jobId)).json).toEqual({ ...queued, status: 'PROCESSING', progress: 25 });
    await clock.advance(MINUTE);
    const done = await job(jobId.toUpperCase());
    expect(done.json).toEqual({
      ...queued,
      status: 'COMPLETED',
      progress: 100,
      result: { videoUrl: expect.stringMatching(new RegExp(`/videos/${jobId}\\.mp4$`)) },
      completedAt: new Date(Date.parse(createdAt) + 2_000 + MINUTE).toISOString(),
    });
  });

  it('has no progress before it ends where none is told', async () => {
    const world = await startApiframe({ faults: { progress: 'none' } });
    const id = await submitted(world);
    expect((await world.job(id)).json).toMatchObject({ status: 'PROCESSING', progress: null });
  });

  it.each([
    ['lower-case', 'processing', 'completed'],
    ['unknown', 'WARMING_UP', 'COMPLETED'],
  ] as const)('can have its status %s', async (statusWord, running, done) => {
    const world = await startApiframe({ faults: { statusWord } });
    const id = await submitted(world);
    expect((await world.job(id)).json.status).toBe(running);
    await world.clock.advance(MINUTE);
    expect((await world.job(id)).json.status).toBe(done);
  });

  it.each<[ResultShape, (url: string) => unknown]>([
    ['object', (videoUrl) => ({ videoUrl })],
    ['string', (url) => url],
    ['videos-strings', (url) => ({ videos: [url] })],
    ['videos-objects', (url) => ({ videos: [{ url }] })],
    ['video_url', (url) => ({ video_url: url })],
    ['url', (url) => ({ url })],
    ['output', (url) => ({ output: url })],
    ['missing', () => null],
  ])('can name its file in the shape %s', async (resultShape, shaped) => {
    const { apiframe, job, run } = await startApiframe({ faults: { resultShape } });
    const id = await run();
    expect((await job(id)).json.result).toEqual(shaped(`${apiframe.origin}/videos/${id}.mp4`));
  });

  it('is looked up by a UUID that is known', async () => {
    const world = await startApiframe({ faults: { unknownForMs: 3_000 } });
    const id = await submitted(world);
    expect((await world.job('7')).status).toBe(400);
    expect((await world.job(UNKNOWN_ID)).status).toBe(404);
    expect((await world.job(id)).status).toBe(404);
    await world.clock.advance(3_000);
    expect((await world.job(id)).status).toBe(200);
  });

  it('stays as it is while jobs are held back', async () => {
    const world = await startApiframe();
    const id = await submitted(world);
    world.apiframe.faults.holdJobs = true;
    await world.clock.advance(HOUR);
    expect((await world.job(id)).json).toMatchObject({ completedAt: null });
    world.apiframe.faults.holdJobs = false;
    expect((await world.job(id)).json.status).toBe('COMPLETED');
  });

  it.each([
    [FLASH, {}, { model: 'Ray Flash 2', aspectRatio: '16:9', durationSeconds: 5 }],
    [RAY_2, { duration: 9, aspect_ratio: '3:4' }, { model: 'Ray 2', aspectRatio: '3:4', durationSeconds: 9 }],
  ])('has the clip made that was asked for: %o %o', async (body, lumaParams, expected) => {
    const { orders, run } = await startApiframe();
    await run({ ...body, lumaParams });
    expect(orders).toEqual([expect.objectContaining({ ...expected, prompt: body.prompt })]);
  });

  it('can be spoilt in its answer, and in that of the list', async () => {
    const { apiframe, call, job, run } = await startApiframe();
    const id = await run();
    Object.assign(apiframe.faults, {
      job: { kind: 'malformed-json', times: 1 },
      list: { kind: 'error-503', times: 1 },
    });
    expect((await job(id)).json).toBeUndefined();
    expect((await job(id)).json.id).toBe(id);
    expect((await call('GET', '/v2/jobs')).status).toBe(503);
    expect((await call('GET', '/v2/jobs')).json.jobs).toHaveLength(1);
  });
});

describe('a file', () => {
  it('is served to anybody for a day; then it is gone and the job says so', async () => {
    const { apiframe, clock, call, job, run } = await startApiframe();
    const id = await run();
    const { videoUrl } = (await job(id)).json.result;
    const file = await call('GET', videoUrl, { headers: {} });
    expect([file.status, file.headers['content-type'], file.bytes]).toEqual([200, 'video/mp4', CLIP_BYTES]);
    await clock.advance(24 * HOUR);
    expect((await job(id)).json).toMatchObject({ status: 'COMPLETED', expired: true, result: { videoUrl } });
    expect((await call('GET', videoUrl)).status).toBe(404);
    apiframe.faults.hidesExpired = true;
    expect((await job(id)).json).not.toHaveProperty('expired');
  });

  it('can be spoilt', async () => {
    const { apiframe, call, run } = await startApiframe();
    const url = `/videos/${await run()}.mp4`;
    apiframe.faults.output = { kind: 'chunked' };
    expect((await call('GET', url)).headers['content-length']).toBeUndefined();
    apiframe.faults.output = { kind: 'truncated' };
    await expect(call('GET', url)).rejects.toThrow();
    apiframe.faults.output = { kind: 'html' };
    expect((await call('GET', url)).text).toMatch(/^<html>/);
    apiframe.faults.output = { kind: 'not-found' };
    expect((await call('GET', url)).status).toBe(404);
  });

  it('does not exist before its job is done', async () => {
    const world = await startApiframe();
    expect((await world.call('GET', `/videos/${await submitted(world)}.mp4`)).status).toBe(404);
  });
});

describe('a failed job', () => {
  it.each<[string, object, RegExp]>([
    ['a forbidden word', { prompt: 'A forbidden thing' }, /moderation failed$/],
    ['too short a prompt', { prompt: 'a' }, /too short/],
    ['a picture out of reach', { lumaParams: { start_image: NOWHERE } }, /image is not accessible$/],
    ['a loop and an end', { lumaParams: { loop: true, end_image: NOWHERE } }, /not supported for end frame$/],
    [
      'a loop and both pictures',
      { lumaParams: { loop: true, start_image: NOWHERE, end_image: NOWHERE } },
      /not supported for keyframes$/,
    ],
  ])('was accepted all the same, and costs nothing: %s', async (_, body, reason) => {
    const { apiframe, job, run } = await startApiframe({ credits: 100 });
    const { json } = await job(await run({ ...FLASH, ...body }));
    expect(json).toMatchObject({ status: 'FAILED', progress: 0, result: null, creditCost: 0 });
    expect(json.error).toMatch(/^Provider returned an error: /);
    expect(json.error).toMatch(reason);
    expect(apiframe.credits).toBe(100);
  });

  it('comes of a picture of plain magenta and of one that cannot be decoded', async () => {
    const clips = createClipLibrary({ quality: 'tiny' });
    onTestFinished(() => clips.close());
    const { upload, job, run } = await startApiframe({ clips });
    const errorFor = async (picture: Buffer) => {
      const { url } = (await upload(picture)).json;
      return (await job(await run({ ...FLASH, lumaParams: { start_image: url } }))).json.error;
    };
    expect(await errorFor(await plainPicture([255, 0, 255]))).toMatch(/Frame moderation failed$/);
    expect(await errorFor(Buffer.from('\x89PNG\r\n\x1a\nand no more', 'latin1'))).toMatch(/read user input frames$/);
  });

  it('can be switched on, about pictures only for a job that has one', async () => {
    const { apiframe, job, run } = await startApiframe({ faults: { failJobs: 'frame-moderation' } });
    expect((await job(await run())).json.status).toBe('COMPLETED');
    apiframe.faults.failJobs = 'generic';
    expect((await job(await run())).json.error).toMatch(/^Provider returned an error: The job failed/);
  });

  it('can be billed', async () => {
    const { apiframe, job, run } = await startApiframe({
      credits: 100,
      faults: { failJobs: 'generic', failuresBilled: true },
    });
    expect((await job(await run())).json).toMatchObject({ status: 'FAILED', creditCost: 51 });
    expect(apiframe.credits).toBe(49);
  });

  it('can be a cancelled one, which says nothing and costs nothing', async () => {
    const { apiframe, job, run } = await startApiframe({ credits: 100, faults: { cancelJobs: true } });
    const { json } = await job(await run());
    expect(json).toMatchObject({ status: 'CANCELLED', error: null, result: null, creditCost: 0 });
    expect(json.completedAt).toEqual(expect.any(String));
    expect(apiframe.credits).toBe(100);
  });
});

describe('pictures', () => {
  it('are fetched from where they were uploaded, and shown', async () => {
    const clips = createClipLibrary({ quality: 'tiny' });
    onTestFinished(() => clips.close());
    const { apiframe, call, upload, run } = await startApiframe({ clips });
    const { url } = (await upload(await plainPicture([240, 130, 20]))).json;
    const id = await run({ ...FLASH, lumaParams: { start_image: url } });
    expect(apiframe.jobs[0]?.images).toEqual([
      { role: 'start', url, bytes: expect.any(Number), sha256: apiframe.uploads[0]?.sha256, width: 96, height: 54 },
    ]);
    const [frame] = await framesAt((await call('GET', `/videos/${id}.mp4`)).bytes, [1]);
    const [red, green, blue] = frame?.average() ?? [0, 0, 0];
    expect(red).toBeGreaterThan(green);
    expect(green).toBeGreaterThan(blue);
  });

  it('given as data addresses are accepted by switch, and fail', async () => {
    const { job, run } = await startApiframe({ faults: { dataUris: 'accepted' } });
    const id = await run({ ...FLASH, lumaParams: { start_image: 'data:image/png;base64,AAAA' } });
    expect((await job(id)).json.error).toMatch(/not accessible$/);
  });
});

describe('the list of jobs', () => {
  it('is newest first, in pages', async () => {
    const world = await startApiframe();
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.unshift(await submitted(world));
    const first = (await world.call('GET', '/v2/jobs?limit=2')).json;
    const second = (await world.call('GET', `/v2/jobs?limit=2&cursor=${first.nextCursor}`)).json;
    const last = (await world.call('GET', `/v2/jobs?limit=2&cursor=${second.nextCursor}`)).json;
    const listed = [first, second, last].map(({ jobs }) => jobs.map(({ id }: { id: string }) => id));
    expect(listed).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
    expect([first.hasMore, second.hasMore, last.hasMore]).toEqual([true, true, false]);
    expect(last.nextCursor).toBeNull();
    expect(first.jobs[0]).toEqual((await world.job(ids[0] ?? '')).json);
    expect(first).not.toHaveProperty('models');
  });

  it('can be narrowed down, and names the models on request', async () => {
    const world = await startApiframe();
    const done = await world.run(RAY_2);
    const running = await submitted(world);
    const ids = async (query: string) => {
      const { json } = await world.call('GET', `/v2/jobs?${query}`);
      return json.jobs.map(({ id }: { id: string }) => id);
    };
    expect(await ids('status=COMPLETED')).toEqual([done]);
    expect(await ids('status=PROCESSING')).toEqual([running]);
    expect(await ids('model=luma-ray-flash-2')).toEqual([running]);
    expect(await ids(`search=${done}`)).toEqual([done]);
    expect((await world.call('GET', '/v2/jobs?include_models=true')).json.models).toEqual([FLASH.model, RAY_2.model]);
  });

  it('has twenty by default', async () => {
    const world = await startApiframe();
    for (let count = 0; count < 21; count++) await submitted(world);
    expect((await world.call('GET', '/v2/jobs')).json.jobs).toHaveLength(20);
    expect((await world.call('GET', '/v2/jobs?limit=100')).json.jobs).toHaveLength(21);
  });

  it.each([
    ['limit=0', 400],
    ['limit=101', 400],
    ['limit=many', 400],
    ['status=DONE', 400],
    ['search=7', 400],
    ['cursor=elsewhere', 400],
    ['scope=team', 403],
    ['scope=user', 200],
  ])('answers %s with %i', async (query, status) => {
    const { call } = await startApiframe();
    expect((await call('GET', `/v2/jobs?${query}`)).status).toBe(status);
  });
});
