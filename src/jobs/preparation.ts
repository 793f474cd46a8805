import pLimit from 'p-limit';
import { ratiosFor } from '../catalogue/demands.ts';
import type { CatalogueRow } from '../catalogue/models.ts';
import { followImage, type GenerationRequest } from '../catalogue/request.ts';
import type { Clock } from '../clock.ts';
import type { MediaError } from '../errors/media-error.ts';
import type { UploadedImages, VideoProvider } from '../providers/video-provider.ts';
import type { ImageRole, ImageSize, InputImages } from './input-images.ts';
import type { ImageFailure, Job } from './job.ts';
import type { JobStore } from './job-store.ts';

/** Pictures on their way from Discord at one time: each is up to 20 MB. */
const maxFetches = 2;

export interface PreparationParts {
  readonly store: Pick<JobStore, 'changeRequest'>;
  readonly images: InputImages;
  readonly rows: readonly CatalogueRow[];
  readonly clock: Clock;
}

/** Gets a job's pictures ready: from Discord onto our disk, looked at and made plain, then to the provider. */
export class Preparation {
  readonly #parts: PreparationParts;
  readonly #inTurn = pLimit(maxFetches);
  /** Addresses that providers gave out, by job, then by provider and role; lost, the picture is uploaded once more. */
  readonly #uploaded = new Map<string, Map<string, string>>();

  constructor(parts: PreparationParts) {
    this.#parts = parts;
  }

  /**
   * Makes sure that a job's pictures are on our disk.
   * @returns the job, its request now with the pictures' true sizes, and in their shape where nobody named another
   * @throws {MediaError}
   */
  async fetchImages(job: Job, signal: AbortSignal): Promise<Job> {
    const withStart = await this.#fetch(job, 'start', signal);
    return this.#fetch(withStart, 'end', signal);
  }

  /**
   * Brings a job's pictures to a provider, each once.
   * @throws {ProviderError}
   */
  async upload(job: Job, provider: VideoProvider, signal: AbortSignal): Promise<UploadedImages> {
    const { startImage, endImage } = job.request;
    return {
      ...(startImage && { startUrl: await this.#upload(job, provider, 'start', startImage.url, signal) }),
      ...(endImage && { endUrl: await this.#upload(job, provider, 'end', endImage.url, signal) }),
    };
  }

  /** The provider has what it needs, or never will. */
  forget(jobId: string): void {
    this.#uploaded.delete(jobId);
  }

  /** Written down picture by picture: the size of one that is here already is not read again. */
  async #fetch(job: Job, role: ImageRole, signal: AbortSignal): Promise<Job> {
    const field = role === 'start' ? 'startImage' : 'endImage';
    const image = job.request[field];
    if (!image) return job;
    let known = job;
    const writeDown = async (size: ImageSize) => {
      known = await this.#change(job, this.#inShape({ ...job.request, [field]: { ...image, ...size } }));
    };
    await this.#inTurn(() => this.#parts.images.fetch(job.id, role, image.url, signal, writeDown));
    return known;
  }

  async #upload(
    job: Job,
    provider: VideoProvider,
    role: ImageRole,
    source: string,
    signal: AbortSignal,
  ): Promise<string> {
    const known = this.#uploaded.get(job.id) ?? new Map<string, string>();
    this.#uploaded.set(job.id, known);
    const key = `${provider.name} ${role}`;
    const { path } = await this.#parts.images.fetch(job.id, role, source, signal);
    const url = known.get(key) ?? (await provider.upload({ path, contentType: 'image/jpeg' }, signal));
    known.set(key, url);
    return url;
  }

  /** The nearest ratio that somebody here can make together with the rest of the request. */
  #inShape(request: GenerationRequest): GenerationRequest {
    return followImage(request, ratiosFor(request, this.#parts.rows));
  }

  async #change(job: Job, request: GenerationRequest): Promise<Job> {
    if (JSON.stringify(request) === JSON.stringify(job.request)) return job;
    await this.#parts.store.changeRequest(job.id, request, this.#parts.clock.now());
    return { ...job, request };
  }
}

/** What a picture that cannot be used means to its job. */
export function imageFailureOf(error: MediaError): ImageFailure {
  switch (error.code) {
    case 'address-refused':
      return 'image-elsewhere';
    case 'gone':
      return 'image-gone';
    case 'too-large':
      return 'image-too-large';
    case 'network':
      return 'image-unreachable';
    case 'too-many-pixels':
      return 'image-too-many-pixels';
    case 'empty':
    case 'not-a-video':
    case 'damaged':
    case 'not-an-image':
      return 'image-unreadable';
  }
}
