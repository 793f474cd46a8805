/** Those who wait for a submit, and the submits as they come. */
export interface WaitingRoom<Job> {
  arrived(job: Job): void;
  /** @throws {Error} when the room is closed before the job comes */
  wait(present: readonly Job[], predicate: (job: Job) => boolean): Promise<Job>;
  close(): void;
}

interface Visitor<Job> {
  readonly predicate: (job: Job) => boolean;
  readonly resolve: (job: Job) => void;
  readonly reject: (error: Error) => void;
}

/** @param service - whose submits they are, for the error */
export function createWaitingRoom<Job>(service: string): WaitingRoom<Job> {
  const visitors = new Set<Visitor<Job>>();
  let closed = false;
  const tooLate = () => new Error(`${service} was closed before the submit came`);
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
