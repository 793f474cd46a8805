import type { AspectRatio, DurationSeconds, ModelId, ProviderName, Resolution } from '../catalogue/models.ts';

/** What a provider is asked to make: already checked against the catalogue. */
export interface SubmitInput {
  readonly jobId: string;
  /** Counts from 1 within the job. */
  readonly attempt: number;
  readonly model: ModelId;
  /** The provider's name of the model. */
  readonly slug: string;
  readonly prompt: string;
  readonly durationSeconds: DurationSeconds;
  readonly aspectRatio: AspectRatio;
  readonly resolution: Resolution;
  readonly loop: boolean;
  /** Where `upload` put the pictures; absent for none. */
  readonly images: UploadedImages;
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

/** The handle of an accepted request. Plain JSON: it is stored with the job, so that a restart polls instead of paying twice. */
export interface Operation {
  /** The provider's id of the request; a safe path segment. */
  readonly requestId: string;
}

/** One look at an accepted request. */
export type OperationStatus =
  | { readonly state: 'running' }
  | {
      readonly state: 'finished';
      /** Where the video can be fetched; untrusted. */
      readonly videoUrl: string;
      /** What the operator paid, millionths of a US dollar; null when the provider does not say. */
      readonly costMicroUsd: number | null;
    }
  | {
      readonly state: 'failed';
      readonly kind: 'moderation' | 'validation' | 'other';
      /** The provider's own words, trimmed, for the log. */
      readonly detail: string;
    }
  /** The provider does not know the request (now). Whether that is final is the runner's decision. */
  | { readonly state: 'unknown' };

/**
 * A place that makes videos. Starting is apart from waiting, and each call makes one attempt: when to call again is
 * decided by the runner, which alone knows what has been paid for.
 */
export interface VideoProvider {
  readonly name: ProviderName;
  /** How long a finished or running request can be asked for, milliseconds from submit. */
  readonly retentionMs: number;
  /** How long the address of a finished video works, milliseconds. */
  readonly fileLifeMs: number;
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
  submit(input: SubmitInput, aboutToSend: () => Promise<void>, signal: AbortSignal): Promise<Operation>;
  /**
   * Looks once at an accepted request; fetches the result when it is finished.
   * @throws {ProviderError} when no statement about the request could be had; the request itself is unharmed
   */
  status(operation: Operation, signal: AbortSignal): Promise<OperationStatus>;
}
