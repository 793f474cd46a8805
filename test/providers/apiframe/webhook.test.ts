import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createWebhookHandler, isSigned, type Notice } from '../../../src/providers/apiframe/webhook.ts';
import { apiKey, clipUrl, requestId } from './scripted-apiframe.ts';

const id = '1122334455667788990';
const body = Buffer.from(JSON.stringify({ event: 'completed', jobId: requestId, result: clipUrl, note: 'größer 🦊' }));
const digest = createHash('sha256').update(apiKey).digest();
const hmac = (key: Buffer | string, bytes: Buffer = body) => createHmac('sha256', key).update(bytes).digest('hex');
const signature = `sha256=${hmac(digest)}`;

describe('a signature', () => {
  it.each([
    ['as the official library has it', signature],
    ['without its prefix', hmac(digest)],
    ['in capitals', signature.toUpperCase()],
    ['with the hash of the key as text', `sha256=${hmac(digest.toString('hex'))}`],
    ['with that, without the prefix', hmac(digest.toString('hex'))],
    ['with blanks around it', ` ${signature} `],
  ])('is good %s', (_what, given) => {
    expect(isSigned(body, given, apiKey)).toBe(true);
  });

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['a prefix alone', 'sha256='],
    ['one cut short', signature.slice(0, -2)],
    ['one that is longer', `${signature}00`],
    ['one of another method', signature.replace('sha256=', 'sha1=')],
    ['one by the bare key', `sha256=${hmac(apiKey)}`],
    ['one by another key', `sha256=${hmac(createHash('sha256').update('afk_other').digest())}`],
    ['two of them', `${signature}, ${signature}`],
    ['base64', Buffer.from(hmac(digest), 'hex').toString('base64')],
  ])('is bad that is %s', (_what, given) => {
    expect(isSigned(body, given, apiKey)).toBe(false);
  });

  it('by an empty key is worth nothing, as anybody could make it', () => {
    const everybodys = hmac(createHash('sha256').update('').digest());
    expect(isSigned(body, everybodys, '')).toBe(false);
  });

  it('is bad after any flipped bit of the body', () => {
    for (const changed of flips(body)) expect(isSigned(changed, signature, apiKey)).toBe(false);
  });

  it('is bad after any flipped bit of its own, but for the case of a letter', () => {
    const changes = [...flips(Buffer.from(signature))].map((bytes) => bytes.toString('latin1'));
    const good = changes.filter((changed) => isSigned(body, changed, apiKey));
    expect(good).toEqual(changes.filter((changed) => changed.toLowerCase() === signature));
    expect(changes).toHaveLength(signature.length * 8);
  });
});

describe('a notice', () => {
  const send = async (changes: Partial<Notice> = {}) => {
    const told: string[] = [];
    const handle = createWebhookHandler({ apiKey, onNotice: (jobId) => told.push(jobId) });
    const status = await handle({
      params: { id },
      headers: { 'x-webhook-signature': signature },
      rawBody: body,
      ...changes,
    });
    return { status, told };
  };
  const signed = (value: unknown, headers: Record<string, string> = {}): Partial<Notice> => {
    const rawBody = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
    return { rawBody, headers: { 'x-webhook-signature': hmac(digest, rawBody), ...headers } };
  };

  it('tells of the job in its address', async () => {
    expect(await send()).toEqual({ status: 204, told: [id] });
  });

  it.each([
    ['a failure', signed({ event: 'failed', jobId: requestId, error: 'x' }), [id]],
    ['progress', signed({ event: 'progress', progress: 40 }), []],
    ['an unknown event', signed({ event: 'deleted' }), []],
    ['an event that is no text', signed({ event: ['completed'] }), []],
    ['no event', signed({}), []],
    ['an event under another name', signed({ type: 'completed' }), [id]],
    ['its event in the header alone', signed({ jobId: requestId }, { 'x-webhook-event': 'failed' }), [id]],
    ['its own event against the header', signed({ event: 'progress' }, { 'x-webhook-event': 'failed' }), []],
  ])('of %s is heard', async (_what, notice, told) => {
    expect(await send(notice)).toEqual({ status: 204, told });
  });

  it.each([
    ['no signature', { headers: {} }],
    ['two signatures', { headers: { 'x-webhook-signature': [signature, signature] } }],
    ['a signature of something else', { rawBody: Buffer.from('{}') }],
    ['no body', { rawBody: Buffer.alloc(0) }],
  ])('with %s is turned away', async (_what, notice) => {
    expect(await send(notice)).toEqual({ status: 401, told: [] });
  });

  it.each(['', '{"event":"comp', '[]', 'null', '"completed"', '5', `${'['.repeat(60_000)}`])(
    'that is signed and reads %j is none',
    async (text) => {
      expect(await send(signed(text))).toEqual({ status: 400, told: [] });
    },
  );

  it('is refused as a whole after any flipped bit', async () => {
    for (const rawBody of flips(body)) expect(await send({ rawBody })).toEqual({ status: 401, told: [] });
  });
});

/** The bytes with one bit changed, for each of their bits. */
function* flips(bytes: Buffer): Generator<Buffer> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    yield changed;
  }
}
