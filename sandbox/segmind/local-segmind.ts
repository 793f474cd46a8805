import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { Agent } from 'undici';
import { htmlPage } from '../generation/html-page.ts';
import { fixedLatency } from '../generation/latency.ts';
import { listen, stop } from '../generation/local-server.ts';
import { type LocalService, type LocalServiceOptions, showJobs } from '../generation/local-service.ts';
import { createPictureStore } from '../generation/picture-store.ts';
import { type RecordedEnv, type RecordedRequest, recordRequests } from '../generation/request-log.ts';
import { createWaitingRoom } from '../generation/waiting-room.ts';
import { seededRandom } from '../seeded-random.ts';
import { createAccount } from './account.ts';
import { mountAccountRoutes } from './account-routes.ts';
import { TEXTS } from './answers.ts';
import { mountAsyncRoutes } from './async-routes.ts';
import type { SegmindApp, SegmindParts } from './context.ts';
import { noFaults, type SegmindFaults } from './faults.ts';
import { gate } from './gate.ts';
import { HISTORY_PATH, mountHistoryRoutes } from './history-routes.ts';
import type { SegmindJob } from './job.ts';
import { createJobBoard } from './job-board.ts';
import { createLookout } from './lookout.ts';
import { mountOutputRoutes, outputUrl } from './output-routes.ts';
import { createSamplePicture } from './sample-picture.ts';
import { mountSyncRoutes } from './sync-routes.ts';
import { assetUrl, mountUploadRoutes, UPLOAD_PATH } from './upload-routes.ts';
import { createUploads, type SegmindUpload } from './uploads.ts';

export interface LocalSegmindOptions extends LocalServiceOptions<SegmindFaults> {
  /** Balance at the start, US dollars. */
  readonly credits?: number;
}

/** A Segmind that runs on this machine: the documented API with its quirks, and real clips for results. */
export interface LocalSegmind extends LocalService<SegmindJob, SegmindFaults> {
  /** Where pictures are uploaded to. */
  readonly uploadUrl: string;
  /** Where past requests are listed. */
  readonly historyUrl: string;
  /** Every file that was uploaded, oldest first. The files live until `close`, or until many newer ones came. */
  readonly uploads: readonly SegmindUpload[];
  /** The balance in US dollars, running jobs not yet taken off. Can be set. */
  credits: number;
}

/** Looks like a real key, 19 characters, and plainly is none. */
const DEFAULT_API_KEY = 'SG_00000000deadbeef';
const DEFAULT_CREDITS = 100;
const UPLOADS_SEED = 1_000_003;

export async function startLocalSegmind(options: LocalSegmindOptions): Promise<LocalSegmind> {
  const { clock, clips, apiKey = DEFAULT_API_KEY, credits = DEFAULT_CREDITS, seed = 1 } = options;
  const requests: RecordedRequest[] = [];
  const waiting = createWaitingRoom<SegmindJob>('the local Segmind');
  const faults = { ...noFaults(), ...options.faults };
  const account = createAccount(credits);
  const dispatcher = new Agent();
  const pictures = createPictureStore();
  let origin = '';
  const uploads = createUploads({
    pictures,
    // Of its own, so that an upload changes neither the ids nor the times of the jobs after it.
    random: seededRandom(seed + UPLOADS_SEED),
    assetUrl: (name) => assetUrl(origin, name),
  });
  const board = createJobBoard({
    clock,
    clips,
    pictures,
    dispatcher,
    samplePicture: createSamplePicture(),
    account,
    faults,
    random: seededRandom(seed),
    fixedLatency: fixedLatency(options),
    outputUrl: (id) => outputUrl(origin, id),
    onAccept: waiting.arrived,
  });
  const lookout = createLookout(board.settle);
  const app = createSegmindApp(
    { clock, apiKey, account, board, lookout, uploads, faults, origin: () => origin },
    requests,
  );
  const server = createAdaptorServer({ fetch: app.fetch });
  origin = await listen(server, options.port ?? 0);

  return Object.assign(showJobs(board.all, account, waiting), {
    origin,
    uploadUrl: origin + UPLOAD_PATH,
    historyUrl: origin + HISTORY_PATH,
    apiKey,
    uploads: uploads.all,
    requests,
    faults,
    async close() {
      waiting.close();
      lookout.close();
      await stop(server);
      await dispatcher.destroy();
      await pictures.close();
    },
  });
}

function createSegmindApp(parts: SegmindParts, requests: RecordedRequest[]): SegmindApp {
  const app: SegmindApp = new Hono<RecordedEnv>();
  app.use(recordRequests(requests, parts.clock));
  // One gate for both versions: they share the rate limit.
  const guarded = gate(parts);
  app.use('/v1/*', guarded);
  app.use('/v2/*', guarded);
  mountAccountRoutes(app, parts);
  mountAsyncRoutes(app, parts);
  mountOutputRoutes(app, parts);
  mountUploadRoutes(app, parts);
  mountHistoryRoutes(app, parts);
  // Known paths with another verb: answered by the proxy, in HTML.
  for (const path of [
    '/v1/get-user-credits',
    '/v1/requests/:id',
    '/v2/requests/:id/status',
    '/v2/requests/:id',
    '/v2/:slug',
    UPLOAD_PATH,
    HISTORY_PATH,
  ])
    refuseOtherVerbs(app, path);
  mountSyncRoutes(app, parts);
  refuseOtherVerbs(app, '/v1/:slug');
  app.notFound((context) => context.json({ error: TEXTS.notFound }, 404));
  return app;
}

function refuseOtherVerbs(app: SegmindApp, path: string): void {
  app.all(path, (context) => context.html(htmlPage(405, 'Method Not Allowed'), 405));
}
