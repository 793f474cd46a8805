import type { Logger } from 'pino';

/** What an operator should look at. */
export type NoticeCode =
  | 'provider-needs-attention'
  | 'model-withdrawn'
  | 'provider-unreachable'
  | 'provider-back'
  | 'provider-balance-low'
  | 'provider-price-high'
  | 'failure-billed'
  | 'backup-failed'
  | 'spend-limit-used'
  | 'pool-used'
  | 'ledger-differs'
  | 'submit-uncertain'
  | 'submit-unrecorded'
  | 'provider-lost'
  | 'provider-malformed'
  | 'delivery-impossible';

export interface Notice {
  readonly code: NoticeCode;
  readonly provider?: string;
  readonly jobId?: string;
  readonly guildId?: string;
  /** The provider's or Discord's own short words; holds no secret. */
  readonly detail?: string;
}

/** Told by every job that meets the same trouble. */
const recurring: ReadonlySet<NoticeCode> = new Set([
  'provider-needs-attention',
  'model-withdrawn',
  'provider-unreachable',
  'provider-back',
]);

export type SendNotice = (notice: Notice) => Promise<void>;

/** The same trouble is not told again for this long: one sick provider fails many jobs. */
const quietMs = 10 * 60_000;

/** Tells the operator: in the log always, and in `OPERATOR_CHANNEL_ID` where there is one. Telling never fails a job. */
export class OperatorNotices {
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #send: SendNotice | null;
  readonly #lastSent = new Map<string, number>();

  constructor(log: Logger, now: () => number, send: SendNotice | null) {
    this.#log = log;
    this.#now = now;
    this.#send = send;
  }

  tell(notice: Notice): void {
    this.#log.warn({ notice }, `operator: ${notice.code}`);
    if (!this.#send || this.#isQuiet(notice)) return;
    this.#send(notice).catch((error: unknown) =>
      this.#log.warn({ err: error }, 'the operator channel was not reached'),
    );
  }

  /** A notice about one job's money is never held back; one about a provider is told once in a while, unless it changes. */
  #isQuiet({ code, provider }: Notice): boolean {
    if (!recurring.has(code)) return false;
    if (code === 'provider-back') this.#lastSent.delete(`provider-unreachable:${provider}`);
    if (code === 'provider-unreachable') this.#lastSent.delete(`provider-back:${provider}`);
    const key = `${code}:${provider}`;
    const last = this.#lastSent.get(key) ?? -Infinity;
    if (this.#now() - last < quietMs) return true;
    this.#lastSent.set(key, this.#now());
    return false;
  }
}
