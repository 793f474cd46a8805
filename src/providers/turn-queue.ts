/** What a call is for, most urgent first: nothing is under way before its submit, and a result is a video. */
export type CallPriority = 'submit' | 'result' | 'status';

/** After so many submits in a row somebody else goes first: jobs that are paid for must not wait for new ones without end. */
const submitsInRow = 2;

interface Waiter {
  readonly go: () => void;
  readonly fail: (error: Error) => void;
}

/** Who waits for a turn, and whose turn is next. */
export class TurnQueue {
  readonly #waiting: Readonly<Record<CallPriority, Waiter[]>> = { submit: [], result: [], status: [] };
  #submits = 0;

  /** @returns the turn, and a way to leave the queue before it comes */
  join(priority: CallPriority): { readonly turn: Promise<void>; leave(): void } {
    const { promise: turn, resolve: go, reject: fail } = Promise.withResolvers<void>();
    const waiter = { go, fail };
    const line = this.#waiting[priority];
    line.push(waiter);
    return {
      turn,
      leave: () => {
        const place = line.indexOf(waiter);
        if (place >= 0) line.splice(place, 1);
      },
    };
  }

  /** Gives one turn; to nobody when nobody waits. */
  next(): void {
    const { submit, result, status } = this.#waiting;
    const others = result.length > 0 ? result : status;
    const isSubmit = submit.length > 0 && (this.#submits < submitsInRow || others.length === 0);
    this.#submits = isSubmit ? this.#submits + 1 : 0;
    (isSubmit ? submit : others).shift()?.go();
  }

  /** Turns away all who wait. */
  failAll(error: Error): void {
    for (const line of Object.values(this.#waiting)) for (const { fail } of line.splice(0)) fail(error);
  }
}
