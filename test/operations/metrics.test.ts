import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHttpServer } from '../../src/operations/http-server.ts';
import type { MetricSources } from '../../src/operations/metric-sources.ts';
import { createMetrics, noMetrics } from '../../src/operations/metrics.ts';

interface Family {
  readonly type: string;
  /** Values by `name{label="value",…}` as written. */
  readonly samples: Map<string, number>;
}

/** Reads Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/) and takes nothing else. */
function parse(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const families = new Map<string, Family>();
  let described = '';
  let current = '';
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const help = /^# HELP ([a-z_][a-z0-9_]*) \S.*$/.exec(line);
    const type = /^# TYPE ([a-z_][a-z0-9_]*) (counter|gauge|histogram)$/.exec(line);
    const sample =
      /^([a-z_][a-z0-9_]*)((?:\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})?) (\S+)$/.exec(
        line,
      );
    if (help?.[1]) {
      if (families.has(help[1])) throw new Error(`${help[1]} stands there twice`);
      described = help[1];
    } else if (type?.[1] && type[2]) {
      if (type[1] !== described) throw new Error(`${type[1]} is not described`);
      current = type[1];
      families.set(current, { type: type[2], samples: new Map() });
    } else if (sample?.[1] && sample[3]) {
      const family = families.get(current);
      const name = family?.type === 'histogram' ? sample[1].replace(/_(?:bucket|sum|count)$/, '') : sample[1];
      if (!family || name !== current) throw new Error(`${line} belongs to nothing`);
      const series = `${sample[1]}${sample[2]}`;
      if (family.samples.has(series)) throw new Error(`${series} stands there twice`);
      if (!/^(?:[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN)$/i.test(sample[3]))
        throw new Error(`${line} has no value`);
      family.samples.set(series, Number(sample[3].replace('Inf', 'Infinity')));
    } else throw new Error(`cannot be read: ${line}`);
  }
  return families;
}

const calm: MetricSources = {
  jobsByState: async () => ({ preparing: 2, submitted: 7 }),
  oldestQueuedSeconds: async () => 12.5,
  breakers: () => ({ segmind: 'half-open', apiframe: 'open' }),
  balancesUsd: () => ({ segmind: 41.27 }),
};

const lines: string[] = [];
const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });

async function metricsOf(sources: Partial<MetricSources> = {}) {
  const metrics = await createMetrics({ version: '1.2.3', sources: { ...calm, ...sources }, log });
  return {
    metrics,
    /** Series of one family after a scrape. */
    series: async (name: string) => Object.fromEntries(parse((await metrics.scrape()).body).get(name)?.samples ?? []),
  };
}

beforeEach(() => {
  lines.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the strict reader of these tests', () => {
  it.each([
    ['a sample without a type', 'a 1\n'],
    ['a type that nobody described', '# TYPE a gauge\na 1\n'],
    ['a series twice', '# HELP a x\n# TYPE a gauge\na{b="1"} 1\na{b="1"} 2\n'],
    ['a label without quotes', '# HELP a x\n# TYPE a gauge\na{b=1} 1\n'],
    ['a value that is none', '# HELP a x\n# TYPE a gauge\na one\n'],
    ['a cut line', '# HELP a x\n# TYPE a gauge\na 1'],
  ])('does not take %s', (_what, text) => {
    expect(() => parse(text)).toThrow();
  });
});

describe('metrics', () => {
  it('are served as Prometheus reads them, with the figures of the process', async () => {
    const { metrics } = await metricsOf();
    const server = createHttpServer({
      host: '127.0.0.1',
      port: 0,
      log,
      readiness: async () => ({ status: 'ready', checks: {} }),
      metrics: () => metrics.scrape(),
    });
    const { origin } = await server.start();
    try {
      const response = await fetch(`${origin}/metrics`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
      const families = parse(await response.text());
      expect([...families.keys()]).toEqual(
        expect.arrayContaining(['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes', 'raybot_jobs']),
      );
      for (const [name, { type }] of families) {
        if (name.startsWith('raybot_')) expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
      }
    } finally {
      await server.close();
    }
  });

  it('show the version, and every open state, also one that no job is in', async () => {
    const { series } = await metricsOf();
    expect(await series('raybot_build_info')).toEqual({ 'raybot_build_info{version="1.2.3"}': 1 });
    expect(await series('raybot_jobs')).toEqual({
      'raybot_jobs{state="accepted"}': 0,
      'raybot_jobs{state="preparing"}': 2,
      'raybot_jobs{state="submitting"}': 0,
      'raybot_jobs{state="submitted"}': 7,
      'raybot_jobs{state="finished"}': 0,
      'raybot_jobs{state="delivering"}': 0,
    });
  });

  it('ask the sources at every scrape', async () => {
    let seconds = 12.5;
    const { series } = await metricsOf({
      oldestQueuedSeconds: async () => seconds,
      balancesUsd: () => (seconds === 0 ? {} : { segmind: 41.27 }),
    });
    expect(await series('raybot_queue_oldest_seconds')).toEqual({ raybot_queue_oldest_seconds: 12.5 });
    expect(await series('raybot_provider_balance_usd')).toEqual({
      'raybot_provider_balance_usd{provider="segmind"}': 41.27,
    });
    seconds = 0;
    expect(await series('raybot_queue_oldest_seconds')).toEqual({ raybot_queue_oldest_seconds: 0 });
    expect(await series('raybot_provider_balance_usd')).toEqual({});
  });

  it('show a breaker as 0, 0.5 or 1', async () => {
    const { series } = await metricsOf();
    expect(await series('raybot_breaker_open')).toEqual({
      'raybot_breaker_open{provider="segmind"}': 0.5,
      'raybot_breaker_open{provider="apiframe"}': 1,
    });
    const closed = await metricsOf({ breakers: () => ({ segmind: 'closed' }) });
    expect(await closed.series('raybot_breaker_open')).toEqual({ 'raybot_breaker_open{provider="segmind"}': 0 });
  });

  it('count calls, errors, looks, deliveries and ends', async () => {
    const { metrics, series } = await metricsOf();
    metrics.providerCall({ provider: 'segmind', call: 'status', outcome: 'answered', milliseconds: 250 });
    metrics.providerCall({ provider: 'segmind', call: 'status', outcome: 'answered', milliseconds: 250 });
    metrics.providerCall({ provider: 'segmind', call: 'submit', outcome: 'rate-limited', milliseconds: 90_000 });
    metrics.providerError('segmind', 'submit', 'rate');
    metrics.poll('apiframe', 'running');
    metrics.poll('apiframe', 'transient');
    metrics.delivered('channel:file');
    metrics.jobEnded('delivered', null);
    metrics.jobEnded('failed', 'moderated');
    expect(await series('raybot_provider_calls_total')).toEqual({
      'raybot_provider_calls_total{provider="segmind",call="status",outcome="answered"}': 2,
      'raybot_provider_calls_total{provider="segmind",call="submit",outcome="rate-limited"}': 1,
    });
    expect(await series('raybot_provider_errors_total')).toEqual({
      'raybot_provider_errors_total{provider="segmind",call="submit",class="rate"}': 1,
    });
    expect(await series('raybot_polls_total')).toEqual({
      'raybot_polls_total{provider="apiframe",outcome="running"}': 1,
      'raybot_polls_total{provider="apiframe",outcome="transient"}': 1,
    });
    expect(await series('raybot_deliveries_total')).toEqual({ 'raybot_deliveries_total{rung="channel:file"}': 1 });
    expect(await series('raybot_jobs_ended_total')).toEqual({
      'raybot_jobs_ended_total{state="delivered",failure="none"}': 1,
      'raybot_jobs_ended_total{state="failed",failure="moderated"}': 1,
    });
  });

  it('tell a look from a synchronous run by their seconds', async () => {
    const { metrics, series } = await metricsOf();
    for (const milliseconds of [250, 90_000, 121_000])
      metrics.providerCall({ provider: 'segmind', call: 'submit', outcome: 'answered', milliseconds });
    const found = await series('raybot_provider_request_seconds');
    const bucket = (le: string) =>
      found[`raybot_provider_request_seconds_bucket{le="${le}",provider="segmind",call="submit"}`];
    expect([bucket('0.1'), bucket('0.3'), bucket('60'), bucket('120'), bucket('+Inf')]).toEqual([0, 1, 1, 2, 3]);
    expect(found['raybot_provider_request_seconds_sum{provider="segmind",call="submit"}']).toBeCloseTo(211.25);
    expect(found['raybot_provider_request_seconds_count{provider="segmind",call="submit"}']).toBe(3);
  });

  it.each(['jobsByState', 'oldestQueuedSeconds', 'breakers', 'balancesUsd'] as const)(
    'go on without the source %s when it throws; its last figures are not shown as present ones',
    async (source) => {
      let isBroken = false;
      const breakable = <T>(name: keyof MetricSources, value: () => T) => {
        if (isBroken && name === source) throw new Error('the disk is gone');
        return value();
      };
      const { metrics } = await metricsOf({
        jobsByState: async () => breakable('jobsByState', calm.jobsByState),
        oldestQueuedSeconds: async () => breakable('oldestQueuedSeconds', calm.oldestQueuedSeconds),
        breakers: () => breakable('breakers', calm.breakers),
        balancesUsd: () => breakable('balancesUsd', calm.balancesUsd),
      });
      const families = {
        jobsByState: 'raybot_jobs',
        oldestQueuedSeconds: 'raybot_queue_oldest_seconds',
        breakers: 'raybot_breaker_open',
        balancesUsd: 'raybot_provider_balance_usd',
      };
      const sizes = async () => {
        const found = parse((await metrics.scrape()).body);
        return Object.fromEntries(
          Object.entries(families).map(([name, family]) => [name, found.get(family)?.samples.size]),
        );
      };
      const errors = async () => {
        const samples = parse((await metrics.scrape()).body).get('raybot_scrape_errors_total')?.samples;
        return samples?.get(`raybot_scrape_errors_total{source="${source}"}`);
      };
      const whole = await sizes();
      expect(await errors()).toBe(0);
      isBroken = true;
      expect(await sizes()).toEqual({ ...whole, [source]: 0 });
      expect(await errors()).toBe(2);
      expect(lines).toHaveLength(1);
      isBroken = false;
      expect(await sizes()).toEqual(whole);
      isBroken = true;
      await sizes();
      expect(lines).toHaveLength(2);
    },
  );

  it('wait two seconds for a source that hangs, and ask it once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const jobsByState = vi.fn(() => new Promise<never>(() => {}));
    const { metrics } = await metricsOf({ jobsByState });
    const scrapes = [metrics.scrape(), metrics.scrape()];
    await vi.advanceTimersByTimeAsync(2_000);
    const [, second] = await Promise.all(scrapes);
    const families = parse(second?.body ?? '');
    expect(families.get('raybot_jobs')?.samples.size).toBe(0);
    expect(families.get('raybot_breaker_open')?.samples.size).toBe(2);
    expect(jobsByState).toHaveBeenCalledTimes(1);
  });

  it('of two bots in one process do not mix', async () => {
    const [one, other] = [await metricsOf(), await metricsOf()];
    one.metrics.delivered('dm:link');
    expect(await other.series('raybot_deliveries_total')).toEqual({});
  });

  it('can be told to nobody', () => {
    expect(() => {
      noMetrics.providerCall({ provider: 'segmind', call: 'status', outcome: 'answered', milliseconds: 1 });
      noMetrics.providerError('segmind', 'status', 'transient');
      noMetrics.poll('segmind', 'running');
      noMetrics.delivered('channel:file');
      noMetrics.jobEnded('delivered', null);
    }).not.toThrow();
  });
});
