import { Agent } from 'undici';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClipLibrary } from '../../sandbox/clips/clip-library.ts';
import type { HistorySwitches } from '../../sandbox/segmind/history-switches.ts';
import { type LocalSegmind, startLocalSegmind } from '../../sandbox/segmind/local-segmind.ts';
import { type Answer, type CallOptions, callSegmind, ManualClock } from './segmind-fixture.ts';

const FLASH = 'ray-flash-2-720p';
const RAY_2 = 'luma-ray-txt-2-video';
const PROMPT = { prompt: 'A paper boat on a puddle' };
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

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
const submit = (body: object = PROMPT, slug = FLASH) => call('POST', `/v2/${slug}`, { body });
const history = (query = ''): Promise<Answer> => call('GET', segmind.historyUrl + query);
const prompts = async (query = '') =>
  (await history(query)).json.generations.map(({ prompt }: { prompt: string }) => prompt);

async function submitAndFinish(body: object = PROMPT): Promise<void> {
  await submit(body);
  clock.advance(MINUTE);
  await vi.waitFor(() => expect(segmind.jobs.at(-1)?.finishedAt).not.toBeNull(), { timeout: 10_000 });
}

describe('the history', () => {
  it('tells of a job all that the account was charged for', async () => {
    await submitAndFinish({ ...PROMPT, duration: 5, loop: true });
    const [job] = segmind.jobs;
    const { status, json } = await history();
    expect(status).toBe(200);
    expect(json).toEqual({
      generations: [
        {
          id: job?.id,
          request_id: job?.id,
          status: 'completed',
          model: FLASH,
          model_name: FLASH,
          created_at: '2026-10-01T00:00:00.000Z',
          ...PROMPT,
          parameters: { ...PROMPT, duration: 5, loop: true },
          output: job?.outputUrl,
          credits_deduction: 0.375,
          latency_ms: MINUTE,
        },
      ],
      total: 1,
      page: 1,
    });
  });

  it('lists running and failed jobs too, without a file and unbilled', async () => {
    segmind.faults.processing = 'always';
    await submit({ prompt: '' });
    clock.advance(3);
    await submit();
    const { generations } = (await history()).json;
    expect(generations).toMatchObject([
      { status: 'processing', output: null, credits_deduction: null, latency_ms: null },
      { status: 'failed', output: null, credits_deduction: 0, latency_ms: 3 },
    ]);
  });

  it('lists the jobs of both roads', async () => {
    const gaveUp = new AbortController();
    const answered = call('POST', `/v1/${FLASH}`, { body: { prompt: 'By v1' }, signal: gaveUp.signal });
    await segmind.waitForSubmit();
    await submit({ prompt: 'By v2' });
    gaveUp.abort();
    await expect(answered).rejects.toThrow(/abort/i);
    expect(await prompts()).toEqual(['By v2', 'By v1']);
  });

  it('remembers a job whose record the read routes have forgotten', async () => {
    await submitAndFinish();
    clock.advance(60 * MINUTE);
    expect((await call('GET', `/v2/requests/${segmind.jobs[0]?.id}`)).status).toBe(404);
    expect((await history()).json.total).toBe(1);
  });

  it('has twenty rows a page, newest first', async () => {
    for (let count = 1; count <= 21; count++) await submit({ prompt: `Number ${count}` });
    const [first, second, third] = [await history(), await history('?page=2'), await history('?page=3')];
    expect(first.json).toMatchObject({ total: 21, page: 1 });
    expect(first.json.generations).toHaveLength(20);
    expect(first.json.generations[0].prompt).toBe('Number 21');
    expect(second.json).toMatchObject({ page: 2, generations: [{ prompt: 'Number 1' }] });
    expect(third.json.generations).toEqual([]);
  });

  it('can be asked for one model, and for days in UTC, the last one included', async () => {
    await submit({ prompt: 'First day' });
    clock.advance(DAY - 1);
    await submit({ prompt: 'Last moment of it' }, RAY_2);
    clock.advance(1);
    await submit({ prompt: 'Second day' });
    expect(await prompts(`?model_name=${RAY_2}`)).toEqual(['Last moment of it']);
    expect(await prompts('?start_date=2026-10-02')).toEqual(['Second day']);
    expect(await prompts('?end_date=2026-10-01')).toEqual(['Last moment of it', 'First day']);
    expect(await prompts('?start_date=2026-10-01&end_date=2026-10-02')).toHaveLength(3);
  });

  it.each(['?page=0', '?page=x', '?start_date=01.10.2026', '?end_date=2026-13-01'])('refuses %s', async (query) => {
    expect((await history(query)).status).toBe(400);
  });

  it('is for the holder of the key only, and outside of the rate limit', async () => {
    expect((await call('GET', segmind.historyUrl, { headers: {} })).status).toBe(401);
    expect((await call('GET', segmind.historyUrl, { headers: { 'x-api-key': 'SG_wrong' } })).status).toBe(401);
    expect((await call('POST', segmind.historyUrl, { body: {} })).status).toBe(405);
    segmind.faults.requestsPerMinute = 0;
    expect((await history()).status).toBe(200);
  });
});

describe('the history can be otherwise', () => {
  it.each([
    ['data', (json: Answer['json']) => json.data],
    ['results', (json: Answer['json']) => json.results],
    ['none', (json: Answer['json']) => json],
  ] as const)('in where its list stands: %s', async (historyKey, listIn) => {
    segmind.faults.historyKey = historyKey;
    await submit();
    expect(listIn((await history()).json)).toMatchObject([PROMPT]);
  });

  it.each<[Partial<HistorySwitches>, readonly string[]]>([
    [{ historyHidesParameters: true }, ['parameters']],
    [{ historyIdOnly: true }, ['request_id']],
    [{ historyOldRows: true }, ['status', 'prompt', 'parameters', 'credits_deduction', 'latency_ms']],
  ])('in what its rows lack: %j', async (switches, missing) => {
    await submit();
    const [full] = (await history()).json.generations;
    Object.assign(segmind.faults, switches);
    const [row] = (await history()).json.generations;
    expect(
      Object.keys(full)
        .filter((key) => !(key in row))
        .sort(),
    ).toEqual([...missing].sort());
  });

  it('in how it writes words and times', async () => {
    Object.assign(segmind.faults, {
      historyStatusWord: 'upper-case',
      historyTime: 'bare',
    } satisfies Partial<HistorySwitches>);
    await submitAndFinish();
    expect((await history()).json.generations).toMatchObject([
      { status: 'COMPLETED', created_at: '2026-10-01T00:00:00.000' },
    ]);
  });

  it('in listing jobs only once they have ended', async () => {
    segmind.faults.historyListsRunning = false;
    await submit();
    expect((await history()).json).toMatchObject({ generations: [], total: 0 });
    clock.advance(MINUTE);
    await vi.waitFor(async () => expect((await history()).json.total).toBe(1), { timeout: 10_000 });
  });

  it('in showing a job only some time after its submit', async () => {
    segmind.faults.historyDelayMs = 5_000;
    await submit();
    clock.advance(4_999);
    expect(await prompts()).toEqual([]);
    clock.advance(1);
    expect(await prompts()).toEqual([PROMPT.prompt]);
  });

  it('in answers that are spoilt for as many times as asked', async () => {
    await submit();
    segmind.faults.history = { kind: 'malformed-json', times: 1 };
    expect((await history()).json).toBeUndefined();
    expect((await history()).json.total).toBe(1);
    segmind.faults.history = { kind: 'error-502' };
    expect(await history()).toMatchObject({ status: 502, text: expect.stringContaining('<html>') });
  });
});
