import { fileURLToPath } from 'node:url';
import { createHelperProcess, HelperTooSlowError } from '../processes/helper-process.ts';
import { ChartError } from './chart-error.ts';
import type { ChartAnswer, ChartOrder, UsageChart, UsageChartStyle } from './usage-chart.ts';

export interface ChartLimits {
  /** For one picture. It takes half a second, more where the machine is busy: all else goes first. */
  readonly timeLimitMs?: number;
  readonly memoryLimitMb?: number;
  /** After so long without an order the process ends, and gives its memory back. */
  readonly idleMs?: number;
  /** So many may wait for the one that is drawn; who comes then is told at once. */
  readonly maxWaiting?: number;
}

/** Draws charts, one at a time. */
export interface ChartRenderer {
  /**
   * @returns a PNG of 1200 by 740 pixels, some hundred kilobytes
   * @throws {ChartError} where there will be none
   */
  renderUsageChart(chart: UsageChart, style: UsageChartStyle): Promise<Uint8Array>;
  /** Ends the process, for good: a picture that is being drawn, and those that wait, fail. */
  close(): Promise<void>;
}

const main = fileURLToPath(new URL('./chart-process-main.ts', import.meta.url));

/**
 * Charts are drawn in a process of their own, which alone loads what draws them. A thread would do as well for the event loop,
 * but of what it used some sixty megabytes stay with raybot for ever; a process gives all of it back.
 */
export function createChartRenderer({
  timeLimitMs = 30_000,
  memoryLimitMb = 192,
  idleMs = 10_000,
  maxWaiting = 8,
}: ChartLimits = {}): ChartRenderer {
  const helper = createHelperProcess<ChartOrder, ChartAnswer>({
    ...{ main, idleMs },
    heapLimitMb: memoryLimitMb,
    serialization: 'advanced',
  });
  const draw = async (order: ChartOrder): Promise<Uint8Array> => {
    const answer = await helper.ask(order, { timeLimitMs }).catch((error: unknown) => {
      if (error instanceof HelperTooSlowError) throw new ChartError('too-slow', `no chart in ${timeLimitMs} ms`);
      const why = error instanceof Error ? error.message : 'it has a fault';
      throw new ChartError('failed', `the process for charts: ${why}`, error);
    });
    if ('png' in answer) return answer.png;
    throw new ChartError('failed', `the chart cannot be drawn: ${answer.fault}`);
  };
  return {
    renderUsageChart: async (chart, style) => {
      if (helper.orders > maxWaiting) throw new ChartError('busy', `${maxWaiting} charts are waiting`);
      return draw({ chart, ...style });
    },
    close: () => helper.close(),
  };
}
