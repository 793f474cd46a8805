import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type ChartLimits, createChartRenderer } from '../../src/charts/chart-renderer.ts';
import { until } from '../builders/manual-clock.ts';
import { anOrder } from './chart-samples.ts';

// The processes are real; they are only remembered.
vi.mock('node:child_process', async (original) => {
  const actual = await original<typeof import('node:child_process')>();
  return { ...actual, fork: vi.fn(actual.fork) };
});

beforeEach(() => void vi.mocked(fork).mockClear());

function start(limits: ChartLimits = {}) {
  const renderer = createChartRenderer(limits);
  onTestFinished(() => renderer.close());
  const { chart, ...style } = anOrder();
  return { draw: () => renderer.renderUsageChart(chart, style), close: renderer.close };
}

/** The process ids of those who draw, and still live. */
function painters(): number[] {
  const children = vi.mocked(fork).mock.results.flatMap(({ type, value }) => (type === 'return' ? [value] : []));
  return children.flatMap(({ pid, exitCode, signalCode }) =>
    pid !== undefined && exitCode === null && signalCode === null ? [pid] : [],
  );
}

function thePainter(): number {
  const [pid, ...others] = painters();
  if (pid === undefined || others.length > 0) throw new Error(`${others.length} processes too many, or none`);
  return pid;
}

const isPng = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1', 1, 4) === 'PNG';

describe('charts', () => {
  it('are drawn one after another by one process, which begins with the first', async () => {
    const { draw } = start();
    expect(painters()).toEqual([]);
    const pictures = await Promise.all([draw(), draw(), draw()]);
    expect(pictures.every(isPng)).toBe(true);
    expect(pictures[1]).toEqual(pictures[0]);
    expect(fork).toHaveBeenCalledOnce();
  });

  it('are refused at once where too many wait, and the others are drawn', async () => {
    const { draw } = start({ maxWaiting: 1 });
    const [drawn, waiting, refused] = [draw(), draw(), draw()];
    await expect(refused).rejects.toMatchObject({ name: 'ChartError', code: 'busy' });
    expect(isPng(await drawn) && isPng(await waiting)).toBe(true);
  });

  it('that take too long are given up, and their process is gone', async () => {
    const { draw } = start({ timeLimitMs: 1 });
    await expect(draw()).rejects.toMatchObject({ name: 'ChartError', code: 'too-slow' });
    expect(painters()).toEqual([]);
  });

  it('fail when the process dies, and the next one is drawn', async () => {
    const { draw } = start();
    const failing = draw();
    await until(() => painters().length === 1);
    process.kill(thePainter(), 'SIGKILL');
    await expect(failing).rejects.toMatchObject({ name: 'ChartError', code: 'failed', message: /SIGKILL/ });
    expect(isPng(await draw())).toBe(true);
  });

  it('fail where the memory does not suffice', async () => {
    const failing = start({ memoryLimitMb: 5 }).draw();
    await expect(failing).rejects.toMatchObject({ name: 'ChartError', code: 'failed' });
  });

  it('that cannot be drawn say so', async () => {
    const renderer = createChartRenderer();
    onTestFinished(() => renderer.close());
    const { chart, ...style } = anOrder();
    const columns = [{ date: 'no date', creditsSpent: 1, delivered: 1, failed: 0 }];
    const failing = renderer.renderUsageChart({ ...chart, columns }, style);
    await expect(failing).rejects.toMatchObject({ name: 'ChartError', code: 'failed', message: /cannot be drawn/ });
  });

  it('under way and waiting fail when raybot stops, and none is begun any more', async () => {
    const { draw, close } = start();
    const pictures = [draw(), draw()].map((picture) => picture.catch((error: unknown) => error));
    await until(() => painters().length === 1);
    await close();
    for (const error of await Promise.all(pictures))
      expect(error).toMatchObject({ name: 'ChartError', code: 'failed' });
    await expect(draw()).rejects.toMatchObject({ code: 'failed' });
    expect([painters(), vi.mocked(fork).mock.calls.length]).toEqual([[], 1]);
  });
});

describe('the process', () => {
  it('ends when nobody asks any more, and another one begins with the next chart', async () => {
    const { draw } = start({ idleMs: 1 });
    await draw();
    await until(() => painters().length === 0);
    expect(isPng(await draw())).toBe(true);
    expect(fork).toHaveBeenCalledTimes(2);
  });

  it.runIf(process.platform === 'linux')('knows none of our variables', async () => {
    process.env.SEGMIND_API_KEY = 'SG_canary_key';
    onTestFinished(() => void delete process.env.SEGMIND_API_KEY);
    await start().draw();
    const environment = await readFile(`/proc/${thePainter()}/environ`, 'utf8');
    expect(environment).not.toContain('SEGMIND');
    expect(environment).not.toContain('canary');
  });
});
