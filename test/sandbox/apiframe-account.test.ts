import { describe, expect, it } from 'vitest';
import { FLASH, HOUR, startApiframe } from './apiframe-fixture.ts';
import { plainPicture } from './clip-frames.ts';

const MEGABYTE = 1_048_576;
const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const MP4 = Buffer.from('\0\0\0\x18ftypisom', 'latin1');
const padded = (start: Buffer, bytes: number) => Buffer.concat([start, Buffer.alloc(bytes - start.length)]);

describe('the account', () => {
  it('names the balance of its team, if it has one', async () => {
    const { apiframe, call, submit } = await startApiframe({ credits: 100 });
    await submit();
    expect((await call('GET', '/v2/me')).json).toMatchObject({ user: {}, team: { credits: 49 }, apiKey: {} });
    apiframe.faults.withoutTeam = true;
    expect((await call('GET', '/v2/me')).json.team).toBeNull();
    apiframe.faults.me = { kind: 'html', times: 1 };
    expect((await call('GET', '/v2/me')).text).toMatch(/^<html>/);
  });
});

describe('the catalogue', () => {
  it('is open to anybody, and names what videos cost', async () => {
    const { call } = await startApiframe({ faults: { requestsPerMinute: 0 } });
    const { json } = await call('GET', '/v2/models?modality=video', { headers: {} });
    expect(json.models).toEqual([
      expect.objectContaining({ id: 'luma-ray-2', label: 'Ray 2', modality: 'video', costMin: 153, costMax: 276 }),
      expect.objectContaining({ id: 'luma-ray-flash-2', label: 'Ray Flash 2', costMin: 51, costMax: 92 }),
    ]);
    expect((await call('GET', '/v2/models')).json.models.length).toBe(3);
    expect((await call('GET', '/v2/models?modality=smell')).status).toBe(400);
  });

  it('leaves out withdrawn models, and prices by switch', async () => {
    const { call } = await startApiframe({ faults: { withdrawnModels: ['luma-ray-2'], listsCosts: false } });
    const [model, ...others] = (await call('GET', '/v2/models?modality=video')).json.models;
    expect(others).toEqual([]);
    expect(model.id).toBe('luma-ray-flash-2');
    expect(model).not.toHaveProperty('costMin');
  });

  it('follows a new price, and so does what is taken', async () => {
    const { apiframe, call, submit } = await startApiframe({ credits: 100 });
    apiframe.faults.costs = { ...apiframe.faults.costs, 'luma-ray-flash-2': { 5: 60, 9: 99 } };
    expect((await call('GET', '/v2/models?modality=video')).json.models[1]).toMatchObject({ costMin: 60, costMax: 99 });
    await submit(FLASH);
    expect(apiframe.credits).toBe(40);
  });
});

describe('an upload', () => {
  it('is answered 201, and its bytes are served to anybody for an hour', async () => {
    const { apiframe, clock, call, upload } = await startApiframe();
    const picture = await plainPicture([10, 120, 120], { format: 'jpeg' });
    const { status, json } = await upload(picture, 'application/octet-stream');
    expect(status).toBe(201);
    expect(json).toEqual({
      id: expect.any(String),
      url: `${apiframe.origin}/uploads/${json.id}.jpg`,
      kind: 'image',
      contentType: 'image/jpeg',
      byteSize: picture.length,
      expiresAt: new Date(clock.now() + HOUR).toISOString(),
    });
    expect(apiframe.uploads).toMatchObject([{ url: json.url, bytes: picture.length, at: clock.now() }]);
    expect((await call('GET', (await upload(PNG)).json.url)).bytes).toEqual(PNG);
    await clock.advance(HOUR - 1);
    const served = await call('GET', json.url, { headers: {} });
    expect([served.status, served.headers['content-type'], served.bytes]).toEqual([200, 'image/jpeg', picture]);
    await clock.advance(1);
    expect((await call('GET', json.url)).status).toBe(404);
  });

  it.each<[string, Buffer, string]>([
    ['GIF', Buffer.from('GIF89a'), 'image/gif'],
    ['WebP', Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1'), 'image/webp'],
    ['MP4', MP4, 'video/mp4'],
    ['WebM', Buffer.from('\x1a\x45\xdf\xa3', 'latin1'), 'video/webm'],
    ['MOV', Buffer.from('\0\0\0\x14ftypqt  ', 'latin1'), 'video/quicktime'],
    ['M4A', Buffer.from('\0\0\0\x14ftypM4A ', 'latin1'), 'audio/mp4'],
    ['MP3', Buffer.from('ID3\x04'), 'audio/mpeg'],
    ['WAV', Buffer.from('RIFF\0\0\0\0WAVEfmt ', 'latin1'), 'audio/wav'],
    ['OGG', Buffer.from('OggS'), 'audio/ogg'],
  ])('is known as %s by its bytes, whatever it claims to be', async (_, bytes, contentType) => {
    const { upload } = await startApiframe();
    expect((await upload(bytes, 'image/png')).json).toMatchObject({ contentType, kind: contentType.split('/')[0] });
  });

  it.each<[string, Buffer, string]>([
    ['of text that claims to be a picture', Buffer.from('a picture'), 'file'],
    ['of a HEIC picture', Buffer.from('\0\0\0\x18ftypheic', 'latin1'), 'file'],
    ['of nothing', Buffer.alloc(0), 'file'],
    ['under another name', PNG, 'image'],
    ['of a picture over 25 MB', padded(PNG, 25 * MEGABYTE + 1), 'file'],
  ])('%s is refused', async (_, bytes, part) => {
    const { apiframe, upload } = await startApiframe();
    const { status, json } = await upload(bytes, 'image/png', part);
    expect([status, json]).toEqual([400, { error: expect.any(String) }]);
    expect(apiframe.uploads).toEqual([]);
  });

  it('of a video may be larger than a picture', async () => {
    const { upload } = await startApiframe();
    expect((await upload(padded(MP4, 25 * MEGABYTE + 1))).status).toBe(201);
  });

  it('that is no form is refused', async () => {
    const { call } = await startApiframe();
    expect((await call('POST', '/v2/uploads', { body: { file: 'data:image/png;base64,AAAA' } })).status).toBe(400);
  });

  it('can be spoilt: nothing is stored when the store is out of order', async () => {
    const { apiframe, upload } = await startApiframe({ faults: { upload: { kind: 'store-502', times: 1 } } });
    expect(await upload(PNG)).toMatchObject({ status: 502, json: { error: expect.any(String) } });
    expect(apiframe.uploads).toEqual([]);
    apiframe.faults.upload = { kind: 'no-url', times: 1 };
    expect((await upload(PNG)).json).not.toHaveProperty('url');
    apiframe.faults.upload = { kind: 'drop-before-reading', times: 1 };
    await expect(upload(PNG)).rejects.toThrow();
    expect(apiframe.uploads).toHaveLength(1);
  });
});

it('any other path or verb is a 404 in JSON', async () => {
  const { call } = await startApiframe();
  expect(await call('POST', '/v2/jobs')).toMatchObject({ status: 404, json: { error: 'Not found' } });
  expect(await call('GET', '/v1/fetch')).toMatchObject({ status: 404, json: { error: 'Not found' } });
});
