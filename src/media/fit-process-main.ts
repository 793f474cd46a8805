import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { serveOrders } from '../processes/serve-orders.ts';
import type { FitPlan } from './fit-plan.ts';

/** What the process of `createVideoFitter` is asked. */
export interface FitOrder {
  readonly from: string;
  readonly to: string;
  readonly plan: FitPlan;
  /** Of the whole process; beyond it there is no video. */
  readonly memoryLimitMb: number;
  /** Of the whole process, 0 to 19. */
  readonly niceness: number;
}

/** What it answers: the file stands, there is no encoder, or what went wrong. */
export type FitAnswer = { readonly done: true } | { readonly noEncoder: string } | { readonly fault: string };

/** What it tells meanwhile: how much is done, whole percent. */
export type FitNews = number;

const memoryLookMs = 200;

giveWayWhereMemoryIsShort();

serveOrders<FitOrder, FitAnswer, FitNews>((order, tell) => {
  // Everything else goes first. The encoder's threads are made later and have the same priority.
  setPriority(order.niceness);
  return Promise.race([encode(order, tell), tooMuchMemory(order)]);
});

async function encode(order: FitOrder, tell: (percent: FitNews) => void): Promise<FitAnswer> {
  try {
    // It is installed only where the operator wants it, and loads a native library.
    const { registerMediabunnyServer } = await import('@mediabunny/server');
    registerMediabunnyServer({ hardwareContext: null });
  } catch (error) {
    return { noEncoder: messageOf(error) };
  }
  try {
    const { encodeToFit } = await import('./fit-encoder.ts');
    await encodeToFit(order, tell);
    return { done: true };
  } catch (error) {
    return { fault: messageOf(error) };
  }
}

/** The encoder's memory is its own, and no limit of V8's holds it: so it is watched. Whoever asked ends the process then. */
function tooMuchMemory({ memoryLimitMb }: FitOrder): Promise<FitAnswer> {
  const { promise, resolve } = Promise.withResolvers<FitAnswer>();
  const look = () => {
    if (process.memoryUsage.rss() > memoryLimitMb * 1e6) resolve({ fault: `it needs more than ${memoryLimitMb} MB` });
  };
  setInterval(look, memoryLookMs).unref();
  return promise;
}

/** Linux ends this process first where memory runs out, and not raybot: https://man7.org/linux/man-pages/man5/proc_pid_oom_score_adj.5.html */
function giveWayWhereMemoryIsShort(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Other systems have no such file.
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
