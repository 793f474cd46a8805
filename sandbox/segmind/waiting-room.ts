import type { SegmindJob } from './job.ts';

type Predicate = (job: SegmindJob) => boolean;

/** Those who wait for a submit, and the submits as they come. */
export interface WaitingRoom {
  arrived(job: SegmindJob): void;
  /** @throws {Error} when the room is closed before the job comes */
  wait(present: readonly SegmindJob[], predicate: Predicate): Promise<SegmindJob>;
  close(): void;
}

interface Visitor {
  readonly predicate: Predicate;
  readonly resolve: (job: SegmindJob) => void;
  readonly reject: (error: Error) => void;
}

export function createWaitingRoom(): WaitingRoom {
  const visitors = new Set<Visitor>();
  let closed = false;
  const tooLate = () => new Error('the local Segmind was closed before the submit came');
  return {
    arrived(job) {
      for (const visitor of visitors) {
        if (!visitor.predicate(job)) continue;
        visitors.delete(visitor);
        visitor.resolve(job);
      }
    },
    async wait(present, predicate) {
      const found = present.find(predicate);
      if (found) return found;
      if (closed) throw tooLate();
      return new Promise((resolve, reject) => visitors.add({ predicate, resolve, reject }));
    },
    close() {
      closed = true;
      for (const { reject } of visitors) reject(tooLate());
      visitors.clear();
    },
  };
}
