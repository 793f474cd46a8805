import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pLimit from 'p-limit';
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
  const inTurn = pLimit(1);
  let running: ChildProcess | null = null;
  let idle: NodeJS.Timeout | undefined;
  let closed = false;

  const start = (): ChildProcess => {
    const child = startProcess(memoryLimitMb);
    const forget = () => {
      if (running === child) running = null;
    };
    // One that could not be started never exits.
    child.once('exit', forget).once('error', forget);
    running = child;
    return child;
  };
  const kill = async () => {
    clearTimeout(idle);
    const child = running;
    running = null;
    if (child?.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await once(child, 'exit');
  };
  const drawNow = async (order: ChartOrder): Promise<Uint8Array> => {
    if (closed) throw new ChartError('failed', 'no more charts: raybot stops');
    clearTimeout(idle);
    try {
      const answer = await askFor(running ?? start(), order, timeLimitMs);
      if ('png' in answer) return answer.png;
      throw new ChartError('failed', `the chart cannot be drawn: ${answer.fault}`);
    } catch (error) {
      // Whatever went wrong, the next one gets a new process.
      await kill();
      throw error instanceof ChartError ? error : new ChartError('failed', 'the process for charts has a fault', error);
    } finally {
      idle = setTimeout(() => void kill(), idleMs).unref();
    }
  };
  return {
    renderUsageChart: async (chart, style) => {
      if (inTurn.activeCount + inTurn.pendingCount > maxWaiting)
        throw new ChartError('busy', `${maxWaiting} charts are waiting`);
      return inTurn(() => drawNow({ chart, ...style }));
    },
    close: async () => {
      closed = true;
      await kill();
    },
  };
}

/** It knows no environment and no arguments of ours: names come from members, and it needs no secret. */
function startProcess(memoryLimitMb: number): ChildProcess {
  const { NODE_COMPILE_CACHE } = process.env;
  return fork(main, {
    env: NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE },
    execArgv: [`--max-old-space-size=${memoryLimitMb}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // As JSON a picture would be ten times as large.
    serialization: 'advanced',
  });
}

/** One order, one answer; the end of the process, or of the time, is an answer too. */
async function askFor(child: ChildProcess, order: ChartOrder, timeLimitMs: number): Promise<ChartAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ChartAnswer>();
  const timer = setTimeout(() => reject(new ChartError('too-slow', `no chart in ${timeLimitMs} ms`)), timeLimitMs);
  const onExit = (code: number | null, signal: string | null) =>
    reject(new ChartError('failed', `the process for charts ended with ${signal ?? code}`));
  // A process that could not be started says so by an error.
  child.once('error', reject).once('exit', onExit).once('message', resolve);
  // Where no file descriptor was left there is no way to send anything either.
  if (child.pid !== undefined) child.send(order, (error) => error && reject(error));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.off('error', reject).off('exit', onExit).off('message', resolve);
  }
}
