import type { ProviderName } from '../catalogue/models.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { ProviderError } from '../errors/provider-error.ts';
import { createApiframe } from './apiframe/apiframe.ts';
import { createWebhookHandler } from './apiframe/webhook.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';
import { observed } from './observed-provider.ts';
import { createPace, type Pace } from './pace.ts';
import { type CallReport, createPeer, type Peer, type PeerCall } from './peer.ts';
import { createSegmind } from './segmind/segmind.ts';
import type { VideoProvider } from './video-provider.ts';

export interface ProviderSurroundings {
  readonly clock: Clock;
  /** Where a video is put that comes with an answer. */
  readonly videoDirectory: string;
  readonly onCall: (report: CallReport) => void;
  readonly onError: (provider: ProviderName, call: PeerCall, error: ProviderError) => void;
  /** A provider says that a job's request may be over. */
  readonly onNotice: (jobId: string) => void;
}

type WebhookHandler = ReturnType<typeof createWebhookHandler>;

/** The providers that have a key, and their ways in and out. */
export interface Providers {
  /** Also those that are asked for nothing new: what was paid for is theirs to finish. */
  readonly all: ReadonlyMap<ProviderName, VideoProvider>;
  /** Those that are asked, in the operator's order. */
  readonly inUse: ReadonlyMap<ProviderName, VideoProvider>;
  /** What providers call, by the name in their path. */
  readonly webhooks: Readonly<Record<string, WebhookHandler>>;
  /** Gives no more turns and ends all connections. */
  close(): Promise<void>;
}

/** Builds every provider that has its part in the configuration. A new one gets a few lines here. */
export function createProviders(config: Config, surroundings: ProviderSurroundings): Providers {
  const { clock, videoDirectory, onCall, onError, onNotice } = surroundings;
  const now = () => clock.now();
  const { segmind, apiframe, publicUrl } = config;
  const lines: { readonly pace: Pace; readonly http: HttpClient }[] = [];
  const peerOf = (provider: ProviderName, requestsPerMinute: number): Peer => {
    const line = { pace: createPace({ requestsPerMinute, clock }), http: createHttpClient() };
    lines.push(line);
    return createPeer({ provider, ...line, now, onCall });
  };

  const built: VideoProvider[] = [];
  const webhooks: Record<string, WebhookHandler> = {};
  if (segmind) {
    const peer = peerOf('segmind', segmind.requestsPerMinute);
    built.push(createSegmind({ ...segmind, videoDirectory, peer, now }));
  }
  if (apiframe) {
    const peer = peerOf('apiframe', apiframe.requestsPerMinute);
    const webhookUrl = publicUrl === null ? null : (jobId: string) => `${publicUrl}/webhooks/apiframe/${jobId}`;
    built.push(createApiframe({ ...apiframe, webhookUrl, peer, now }));
    if (publicUrl !== null) webhooks.apiframe = createWebhookHandler({ apiKey: apiframe.apiKey, onNotice });
  }
  const all = new Map(built.map((provider) => [provider.name, observed(provider, onError)]));
  const inUse = config.catalogue.providers.flatMap((name) => all.get(name) ?? []);
  return {
    all,
    inUse: new Map(inUse.map((provider) => [provider.name, provider])),
    webhooks,
    async close() {
      await Promise.all(lines.map(({ pace }) => pace.stop()));
      await Promise.all(lines.map(({ http }) => http.close()));
    },
  };
}
