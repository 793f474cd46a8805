import type { ProviderName } from '../catalogue/models.ts';
import { ProviderError, type ProviderErrorKind } from '../errors/provider-error.ts';
import type { HttpAnswer, HttpCall, HttpClient } from './http-client.ts';
import type { Pace } from './pace.ts';
import { readRetryAfterMs } from './retry-after.ts';
import type { CallPriority } from './turn-queue.ts';

/** What a call does; each belongs to one priority. */
export const peerCalls = ['submit', 'upload', 'result', 'status', 'recover', 'account', 'prices'] as const;
export type PeerCall = (typeof peerCalls)[number];

const priorityOf: Readonly<Record<PeerCall, CallPriority>> = {
  submit: 'submit',
  upload: 'submit',
  result: 'result',
  status: 'status',
  // Beside looks, in order of arrival: a crowd of lost submits must not keep those that are known from being noticed.
  recover: 'status',
  account: 'account',
  prices: 'account',
};

/** Somebody else may make what is not asked for yet; all else has nowhere else to go, and waits. */
const longestPauseMs: Readonly<Partial<Record<PeerCall, number>>> = { submit: 10_000 };

/** One finished call, for the metrics. */
export interface CallReport {
  readonly provider: ProviderName;
  readonly call: PeerCall;
  /** `answered`: a complete answer came, whatever it says. */
  readonly outcome: 'answered' | 'rate-limited' | ProviderErrorKind;
  readonly milliseconds: number;
}

export interface PeerOptions {
  readonly provider: ProviderName;
  readonly pace: Pace;
  readonly http: HttpClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onCall?: (report: CallReport) => void;
}

/** A look that waits for its turn among others. */
export interface WaitingLook {
  /** By now, against others that wait. */
  urgency(): number;
  /** Its turn has come. @param turnMs - between two turns of the provider's budget, milliseconds */
  hadTurn(turnMs: number): void;
}

/** A provider's servers: one HTTP client under one budget of requests. */
export interface Peer {
  /**
   * Makes one call when its turn has come. A 429 lowers the budget of all calls until the provider's own time; a submit
   * waits ten seconds of it at most, and is turned away unsent (`rate`) where it would be more.
   * @param prepare - builds the request; awaited when the turn has come, just before the first byte leaves
   * @param waiting - whose turn comes by its urgency; others of the same priority have it as they came
   * @throws {ProviderError} where there is no complete answer; `mayHaveArrived` is false where no byte was written
   */
  call(
    call: PeerCall,
    prepare: () => HttpCall | Promise<HttpCall>,
    signal: AbortSignal,
    waiting?: WaitingLook,
  ): Promise<HttpAnswer>;
}

export function createPeer({ provider, pace, http, now, onCall = () => {} }: PeerOptions): Peer {
  /** What is counted must not cost an answer that is paid for. */
  const report = (call: PeerCall, startedAt: number, outcome: CallReport['outcome']) => {
    try {
      onCall({ provider, call, outcome, milliseconds: performance.now() - startedAt });
    } catch {}
  };

  async function make(call: PeerCall, prepare: () => HttpCall | Promise<HttpCall>): Promise<HttpAnswer> {
    const request = await prepare();
    const startedAt = performance.now();
    try {
      const answer = await http.request(request);
      const isTooMuch = answer.status === 429;
      if (isTooMuch) pace.slowDown(readRetryAfterMs(answer.headers, now()));
      report(call, startedAt, isTooMuch ? 'rate-limited' : 'answered');
      return answer;
    } catch (error) {
      if (error instanceof ProviderError) report(call, startedAt, error.kind);
      throw error;
    }
  }

  return {
    call: (call, prepare, signal, waiting) => {
      const pause = longestPauseMs[call];
      const joinedAt = now();
      const options = {
        ...(pause !== undefined && { longestPauseMs: pause }),
        // Whoever says nothing is as urgent as a job that should have been finished since it waits.
        urgency: waiting?.urgency ?? (() => now() - joinedAt),
      };
      const haveTurn = () => {
        waiting?.hadTurn(pace.turnMs);
        return make(call, prepare);
      };
      return pace.run(priorityOf[call], haveTurn, signal, options);
    },
  };
}
