import { createHash, createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiframeFaults } from '../../sandbox/apiframe/faults.ts';
import { freePort } from './free-port.ts';
import {
  expectCreditsBack,
  expectPaidOnce,
  kite,
  type QuickWorld,
  shareWorld,
  startQuickWorld,
} from './quick-world.ts';
import { startTestBot } from './world.ts';

/** Apiframe tells the bot's own HTTP side that a request is over. What it tells is a reason to look, and nothing else. */

const latencyMs = 60_000;
/** From the submit to the look that is made without having been told. */
const safetyNetMs = 110_000;
/** Of nobody. */
const strangeJobId = '1212912186163200002';

let publicUrl = '';
const shared = shareWorld({ latencyMs, providers: ['apiframe'] }, async () => {
  const port = String(await freePort());
  publicUrl = `http://127.0.0.1:${port}`;
  return { environment: { PORT: port, PUBLIC_URL: publicUrl } };
});

const hasEnded = ({ until, database }: QuickWorld, jobId: string) =>
  until(`${jobId} has ended`, async () => {
    const row = await database.selectFrom('job').select('ended_at').where('id', '=', jobId).executeTakeFirst();
    return typeof row?.ended_at === 'number';
  });

async function submit(world: QuickWorld): Promise<string> {
  const { id } = await world.give('ray-flash', kite);
  await world.whenState(id, 'submitted');
  return id;
}

/** The generation is over; the world's clock almost stands while what needs no time is waited for. */
async function passGeneration(world: QuickWorld, jobId: string): Promise<void> {
  world.clock.skip(latencyMs);
  const ended = hasEnded(world, jobId);
  void world.clock.carefully(ended);
  await ended;
}

/** One video, of which the bot is told as soon as it is made. */
async function makeTold(world: QuickWorld, faults: Partial<ApiframeFaults> = {}): Promise<string> {
  Object.assign(world.apiframe.faults, faults);
  const submitted = submit(world);
  void world.clock.carefully(submitted);
  const id = await submitted;
  await passGeneration(world, id);
  return id;
}

const requestOf = ({ apiframe }: QuickWorld) => apiframe.jobs.at(-1)?.id ?? 'none';
const looksAt = ({ apiframe }: QuickWorld, requestId: string) =>
  apiframe.requests.filter(({ method, path }) => method === 'GET' && path === `/v2/jobs/${requestId}`);
const deliveriesOf = ({ apiframe }: QuickWorld, requestId: string) =>
  apiframe.webhooks.filter(({ body }) => body.includes(requestId));

/** How long after its submit a job ended, milliseconds of the clock. */
async function ageAtEnd({ database }: QuickWorld, jobId: string): Promise<number> {
  const { submitted_at, ended_at } = await database
    .selectFrom('attempt')
    .select(['submitted_at', 'ended_at'])
    .where('job_id', '=', jobId)
    .executeTakeFirstOrThrow();
  return (ended_at ?? Number.NaN) - (submitted_at ?? Number.NaN);
}

function signatureOf(body: string, apiKey: string): string {
  const key = createHash('sha256').update(apiKey).digest();
  return `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
}

/** Somebody calls; signed as Apiframe would unless another signature is given. @returns the status of the answer */
async function call(
  { apiframe }: QuickWorld,
  jobId: string,
  notice: object,
  signature: string | null = signatureOf(JSON.stringify(notice), apiframe.apiKey),
): Promise<number> {
  const { status } = await fetch(`${publicUrl}/webhooks/apiframe/${jobId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(signature !== null && { 'x-webhook-signature': signature }) },
    body: JSON.stringify(notice),
  });
  return status;
}

const completed = { event: 'completed', status: 'COMPLETED', result: 'https://example.org/other.mp4', creditCost: 0 };
const failed = { event: 'failed', status: 'FAILED', error: 'content policy violation' };
const progress = { event: 'progress', status: 'PROCESSING', progress: 50 };

describe('a bot that is told', () => {
  it('looks once, at once, and posts the video', async () => {
    const { world } = shared;
    const id = await makeTold(world);
    expectPaidOnce(await world.settle(id), { rung: 'channel:file' });
    const request = requestOf(world);
    expect(looksAt(world, request)).toHaveLength(1);
    expect(await ageAtEnd(world, id)).toBeLessThan(safetyNetMs);
    expect(deliveriesOf(world, request)).toMatchObject([
      { url: `${publicUrl}/webhooks/apiframe/${id}`, event: 'completed', status: 204 },
    ]);
  });

  it('looks less often than one that has to look by itself', async (test) => {
    const { world } = shared;
    const id = await makeTold(world);
    const ownLooks = looksAt(world, requestOf(world)).length;
    expect(await ageAtEnd(world, id)).toBeLessThan(safetyNetMs);

    const other = await startQuickWorld(test, { latencyMs, providers: ['apiframe'] });
    await startTestBot(test, other);
    const otherId = await submit(other);
    await other.whenState(otherId, 'delivered');
    expect(ownLooks).toBe(1);
    expect(looksAt(other, requestOf(other)).length).toBeGreaterThan(2);
    expect(other.apiframe.webhooks).toEqual([]);
  });

  it('of a failure gives the credits back', async () => {
    const { world } = shared;
    const id = await makeTold(world, { failJobs: 'generic' });
    expectCreditsBack(await world.settle(id), 'provider-failed');
    expect(deliveriesOf(world, requestOf(world))).toMatchObject([{ event: 'failed', status: 204 }]);
    expect(looksAt(world, requestOf(world))).toHaveLength(1);
  });

  it.each<[string, Partial<ApiframeFaults>]>([
    ['signed with the key as hexadecimal text', { webhookKey: 'hex-text' }],
    ['signed without a prefix', { webhookPrefix: false }],
    ['whose result is an object', { webhookResult: 'as-job' }],
    ['with its state in lower case', { statusWord: 'lower-case' }],
  ])('in a notice %s listens to it', async (_, faults) => {
    const { world } = shared;
    const id = await makeTold(world, faults);
    expectPaidOnce(await world.settle(id));
    expect(looksAt(world, requestOf(world))).toHaveLength(1);
    expect(await ageAtEnd(world, id)).toBeLessThan(safetyNetMs);
  });

  it('several times over posts one video', async () => {
    const { world } = shared;
    const id = await makeTold(world, { webhookDuplicates: 5 });
    expectPaidOnce(await world.settle(id));
    await world.until('all were delivered', () => deliveriesOf(world, requestOf(world)).length === 6);
    await world.until('all were answered', () => deliveriesOf(world, requestOf(world)).every(({ status }) => status));
    expect(new Set(deliveriesOf(world, requestOf(world)).map(({ status }) => status))).toEqual(new Set([204]));
    expect(world.videosOf(id)).toHaveLength(1);
    expect((await world.settle(id)).job.state).toBe('delivered');
  });

  it('while the answer to its submit is lost finds the request at once, and pays once', async () => {
    const { world } = shared;
    world.apiframe.faults.submit = { kind: 'drop', times: 1 };
    const { id } = await world.give('ray-flash', kite);
    expectPaidOnce(await world.settle(id));
    expect(world.videosOf(id)).toHaveLength(1);
  });
});

describe('what is told and is not true changes nothing:', () => {
  let id = '';
  let request = '';
  let submitsBefore = 0;
  beforeEach(async () => {
    const { world } = shared;
    submitsBefore = world.apiframe.submitCount;
    world.apiframe.faults.holdJobs = true;
    id = await submit(world);
    request = requestOf(world);
  });

  /** The job, once it may end, comes to its own end and no other. */
  async function expectOwnEnd(looks: number): Promise<void> {
    const { world } = shared;
    // Another one, so that by then whatever was begun for this job has been done.
    await submit(world);
    expect(await world.database.selectFrom('job').select('state').where('id', '=', id).execute()).toEqual([
      { state: 'submitted' },
    ]);
    world.apiframe.faults.holdJobs = false;
    await passGeneration(world, id);
    expectPaidOnce({ ...(await world.settle(id)), submits: 1, paid: 1 }, { rung: 'channel:file' });
    expect(world.apiframe.submitCount).toBe(submitsBefore + 2);
    expect(world.videosOf(id)).toHaveLength(1);
    expect(looksAt(world, request)).toHaveLength(looks);
  }

  it.each([
    ['signed with another key', () => signatureOf(JSON.stringify(completed), 'afk_of_somebody_else')],
    ['signed as something else', () => signatureOf(JSON.stringify(failed), shared.world.apiframe.apiKey)],
    ['with half a signature', () => signatureOf(JSON.stringify(completed), shared.world.apiframe.apiKey).slice(0, 30)],
    ['without a signature', () => null],
  ])('an end, %s, is refused and not even looked after', async (_, signature) => {
    const { world } = shared;
    expect(await call(world, id, { ...completed, jobId: request }, signature())).toBe(401);
    await expectOwnEnd(1);
  });

  it.each([
    ['completed', completed],
    ['failed', failed],
  ])('«%s» of a request that still runs is looked after', async (_, notice) => {
    const { world } = shared;
    expect(await call(world, id, { ...notice, jobId: request })).toBe(204);
    await world.until('it was looked at', () => looksAt(world, request).some(({ status }) => status === 200));
    expect(looksAt(world, request)).toHaveLength(1);
    await expectOwnEnd(2);
  });

  it('progress is no reason to look', async () => {
    expect(await call(shared.world, id, { ...progress, jobId: request })).toBe(204);
    await expectOwnEnd(1);
  });

  it('what is no notice at all is refused', async () => {
    const { world } = shared;
    expect(await call(world, id, [completed])).toBe(400);
    expect(await call(world, 'my-job', completed)).toBe(404);
    await expectOwnEnd(1);
  });

  it('news of a job that nobody knows are taken and left', async () => {
    const { world } = shared;
    expect(await call(world, strangeJobId, { ...completed, jobId: request })).toBe(204);
    await expectOwnEnd(1);
  });

  it.each([
    ['completed', completed],
    ['failed', failed],
    ['progress', progress],
  ])('«%s» after the end of a job comes too late', async (_, notice) => {
    const { world } = shared;
    await expectOwnEnd(1);
    const before = await world.settle(id);
    expect(await call(world, id, { ...notice, jobId: request })).toBe(204);
    // Whatever it might have begun would be seen by the end of the next job.
    world.apiframe.faults.holdJobs = false;
    const next = await makeTold(world);
    expectPaidOnce(await world.settle(next));
    const after = await world.settle(id);
    expect([after.job, after.attempts, after.hold]).toEqual([before.job, before.attempts, before.hold]);
    expect(looksAt(world, request)).toHaveLength(1);
    expect(world.videosOf(id)).toHaveLength(1);
  });
});

describe('a notice that does not arrive', () => {
  it.each<[string, Partial<ApiframeFaults>, number[]]>([
    ['gets lost', { droppedWebhooks: ['completed', 'failed'] }, []],
    ['is signed with another key', { webhookSignature: 'wrong' }, [401]],
    ['is not signed', { webhookSignature: 'missing' }, [401]],
  ])('as it %s is made up for by a look', async (_, faults, statuses) => {
    const { world } = shared;
    Object.assign(world.apiframe.faults, faults);
    const id = await submit(world);
    world.clock.skip(safetyNetMs);
    expectPaidOnce(await world.settle(id), { rung: 'channel:file' });
    const told = deliveriesOf(world, requestOf(world)).map(({ status }) => status);
    expect(new Set(told.slice(0, 1))).toEqual(new Set(statuses));
    expect(looksAt(world, requestOf(world))).toHaveLength(1);
    expect(await ageAtEnd(world, id)).toBeGreaterThan(100_000);
  });
});
