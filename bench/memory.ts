import { readdirSync, readFileSync } from 'node:fs';

/** Megabytes (10^6 bytes) of physical memory that processes had at their worst, as Linux counts it in /proc. */
export interface PeakMemory {
  /** The process itself (VmHWM): no moment is missed. */
  readonly ownMb: number;
  /** All its descendants together, at the worst sampled moment. */
  readonly childrenMb: number;
  /** Process and descendants together, at the worst sampled moment, at least `ownMb`. */
  readonly totalMb: number;
}

const sampleEveryMs = 50;

/** Watches a process and its descendants from now on, until `stop`, which says what they had at most. */
export function watchMemory(pid: number): { stop(): PeakMemory } {
  let childrenMb = 0;
  let totalMb = 0;
  const sample = () => {
    const children = descendantsOf(pid).reduce((sum, child) => sum + (readMb(child, 'VmRSS') ?? 0), 0);
    childrenMb = Math.max(childrenMb, children);
    totalMb = Math.max(totalMb, children + (readMb(pid, 'VmRSS') ?? 0));
  };
  const timer = setInterval(sample, sampleEveryMs).unref();
  return {
    stop() {
      sample();
      clearInterval(timer);
      const ownMb = readMb(pid, 'VmHWM') ?? 0;
      return { ownMb, childrenMb, totalMb: Math.max(totalMb, ownMb) };
    },
  };
}

/** What a process and its descendants have now, megabytes. */
export function memoryNowMb(pid: number): number {
  return [pid, ...descendantsOf(pid)].reduce((sum, each) => sum + (readMb(each, 'VmRSS') ?? 0), 0);
}

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html @returns null for a process that is gone */
function readMb(pid: number, field: 'VmRSS' | 'VmHWM'): number | null {
  const kibibytes = /(\d+) kB/.exec(readProc(`${pid}/status`).split(`${field}:`)[1] ?? '')?.[1];
  return kibibytes === undefined ? null : (Number(kibibytes) * 1024) / 1e6;
}

function descendantsOf(pid: number): number[] {
  const children = threadsOf(pid).flatMap((thread) =>
    readProc(`${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** A process may end at any moment: then there is nothing to read. */
function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return '';
  }
}
