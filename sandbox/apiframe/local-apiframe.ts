import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { Agent } from 'undici';
import { fixedLatency } from '../generation/latency.ts';
import { listen, stop } from '../generation/local-server.ts';
import { type LocalService, type LocalServiceOptions, showJobs } from '../generation/local-service.ts';
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

export interface LocalApiframeOptions extends LocalServiceOptions<ApiframeFaults> {
  /** Balance at the start, whole credits. */
  readonly credits?: number;
}

/** An Apiframe that runs on this machine: version 2 of its API with its quirks, and real clips for results. */
export interface LocalApiframe extends LocalService<ApiframeJob, ApiframeFaults> {
  /** Every file that was uploaded, oldest first. */
  readonly uploads: readonly ApiframeUpload[];
  /** The balance, what running jobs cost already taken off. Can be set, to whole numbers. */
  credits: number;
  /** Every delivery of a webhook that was tried, oldest first. */
  readonly webhooks: readonly WebhookDelivery[];
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

  return Object.assign(showJobs(board.all, account, waiting), {
    origin,
    apiKey,
    uploads: uploads.all,
    requests,
    webhooks: webhooks.deliveries,
    faults,
    async close() {
      waiting.close();
      await webhooks.close();
      await stop(server);
      await dispatcher.destroy();
      await pictures.close();
    },
  });
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
