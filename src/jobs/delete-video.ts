import type { Clock } from '../clock.ts';
import type { NewAuditEntry } from '../credits/audit-trail.ts';
import type { Capacity } from './job.ts';
import type { JobStore } from './job-store.ts';
import type { PostedMessage, Poster } from './poster.ts';

export interface DeleteVideoParts {
  readonly poster: Pick<Poster, 'deleteMessage'>;
  readonly store: Pick<JobStore, 'find' | 'removed'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** A posted video: its message, and its job where that is known. */
export interface PostedVideo extends PostedMessage {
  readonly jobId: string | null;
}

/**
 * Takes a posted video away for good: its message is deleted, and its job says so, so that it is not posted anew. One that is
 * gone already is no error. Where it was posted anew meanwhile, that message goes too. Who may do all that is the caller's
 * to know.
 * @param audit - written down with it, where nobody has done it before
 * @throws {PostingError} where Discord does not let us
 */
export async function deleteVideo(
  video: PostedVideo,
  by: Capacity,
  { poster, store, clock }: DeleteVideoParts,
  audit?: NewAuditEntry,
): Promise<void> {
  const job = video.jobId === null ? null : await store.find(video.jobId);
  // Before anything else: nobody shall post it anew while it is being deleted.
  if (job) await store.removed(job.id, by, clock.now(), audit);
  await poster.deleteMessage(video);
  const { messageId, messageChannelId: channelId } = job ?? { messageId: null, messageChannelId: null };
  if (messageId === null || channelId === null || messageId === video.messageId) return;
  await poster.deleteMessage({ messageId, channelId });
}
