import type { Clock } from '../clock.ts';
import type { NewAuditEntry } from '../credits/audit-trail.ts';
import { PostingError } from '../errors/posting-error.ts';
import { Refusal } from '../errors/refusal.ts';
import type { Router } from '../providers/router.ts';
import { deleteVideo } from './delete-video.ts';
import { type Capacity, isErased, isOpen, type Job, type Origin } from './job.ts';
import type { JobStore } from './job-store.ts';
import type { Poster } from './poster.ts';

/** Who wants something of a job, and from where: what a moderator may is said of that channel. */
export type Actor = Pick<Origin, 'guildId' | 'channelId' | 'memberId' | 'mayModerate' | 'mayManage'>;

export interface JobDeskParts {
  readonly store: JobStore;
  readonly poster: Pick<Poster, 'deleteMessage'>;
  readonly router: Pick<Router, 'get'>;
  /** Has the runner look at a job whose course was changed. */
  readonly turn: (jobId: string) => void;
  readonly clock: Clock;
}

/**
 * - `cancelled`: nothing had left for a provider; the hold is voided
 * - `withheld`: the video is being made and paid for if it succeeds; it will not be posted
 */
export type CancelOutcome = 'cancelled' | 'withheld';

/**
 * What members and moderators do with jobs once they are given. Every call says who asks, and is checked by that alone. What
 * a moderator does about somebody else's stands in the audit.
 */
export class JobDesk {
  readonly #parts: JobDeskParts;

  constructor(parts: JobDeskParts) {
    this.#parts = parts;
  }

  /**
   * A job of the caller's guild. What is shown to its requester alone is nobody else's business.
   * @throws {Refusal} where there is none of this id, or what was known of it was erased
   */
  async get(jobId: string, { guildId, memberId }: Pick<Actor, 'guildId' | 'memberId'>): Promise<Job> {
    const job = await this.#parts.store.find(jobId);
    if (!job || job.guildId !== guildId || isErased(job)) throw new Refusal('job-unknown');
    if (job.request.isPrivate && job.memberId !== memberId) throw new Refusal('job-unknown');
    return job;
  }

  /**
   * A job on which the caller may act: the requester's own, or anybody's for moderators.
   * @throws {Refusal}
   */
  async mine(jobId: string, actor: Actor): Promise<Job> {
    const job = await this.get(jobId, actor);
    if (job.memberId !== actor.memberId && !isModeratorOf(job, actor))
      throw new Refusal('job-not-yours', { memberId: job.memberId });
    return job;
  }

  /**
   * Ends a job for which nothing has left yet; later, keeps its video back. Done again, it changes nothing.
   * @throws {Refusal} also when the video is posted, or being posted, or when the job is over
   */
  async cancel(jobId: string, actor: Actor): Promise<CancelOutcome> {
    const job = await this.mine(jobId, actor);
    const { store, turn, clock } = this.#parts;
    const failure = capacityOf(job, actor) === 'requester' ? 'cancelled' : 'cancelled-by-moderator';
    if (await store.cancel(job.id, failure, clock.now(), auditOf('video-cancel', job, actor))) {
      turn(job.id);
      return 'cancelled';
    }
    // A moderator's word stands, and takes the place of the requester's.
    const by = job.withdrawnBy === 'moderator' ? 'moderator' : capacityOf(job, actor);
    const isNews = job.withheldAt === null || by !== job.withdrawnBy;
    const outcome = await this.#withhold(job, by, isNews ? auditOf('video-withhold', job, actor) : undefined);
    return outcome ?? this.cancel(jobId, actor);
  }

  /**
   * Takes a `withheld` back. What a moderator has kept back is not the requester's to post.
   * @throws {Refusal} when the job is over
   */
  async postAfterAll(jobId: string, actor: Actor): Promise<void> {
    const job = await this.mine(jobId, actor);
    if (!mayShowAgain(job, actor)) throw new Refusal('video-withdrawn');
    const outcome = await this.#withhold(job, null, auditOf('video-post', job, actor));
    if (outcome === null) await this.postAfterAll(jobId, actor);
  }

  /** Until when a video can be fetched from its provider, milliseconds since the epoch; null where nobody can say. */
  async keptUntil(job: Job): Promise<number | null> {
    if (job.resultExpiresAt !== null) return job.resultExpiresAt;
    const attempt = await this.#parts.store.lastAttempt(job.id);
    const provider = attempt && this.#parts.router.get(attempt.provider);
    return provider ? (attempt.submittedAt ?? this.#parts.clock.now()) + provider.fileLifeMs : null;
  }

  /**
   * A job whose posted video the caller may delete.
   * @throws {Refusal} also where there is nothing to delete
   */
  async removable(jobId: string, actor: Actor): Promise<Job> {
    const job = await this.mine(jobId, actor);
    messageToDelete(job);
    return job;
  }

  /**
   * Deletes the posted video for everybody. Done again, it changes nothing.
   * @throws {Refusal} also where Discord does not let us
   */
  async remove(jobId: string, actor: Actor): Promise<void> {
    const job = await this.mine(jobId, actor);
    const video = { jobId: job.id, ...messageToDelete(job) };
    try {
      await deleteVideo(video, capacityOf(job, actor), this.#parts, auditOf('video-delete', job, actor));
    } catch (error) {
      if (error instanceof PostingError) throw new Refusal('video-not-deleted');
      throw error;
    }
  }

  /** @returns null where somebody else was quicker */
  async #withhold(job: Job, by: Capacity | null, audit: NewAuditEntry | undefined): Promise<CancelOutcome | null> {
    const { store, turn, clock } = this.#parts;
    if (await store.withhold(job, by, clock.now(), audit)) {
      turn(job.id);
      return 'withheld';
    }
    const { state, withdrawnBy } = await store.get(job.id);
    if (isOpen(state) && withdrawnBy !== job.withdrawnBy) return null;
    if (state === 'cancelled' && by !== null) return 'cancelled';
    throw state === 'delivering' ? new Refusal('job-being-posted') : new Refusal('job-over');
  }
}

/** Who made it is not a moderator of it. */
export function capacityOf(job: Pick<Job, 'memberId'>, { memberId }: Pick<Actor, 'memberId'>): Capacity {
  return job.memberId === memberId ? 'requester' : 'moderator';
}

/**
 * Whether the caller may delete others' messages where the job's are, or manages the server. Who may do so in another channel
 * is no moderator of this one.
 */
function isModeratorOf(
  { channelId, messageChannelId }: Pick<Job, 'channelId' | 'messageChannelId'>,
  actor: Actor,
): boolean {
  if (actor.mayManage) return true;
  return actor.mayModerate && [channelId, messageChannelId].includes(actor.channelId);
}

/** Whether the caller may have a video shown that somebody has kept back or taken away: what a moderator did stays done. */
export function mayShowAgain(job: Pick<Job, 'withdrawnBy' | 'channelId' | 'messageChannelId'>, actor: Actor): boolean {
  return job.withdrawnBy !== 'moderator' || isModeratorOf(job, actor);
}

/** Where a job's video stands for others to see, as far as is known; null where it does not. */
export function postedMessageOf(job: Job): { readonly messageId: string; readonly channelId: string } | null {
  const { state, messageId, messageChannelId: channelId, removedAt } = job;
  if (state !== 'delivered' || messageId === null || channelId === null || removedAt !== null) return null;
  return isShownToOneAlone(job) ? null : { messageId, channelId };
}

/**
 * Also of a video that was taken away already: Discord may have refused it the last time.
 * @throws {Refusal}
 */
function messageToDelete(job: Job): { readonly messageId: string; readonly channelId: string } {
  const { messageId, messageChannelId: channelId } = job;
  if (messageId === null || channelId === null || isShownToOneAlone(job)) throw new Refusal('video-gone');
  return { messageId, channelId };
}

/** In an answer that Discord shows to the requester alone: nobody can delete it for them, and no link leads there. */
function isShownToOneAlone({ request, rung }: Job): boolean {
  return request.isPrivate && (rung?.startsWith('response') ?? false);
}

/** Nothing where somebody does something about their own. */
function auditOf(action: string, job: Job, actor: Actor): NewAuditEntry | undefined {
  if (capacityOf(job, actor) === 'requester') return undefined;
  return { guildId: job.guildId, actorId: actor.memberId, action, targetId: job.memberId };
}
