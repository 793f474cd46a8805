import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ApiframeFaults } from '../../sandbox/apiframe/faults.ts';
import { until } from '../builders/manual-clock.ts';
import { type ApiframeWorld, FLASH, HOUR, MINUTE, startApiframe } from './apiframe-fixture.ts';

interface Received {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Answers each delivery with the next of these, and then with 200. */
async function listenForWebhooks(...statuses: number[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const text = (await incoming.toArray()).join('');
    received.push({ headers: incoming.headers, text });
    outgoing.writeHead(statuses.shift() ?? 200).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

const ALL = ['progress', 'completed', 'failed'];
const told = ({ apiframe }: ApiframeWorld) => apiframe.webhooks.map(({ event }) => event);
const answered = ({ apiframe }: ApiframeWorld, count: number) =>
  until(() => apiframe.webhooks.filter(({ status }) => status !== null).length >= count);

/** Time goes on in steps, so that each delivery is answered before the next thing happens. */
async function runWithWebhook(world: ApiframeWorld, body: object): Promise<string> {
  const { jobId } = (await world.submit({ ...FLASH, ...body })).json;
  for (let step = 0; step < 4; step++) {
    await world.clock.advance(MINUTE / 4);
    await until(() => world.apiframe.webhooks.every(({ status }) => status !== null));
  }
  return jobId;
}

async function signatureWith(faults: Partial<ApiframeFaults>) {
  const { url, received } = await listenForWebhooks();
  const world = await startApiframe({ faults });
  await runWithWebhook(world, { webhookUrl: url });
  await answered(world, 1);
  const [{ headers, text } = { headers: {}, text: '' }] = received;
  const digest = createHash('sha256').update(world.apiframe.apiKey).digest();
  const hmac = (key: Buffer | string) => createHmac('sha256', key).update(text).digest('hex');
  return { signature: headers['x-webhook-signature'], byDigest: hmac(digest), byText: hmac(digest.toString('hex')) };
}

describe('webhooks', () => {
  it('tell of progress and the end, as far as they are asked for', async () => {
    const { url, received } = await listenForWebhooks();
    const world = await startApiframe();
    const id = await runWithWebhook(world, { webhookUrl: url, webhookEvents: ALL });
    await answered(world, 3);
    const bodies = received.map(({ text }) => JSON.parse(text));
    const all = { jobId: id, model: FLASH.model };
    expect(bodies).toEqual([
      { ...all, event: 'progress', status: 'PROCESSING', progress: 1 },
      { ...all, event: 'progress', status: 'PROCESSING', progress: 50 },
      {
        ...all,
        event: 'completed',
        status: 'COMPLETED',
        progress: 100,
        result: `${world.apiframe.origin}/videos/${id}.mp4`,
        creditCost: 51,
        completedAt: new Date(world.clock.now()).toISOString(),
      },
    ]);
    expect(received.map(({ headers }) => headers['x-webhook-event'])).toEqual(bodies.map(({ event }) => event));
    expect(world.apiframe.webhooks.map(({ url, status, body }) => [url, status, body])).toEqual(
      received.map(({ text }) => [url, 200, text]),
    );
    await until(async () => (await world.job(id)).json.webhookStatus === 'delivered');
  });

  it('tell of a failure by default, but not of progress, nor of anything unasked', async () => {
    const { url, received } = await listenForWebhooks();
    const world = await startApiframe({ faults: { failJobs: 'generic' } });
    await runWithWebhook(world, { webhookUrl: url });
    await answered(world, 1);
    await runWithWebhook(world, { webhookUrl: url, webhookEvents: ['completed'] });
    await runWithWebhook(world, {});
    expect(received.map(({ text }) => JSON.parse(text))).toEqual([
      {
        event: 'failed',
        jobId: world.apiframe.jobs[0]?.id,
        status: 'FAILED',
        model: FLASH.model,
        error: expect.stringMatching(/^Provider returned an error: /),
      },
    ]);
  });

  it('say nothing of a cancelled job', async () => {
    const { url } = await listenForWebhooks();
    const world = await startApiframe({ faults: { cancelJobs: true } });
    const id = await runWithWebhook(world, { webhookUrl: url, webhookEvents: ['completed', 'failed'] });
    expect((await world.job(id)).json).toMatchObject({ status: 'CANCELLED', webhookStatus: 'pending' });
    expect(world.apiframe.webhooks).toEqual([]);
  });

  it('wait for a job that is held back', async () => {
    const { url } = await listenForWebhooks();
    const world = await startApiframe({ faults: { holdJobs: true } });
    await world.submit({ ...FLASH, webhookUrl: url });
    await world.clock.advance(2 * MINUTE);
    expect(told(world)).toEqual([]);
    world.apiframe.faults.holdJobs = false;
    await world.clock.advance(1_000);
    await answered(world, 1);
    expect(told(world)).toEqual(['completed']);
  });
});

describe('the signature of a webhook', () => {
  it('is over the raw body, with the SHA-256 of the key', async () => {
    const { signature, byDigest } = await signatureWith({});
    expect(signature).toBe(`sha256=${byDigest}`);
  });

  it('can be made with the hexadecimal text, without its prefix, wrong or left out', async () => {
    const asText = await signatureWith({ webhookKey: 'hex-text' });
    expect(asText.signature).toBe(`sha256=${asText.byText}`);
    const bare = await signatureWith({ webhookPrefix: false });
    expect(bare.signature).toBe(bare.byDigest);
    const wrong = await signatureWith({ webhookSignature: 'wrong' });
    expect(wrong.signature).toMatch(/^sha256=[0-9a-f]{64}$/);
    expect([`sha256=${wrong.byDigest}`, `sha256=${wrong.byText}`]).not.toContain(wrong.signature);
    expect((await signatureWith({ webhookSignature: 'missing' })).signature).toBeUndefined();
  });
});

describe('a delivery', () => {
  it('that is not taken is tried again after 1, 5 and 25 seconds, and then no more', async () => {
    const { url, received } = await listenForWebhooks(500, 404, 302, 503);
    const world = await startApiframe({ latencyMs: 10 });
    const { jobId } = (await world.submit({ ...FLASH, webhookUrl: url })).json;
    const end = world.clock.now() + 10;
    for (const [index, wait] of [10, 1_000, 5_000, 25_000].entries()) {
      await world.clock.advance(wait);
      await answered(world, index + 1);
    }
    await world.clock.advance(HOUR);
    expect(received).toHaveLength(4);
    expect(world.apiframe.webhooks.map(({ at, status }) => [at - end, status])).toEqual([
      [0, 500],
      [1_000, 404],
      [6_000, 302],
      [31_000, 503],
    ]);
    expect((await world.job(jobId)).json.webhookStatus).toBe('failed');
  });

  it('ends with the first that is taken, and the job says so in either word', async () => {
    const { url } = await listenForWebhooks(500);
    const world = await startApiframe({ latencyMs: 10, faults: { deliveredWord: 'sent' } });
    const { jobId } = (await world.submit({ ...FLASH, webhookUrl: url })).json;
    expect((await world.job(jobId)).json.webhookStatus).toBe('pending');
    await world.clock.advance(10);
    await answered(world, 1);
    await world.clock.advance(1_000);
    await until(async () => (await world.job(jobId)).json.webhookStatus === 'sent');
    await world.clock.advance(HOUR);
    expect(world.apiframe.webhooks.map(({ status }) => status)).toEqual([500, 200]);
  });

  it('can come more than once', async () => {
    const { url, received } = await listenForWebhooks();
    const world = await startApiframe({ faults: { webhookDuplicates: 2 } });
    await runWithWebhook(world, { webhookUrl: url });
    await answered(world, 3);
    expect(new Set(received.map(({ text }) => text)).size).toBe(1);
    expect(received).toHaveLength(3);
  });

  it('can get lost', async () => {
    const { url } = await listenForWebhooks();
    const world = await startApiframe({ faults: { droppedWebhooks: ['completed'] } });
    await runWithWebhook(world, { webhookUrl: url, webhookEvents: ALL });
    expect(told(world)).toEqual(['progress', 'progress']);
  });

  it('of progress can come after the end', async () => {
    const { url, received } = await listenForWebhooks();
    const world = await startApiframe({ faults: { webhookOrder: 'progress-last' } });
    await runWithWebhook(world, { webhookUrl: url, webhookEvents: ALL });
    await answered(world, 3);
    expect(received.map(({ text }) => JSON.parse(text).status)).toEqual(['COMPLETED', 'PROCESSING', 'PROCESSING']);
  });

  it('can carry the result as the job has it', async () => {
    const { url, received } = await listenForWebhooks();
    const world = await startApiframe({ faults: { webhookResult: 'as-job' } });
    const id = await runWithWebhook(world, { webhookUrl: url });
    await answered(world, 1);
    const { result } = (await world.job(id)).json;
    expect(JSON.parse(received[0]?.text ?? '').result).toEqual(result);
    expect(result).toHaveProperty('videoUrl');
  });

  it('never leaves this machine', async () => {
    const world = await startApiframe({ latencyMs: 10 });
    const { jobId } = (await world.submit({ ...FLASH, webhookUrl: 'http://192.0.2.1/hook' })).json;
    await world.clock.advance(MINUTE);
    expect(world.apiframe.webhooks.map(({ status }) => status)).toEqual([null, null, null, null]);
    expect((await world.job(jobId)).json.webhookStatus).toBe('failed');
  });

  it('that waits is given up when the service closes', async () => {
    const { url } = await listenForWebhooks();
    const world = await startApiframe();
    await world.submit({ ...FLASH, webhookUrl: url });
    await until(() => world.clock.sleeping === 1);
    await world.apiframe.close();
    expect(world.clock.sleeping).toBe(0);
    expect(world.apiframe.webhooks).toEqual([]);
  });
});
