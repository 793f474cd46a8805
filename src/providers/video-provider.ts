import type { CameraConcept } from '../catalogue/concepts.ts';
import type { AspectRatio, DurationSeconds, ModelId, ProviderName, Resolution } from '../catalogue/models.ts';
import type { WaitingLook } from './peer.ts';

/**
 * What a provider is asked to make: already checked against the catalogue. Plain JSON: it is stored with the attempt, so
 * that after a crash exactly this can be looked for, or asked for again under the same key.
 */
export interface SubmitInput {
  readonly jobId: string;
  /** Counts from 1 within the job; with the job's id it names the attempt, and is the key of its idempotency. */
  readonly attempt: number;
  readonly model: ModelId;
  /** The provider's name of the model. */
  readonly slug: string;
  readonly prompt: string;
  readonly durationSeconds: DurationSeconds;
  readonly aspectRatio: AspectRatio;
  readonly resolution: Resolution;
  readonly loop: boolean;
  readonly concepts: readonly CameraConcept[];
  /** Where `upload` put the pictures; absent for none. */
  readonly images: UploadedImages;
  /** The provider's `accountMark` when it was asked; absent where it is not known. */
  readonly account?: string;
}

/** Addresses of pictures that the provider itself gave out. */
export interface UploadedImages {
  readonly startUrl?: string;
  readonly endUrl?: string;
}

/** A picture on our disk. */
export interface ImageFile {
  readonly path: string;
  readonly contentType: 'image/jpeg';
}

/** An accepted request, as far as it is needed to ask for it. */
export interface Operation {
  /** The provider's id of the request; a safe path segment. */
  readonly requestId: string;
  /** The provider's name of the model, as it was asked. */
  readonly slug: string;
  /** Milliseconds since the epoch. */
  readonly submittedAt: number;
  /** How its look waits for its turn; absent where it goes as it came. */
  readonly waiting?: WaitingLook;
}

/** What the provider says of an attempt's cost and times. */
export interface Bill {
  /** What the operator paid, millionths of a US dollar; null when the provider does not say. */
  readonly costMicroUsd: number | null;
  /** The provider's own figures under its own names (seconds, credits), for the record; numbers only. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** A finished video: an address, untrusted; or a file that came with the answer, in the folder that the adapter was given. */
export type MadeVideo = { readonly url: string } | { readonly path: string };

/** What became of a submit. */
export type Submitted =
  /** Taken; it is looked at from now on. */
  | { readonly state: 'accepted'; readonly requestId: string }
  /** A synchronous road: the answer is the video. Its id is null where the answer names none. */
  | {
      readonly state: 'finished';
      readonly requestId: string | null;
      readonly video: MadeVideo;
      readonly bill: Bill;
    }
  /** A synchronous road: it was taken and has failed. */
  | ({ readonly state: 'failed'; readonly requestId: string | null } & Failure);

/** Why an accepted request gave no video. */
export interface Failure {
  readonly kind: 'moderation' | 'validation' | 'other';
  /** The provider's own words, trimmed, for the log. */
  readonly detail: string;
  /** Whether the operator pays for it all the same, or may have to. */
  readonly billed: boolean;
  readonly bill: Bill;
}

/** One look at an accepted request. */
export type OperationStatus =
  | {
      readonly state: 'running';
      /** 0 to 100; null where the provider does not say. */
      readonly progress: number | null;
      /** It stands in line there, nothing is being made yet; absent where that is not said. */
      readonly isQueued?: true;
    }
  | { readonly state: 'finished'; readonly videoUrl: string; readonly bill: Bill }
  | ({ readonly state: 'failed' } & Failure)
  /** The provider does not know the request (now). Whether that is final is the runner's decision. */
  | { readonly state: 'unknown' };

/** An attempt of which nobody knows whether it arrived. */
export interface LostAttempt {
  readonly input: SubmitInput;
  /** When it was about to be sent, milliseconds since the epoch. */
  readonly startedAt: number;
  /** Whether a request of this provider belongs to another attempt of ours. */
  isOurs(requestId: string): Promise<boolean>;
  /**
   * Whether another attempt with the same words has no id that we know (on its way, lost too, answered without one): what
   * fits this one may be that one's. It does not matter where the provider has a key for each attempt.
   */
  hasTwin(): Promise<boolean>;
}

/** The provider says itself that it did not take this request, and never would. */
export interface NotTaken {
  readonly state: 'not-taken';
  readonly kind: Failure['kind'];
  readonly detail: string;
}

/** The operator's money at a provider. */
export interface Account {
  /** Millionths of a US dollar; may be negative. */
  readonly balanceMicroUsd: number;
}

/** What a model costs the operator now, as the provider says, by its name of the model. Millionths of a US dollar. */
export type LivePrices = ReadonlyMap<string, Readonly<Partial<Record<DurationSeconds, number>>>>;

/**
 * A place that makes videos. Starting is apart from waiting, and each call makes one attempt: when to call again is
 * decided by the jobs, which alone know what has been paid for. Every method ends when `signal` aborts, with a
 * `ProviderError` whose `mayHaveArrived` tells whether something had been sent by then.
 */
export interface VideoProvider {
  readonly name: ProviderName;
  /** How long a finished or running request can be asked for, milliseconds from submit. */
  readonly retentionMs: number;
  /** How long the address of a finished video works, milliseconds. */
  readonly fileLifeMs: number;
  /**
   * Tells accounts apart without telling the key: what was asked with one key must not be asked again with another, where it
   * would be a new request.
   */
  readonly accountMark: string;
  /** How many requests of ours it is to work on at a time. */
  readonly maxJobs: number;
  /** It tells us when a request is over: looks are a safety net alone. */
  readonly notifies: boolean;
  /** A submit is on its way for as long as the video takes. */
  readonly isSynchronous: boolean;
  /**
   * Puts a picture where the provider's models can fetch it. Nothing is paid for it, so it may be repeated.
   * @returns its address, to be used within minutes
   * @throws {ProviderError}
   */
  upload(image: ImageFile, signal: AbortSignal): Promise<string>;
  /**
   * Asks for one video. A call that was accepted is paid for.
   * @param aboutToSend - awaited once, when the call's turn has come and just before the first byte leaves: the place to
   *   write down that from now on the request may exist at the provider. When it throws, nothing is sent.
   * @throws {ProviderError} see its `mayHaveArrived` before thinking of another call
   */
  submit(input: SubmitInput, aboutToSend: () => Promise<void>, signal: AbortSignal): Promise<Submitted>;
  /**
   * Finds out what became of a submit without an answer. Never pays a second time.
   * @returns null when nothing of it is to be seen (yet), or when it cannot be told from others
   * @throws {ProviderError} when nothing could be found out, whatever its `mayHaveArrived`
   */
  recover(lost: LostAttempt, signal: AbortSignal): Promise<Submitted | NotTaken | null>;
  /**
   * Looks once at an accepted request; fetches the result when it is finished.
   * @throws {ProviderError} when no statement about the request could be had; the request itself is unharmed
   */
  status(operation: Operation, signal: AbortSignal): Promise<OperationStatus>;
  /**
   * Puts a video of ours where a link can lead to it. Absent where the provider has no such place.
   * @returns its address, which works for `fileLifeMs`
   * @throws {ProviderError}
   */
  publish?(path: string, signal: AbortSignal): Promise<string>;
  /**
   * Asks for the balance. Costs nothing, and tells whether the key is accepted.
   * @throws {ProviderError}
   */
  account(signal: AbortSignal): Promise<Account>;
  /**
   * Asks for the current prices; empty where the provider does not publish them.
   * @throws {ProviderError}
   */
  prices(signal: AbortSignal): Promise<LivePrices>;
}
