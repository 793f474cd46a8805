import type { Logger } from 'pino';
import type { ProviderName } from '../catalogue/models.ts';
import type { ProviderErrorKind } from '../errors/provider-error.ts';
import type { EndedJobState, JobFailure } from '../jobs/job.ts';
import type { Rung } from '../jobs/poster.ts';
import type { PollOutcome } from '../jobs/watch.ts';
import type { CallReport, PeerCall } from '../providers/peer.ts';
import { createSourceGauges, type MetricSources } from './metric-sources.ts';

/**
 * What happens is told here. Every label is one of a few words of our own: a name that came from a member or out of an
 * answer would let strangers make as many series as they like (https://prometheus.io/docs/practices/naming/#labels).
 */
export interface MetricsRecorder {
  /** One HTTP call to a provider has ended. */
  providerCall(report: CallReport): void;
  /** A provider did not do what it was asked for. */
  providerError(provider: ProviderName, call: PeerCall, kind: ProviderErrorKind): void;
  /** One look at a job at its provider. */
  poll(provider: ProviderName, outcome: PollOutcome): void;
  /** A video was delivered. */
  delivered(rung: Rung): void;
  /** A job has come to its end; `null` where nothing had failed. */
  jobEnded(state: EndedJobState, failure: JobFailure | null): void;
}

/** For a bot without an HTTP side. */
export const noMetrics: MetricsRecorder = {
  providerCall() {},
  providerError() {},
  poll() {},
  delivered() {},
  jobEnded() {},
};

/** One answer to Prometheus. */
export interface Scrape {
  readonly contentType: string;
  readonly body: string;
}

export interface Metrics extends MetricsRecorder {
  /** The present state of everything in Prometheus' text format; asks the sources. A source that fails is left out. */
  scrape(): Promise<Scrape>;
}

export interface MetricsOptions {
  readonly version: string;
  readonly sources: MetricSources;
  readonly log: Logger;
}

/** Seconds. A look takes a part of one, a synchronous run up to two minutes. */
const requestSecondsBuckets = [0.1, 0.3, 1, 3, 10, 30, 60, 120];

/** Milliseconds between two measurements of the event loop's delay: each costs CPU time also when nothing else happens. */
const eventLoopPrecisionMs = 20;

/**
 * Counts and measures, in a registry of its own. prom-client is loaded here, so that a bot without an HTTP side does not
 * carry it. The process's own figures (memory, CPU, event loop) come with it; its delays of the event loop include the
 * 20 ms between two measurements. What measures them cannot be taken away: once in a process is enough.
 */
export async function createMetrics({ version, sources, log }: MetricsOptions): Promise<Metrics> {
  const prom = await import('prom-client');
  const registry = new prom.Registry();
  const registers = [registry];
  prom.collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: eventLoopPrecisionMs });
  const gauges = createSourceGauges(prom, registry, sources, log);

  new prom.Gauge({
    name: 'raybot_build_info',
    help: 'Always 1; the label says which version runs.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
  const calls = new prom.Counter({
    name: 'raybot_provider_calls_total',
    help: 'HTTP calls to a provider that have ended, by what they do and how they ended.',
    labelNames: ['provider', 'call', 'outcome'],
    registers,
  });
  const callSeconds = new prom.Histogram({
    name: 'raybot_provider_request_seconds',
    help: 'How long HTTP calls to a provider took, without the wait for their turn.',
    labelNames: ['provider', 'call'],
    buckets: requestSecondsBuckets,
    registers,
  });
  const errors = new prom.Counter({
    name: 'raybot_provider_errors_total',
    help: 'Errors at a provider, by what they mean for the job.',
    labelNames: ['provider', 'call', 'class'],
    registers,
  });
  const polls = new prom.Counter({
    name: 'raybot_polls_total',
    help: 'Looks at jobs at their provider, by what was seen.',
    labelNames: ['provider', 'outcome'],
    registers,
  });
  const deliveries = new prom.Counter({
    name: 'raybot_deliveries_total',
    help: 'Delivered videos, by road and form.',
    labelNames: ['rung'],
    registers,
  });
  const ended = new prom.Counter({
    name: 'raybot_jobs_ended_total',
    help: 'Jobs that have ended, by state and by the failure that ended them.',
    labelNames: ['state', 'failure'],
    registers,
  });

  return {
    providerCall({ provider, call, outcome, milliseconds }) {
      calls.inc({ provider, call, outcome });
      callSeconds.observe({ provider, call }, milliseconds / 1000);
    },
    providerError: (provider, call, kind) => errors.inc({ provider, call, class: kind }),
    poll: (provider, outcome) => polls.inc({ provider, outcome }),
    delivered: (rung) => deliveries.inc({ rung }),
    jobEnded: (state, failure) => ended.inc({ state, failure: failure ?? 'none' }),
    async scrape() {
      await gauges.refresh();
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}
