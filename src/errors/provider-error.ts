/**
 * What went wrong at a provider, by what it means for the job:
 * - `credentials`: the key is missing, wrong or not allowed for this model
 * - `credits`: the operator's balance at the provider is too low
 * - `validation`: the provider refuses this request as it stands
 * - `moderation`: the provider refuses the content
 * - `withdrawn`: the model is no longer served here
 * - `rate`: too many requests; try later
 * - `transient`: network trouble, a 5xx, a timeout
 * - `malformed`: an answer that cannot be understood
 */
export type ProviderErrorKind =
  | 'credentials'
  | 'credits'
  | 'validation'
  | 'moderation'
  | 'withdrawn'
  | 'rate'
  | 'transient'
  | 'malformed';

export interface ProviderErrorDetails {
  /** HTTP status of the answer, if there was one. */
  readonly status?: number;
  /** Earliest time for another try, milliseconds from now; already clamped. */
  readonly retryAfterMs?: number;
  /** The provider's own id of the call, for its support. */
  readonly providerRequestId?: string;
  readonly cause?: unknown;
}

/**
 * A call to a provider that did not give what was asked.
 *
 * `mayHaveArrived` decides about money: it is false only when the request certainly was not accepted (connection
 * refused, DNS failure, connect timeout, or an answer that is a refusal). A paid call for which it is true is never
 * repeated.
 */
export class ProviderError extends Error {
  readonly kind: ProviderErrorKind;
  readonly mayHaveArrived: boolean;
  readonly details: ProviderErrorDetails;

  /** @param message - for the log: short, with no key, header or body in it */
  constructor(kind: ProviderErrorKind, message: string, mayHaveArrived: boolean, details: ProviderErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ProviderError';
    this.kind = kind;
    this.mayHaveArrived = mayHaveArrived;
    this.details = details;
  }

  /** Whether the same call may succeed later without anybody changing anything. */
  get retryable(): boolean {
    return this.kind === 'rate' || this.kind === 'transient';
  }
}
