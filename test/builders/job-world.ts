import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pino } from 'pino';
import type { TestContext } from 'vitest';
import type { CatalogueRow, ProviderName } from '../../src/catalogue/models.ts';
import type { Candidate } from '../../src/catalogue/offer.ts';
import type { GenerationRequest } from '../../src/catalogue/request.ts';
import { type Balance, balanceOf } from '../../src/credits/account.ts';
import { defaultPolicy } from '../../src/credits/policy.ts';
import { type OpenDatabase, openDatabase } from '../../src/database/connection.ts';
import { FitError } from '../../src/errors/fit-error.ts';
import { admit } from '../../src/jobs/admission.ts';
import { Delivery } from '../../src/jobs/delivery.ts';
import { Durations } from '../../src/jobs/durations.ts';
import { Failover } from '../../src/jobs/failover.ts';
import { FairQueue } from '../../src/jobs/fair-queue.ts';
import { Fitting } from '../../src/jobs/fitting.ts';
import { Generations } from '../../src/jobs/generations.ts';
import { InputImages } from '../../src/jobs/input-images.ts';
import type { Job, JobState, Origin } from '../../src/jobs/job.ts';
import type { AcceptRules } from '../../src/jobs/job-acceptance.ts';
import { JobDesk } from '../../src/jobs/job-desk.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import { KeepingBack } from '../../src/jobs/keeping-back.ts';
import { Preparation } from '../../src/jobs/preparation.ts';
import { ProgressCards } from '../../src/jobs/progress-cards.ts';
import { Publication } from '../../src/jobs/publication.ts';
import { QueueCards } from '../../src/jobs/queue-cards.ts';
import { queueLimitOf } from '../../src/jobs/queue-limit.ts';
import { Reconciliation } from '../../src/jobs/reconciliation.ts';
import { Routing } from '../../src/jobs/routing.ts';
import { Runner, type Stages } from '../../src/jobs/runner.ts';
import { Settlement } from '../../src/jobs/settlement.ts';
import { Submission } from '../../src/jobs/submission.ts';
import { SubmitOutcomes } from '../../src/jobs/submit-outcome.ts';
import { VideoFiles } from '../../src/jobs/video-files.ts';
import { Watch } from '../../src/jobs/watch.ts';
import type { FitTask } from '../../src/media/fit-process.ts';
import { type Notice, OperatorNotices } from '../../src/operations/operator-notices.ts';
import { LiveCosts } from '../../src/providers/live-costs.ts';
import { Router } from '../../src/providers/router.ts';
import { FakePoster } from './fake-poster.ts';
import { aBill, FakeProvider } from './fake-provider.ts';
import { anInput, anOrigin, aRequest, rowsOf } from './jobs.ts';
import { ManualClock, until } from './manual-clock.ts';

/** Where a test's own ending can be hooked into. */
type Ending = Pick<TestContext, 'onTestFinished'>;

export const usualRules: AcceptRules = {
  policy: defaultPolicy({ credits: 300, period: 'week' }),
  spendLimitMicroUsdPerDay: 0,
};

/** The tools of `VideoFiles` in memory; what is downloaded is a file of `bytes` bytes. */
export class FakeVideoTools {
  bytes = 1_000;
  downloads = 0;
  inspections = 0;
  /** What a video comes to that is made smaller; the encoder is missing where nothing is said. */
  onFit: (task: FitTask) => Promise<number> = async () => {
    throw new FitError('no-encoder', 'none is installed');
  };
  fits = 0;
  onDownload: () => void = () => {};
  onInspect: () => void = () => {};

  async download(_url: string, directory: string): Promise<{ path: string }> {
    this.downloads += 1;
    this.onDownload();
    const path = join(directory, `download-${this.downloads}`);
    writeFileSync(path, Buffer.alloc(this.bytes));
    return { path };
  }

  async inspect(path: string): Promise<{ bytes: number; playsEverywhere: boolean }> {
    this.inspections += 1;
    this.onInspect();
    return { bytes: /fit/.test(basename(path)) ? statSync(path).size : this.bytes, playsEverywhere: true };
  }

  async fit(_from: string, to: string, task: FitTask): Promise<void> {
    this.fits += 1;
    writeFileSync(to, Buffer.alloc(await this.onFit(task)));
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

/** What is kept over a restart: the database, the disk, the providers, Discord and time. */
interface Lasting {
  readonly database: OpenDatabase['database'];
  readonly store: JobStore;
  readonly rows: readonly CatalogueRow[];
  readonly providers: ReadonlyMap<ProviderName, FakeProvider>;
  readonly poster: FakePoster;
  readonly files: VideoFiles;
  readonly images: InputImages;
  readonly notices: OperatorNotices;
  readonly clock: ManualClock;
  readonly balanceOf: (job: { guildId: string; memberId: string }) => Promise<Balance>;
  readonly onBreaker: (provider: ProviderName, isOpen: boolean) => void;
}

/** What a process has in mind: all of it is new after a restart. */
function startProcess(lasting: Lasting, rules: AcceptRules, maxWaiting: number) {
  const { store, rows, providers, poster, images, clock, onBreaker, balanceOf } = lasting;
  const log = pino({ level: 'silent' });
  const durations = new Durations({ database: lasting.database, rows, log });
  const router = new Router({ providers, now: clock.now, onBreaker });
  const costs = new LiveCosts();
  const routing = new Routing({ rows, router, costs });
  const cards = new ProgressCards({ poster, readJob: (jobId) => store.find(jobId), clock });
  const queue = new FairQueue({ maxJobsOf: (name) => router.get(name)?.maxJobs ?? 0, clock });
  const queueCards = new QueueCards({ queue, cards, clock });
  const preparation = new Preparation({ store, images, rows, clock });
  const common = {
    ...lasting,
    router,
    routing,
    costs,
    queue,
    queueCards,
    cards,
    preparation,
    log,
    durations,
  };
  const failover = new Failover(common);
  const outcomes = new SubmitOutcomes({ ...common, failover });
  const parts = { ...common, failover, outcomes, publication: new Publication(common) };
  const stages = {
    submission: new Submission(parts),
    reconciliation: new Reconciliation(parts),
    watch: new Watch(parts),
    delivery: new Delivery({ ...parts, fitting: new Fitting(parts), balanceOf }),
    keepingBack: new KeepingBack(parts),
    settlement: new Settlement(parts),
  };
  const steps = countedSteps(stages);
  const runner = new Runner({ ...common, stages });
  const { policy, spendLimitMicroUsdPerDay } = rules;
  const run = (jobId: string) => runner.wake(jobId);
  const queueLimit = (request: GenerationRequest) => queueLimitOf(request, { ...common, mostWaiting: maxWaiting });
  const generations = new Generations({
    ...{ ...common, policyOf: () => policy, spendLimitMicroUsdPerDay, run },
    queueLimitOf: queueLimit,
  });
  const desk = new JobDesk({ store, poster, router, turn: (jobId) => runner.turn(jobId), clock });
  return {
    router,
    routing,
    costs,
    durations,
    cards,
    queue,
    parts,
    ...stages,
    runner,
    generations,
    desk,
    stepsEnded: () => stepsEnded(steps),
  };
}

/** Counts the steps under way: files take real time, in which the test's clock had better stand still. */
function countedSteps({ submission, reconciliation, watch, delivery, keepingBack, settlement }: Stages): {
  underWay: number;
} {
  const steps = { underWay: 0 };
  const counted =
    <Given extends unknown[], Result>(work: (...given: Given) => Promise<Result>) =>
    async (...given: Given): Promise<Result> => {
      steps.underWay += 1;
      return work(...given).finally(() => {
        steps.underWay -= 1;
      });
    };
  submission.submit = counted(submission.submit.bind(submission));
  keepingBack.keepBack = counted(keepingBack.keepBack.bind(keepingBack));
  reconciliation.look = counted(reconciliation.look.bind(reconciliation));
  watch.look = counted(watch.look.bind(watch));
  delivery.deliver = counted(delivery.deliver.bind(delivery));
  settlement.settle = counted(settlement.settle.bind(settlement));
  return steps;
}

/** Lets the steps end that are under way, for a moment at most: one may wait for the clock. */
async function stepsEnded(steps: { readonly underWay: number }): Promise<void> {
  const giveUpAt = performance.now() + 200;
  await until(() => steps.underWay === 0 || performance.now() > giveUpAt);
}

/** A job's whole life on the real store and stages, between providers, a Discord and a disk of the test's own. */
export async function startJobWorld({ onTestFinished }: Ending, providersInUse = [new FakeProvider()]) {
  const { database, close } = await openDatabase(':memory:');
  const directory = mkdtempSync(join(tmpdir(), 'raybot-videos-'));
  onTestFinished(async () => {
    await close();
    await rm(directory, { recursive: true });
  });
  const clock = new ManualClock();
  const [provider] = providersInUse;
  if (!provider) throw new Error('a world needs a provider');
  const poster = new FakePoster();
  const tools = new FakeVideoTools();
  const imageTools = new FakeImageTools();
  const notices: Notice[] = [];
  const breakerNews: string[] = [];
  const operator = new OperatorNotices(pino({ level: 'silent' }), clock.now, async (notice) => {
    notices.push(notice);
  });
  const store = new JobStore(database);
  const files = new VideoFiles(directory, tools);
  const images = new InputImages(join(directory, 'images'), imageTools);
  const balance = (job: { guildId: string; memberId: string }): Promise<Balance> => balanceOf(database, job);
  /** @param inUse - the configuration may have changed */
  const newProcess = (
    inUse: readonly FakeProvider[] = providersInUse,
    rules: AcceptRules = usualRules,
    maxWaiting = 100,
  ) =>
    startProcess(
      {
        ...{ database, store, poster, files, images, clock },
        rows: rowsOf(...inUse.map(({ name }) => name)),
        providers: new Map(inUse.map((each) => [each.name, each])),
        notices: operator,
        balanceOf: balance,
        onBreaker: (name, isOpen) => breakerNews.push(`${name} ${isOpen ? 'open' : 'closed'}`),
      },
      rules,
      maxWaiting,
    );
  const process = newProcess();
  const { parts } = process;

  const started = new Set<Runner>();
  async function startRunner(runner: Runner): Promise<void> {
    started.add(runner);
    onTestFinished(() => runner.stop(1_000));
    await runner.recover();
    runner.start();
  }

  async function accept(
    changes: { origin?: Partial<Origin>; request?: Partial<GenerationRequest> } = {},
  ): Promise<Job> {
    const request = aRequest(changes.request);
    return store.accept(anOrigin(changes.origin), request, admit(request, parts), usualRules, clock.now());
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
    /** Openings and closings of providers' breakers: `segmind open`. */
    breakerNews,
    operator,
    store,
    files,
    images,
    ...process,
    /** raybot once more on the same database, with nothing in mind. */
    newProcess,
    accept,
    /** A job that was led to a state by the store alone. */
    async jobIn(state: JobState, changes: Parameters<typeof accept>[0] = {}): Promise<Job> {
      const job = await accept(changes);
      await lead(store, job, admit(job.request, parts), state, clock.now());
      return store.get(job.id);
    },
    /** Leads jobs to their ends, each process from its start on; in steps, as files take real time too. */
    async leadToEnd(jobId: string, { runner, stepsEnded: ended } = process): Promise<void> {
      if (started.has(runner)) runner.wake(jobId);
      else await startRunner(runner);
      await until(async () => {
        await clock.advance(10_000);
        await ended();
        return (await store.get(jobId)).settledAt !== null;
      });
    },
    startRunner,
    /** A job's attempts in one line each: `1 segmind refused`. */
    async attempts(jobId: string): Promise<string[]> {
      const attempts = await store.attempts(jobId);
      return attempts.map(({ n, provider: name, state: end }) => `${n} ${name} ${end}`);
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
    submitting: () => store.startAttempt(candidate, anInput(job), now),
    submitted: () => store.submitted(id, 1, `request-${id}-1`, now, now),
    finished: () => store.finished(id, { n: 1, url, bill: aBill, expiresAt }, now),
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
