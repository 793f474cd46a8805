import { type APIMessage, Routes } from 'discord.js';
import type { Job } from '../jobs/job.ts';
import type { PostedMessage } from '../jobs/poster.ts';
import { unlessRefused } from './discord-error.ts';
import type { BotRest } from './rest.ts';
import { videoFileName } from './views/video.ts';

/** How much of a channel is searched for a message of ours: https://docs.discord.com/developers/resources/message#get-channel-messages */
const messagesPerPage = 100;
const searchedPages = 10;

export interface VideoSearch {
  readonly rest: Pick<BotRest, 'get'>;
  readonly channelId: string;
  readonly job: Job;
  /** Ids under which we write: the bot's user has the application's, unless the application is from before 2016. */
  readonly ownIds: readonly string[];
}

/**
 * Looks for a job's video among the messages of a channel since the command.
 * @returns null when it is not there, or when the bot may not read there
 * @throws {PostingError} only `transient`
 */
export async function findPostedVideo(search: VideoSearch): Promise<PostedMessage | null> {
  const { channelId, job } = search;
  // Discord made the interaction's id and all later messages' ids, so no clock of ours decides where to begin.
  let after = job.id;
  for (let page = 0; page < searchedPages; page += 1) {
    const messages = await messagesAfter(search, after);
    const own = messages.find((message) => isOurs(message, search.ownIds) && isVideoOf(job, message));
    if (own) return { messageId: own.id, channelId };
    const newest = messages
      .map(({ id }) => id)
      .toSorted(byAge)
      .at(-1);
    if (newest === undefined || messages.length < messagesPerPage) return null;
    after = newest;
  }
  return null;
}

/** @returns nothing where the bot may not read */
async function messagesAfter({ rest, channelId }: VideoSearch, after: string): Promise<APIMessage[]> {
  const query = new URLSearchParams({ limit: String(messagesPerPage), after });
  const messages = await unlessRefused(() => rest.get(Routes.channelMessages(channelId), { query }));
  return (messages ?? []) as APIMessage[];
}

/** Another bot may post a file of the same name, or repeat our link. */
function isOurs({ author, application_id, webhook_id }: APIMessage, ownIds: readonly string[]): boolean {
  if (author?.bot !== true) return false;
  return [author.id, application_id, webhook_id].some((id) => id !== undefined && ownIds.includes(id));
}

/** Our own message carries the job in the file's name, or the job's own link. */
function isVideoOf(job: Job, message: APIMessage): boolean {
  const hasFile = message.attachments?.some(({ filename }) => filename === videoFileName(job)) ?? false;
  return hasFile || (job.resultUrl !== null && (message.content?.includes(job.resultUrl) ?? false));
}

/** Snowflakes are numbers beyond the range of Number, oldest first. */
function byAge(a: string, b: string): number {
  return BigInt(a) < BigInt(b) ? -1 : 1;
}
