import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { Agent } from 'undici';
import type { Clock } from '../../src/clock.ts';
import type { ClipLibrary } from '../clips/clip-library.ts';
import { createPictureStore } from '../generation/picture-store.ts';
import { seededRandom } from '../seeded-random.ts';
import { createAccount } from './account.ts';
import { mountAccountRoutes } from './account-routes.ts';
import { htmlPage, TEXTS } from './answers.ts';
import { mountAsyncRoutes } from './async-routes.ts';
import type { RecordedRequest, SegmindApp, SegmindEnv, SegmindParts } from './context.ts';
import { noFaults, type SegmindFaults } from './faults.ts';
import { createFrameReader } from './frame-reader.ts';
import { gate } from './gate.ts';
import { HISTORY_PATH, mountHistoryRoutes } from './history-routes.ts';
import type { SegmindJob } from './job.ts';
import { createJobBoard } from './job-board.ts';
import { createLookout } from './lookout.ts';
import { mountOutputRoutes, outputUrl } from './output-routes.ts';
import { recordRequests } from './request-log.ts';
import { mountSyncRoutes } from './sync-routes.ts';
import { assetUrl, mountUploadRoutes, UPLOAD_PATH } from './upload-routes.ts';
import { createUploads, type SegmindUpload } from './uploads.ts';
import { createWaitingRoom } from './waiting-room.ts';

export interface LocalSegmindOptions {
  /** Decides how long jobs take and how long records live; sockets are as slow as they are. */
  readonly clock: Clock;
  /** Renders the results; stays the caller's to close. */
  readonly clips: ClipLibrary;
  /** Default: any free one. */
  readonly port?: number;
  readonly apiKey?: string;
  /** Balance at the start, US dollars. */
  readonly credits?: number;
  /** Every generation takes exactly so long, milliseconds of the clock; default: drawn around the published means. */
  readonly latencyMs?: number;
  /** Every job waits so long before it; default: drawn, and none when `latencyMs` is given. */
  readonly queueMs?: number;
  readonly faults?: Partial<SegmindFaults>;
  /** Of ids, times and chances. */
  readonly seed?: number;
}

/** A Segmind that runs on this machine: the documented API with its quirks, and real clips for results. */
export interface LocalSegmind {
  /** The base URL, e.g. `http://127.0.0.1:40123`; files are served from it too. */
  readonly origin: string;
  /** Where pictures are uploaded to. */
  readonly uploadUrl: string;
  /** Where past requests are listed. */
  readonly historyUrl: string;
  readonly apiKey: string;
  /** Every file that was uploaded, oldest first. The files live until `close`, or until many newer ones came. */
  readonly uploads: readonly SegmindUpload[];
  /** Every request that came in, refused ones too, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** Every accepted submit as it stands now, oldest first. */
  readonly jobs: readonly SegmindJob[];
  /** How many submits were accepted. */
  readonly submitCount: number;
  /** The balance in US dollars, running jobs not yet taken off. Can be set. */
  credits: number;
  /** What goes wrong; assign to its keys at any time. */
  readonly faults: SegmindFaults;
  /**
   * The first accepted job for which `predicate` holds (default: any), be it there already or still to come.
   * @throws {Error} when the server is closed before
   */
  waitForSubmit(predicate?: (job: SegmindJob) => boolean): Promise<SegmindJob>;
  close(): Promise<void>;
}

/** Looks like a real key, 19 characters, and plainly is none. */
const DEFAULT_API_KEY = 'SG_00000000deadbeef';
const DEFAULT_CREDITS = 100;
const UPLOADS_SEED = 1_000_003;

export async function startLocalSegmind(options: LocalSegmindOptions): Promise<LocalSegmind> {
  const { clock, apiKey = DEFAULT_API_KEY, credits = DEFAULT_CREDITS, seed = 1 } = options;
  const requests: RecordedRequest[] = [];
  const waiting = createWaitingRoom();
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
    clips: options.clips,
    frames: createFrameReader({ pictures, dispatcher }),
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

  return {
    origin,
    uploadUrl: origin + UPLOAD_PATH,
    historyUrl: origin + HISTORY_PATH,
    apiKey,
    uploads: uploads.all,
    requests,
    faults,
    get jobs() {
      return board.all();
    },
    get submitCount() {
      return board.all().length;
    },
    get credits() {
      board.settle();
      return account.credits;
    },
    set credits(next) {
      account.set(next);
    },
    waitForSubmit: (predicate = () => true) => waiting.wait(board.all(), predicate),
    async close() {
      waiting.close();
      lookout.close();
      await stop(server);
      await dispatcher.destroy();
      await pictures.close();
    },
  };
}

function createSegmindApp(parts: SegmindParts, requests: RecordedRequest[]): SegmindApp {
  const app: SegmindApp = new Hono<SegmindEnv>();
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

function fixedLatency({ latencyMs, queueMs }: LocalSegmindOptions): { inferenceMs?: number; queueMs?: number } {
  return {
    ...(latencyMs === undefined ? {} : { inferenceMs: latencyMs, queueMs: 0 }),
    ...(queueMs === undefined ? {} : { queueMs }),
  };
}

async function listen(server: ServerType, port: number): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stop(server: ServerType): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // Answers that never end would keep it open.
  if ('closeAllConnections' in server) server.closeAllConnections();
  await closed;
}
