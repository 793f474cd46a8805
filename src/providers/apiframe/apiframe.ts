import { openAsBlob } from 'node:fs';
import { FormData } from 'undici';
import { ProviderError } from '../../errors/provider-error.ts';
import { accountMark } from '../account-mark.ts';
import type { Peer } from '../peer.ts';
import type { VideoProvider } from '../video-provider.ts';
import { readAccount, readPrices } from './account.ts';
import { errorFromAnswer, isSuccess, malformed } from './apiframe-errors.ts';
import { readLook } from './look.ts';
import { recover } from './recover.ts';
import { type Access, readAccepted, submitCall } from './submit.ts';
import { readUploadedUrl, requestIdSchema } from './wire.ts';

export interface ApiframeOptions {
  /** Such as `https://api.apiframe.ai`; a path in it is kept. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** How many requests it works on at a time. */
  readonly maxJobs: number;
  /** Where Apiframe may tell that a job's request is over, by our job's id; null where it cannot reach us. */
  readonly webhookUrl: ((jobId: string) => string) | null;
  readonly peer: Peer;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Results are kept for 24 hours; another page says three months, on which nothing is built. */
const retentionMs = 24 * 3_600_000;

/**
 * Apiframe's second API: submit under a key of its own, look until it is over, the result comes with the last look.
 * @see https://api.apiframe.ai/v2/openapi.json
 */
export function createApiframe({ baseUrl, apiKey, maxJobs, webhookUrl, peer, now }: ApiframeOptions): VideoProvider {
  const root = baseUrl.replace(/\/+$/, '');
  const headers = { 'x-api-key': apiKey };
  const access: Access = { root, headers, webhookUrl };
  const mark = accountMark(root, apiKey);
  // Addresses come from configuration and a checked id. Those in answers are not used: they would be sent the key.
  const get = (path: string, signal: AbortSignal) =>
    ({ method: 'GET', url: `${root}/v2${path}`, headers, signal }) as const;

  return {
    name: 'apiframe',
    retentionMs,
    fileLifeMs: retentionMs,
    accountMark: mark,
    maxJobs,
    notifies: webhookUrl !== null,
    isSynchronous: false,

    async upload({ path, contentType }, signal) {
      const prepare = async () => {
        const form = new FormData();
        form.append('file', await openAsBlob(path, { type: contentType }), 'input.jpg');
        return { method: 'POST', url: `${root}/v2/uploads`, headers, form, signal } as const;
      };
      const answer = await peer.call('upload', prepare, signal);
      if (!isSuccess(answer)) throw errorFromAnswer(answer, 'upload', now());
      const url = readUploadedUrl(answer.json);
      if (!url) throw malformed(answer, 'took an upload without giving its address');
      return url;
    },

    async submit(input, aboutToSend, signal) {
      const call = submitCall(access, input, signal);
      const send = async () => {
        await aboutToSend();
        return call;
      };
      const answer = await peer.call('submit', send, signal);
      return readAccepted(answer, 'submit', now());
    },

    recover(lost, signal) {
      return recover({ access, peer, now, mark }, lost, signal);
    },

    async status({ requestId, waiting }, signal) {
      const call = get(`/jobs/${checkedId(requestId)}`, signal);
      return readLook(await peer.call('status', () => call, signal, waiting), now());
    },

    async account(signal) {
      return readAccount(await peer.call('account', () => get('/me', signal), signal), now());
    },

    async prices(signal) {
      return readPrices(await peer.call('prices', () => get('/models?modality=video', signal), signal), now());
    },
  };
}

/** A stored id is checked again: it becomes part of an address. */
function checkedId(requestId: string): string {
  const id = requestIdSchema.safeParse(requestId);
  if (!id.success) throw new ProviderError('malformed', 'the stored request id is not usable', false);
  return id.data;
}
