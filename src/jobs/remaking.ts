import type { AspectRatio, CatalogueRow, DurationSeconds } from '../catalogue/models.ts';
import { candidatesFor, type ModelOffer, offerOf, rowsFor } from '../catalogue/offer.ts';
import { cleanPrompt } from '../catalogue/prompt.ts';
import { followImage, type GenerationRequest, imageUseOf } from '../catalogue/request.ts';
import { signedUntil } from '../catalogue/signed-address.ts';
import type { Clock } from '../clock.ts';
import { Refusal } from '../errors/refusal.ts';
import type { Generations } from './generations.ts';
import type { Job, Origin } from './job.ts';
import { TwiceInARow } from './twice-in-a-row.ts';

/** Of a picture's address, where it does not say itself: https://docs.discord.com/developers/reference#signed-attachment-cdn-urls */
const usualAddressLifeMs = 24 * 60 * 60_000;
/** For so long a picture that is out of reach is asked for. */
const marginMs = 10 * 60_000;

/** What is to be otherwise than it was. */
export interface Change {
  /** As it was typed. */
  readonly prompt?: string;
  /** `picture`: as the picture is. */
  readonly aspectRatio?: AspectRatio | 'picture';
  readonly durationSeconds?: DurationSeconds;
  readonly loop?: boolean;
}

export interface RemakingParts {
  readonly generations: Pick<Generations, 'accept' | 'refuseEarly'>;
  readonly rows: readonly CatalogueRow[];
  readonly clock: Pick<Clock, 'now'>;
}

/** What was asked for once is asked for again, the same or a little otherwise, by whoever likes and pays for it. */
export class Remaking {
  readonly #parts: RemakingParts;
  readonly #presses: TwiceInARow;

  constructor(parts: RemakingParts) {
    this.#parts = parts;
    this.#presses = new TwiceInARow(parts.clock);
  }

  /**
   * A job's request anew. Whether the video is hidden is not copied: that is for the guild's rules to say.
   * @throws {Refusal} for a prompt that cannot be, or where a picture of it cannot be fetched any more
   */
  requestAnew(job: Job, { prompt, aspectRatio, durationSeconds, loop }: Change = {}): GenerationRequest {
    const { isSpoiler, ...request } = job.request;
    this.#refuseDeadPictures(job);
    const changed: GenerationRequest = {
      ...request,
      ...(prompt !== undefined && { prompt: cleanPrompt(prompt) }),
      ...(durationSeconds !== undefined && { durationSeconds }),
      ...(loop !== undefined && { loop }),
      ...(aspectRatio !== undefined && { ratioFollowsImage: aspectRatio === 'picture' }),
      ...(aspectRatio !== undefined && aspectRatio !== 'picture' && { aspectRatio }),
    };
    if (changed.loop && changed.endImage) throw new Refusal('loop-with-end-image');
    return followImage(changed, this.offerFor(changed)?.ratiosFor(changed) ?? []);
  }

  /** What can be had of a request's model with such pictures; null where nobody has it any more. */
  offerFor(request: GenerationRequest): ModelOffer | null {
    return offerOf(request.model, rowsFor(imageUseOf(request), this.#parts.rows));
  }

  /**
   * What a request costs now, credits.
   * @throws {Refusal} where nobody makes it
   */
  priceOf(request: GenerationRequest): number {
    return candidatesFor(request, this.#parts.rows)[0].terms.priceCredits;
  }

  /**
   * For whoever is about to be asked for words, as `Generations.refuseEarly`.
   * @throws {Refusal}
   */
  refuseEarly(origin: Origin): Promise<void> {
    return this.#parts.generations.refuseEarly(origin);
  }

  /**
   * Holds the price and writes the job down, as for a command.
   * @throws {Refusal} also where the same member has asked for the same a moment ago
   */
  async make(origin: Origin, request: GenerationRequest): Promise<Job> {
    const key = JSON.stringify([origin.guildId, origin.memberId, request]);
    const job = await this.#presses.unless(key, () => this.#parts.generations.accept(origin, request));
    if (!job) throw new Refusal('job-on-its-way');
    return job;
  }

  #refuseDeadPictures({ request, createdAt }: Job): void {
    const needed = this.#parts.clock.now() + marginMs;
    for (const image of [request.startImage, request.endImage]) {
      if (image && needed > (signedUntil(image.url) ?? createdAt + usualAddressLifeMs))
        throw new Refusal('picture-too-old');
    }
  }
}
