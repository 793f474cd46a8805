import type { Logger } from 'pino';
import type * as Prom from 'prom-client';
import type { ProviderName } from '../catalogue/models.ts';
import { type OpenJobState, openJobStates } from '../jobs/job.ts';
import type { BreakerState } from '../providers/breaker.ts';
import { boundedCall } from './bounded-call.ts';

type ByProvider<T> = Readonly<Partial<Record<ProviderName, T>>>;

/** What is asked for at each scrape. What a source throws is logged and counted, and its figures are left out. */
export interface MetricSources {
  /** How many jobs are open; a state that is not named has none. */
  readonly jobsByState: () => Promise<Readonly<Partial<Record<OpenJobState, number>>>>;
  /** How long the oldest job that has not left for a provider has waited, seconds; 0 for none. */
  readonly oldestQueuedSeconds: () => Promise<number>;
  readonly breakers: () => ByProvider<BreakerState>;
  /** What is left at each provider, US dollars; providers of which it is not known are left out. */
  readonly balancesUsd: () => ByProvider<number>;
}

const breakerValues: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 0.5, open: 1 };

/** Prometheus gives up after ten seconds by itself: https://prometheus.io/docs/prometheus/latest/configuration/configuration/ */
const sourceLimitMs = 2_000;

/** Gauges whose figures belong to others: `refresh` asks all sources side by side, each for two seconds at most. It never throws. */
export function createSourceGauges(
  prom: typeof Prom,
  registry: Prom.Registry,
  sources: MetricSources,
  log: Logger,
): { refresh(): Promise<void> } {
  const registers = [registry];
  const jobs = new prom.Gauge({
    name: 'raybot_jobs',
    help: 'Open jobs by state.',
    labelNames: ['state'],
    registers,
  });
  const oldestQueued = new prom.Gauge({
    name: 'raybot_queue_oldest_seconds',
    help: 'How long the oldest job that has not left for a provider has waited; 0 for none.',
    registers,
  });
  const breakers = new prom.Gauge({
    name: 'raybot_breaker_open',
    help: 'Whether a provider is left alone: 0 no (closed), 0.5 one call is tried (half-open), 1 yes (open).',
    labelNames: ['provider'],
    registers,
  });
  const balances = new prom.Gauge({
    name: 'raybot_provider_balance_usd',
    help: 'Prepaid money that is left at a provider, US dollars.',
    labelNames: ['provider'],
    registers,
  });
  const failures = new prom.Counter({
    name: 'raybot_scrape_errors_total',
    help: 'Figures that could not be had for a scrape, by source.',
    labelNames: ['source'],
    registers,
  });

  const failing = new Set<keyof MetricSources>();
  /** `show` writes all series of a source at once, after `hide` took the last ones away. */
  function follow<T>(
    name: keyof MetricSources,
    source: () => T | Promise<T>,
    hide: () => void,
    show: (value: T) => void,
  ) {
    failures.inc({ source: name }, 0);
    const ask = boundedCall(source, sourceLimitMs);
    return async () => {
      try {
        const value = await ask();
        hide();
        show(value);
        failing.delete(name);
      } catch (error) {
        hide();
        failures.inc({ source: name });
        // Told once, as it is asked for every few seconds.
        if (!failing.has(name)) log.warn({ err: error, source: name }, 'a figure for the metrics could not be had');
        failing.add(name);
      }
    };
  }

  const refreshers = [
    follow(
      'jobsByState',
      sources.jobsByState,
      () => jobs.reset(),
      (counts) => {
        for (const state of openJobStates) jobs.set({ state }, counts[state] ?? 0);
      },
    ),
    follow(
      'oldestQueuedSeconds',
      sources.oldestQueuedSeconds,
      () => oldestQueued.remove(),
      (seconds) => oldestQueued.set(seconds),
    ),
    follow(
      'breakers',
      sources.breakers,
      () => breakers.reset(),
      (states) => {
        for (const [provider, state] of Object.entries(states)) breakers.set({ provider }, breakerValues[state]);
      },
    ),
    follow(
      'balancesUsd',
      sources.balancesUsd,
      () => balances.reset(),
      (amounts) => {
        for (const [provider, usd] of Object.entries(amounts)) balances.set({ provider }, usd);
      },
    ),
  ];
  return {
    async refresh() {
      await Promise.all(refreshers.map((refreshOne) => refreshOne()));
    },
  };
}
