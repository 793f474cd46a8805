import { mostUrgent, type Urgent } from '../polling/urgency.ts';

/** What a call is for, most urgent first: nothing is under way before its submit, and a result is a video. */
export const callPriorities = ['submit', 'result', 'status', 'account'] as const;
export type CallPriority = (typeof callPriorities)[number];

/** After so many submits in a row somebody else goes first: jobs that are paid for must not wait for new ones without end. */
const submitsInRow = 2;
/** After so many turns of jobs a question about the account has one, however many jobs wait. */
const jobTurnsInRow = 20;

interface Waiter extends Urgent {
  readonly go: () => void;
  readonly fail: (error: Error) => void;
}

/** Who waits for a turn, and whose turn is next. */
export class TurnQueue {
  readonly #waiting: Readonly<Record<CallPriority, Waiter[]>> = { submit: [], result: [], status: [], account: [] };
  #submits = 0;
  #jobTurns = 0;

  /**
   * @param urgency - by now, against others of the same priority; they go as they came where nobody says
   * @returns the turn, and a way to leave the queue before it comes
   */
  join(priority: CallPriority, urgency: () => number = () => 0): { readonly turn: Promise<void>; leave(): void } {
    const { promise: turn, resolve: go, reject: fail } = Promise.withResolvers<void>();
    const waiter = { go, fail, urgency };
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
    const line = this.#nextLine();
    this.#submits = line === 'submit' ? this.#submits + 1 : 0;
    // Turns count only while somebody waits for them to pass.
    this.#jobTurns = line !== 'account' && this.#waits('account') ? this.#jobTurns + 1 : 0;
    const [waiter] = this.#waiting[line].splice(Math.max(0, mostUrgent(this.#waiting[line])), 1);
    waiter?.go();
  }

  #nextLine(): CallPriority {
    if (this.#waits('account') && this.#jobTurns >= jobTurnsInRow) return 'account';
    const isLookDue = this.#submits >= submitsInRow && (this.#waits('result') || this.#waits('status'));
    const order = isLookDue ? callPriorities.slice(1) : callPriorities;
    return order.find((priority) => this.#waits(priority)) ?? 'account';
  }

  #waits(priority: CallPriority): boolean {
    return this.#waiting[priority].length > 0;
  }

  /** Turns away all who wait. */
  failAll(error: Error): void {
    for (const line of Object.values(this.#waiting)) for (const { fail } of line.splice(0)) fail(error);
  }
}
