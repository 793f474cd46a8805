import pLimit from 'p-limit';
import type { Clock } from '../clock.ts';
import { FitError } from '../errors/fit-error.ts';
import { MediaError } from '../errors/media-error.ts';
import { PostingError } from '../errors/posting-error.ts';
import { Refusal } from '../errors/refusal.ts';
import type { Generations } from './generations.ts';
import type { Job, Origin } from './job.ts';
import { type JobDesk, mayShowAgain, postedMessageOf } from './job-desk.ts';
import type { JobStore } from './job-store.ts';
import { type Content, linkTo } from './ladder.ts';
import type { LinkReason, PostedMessage, Poster, Road, Rung } from './poster.ts';
import type { VideoFile, VideoFiles } from './video-files.ts';

/** Each costs memory, and jobs under way come first. */
const atOnce = 2;

export interface RepostingParts {
  readonly desk: Pick<JobDesk, 'mine'>;
  readonly store: Pick<JobStore, 'get' | 'reposted'>;
  readonly generations: Pick<Generations, 'refuseShowing'>;
  readonly poster: Pick<Poster, 'post' | 'stands' | 'deleteMessage' | 'limitBytes'>;
  readonly files: Pick<VideoFiles, 'fetch' | 'fit' | 'discard'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * - `stands`: the old message is still there
 * - `posted`: a new one is
 * - `answered`: it stands in the answer to the very call, for the caller alone
 */
export type RepostOutcome = ({ readonly kind: 'stands' | 'posted' } & PostedMessage) | { readonly kind: 'answered' };

/**
 * Shows a video that was made and paid for once more, where it is asked for: one whose message was deleted, or that was kept
 * back. It costs nothing, as long as its provider has it. No second job comes of it: the job names the new message.
 */
export class Reposting {
  readonly #parts: RepostingParts;
  readonly #underWay = new Set<string>();
  readonly #transfers = pLimit(atOnce);

  constructor(parts: RepostingParts) {
    this.#parts = parts;
  }

  /**
   * What can be said before anything is fetched.
   * @throws {Refusal} where the caller may not, or where there is nothing to show
   */
  async examine(jobId: string, origin: Origin): Promise<Job> {
    const { desk, clock } = this.#parts;
    const job = await desk.mine(jobId, origin);
    if (job.state !== 'delivered') throw new Refusal('video-not-made');
    if (!mayShowAgain(job, origin)) throw new Refusal('video-withdrawn');
    if (job.resultUrl === null || (job.resultExpiresAt ?? 0) <= clock.now()) {
      // Where it still stands there is no need to fetch it.
      if (postedMessageOf(job) === null) throw new Refusal('video-expired');
    }
    return job;
  }

  /**
   * @param origin - of the call: where the video goes, and whose id keeps it from being stored twice
   * @throws {Refusal} also of the guild's rules for that place
   */
  async repost(jobId: string, origin: Origin, signal: AbortSignal): Promise<RepostOutcome> {
    const job = await this.examine(jobId, origin);
    if (this.#underWay.has(job.id)) throw new Refusal('job-on-its-way');
    this.#underWay.add(job.id);
    try {
      const standing = await this.#standing(job);
      if (standing) return { kind: 'stands', ...standing };
      return await this.#transfers(() => this.#show(job, origin, signal));
    } catch (error) {
      if (error instanceof MediaError)
        throw error.retryable ? new Refusal('video-unreachable') : new Refusal('video-expired');
      if (error instanceof PostingError) throw new Refusal('video-not-posted');
      throw error;
    } finally {
      this.#underWay.delete(job.id);
    }
  }

  /** Its message, which may stand although it was to be deleted: Discord may not have let us. It is wanted again then. */
  async #standing(job: Job): Promise<PostedMessage | null> {
    const { poster, store, clock } = this.#parts;
    const message = postedMessageOf({ ...job, removedAt: null });
    if (!message || !(await poster.stands(message))) return null;
    // Written by raybot itself.
    if (job.removedAt !== null) await store.reposted(job, message, job.rung as Rung, clock.now());
    return message;
  }

  async #show(job: Job, origin: Origin, signal: AbortSignal): Promise<RepostOutcome> {
    const { poster, store, clock } = this.#parts;
    const { isHidden } = await this.#parts.generations.refuseShowing(origin, job.request);
    const road: Road = job.request.isPrivate ? 'response' : 'channel';
    if (road === 'channel' && !origin.mayPost) throw new Refusal('cannot-post-here');
    signal.throwIfAborted();
    const here = inPlace(job, origin, isHidden, clock.now());
    const [message, form] = await this.#climb(here, road, origin.interactionId, signal);
    const rung: Rung = `${road}:${form}`;
    if (!(await store.reposted(job, message, rung, clock.now()))) {
      // Somebody has taken it away, or had it erased, while it was being posted.
      if (road === 'channel') await poster.deleteMessage(message);
      throw new Refusal('video-withdrawn');
    }
    await this.#removeOld(job);
    return road === 'channel' ? { kind: 'posted', ...message } : { kind: 'answered' };
  }

  /** It may stand where the bot may not look any more: nobody needs it twice. */
  async #removeOld(job: Job): Promise<void> {
    const old = postedMessageOf(job);
    if (!old) return;
    await this.#parts.poster.deleteMessage(old).catch((error: unknown) => {
      if (!(error instanceof PostingError)) throw error;
    });
  }

  /** The file where the place takes it, else a smaller one, else the link; each with and then without the prompt's words. */
  async #climb(
    job: Job,
    road: Road,
    nonce: string,
    signal: AbortSignal,
  ): Promise<readonly [PostedMessage, Content['form']]> {
    const { poster, files } = this.#parts;
    try {
      for await (const content of this.#contents(job, road, signal)) {
        for (const withPrompt of [true, false]) {
          const post = { content, withPrompt, tookMs: 0, availableCredits: 0, again: { nonce } };
          const message = await unlessTurnedDown(() => poster.post(road, job, post, signal));
          if (message) return [message, content.form];
        }
      }
    } finally {
      await files.discard(job.id);
    }
    throw new Refusal('video-not-posted');
  }

  async *#contents(job: Job, road: Road, signal: AbortSignal): AsyncGenerator<Content> {
    const file = await this.#fetch(job, signal);
    if (typeof file === 'string') {
      yield linkTo(job, file);
      return;
    }
    const limitBytes = this.#parts.poster.limitBytes(road, job);
    const fitting = file.bytes <= limitBytes ? file : await this.#smaller(job, file, limitBytes, signal);
    if (fitting) yield { form: 'file', ...fitting };
    yield linkTo(job, 'too-large');
  }

  /** @returns why it can only be linked, where that is so */
  async #fetch(job: Job, signal: AbortSignal): Promise<VideoFile | LinkReason> {
    try {
      return await this.#parts.files.fetch(job.id, job.resultUrl, signal);
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      if (error.code === 'damaged') return 'unverified';
      if (error.code === 'too-large') return 'too-large';
      throw error;
    }
  }

  async #smaller(job: Job, file: VideoFile, limitBytes: number, signal: AbortSignal): Promise<VideoFile | null> {
    try {
      return await this.#parts.files.fit(job.id, file, { limitBytes, signal, onPercent() {} });
    } catch (error) {
      if (error instanceof FitError) return null;
      throw error;
    }
  }
}

/** The job as if it had been asked for by this call. */
function inPlace(job: Job, origin: Origin, isHidden: boolean, now: number): Job {
  const { isSpoiler, ...request } = job.request;
  const { channelId, applicationId, interactionToken, attachmentLimitBytes } = origin;
  return {
    ...job,
    ...{ channelId, applicationId, interactionToken, attachmentLimitBytes },
    request: isHidden ? { ...request, isSpoiler: true } : request,
    // The token's life counts from here.
    createdAt: now,
  };
}

/** @returns null where the place does not take this form, and another one may do */
async function unlessTurnedDown<Result>(post: () => Promise<Result>): Promise<Result | null> {
  try {
    return await post();
  } catch (error) {
    const isTurnedDown =
      error instanceof PostingError && (error.problem === 'too-large' || error.problem === 'content-refused');
    if (isTurnedDown) return null;
    throw error;
  }
}
