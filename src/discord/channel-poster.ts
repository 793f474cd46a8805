import {
  type APIMessage,
  MessageFlags,
  type REST,
  type RESTPostAPICurrentUserCreateDMChannelResult,
  Routes,
} from 'discord.js';
import type { Clock } from '../clock.ts';
import { PostingError } from '../errors/posting-error.ts';
import { type Job, liveToken } from '../jobs/job.ts';
import type { PostedMessage } from '../jobs/job-store.ts';
import type { Poster, Progress, Road, VideoPost } from '../jobs/poster.ts';
import { toPostingError } from './discord-error.ts';
import type { WebhookRest } from './rest.ts';
import type { Upload, Uploader } from './upload.ts';
import { cardText, failureText } from './views/card.ts';
import { videoFileName, videoText } from './views/video.ts';

/** Bytes per file that a guild's boosts allow on the bot's own road: https://docs.discord.com/developers/reference#uploading-files */
const limitMiBByTier = [20, 20, 50, 100] as const;
const mebibyte = 1024 * 1024;
/** Requests above this fail whatever the limit says: https://github.com/discord/discord-api-docs/issues/7603 */
const requestCeilingBytes = 200 * mebibyte;
/** How much of a channel is searched for a message of ours: https://docs.discord.com/developers/resources/message#get-channel-messages */
const messagesPerPage = 100;
const searchedPages = 10;

export interface ChannelPosterParts {
  /** With the bot's token; for plain messages. */
  readonly rest: Pick<REST, 'get' | 'post' | 'patch' | 'delete'>;
  readonly webhooks: WebhookRest;
  readonly uploader: Uploader;
  readonly token: string;
  /** Boost level of a guild, 0 where it is not known. */
  readonly premiumTier: (guildId: string) => number;
  readonly clock: Clock;
}

type Body = Readonly<Record<string, unknown>>;

/** Posts jobs' messages by all three roads. */
export class ChannelPoster implements Poster {
  readonly #parts: ChannelPosterParts;

  constructor(parts: ChannelPosterParts) {
    this.#parts = parts;
  }

  limitBytes(road: Road, job: Job): number {
    if (road === 'response') return Math.min(job.attachmentLimitBytes, requestCeilingBytes);
    const tier = road === 'dm' ? 0 : this.#parts.premiumTier(job.guildId);
    const tierLimit = (limitMiBByTier[tier] ?? limitMiBByTier[0]) * mebibyte;
    // The interaction's limit is the highest of default, boosts and Nitro: where it is lower, our table is out of date.
    return Math.min(tierLimit, job.attachmentLimitBytes);
  }

  async post(road: Road, job: Job, post: VideoPost, signal: AbortSignal): Promise<PostedMessage> {
    const body = {
      content: videoText(job, post),
      // The words may hold a link of the member's; only our own link may unfold into a player.
      flags: post.content.form === 'file' ? MessageFlags.SuppressEmbeds : 0,
      allowed_mentions: { parse: [], users: [job.memberId] },
    };
    if (road === 'response') return this.#postToResponse(job, post, body, signal);
    const channelId = road === 'dm' ? await this.#openDirectMessages(job) : job.channelId;
    return this.#postToChannel(channelId, job, post, { ...body, nonce: job.id, enforce_nonce: true }, signal);
  }

  async findPosted(job: Job): Promise<PostedMessage | null> {
    // Discord made the interaction's id and all later messages' ids, so no clock of ours decides where to begin.
    let after = job.id;
    for (let page = 0; page < searchedPages; page += 1) {
      const messages = await this.#messagesAfter(job.channelId, after);
      const own = messages.find((message) => isVideoOf(job, message));
      if (own) return { messageId: own.id, channelId: job.channelId };
      const newest = messages
        .map(({ id }) => id)
        .toSorted(byAge)
        .at(-1);
      if (newest === undefined || messages.length < messagesPerPage) return null;
      after = newest;
    }
    return null;
  }

  async showProgress(job: Job, progress: Progress): Promise<void> {
    await this.#editResponse(job, { content: cardText(job, progress), allowed_mentions: { parse: [] } });
  }

  async showFailure(job: Job): Promise<void> {
    const body = { content: failureText(job), allowed_mentions: { parse: [], users: [job.memberId] } };
    try {
      return await (this.#token(job) ? this.#editResponse(job, body) : this.#editCard(job, body));
    } catch (error) {
      const posting = toPostingError(error);
      if (posting.problem === 'transient') throw posting;
    }
    // Whoever was never told that we took the command is not written to.
    if (job.failure === 'not-acknowledged') return;
    const route = Routes.channelMessages(await this.#openDirectMessages(job));
    await this.#translated(() =>
      this.#parts.rest.post(route, { body: { ...body, nonce: job.id, enforce_nonce: true } }),
    );
  }

  /** Edits the card as a message of its channel, which the bot may do after the token's death, unless it is private. */
  async #editCard(job: Job, body: Body): Promise<void> {
    const { progressMessageId } = job;
    if (!progressMessageId || job.request.isPrivate) throw new PostingError('gone', 'no way to the card any more');
    const route = Routes.channelMessage(job.channelId, progressMessageId);
    await this.#translated(() => this.#parts.rest.patch(route, { body }));
  }

  async removeProgress(job: Job): Promise<void> {
    const token = this.#token(job);
    if (token) {
      const route = Routes.webhookMessage(job.applicationId, token);
      await this.#translated(() => this.#parts.webhooks.delete(route, { auth: false }));
    } else if (job.progressMessageId && !job.request.isPrivate) {
      const route = Routes.channelMessage(job.channelId, job.progressMessageId);
      await this.#translated(() => this.#parts.rest.delete(route));
    }
  }

  async #postToResponse(job: Job, post: VideoPost, body: Body, signal: AbortSignal): Promise<PostedMessage> {
    const token = this.#token(job);
    if (!token) throw new PostingError('gone', 'the interaction is over');
    const route = Routes.webhookMessage(job.applicationId, token);
    if (post.content.form === 'link') {
      const message = await this.#translated(() => this.#parts.webhooks.patch(route, { auth: false, body }));
      return posted(message, job.channelId);
    }
    const upload = { method: 'PATCH', route, token: null, body, file: fileOf(job, post.content) } as const;
    return posted(await this.#parts.uploader.send(upload, signal), job.channelId);
  }

  async #postToChannel(
    channelId: string,
    job: Job,
    post: VideoPost,
    body: Body,
    signal: AbortSignal,
  ): Promise<PostedMessage> {
    const route = Routes.channelMessages(channelId);
    if (post.content.form === 'link') {
      return posted(await this.#translated(() => this.#parts.rest.post(route, { body })), channelId);
    }
    const upload = { method: 'POST', route, token: this.#parts.token, body, file: fileOf(job, post.content) } as const;
    return posted(await this.#parts.uploader.send(upload, signal), channelId);
  }

  /** @returns nothing where the bot may not read */
  async #messagesAfter(channelId: string, after: string): Promise<APIMessage[]> {
    const query = new URLSearchParams({ limit: String(messagesPerPage), after });
    try {
      return (await this.#parts.rest.get(Routes.channelMessages(channelId), { query })) as APIMessage[];
    } catch (error) {
      const posting = toPostingError(error);
      if (posting.problem === 'transient') throw posting;
      return [];
    }
  }

  async #openDirectMessages(job: Job): Promise<string> {
    const channel = await this.#translated(() =>
      this.#parts.rest.post(Routes.userChannels(), { body: { recipient_id: job.memberId } }),
    );
    return (channel as RESTPostAPICurrentUserCreateDMChannelResult).id;
  }

  async #editResponse(job: Job, body: Body): Promise<void> {
    const token = this.#token(job);
    if (!token) return;
    const route = Routes.webhookMessage(job.applicationId, token);
    await this.#translated(() => this.#parts.webhooks.patch(route, { auth: false, body }));
  }

  #token(job: Job): string | null {
    return liveToken(job, this.#parts.clock.now());
  }

  async #translated<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await call();
    } catch (error) {
      throw toPostingError(error);
    }
  }
}

function fileOf(job: Job, { path, bytes }: { path: string; bytes: number }): Upload['file'] {
  return { path, bytes, name: videoFileName(job), contentType: 'video/mp4' };
}

/** Our own message carries the job in the file's name, or the job's own link. */
function isVideoOf(job: Job, message: APIMessage): boolean {
  if (message.author?.bot !== true) return false;
  const hasFile = message.attachments?.some(({ filename }) => filename === videoFileName(job)) ?? false;
  return hasFile || (job.resultUrl !== null && (message.content?.includes(job.resultUrl) ?? false));
}

/** Snowflakes are numbers beyond the range of Number, oldest first. */
function byAge(a: string, b: string): number {
  return BigInt(a) < BigInt(b) ? -1 : 1;
}

function posted(message: unknown, channelId: string): PostedMessage {
  const { id } = (message ?? {}) as Partial<APIMessage>;
  if (typeof id !== 'string') throw new PostingError('transient', 'the answer names no message');
  return { messageId: id, channelId };
}
