import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { TestContext } from 'vitest';
import type { Candidate } from '../../src/catalogue/offer.ts';
import type { GenerationRequest } from '../../src/catalogue/request.ts';
import { type Balance, balanceOf } from '../../src/credits/ledger.ts';
import { openDatabase } from '../../src/database/connection.ts';
import { Delivery } from '../../src/jobs/delivery.ts';
import { Generations } from '../../src/jobs/generations.ts';
import { InputImages } from '../../src/jobs/input-images.ts';
import type { Job, JobState, Origin } from '../../src/jobs/job.ts';
import { type AcceptRules, JobStore } from '../../src/jobs/job-store.ts';
import { coldStartSchedule } from '../../src/jobs/poll-schedule.ts';
import { Preparation } from '../../src/jobs/preparation.ts';
import { ProgressCards } from '../../src/jobs/progress-cards.ts';
import { Runner } from '../../src/jobs/runner.ts';
import { Settlement } from '../../src/jobs/settlement.ts';
import { Submission } from '../../src/jobs/submission.ts';
import { VideoFiles } from '../../src/jobs/video-files.ts';
import { Watch } from '../../src/jobs/watch.ts';
import { type Notice, OperatorNotices } from '../../src/operations/operator-notices.ts';
import { FakePoster } from './fake-poster.ts';
import { FakeProvider } from './fake-provider.ts';
import { aCandidate, anOrigin, aRequest, rows } from './jobs.ts';
import { ManualClock } from './manual-clock.ts';

/** Where a test's own ending can be hooked into. */
type Ending = Pick<TestContext, 'onTestFinished'>;

export const usualRules: AcceptRules = {
  allowance: { credits: 300, period: 'week' },
  spendLimitMicroUsdPerDay: 0,
};

/** The tools of `VideoFiles` in memory; what is downloaded is a file of `bytes` bytes. */
export class FakeVideoTools {
  bytes = 1_000;
  downloads = 0;
  inspections = 0;
  onDownload: () => void = () => {};
  onInspect: () => void = () => {};

  async download(_url: string, directory: string): Promise<{ path: string }> {
    this.downloads += 1;
    this.onDownload();
    const path = join(directory, `download-${this.downloads}`);
    writeFileSync(path, Buffer.alloc(this.bytes));
    return { path };
  }

  async inspect(): Promise<{ bytes: number; playsEverywhere: boolean }> {
    this.inspections += 1;
    this.onInspect();
    return { bytes: this.bytes, playsEverywhere: true };
  }
}

/** The tools of `InputImages` in memory: every picture has one size. */
export class FakeImageTools {
  size = { width: 1600, height: 1200 };
  downloads: string[] = [];
  onDownload: (url: string) => void = () => {};
  onNormalise: () => void = () => {};

  async download(url: string, directory: string): Promise<{ path: string }> {
    this.downloads.push(url);
    this.onDownload(url);
    const path = join(directory, randomUUID());
    writeFileSync(path, 'a picture');
    return { path };
  }

  async normalise(from: string, to: string): Promise<{ width: number; height: number }> {
    this.onNormalise();
    copyFileSync(from, to);
    return this.size;
  }
}

export type JobWorld = Awaited<ReturnType<typeof startJobWorld>>;

/** A job's whole life on the real store and stages, between a provider, a Discord and a disk of the test's own. */
export async function startJobWorld({ onTestFinished }: Ending) {
  const { database, close } = await openDatabase(':memory:');
  const directory = mkdtempSync(join(tmpdir(), 'raybot-videos-'));
  onTestFinished(async () => {
    await close();
    await rm(directory, { recursive: true });
  });
  const clock = new ManualClock();
  const provider = new FakeProvider();
  const poster = new FakePoster();
  const tools = new FakeVideoTools();
  const notices: Notice[] = [];
  const operator = new OperatorNotices(pino({ level: 'silent' }), clock.now, async (notice) => {
    notices.push(notice);
  });
  const store = new JobStore(database);
  const providers = new Map([['segmind' as const, provider]]);
  const cards = new ProgressCards(poster, clock);
  const files = new VideoFiles(directory, tools);
  const imageTools = new FakeImageTools();
  const images = new InputImages(join(directory, 'images'), imageTools);
  const preparation = new Preparation({ store, images, rows, clock });
  const balance = (job: { guildId: string; memberId: string }): Promise<Balance> => balanceOf(database, job);
  const log = pino({ level: 'silent' });
  const parts = {
    store,
    providers,
    rows,
    poster,
    files,
    images,
    preparation,
    cards,
    notices: operator,
    clock,
    log,
    schedule: coldStartSchedule,
  };
  const stages = {
    submission: new Submission(parts),
    watch: new Watch(parts),
    delivery: new Delivery({ ...parts, balanceOf: balance }),
    settlement: new Settlement(parts),
  };
  const createRunner = () => new Runner({ store, stages, files, images, clock, log });
  const runner = createRunner();
  const generations = new Generations(store, rows, usualRules, clock, (jobId) => runner.wake(jobId));

  async function accept(
    changes: { origin?: Partial<Origin>; request?: Partial<GenerationRequest> } = {},
  ): Promise<Job> {
    const request = aRequest(changes.request);
    return store.accept(anOrigin(changes.origin), request, aCandidate(request), usualRules, clock.now());
  }

  return {
    database,
    directory,
    clock,
    provider,
    poster,
    tools,
    imageTools,
    notices,
    operator,
    store,
    cards,
    files,
    images,
    parts,
    ...stages,
    createRunner,
    runner,
    generations,
    accept,
    /** A job that was led to a state by the store alone. */
    async jobIn(state: JobState, changes: Parameters<typeof accept>[0] = {}): Promise<Job> {
      const job = await accept(changes);
      await lead(store, job, aCandidate(job.request), state, clock.now());
      return store.get(job.id);
    },
    /** State and money of a job in one line: `failed moderated, hold voided, 300 left`. */
    async summary(jobId: string): Promise<string> {
      const job = await store.get(jobId);
      const hold = await database.selectFrom('hold').select('state').where('job_id', '=', jobId).executeTakeFirst();
      const { availableCredits } = await balance(job);
      const state = [job.state, job.rung ?? job.failure].filter(Boolean).join(' ');
      return `${state}, hold ${hold?.state}, ${availableCredits} left`;
    },
  };
}

const url = 'https://cdn.example.org/clip.mp4';

async function lead(store: JobStore, job: Job, candidate: Candidate, state: JobState, now: number): Promise<void> {
  const { id } = job;
  const expiresAt = now + 7 * 24 * 3_600_000;
  const steps: Record<string, () => Promise<unknown>> = {
    preparing: () => store.acknowledge(id, '555555555555555555', now),
    submitting: () => store.startAttempt(id, 1, candidate, now),
    submitted: () => store.submitted(id, 1, `request-${id}-1`, now),
    finished: () => store.finished(id, 1, { url, costMicroUsd: 375_000, expiresAt }, now),
    delivering: async () => store.startDelivery(await store.get(id), now),
    delivered: () => store.delivered(id, { messageId: 'message-0', channelId: job.channelId }, 'channel:file', now),
  };
  if (state === 'accepted') return;
  if (state === 'failed' || state === 'cancelled' || state === 'undelivered') {
    await lead(store, job, candidate, state === 'undelivered' ? 'delivering' : 'preparing', now);
    const failure = state === 'undelivered' ? 'delivery-impossible' : 'provider-unavailable';
    return store.end(id, state, failure, now);
  }
  for (const [name, step] of Object.entries(steps)) {
    await step();
    if (name === state) return;
  }
  throw new Error(`no way to ${state}`);
}
