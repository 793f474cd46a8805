import type { Clock } from '../clock.ts';
import type { Balance } from '../credits/account.ts';
import { MediaError } from '../errors/media-error.ts';
import { PostingError } from '../errors/posting-error.ts';
import { ProviderError } from '../errors/provider-error.ts';
import type { OperatorNotices } from '../operations/operator-notices.ts';
import type { Fitting } from './fitting.ts';
import type { Job, JobFailure } from './job.ts';
import type { JobStore } from './job-store.ts';
import { type Content, type LadderPlace, limitToFit, linkTo, rungsFor } from './ladder.ts';
import type { PostedMessage, Poster, Road, Rung } from './poster.ts';
import type { ProgressCards } from './progress-cards.ts';
import type { Publication } from './publication.ts';
import type { VideoFiles } from './video-files.ts';

/** Past this, Discord may have forgotten the nonce of an earlier post («a few minutes»), so we look before we post. */
const nonceMemoryMs = 2 * 60_000;
/** How long a download that fails is tried before the link is posted instead. */
const downloadPatienceMs = 2 * 60_000;
/** How long a delivery is tried while Discord, or the place for its link, is out of reach. */
const deliveryPatienceMs = 24 * 60 * 60_000;
const shortestRetryMs = 2_000;
const longestRetryMs = 5 * 60_000;

export interface DeliveryParts {
  readonly store: JobStore;
  readonly poster: Poster;
  readonly files: VideoFiles;
  readonly balanceOf: (job: Job) => Promise<Balance>;
  readonly publication: Publication;
  readonly fitting: Fitting;
  readonly cards: ProgressCards;
  readonly notices: OperatorNotices;
  readonly clock: Clock;
}

/**
 * Takes a job from `finished` to `delivered`: the file is fetched and checked, then posted by a ladder of roads and forms
 * until one holds. A paid video is given up only when every rung refused it.
 */
export class Delivery {
  readonly #parts: DeliveryParts;
  /** When each job under delivery first met trouble in this process: patience must not count the time we were off. */
  readonly #troubleSince = new Map<string, number>();

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /**
   * Delivers a finished job, or says when to try again.
   * @returns milliseconds until the next look
   */
  async deliver(job: Job, signal: AbortSignal): Promise<number> {
    const startedAt = job.deliveryStartedAt ?? this.#parts.clock.now();
    const takenUpAgain = this.#parts.clock.now() - startedAt > nonceMemoryMs;
    if (job.deliveryStartedAt === null) this.#parts.cards.show(job, { stage: 'delivering' });
    await this.#parts.store.startDelivery(job, startedAt);
    try {
      const posted = takenUpAgain ? await this.#parts.poster.findPosted(job) : null;
      if (posted) return await this.#delivered(job, posted, `${roadOf(job, posted)}:found`);
      const content = await this.#content(job, signal);
      const forms = [content, ...(await this.#smaller(job, content, signal))];
      await this.#parts.cards.finish(job.id);
      return await this.#climb(job, forms, signal);
    } catch (error) {
      // We stop: what was cut off is left to the next start.
      if (signal.aborted) return shortestRetryMs;
      return this.#interrupted(job, error);
    }
  }

  /** The file where it can be had, else the link. */
  async #content(job: Job, signal: AbortSignal): Promise<Content> {
    try {
      return { form: 'file', ...(await this.#parts.files.fetch(job.id, job.resultUrl, signal)) };
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      if (error.code === 'too-large') return linkTo(job, 'too-large');
      if (error.code === 'damaged') return linkTo(job, 'unverified');
      if (error.retryable && this.#troubledForMs(job) >= downloadPatienceMs) return linkTo(job, 'unreachable');
      throw error;
    }
  }

  /** A file that no place near takes, made smaller for the best of them; nothing where that cannot be, or need not. */
  async #smaller(job: Job, content: Content, signal: AbortSignal): Promise<Content[]> {
    if (content.form !== 'file') return [];
    const limitBytes = limitToFit(job, content, this.#place());
    const file = limitBytes === null ? null : await this.#parts.fitting.fit(job, content, limitBytes, signal);
    return file ? [{ form: 'file', ...file }] : [];
  }

  /** Tries the rungs in order. */
  async #climb(job: Job, forms: readonly Content[], signal: AbortSignal): Promise<number> {
    const { availableCredits } = await this.#parts.balanceOf(job);
    const tookMs = this.#parts.clock.now() - job.createdAt;
    const refusals: string[] = [];
    const closedRoads = new Set<Road>();
    const closedFiles = new Set<Road>();
    for (const rung of rungsFor(job, forms, this.#place())) {
      const { content: offered, withPrompt, road } = rung;
      if (closedRoads.has(road) || (offered.form === 'file' && closedFiles.has(road))) continue;
      try {
        const message = await this.#parts.poster.post(
          road,
          job,
          { content: offered, withPrompt, tookMs, availableCredits },
          signal,
        );
        return await this.#delivered(job, message, `${road}:${offered.form}`);
      } catch (error) {
        if (!(error instanceof PostingError) || error.problem === 'transient') throw error;
        refusals.push(`${road}:${offered.form}: ${error.message}`);
        if (error.problem === 'no-access' || error.problem === 'gone') closedRoads.add(road);
        if (error.problem === 'too-large') closedFiles.add(road);
      }
    }
    const [original] = forms;
    const published = original?.form === 'file' && (await this.#parts.publication.publish(job, original.path, signal));
    if (published) return this.#climb(published, [linkTo(published, 'too-large')], signal);
    return this.#undeliverable(job, refusals.join('; ') || 'the file is too large for every place');
  }

  #place(): LadderPlace {
    const { poster, clock } = this.#parts;
    return { limitBytes: (road, job) => poster.limitBytes(road, job), now: clock.now() };
  }

  async #delivered(job: Job, message: PostedMessage, rung: Rung): Promise<number> {
    await this.#parts.store.delivered(job.id, message, rung, this.#parts.clock.now());
    await this.#forget(job);
    return 0;
  }

  /** Something that may pass stood in the way, or the video itself cannot be had. */
  async #interrupted(job: Job, error: unknown): Promise<number> {
    const triedMs = this.#troubledForMs(job);
    const hopeless = error instanceof MediaError && !error.retryable && error.code !== 'gone';
    // A file that waits for its link is on our disk: nothing takes it away meanwhile.
    const mayPass = error instanceof ProviderError ? error.retryable : !(error instanceof MediaError);
    const patienceMs = mayPass ? deliveryPatienceMs : downloadPatienceMs;
    if (hopeless || triedMs >= patienceMs) {
      const detail = error instanceof Error ? error.message : String(error);
      await this.#end(job, failureOf(error), detail);
      return 0;
    }
    if (!(error instanceof MediaError || error instanceof PostingError || error instanceof ProviderError)) throw error;
    const askedMs = error instanceof PostingError ? error.retryAfterMs : 0;
    return Math.max(askedMs, Math.min(longestRetryMs, Math.max(shortestRetryMs, triedMs / 2)));
  }

  /** Milliseconds since this delivery first met trouble; 0 for the first time. */
  #troubledForMs({ id }: Job): number {
    const now = this.#parts.clock.now();
    const since = this.#troubleSince.get(id) ?? now;
    this.#troubleSince.set(id, since);
    return Math.max(0, now - since);
  }

  async #undeliverable(job: Job, detail: string): Promise<number> {
    await this.#end(job, 'delivery-impossible', detail);
    return 0;
  }

  async #end(job: Job, failure: JobFailure, detail: string): Promise<void> {
    // Aside first: a stop in between would let the next start sweep away what is the only copy.
    const place = job.resultUrl ?? (await this.#parts.files.setAside(job.id));
    await this.#parts.store.end(job.id, 'undelivered', failure, this.#parts.clock.now());
    await this.#forget(job);
    const where = place === null ? '' : ` (${place})`;
    const detailWithPlace = `${detail.slice(0, 500)}${where}`;
    this.#parts.notices.tell({ code: 'delivery-impossible', jobId: job.id, detail: detailWithPlace });
  }

  async #forget({ id }: Job): Promise<void> {
    this.#troubleSince.delete(id);
    this.#parts.fitting.forget(id);
    await this.#parts.files.discard(id);
  }
}

/** What came of a delivery that was given up. */
function failureOf(error: unknown): JobFailure {
  if (!(error instanceof MediaError)) return 'delivery-impossible';
  return error.code === 'not-a-video' || error.code === 'empty' ? 'not-a-video' : 'video-unreachable';
}

/** The response is a message of the channel too: what was posted into it stands in the card's place, and stays. */
function roadOf(job: Job, { messageId, channelId }: PostedMessage): Road {
  if (messageId === job.progressMessageId) return 'response';
  return channelId === job.channelId ? 'channel' : 'dm';
}
