import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { Agent } from 'undici';
import type { Clock } from '../../src/clock.ts';
import type { ClipLibrary } from '../clips/clip-library.ts';
import { fixedLatency } from '../generation/latency.ts';
import { listen, stop } from '../generation/local-server.ts';
import { createPictureStore } from '../generation/picture-store.ts';
import { type RecordedEnv, type RecordedRequest, recordRequests } from '../generation/request-log.ts';
import { createUuids } from '../generation/uuids.ts';
import { createWaitingRoom } from '../generation/waiting-room.ts';
import { seededRandom } from '../seeded-random.ts';
import { createAccount } from './account.ts';
import { mountAccountRoutes, mountModelRoutes } from './account-routes.ts';
import { TEXTS } from './answers.ts';
import type { ApiframeApp, ApiframeParts } from './context.ts';
import { type ApiframeFaults, noFaults } from './faults.ts';
import { gate } from './gate.ts';
import type { ApiframeJob } from './job.ts';
import { createJobBoard } from './job-board.ts';
import { mountJobRoutes, outputUrl } from './job-routes.ts';
import { mountSubmitRoutes } from './submit-routes.ts';
import { mountUploadedFiles, mountUploadRoutes, uploadUrl } from './upload-routes.ts';
import { type ApiframeUpload, createUploads } from './uploads.ts';
import { createWebhooks, type WebhookDelivery } from './webhooks.ts';

export interface LocalApiframeOptions {
  /** Decides how long jobs take, how long files live and when webhooks go out; sockets are as slow as they are. */
  readonly clock: Clock;
  /** Renders the results; stays the caller's to close. */
  readonly clips: ClipLibrary;
  /** Default: any free one. */
  readonly port?: number;
  readonly apiKey?: string;
  /** Balance at the start, whole credits. */
  readonly credits?: number;
  /** Every generation takes exactly so long, milliseconds of the clock; default: drawn. */
  readonly latencyMs?: number;
  /** Every job waits so long before it; default: drawn, and none when `latencyMs` is given. */
  readonly queueMs?: number;
  readonly faults?: Partial<ApiframeFaults>;
  /** Of ids, times and chances. */
  readonly seed?: number;
}

/** An Apiframe that runs on this machine: version 2 of its API with its quirks, and real clips for results. */
export interface LocalApiframe {
  /** The base URL, e.g. `http://127.0.0.1:40123`; files are served from it too. */
  readonly origin: string;
  readonly apiKey: string;
  /** Every file that was uploaded, oldest first. */
  readonly uploads: readonly ApiframeUpload[];
  /** Every request that came in, refused ones too, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** Every accepted submit as it stands now, oldest first. */
  readonly jobs: readonly ApiframeJob[];
  /** How many jobs were accepted; a replayed submit is none. */
  readonly submitCount: number;
  /** The balance, what running jobs cost already taken off. Can be set, to whole numbers. */
  credits: number;
  /** Every delivery of a webhook that was tried, oldest first. */
  readonly webhooks: readonly WebhookDelivery[];
  /** What goes wrong; assign to its keys at any time. */
  readonly faults: ApiframeFaults;
  /**
   * The first accepted job for which `predicate` holds (default: any), be it there already or still to come.
   * @throws {Error} when the server is closed before
   */
  waitForSubmit(predicate?: (job: ApiframeJob) => boolean): Promise<ApiframeJob>;
  close(): Promise<void>;
}

/** Looks like a real key, and plainly is none. */
const DEFAULT_API_KEY = 'afk_00000000deadbeef00000000deadbeef00000000';
const DEFAULT_CREDITS = 100_000;
const UPLOADS_SEED = 1_000_003;
const REQUESTS_SEED = 2_000_003;

export async function startLocalApiframe(options: LocalApiframeOptions): Promise<LocalApiframe> {
  const { clock, clips, apiKey = DEFAULT_API_KEY, credits = DEFAULT_CREDITS, seed = 1 } = options;
  const requests: RecordedRequest[] = [];
  const waiting = createWaitingRoom<ApiframeJob>('the local Apiframe');
  const faults = { ...noFaults(), ...options.faults };
  const account = createAccount(credits);
  const dispatcher = new Agent();
  const pictures = createPictureStore();
  let origin = '';
  const board = createJobBoard({
    clock,
    clips,
    pictures,
    dispatcher,
    account,
    faults,
    random: seededRandom(seed),
    fixedLatency: fixedLatency(options),
    outputUrl: (id) => outputUrl(origin, id),
    onAccept(job) {
      webhooks.follow(job);
      waiting.arrived(job);
    },
  });
  const webhooks = createWebhooks({ clock, board, faults, apiKey, dispatcher });
  const uploads = createUploads({
    pictures,
    // Of its own, so that an upload changes neither the ids nor the times of the jobs after it.
    random: seededRandom(seed + UPLOADS_SEED),
    uploadUrl: (name) => uploadUrl(origin, name),
  });
  const app = createApiframeApp({ clock, apiKey, account, board, uploads, faults }, requests, seed);
  const server = createAdaptorServer({ fetch: app.fetch });
  origin = await listen(server, options.port ?? 0);

  return {
    origin,
    apiKey,
    uploads: uploads.all,
    requests,
    webhooks: webhooks.deliveries,
    faults,
    get jobs() {
      return board.all();
    },
    get submitCount() {
      return board.all().length;
    },
    get credits() {
      board.all();
      return account.credits;
    },
    set credits(next) {
      account.set(next);
    },
    waitForSubmit: (predicate = () => true) => waiting.wait(board.all(), predicate),
    async close() {
      waiting.close();
      await webhooks.close();
      await stop(server);
      await dispatcher.destroy();
      await pictures.close();
    },
  };
}

function createApiframeApp(parts: ApiframeParts, requests: RecordedRequest[], seed: number): ApiframeApp {
  const app: ApiframeApp = new Hono<RecordedEnv>();
  const nextRequestId = createUuids(seededRandom(seed + REQUESTS_SEED));
  app.use(recordRequests(requests, parts.clock));
  app.use('/v2/*', async (context, next) => {
    context.header('x-request-id', nextRequestId());
    await next();
  });
  // What stands before the gate is open to anybody.
  mountModelRoutes(app, parts);
  mountUploadedFiles(app, parts);
  app.use('/v2/*', gate(parts));
  mountSubmitRoutes(app, parts);
  mountJobRoutes(app, parts);
  mountAccountRoutes(app, parts);
  mountUploadRoutes(app, parts);
  app.notFound((context) => context.json({ error: TEXTS.notFound }, 404));
  return app;
}
