import { accountMark } from '../account-mark.ts';
import type { Peer } from '../peer.ts';
import type { VideoProvider } from '../video-provider.ts';
import { readAccount } from './account.ts';
import { lookAt, lookThroughHistory } from './look.ts';
import type { SegmindParts } from './parts.ts';
import { recover } from './recover.ts';
import { submitAsync } from './submit-async.ts';
import { createSyncSubmit } from './submit-sync.ts';
import { publishVideo, uploadImage } from './upload.ts';

export interface SegmindOptions {
  /** `async`: v2, submit and look; `sync`: v1, one call that lasts as long as the video takes. */
  readonly mode: 'async' | 'sync';
  /** How the synchronous road is asked. */
  readonly v1Body: 'json' | 'multipart';
  /** How many requests it works on at a time; each holds a connection on the synchronous road. */
  readonly maxJobs: number;
  /** Such as `https://api.segmind.com`; a path in it is kept. */
  readonly baseUrl: string;
  /** Takes pictures and videos; gets the key too. */
  readonly uploadUrl: string;
  /** Lists past requests; gets the key too. */
  readonly historyUrl: string;
  readonly apiKey: string;
  /** For videos that come as an answer. */
  readonly videoDirectory: string;
  readonly peer: Peer;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Polls know a request for one hour from its submit. */
const retentionMs = 3_600_000;
/** Output files are deleted after seven days. */
const fileLifeMs = 7 * 24 * 3_600_000;

/**
 * Segmind, on either of its roads.
 * @see https://docs.segmind.com/docs/serverless-api/async-inference
 * @see https://docs.segmind.com/api-reference
 */
export function createSegmind(options: SegmindOptions): VideoProvider {
  const { mode, v1Body, maxJobs, baseUrl, uploadUrl, historyUrl, apiKey, videoDirectory, peer, now } = options;
  const root = baseUrl.replace(/\/+$/, '');
  const headers = { 'x-api-key': apiKey };
  const parts: SegmindParts = { root, uploadUrl, historyUrl, headers, videoDirectory, peer, now };
  const submitSync = createSyncSubmit(parts, v1Body, maxJobs);
  const isSynchronous = mode === 'sync';
  return {
    name: 'segmind',
    retentionMs,
    fileLifeMs,
    accountMark: accountMark(root, apiKey),
    maxJobs,
    notifies: false,
    isSynchronous,
    upload: (image, signal) => uploadImage(parts, image, signal),
    submit: (input, aboutToSend, signal) =>
      isSynchronous ? submitSync(input, aboutToSend, signal) : submitAsync(parts, input, aboutToSend, signal),
    recover: (lost, signal) => recover(parts, lost, signal),
    status(operation, signal) {
      const isForgotten = now() - operation.submittedAt >= retentionMs;
      const look = isSynchronous || isForgotten ? lookThroughHistory : lookAt;
      return look(parts, operation, signal);
    },
    publish: (path, signal) => publishVideo(parts, path, signal),
    account: (signal) => readAccount(parts, signal),
    // Segmind names no price before a video is made.
    prices: async () => new Map(),
  };
}
