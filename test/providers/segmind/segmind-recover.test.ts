import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/errors/provider-error.ts';
import type { LostAttempt } from '../../../src/providers/video-provider.ts';
import {
  answer,
  apiKey,
  createScriptedRoad,
  createScriptedSegmind,
  flashInput,
  forever,
  historyUrl,
  ray2Input,
} from './scripted-segmind.ts';

const startedAt = Date.parse('2026-08-02T23:59:30Z');
const [first, second] = ['8f14e45fceea467fa5d92f8d5f6b1c11', 'c9f0f895fb98ab9159f51fd0297e236d'];
const url = 'https://images.segmind.example/generations/clip.mp4';
const start = 'https://images.segmind.example/start.jpg';
const lost: LostAttempt = { input: flashInput, startedAt, isOurs: async () => false, hasTwin: async () => false };
const at = (seconds: number) => new Date(startedAt + seconds * 1_000).toISOString();

const parameters = { prompt: flashInput.prompt, duration: 9, aspect_ratio: '9:21', loop: false };
const row = { request_id: first, status: 'processing', created_at: at(1), prompt: flashInput.prompt, parameters };
const accepted = (requestId = first) => ({ state: 'accepted', requestId });

const recover = (rows: unknown, attempt: LostAttempt = lost) =>
  createScriptedSegmind(answer(200, rows)).provider.recover(attempt, forever);
const found = (...rows: object[]) => recover({ generations: rows, total: rows.length, page: 1 });

describe('a lost submit with a twin', () => {
  it('is left alone, as the row may be the twin’s', async () => {
    expect(await recover({ generations: [row] }, { ...lost, hasTwin: async () => true })).toBeNull();
  });
});

describe('the history', () => {
  it('is asked for the model and the days about the submit, with the key', async () => {
    const { provider, calls, priorities } = createScriptedSegmind(answer(200, { generations: [row] }));
    await provider.recover(lost, forever);
    const query = 'page=1&model_name=ray-flash-2-720p&start_date=2026-08-01&end_date=2026-08-04';
    expect(calls).toEqual([
      { method: 'GET', url: `${historyUrl}?${query}`, headers: { 'x-api-key': apiKey }, signal: forever },
    ]);
    expect(priorities).toEqual(['status']);
  });

  const newer = Array.from({ length: 20 }, (_, index) => ({
    ...row,
    request_id: `newer-request-${index}`,
    created_at: at(600 + index),
  }));
  const older = { ...row, request_id: second, created_at: at(-600) };

  it.each([
    ['is turned over once where all of its first page is newer', { generations: newer }, 2, accepted()],
    ['is not turned over where that is all there is', { generations: newer, total: 20 }, 1, null],
    ['is not turned over where it goes back far enough', { generations: [...newer, older] }, 1, null],
    ['is not turned over where it is empty', { generations: [] }, 1, null],
    ['is not turned over where it is short', { generations: newer.slice(0, 9) }, 1, null],
  ])('%s', async (_what, page, pages, outcome) => {
    const { provider, calls } = createScriptedSegmind(answer(200, page), answer(200, { generations: [row, older] }));
    expect(await provider.recover(lost, forever)).toEqual(outcome);
    expect(calls).toHaveLength(pages);
    if (pages === 2) expect(calls[1]?.url).toContain('page=2');
  });

  it('that has no second page is read as far as it goes', async () => {
    const page = answer(200, { generations: [...newer, row] });
    const { provider } = createScriptedSegmind(page, answer(404, { error: 'no such page' }));
    expect(await provider.recover(lost, forever)).toEqual(accepted());
  });

  it.each([
    ['under generations', { generations: [row] }],
    ['under data', { data: [row] }],
    ['under results', { results: [row] }],
    ['under generations in data', { status: 'success', data: { generations: [row] } }],
    ['as a bare list', [row]],
  ])('is read %s', async (_what, body) => {
    expect(await recover(body)).toEqual(accepted());
  });

  it.each([
    ['a page', '<html>ok</html>'],
    ['no list', { total: 1 }],
    ['a list that is null', { generations: null }],
    ['rows that are no objects', { generations: ['a', 1, null] }],
    ['rows with none of the names', { generations: [{ uuid: first, when: at(1) }] }],
    ['nothing', ''],
  ])('that is %s is malformed, not empty', async (_what, body) => {
    await expect(recover(body)).rejects.toMatchObject({ name: 'ProviderError', kind: 'malformed' });
  });

  it.each([
    [401, 'malformed'],
    [404, 'malformed'],
    [429, 'rate'],
    [502, 'transient'],
  ])('that is answered with %i is an error', async (status, kind) => {
    const { provider } = createScriptedSegmind(answer(status, { error: 'x' }));
    await expect(provider.recover(lost, forever)).rejects.toMatchObject({ name: 'ProviderError', kind });
  });

  it('that is out of reach is an error', async () => {
    const { provider } = createScriptedSegmind(new ProviderError('transient', 'refused', false));
    await expect(provider.recover(lost, forever)).rejects.toMatchObject({ kind: 'transient' });
  });
});

describe('a row', () => {
  const { request_id: _, ...nameless } = row;
  it.each([
    ['its id under request_id', { ...row, id: second }],
    ['its id under requestId', { ...nameless, requestId: first }],
    ['its id under id alone', { ...nameless, id: first }],
    ['a time without a zone', { ...row, created_at: at(1).slice(0, -1) }],
    ['a time with a space', { ...row, created_at: at(1).slice(0, -1).replace('T', ' ') }],
    ['a time in seconds', { ...row, created_at: startedAt / 1_000 }],
    ['a time in milliseconds, as text', { ...row, created_at: String(startedAt) }],
    ['its time under createdAt', { ...row, created_at: null, createdAt: at(1) }],
    ['a time five seconds before ours', { ...row, created_at: at(-5) }],
    ['a time two and a half minutes later', { ...row, created_at: at(150) }],
    ['its prompt in the parameters alone', { ...row, prompt: null }],
    ['its prompt in the input', { ...row, prompt: undefined, parameters: undefined, input: parameters }],
    ['parameters that are text', { ...row, prompt: undefined, parameters: JSON.stringify(parameters) }],
    ['parameters that cannot be read', { ...row, parameters: '{"prompt":' }],
    ['numbers as text', { ...row, parameters: { ...parameters, duration: '9' } }],
    ['no parameters', { ...row, parameters: null }],
    ['pictures that are null', { ...row, parameters: { ...parameters, start_image_url: null, end_image_url: '' } }],
    ['a model’s name for people', { ...row, model_name: 'Ray Flash 2' }],
  ])('with %s fits', async (_what, listed) => {
    expect(await found(listed)).toEqual(accepted());
  });

  it.each([
    ['from before', { ...row, created_at: at(-5.001) }],
    ['from too long after', { ...row, created_at: at(150.001) }],
    ['without any words', { id: first, created_at: at(1) }],
    ['of another prompt', { ...row, prompt: 'a hound' }],
    ['of another prompt in its parameters', { ...row, prompt: null, parameters: { ...parameters, prompt: 'a hound' } }],
    ['of another length', { ...row, parameters: { ...parameters, duration: '5' } }],
    ['of another shape', { ...row, parameters: { ...parameters, aspect_ratio: '16:9' } }],
    ['with a picture', { ...row, parameters: { ...parameters, start_image_url: start } }],
    ['of another model', { ...row, model_name: 'luma-ray-txt-2-video' }],
  ])('%s is not ours', async (_what, listed) => {
    expect(await found(listed)).toBeNull();
    expect(await found(listed, { ...row, request_id: second })).toEqual(accepted(second));
  });

  it('of a request with pictures has the same ones', async () => {
    const attempt = { ...lost, input: { ...ray2Input, images: { startUrl: start } } };
    const asked = { prompt: ray2Input.prompt, aspect_ratio: '16:9', loop: true };
    const listed = (startFrame: unknown) => [{ ...row, parameters: { ...asked, start_frame: startFrame } }];
    expect(await recover(listed(start), attempt)).toEqual(accepted());
    for (const other of [`${start}?v=2`, null, '']) expect(await recover(listed(other), attempt)).toBeNull();
    expect(await recover([{ ...row, parameters: asked }], attempt)).toEqual(accepted());
  });
});

describe('what was found', () => {
  it('is nobody’s when two fit', async () => {
    expect(await found(row, { ...row, request_id: second })).toBeNull();
  });

  it('is one request where it has several rows, one for each output', async () => {
    const outputs = [
      { ...row, status: 'completed', output: null },
      { ...row, status: 'completed', output: url },
    ];
    expect(await found(...outputs)).toMatchObject({ state: 'finished', requestId: first, video: { url } });
  });

  it('is the one that belongs to no other attempt of ours', async () => {
    const isOurs = async (requestId: string) => requestId === first;
    const rows = { generations: [row, { ...row, request_id: second }] };
    expect(await recover(rows, { ...lost, isOurs })).toEqual(accepted(second));
    expect(await recover({ generations: [row] }, { ...lost, isOurs })).toBeNull();
  });

  it('is not asked about where it cannot be ours', async () => {
    const asked: string[] = [];
    const isOurs = async (requestId: string) => asked.push(requestId) < 0;
    await recover(
      {
        generations: [
          { ...row, prompt: 'a hound' },
          { ...row, created_at: at(900) },
        ],
      },
      { ...lost, isOurs },
    );
    expect(asked).toEqual([]);
  });

  it.each([
    ['completed', 'completed'],
    ['without a word, as of older servers', undefined],
  ])('is finished where it has an output: %s', async (_what, status) => {
    const listed = { ...row, status, output: url, credits_deduction: '0.375', latency_ms: 58_200 };
    expect(await found(listed)).toEqual({
      state: 'finished',
      requestId: first,
      video: { url },
      bill: { costMicroUsd: 375_000, metrics: { credits_deduction: 0.375, latency_ms: 58_200 } },
    });
  });

  it.each([
    ['an output that is none', { output: 'file:///etc/passwd' }],
    ['an output with credentials', { output: 'https://a:b@images.segmind.example/x.mp4' }],
    ['an address of something else', { url, status_url: url }],
    ['an output before its end', { status: 'QUEUED', output: url }],
  ])('is looked at from now on where it has %s', async (_what, more) => {
    expect(await found({ ...row, ...more })).toEqual(accepted());
  });

  it.each([
    ['FAILED', 0, false],
    ['failed', null, false],
    ['error', 0.375, true],
  ])('has failed where it says so: %s', async (status, cost, billed) => {
    const listed = { ...row, status, error: 'frame moderation failed', credits_deduction: cost, output: url };
    expect(await found(listed)).toMatchObject({ state: 'failed', requestId: first, kind: 'moderation', billed });
  });

  it('is found on the synchronous road alike', async () => {
    const { provider } = createScriptedRoad(
      { mode: 'sync' },
      answer(200, [{ ...row, status: 'completed', output: url }]),
    );
    expect(await provider.recover(lost, forever)).toMatchObject({ state: 'finished', video: { url } });
  });
});
