import { type APIMessage, MessageFlags, Routes } from 'discord.js';
import type { Clock } from '../clock.ts';
import { PostingError } from '../errors/posting-error.ts';
import { isImageFailure, type Job, liveToken } from '../jobs/job.ts';
import type { PostedMessage, Poster, Progress, Road, VideoPost } from '../jobs/poster.ts';
import { DirectMessages } from './direct-messages.ts';
import { toPostingError, translated, unlessRefused } from './discord-error.ts';
import { findPostedVideo } from './posted-video.ts';
import type { BotRest, WebhookRest } from './rest.ts';
import type { Upload, Uploader } from './upload.ts';
import { cardText, failureText } from './views/card.ts';
import { cardButtons, failureButtons, videoButtons } from './views/job-buttons.ts';
import { videoFileName, videoText } from './views/video.ts';

/** Bytes per file that a guild's boosts allow on the bot's own road: https://docs.discord.com/developers/reference#uploading-files */
const limitMiBByTier = [20, 20, 50, 100] as const;
const mebibyte = 1024 * 1024;
/** Requests above this fail whatever the limit says: https://github.com/discord/discord-api-docs/issues/7603 */
const requestCeilingBytes = 200 * mebibyte;

export interface ChannelPosterParts {
  readonly rest: Omit<BotRest, 'put'>;
  readonly webhooks: WebhookRest;
  readonly uploader: Uploader;
  readonly token: string;
  /** Boost level of a guild, 0 where it is not known. */
  readonly premiumTier: (guildId: string) => number;
  /** Id of the bot's own user, or nothing before it is logged in. */
  readonly botUserId: () => string | undefined;
  readonly clock: Clock;
}

/** Discord then answers when the message stands, or says why it does not. */
const andWait = new URLSearchParams({ wait: 'true' });

type Body = Readonly<Record<string, unknown>>;

/** Posts jobs' messages by all three roads. */
export class ChannelPoster implements Poster {
  readonly #parts: ChannelPosterParts;
  readonly #directMessages: DirectMessages;

  constructor(parts: ChannelPosterParts) {
    this.#parts = parts;
    this.#directMessages = new DirectMessages(parts.rest);
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
      allowed_mentions: { parse: [], users: post.again ? [] : [job.memberId] },
      // A press in a direct message says nothing of the guild, so nothing could come of it.
      components: road === 'dm' ? [] : videoButtons(job),
    };
    if (road === 'response') return this.#postToResponse(job, post, body, signal);
    const channelId = road === 'dm' ? await this.#directMessages.open(job.memberId) : job.channelId;
    const once = { nonce: post.again?.nonce ?? job.id, enforce_nonce: true };
    return this.#postToChannel(channelId, job, post, { ...body, ...once }, signal);
  }

  async findPosted(job: Job): Promise<PostedMessage | null> {
    const near = await this.#findIn(job.channelId, job);
    // Where the channel itself was a road, the direct message would have been the very last.
    if (near || (job.mayPost && !job.request.isPrivate)) return near;
    const directChannelId = await unlessRefused(() => this.#directMessages.open(job.memberId));
    return directChannelId === null ? null : this.#findIn(directChannelId, job);
  }

  #findIn(channelId: string, job: Job): Promise<PostedMessage | null> {
    const ownIds = [job.applicationId, this.#parts.botUserId() ?? job.applicationId];
    return findPostedVideo({ rest: this.#parts.rest, channelId, job, ownIds });
  }

  async showProgress(job: Job, progress: Progress): Promise<void> {
    // A job that waits for long outlives its token: what its card promises must not get old.
    const edit = this.#token(job) ? this.#editResponse : this.#editCard;
    await withOrWithoutPrompt((withPrompt) =>
      edit.call(this, job, {
        content: cardText(job, progress, withPrompt),
        allowed_mentions: { parse: [] },
        components: cardButtons(job, progress),
      }),
    );
  }

  async showFailure(job: Job): Promise<void> {
    const allowed_mentions = { parse: [], users: [job.memberId] };
    const components = failureButtons(job);
    const write = (send: (body: Body) => Promise<unknown>) =>
      withOrWithoutPrompt((withPrompt) =>
        send({ content: failureText(job, withPrompt), allowed_mentions, components }),
      );
    if (isImageFailure(job.failure) && !job.request.isPrivate && (await this.#tellAlone(job, write))) return;
    // A token can die before its time; the card is a message of its channel all the same.
    const ways = [...(this.#token(job) ? [this.#editResponse] : []), this.#editCard];
    for (const edit of ways) {
      const isWritten = await unlessRefused(async () => {
        await write((body) => edit.call(this, job, body));
        return true;
      });
      if (isWritten) return;
    }
    // Whoever was never told that we took the command is not written to.
    if (job.failure === 'not-acknowledged') return;
    const route = Routes.channelMessages(await this.#directMessages.open(job.memberId));
    const once = { nonce: job.id, enforce_nonce: true, components: [] };
    await write((body) => translated(() => this.#parts.rest.post(route, { body: { ...body, ...once } })));
  }

  /**
   * Takes the card away and tells the requester alone: nobody else has to read what is wrong with a picture. In this order,
   * since a follow-up to a deferral that still stands takes its place, for all to see
   * (https://docs.discord.com/developers/interactions/receiving-and-responding).
   * @returns false where there is no such way any more
   */
  async #tellAlone(job: Job, write: (send: (body: Body) => Promise<unknown>) => Promise<unknown>): Promise<boolean> {
    const token = this.#token(job);
    if (!token) return false;
    const card = Routes.webhookMessage(job.applicationId, token);
    await unlessRefused(() => translated(() => this.#parts.webhooks.delete(card, { auth: false })));
    const route = Routes.webhook(job.applicationId, token);
    const flags = MessageFlags.Ephemeral | MessageFlags.SuppressEmbeds;
    const isTold = await unlessRefused(async () => {
      await write((body) =>
        translated(() => this.#parts.webhooks.post(route, { auth: false, body: { ...body, flags }, query: andWait })),
      );
      return true;
    });
    return isTold ?? false;
  }

  /** Edits the card as a message of its channel, which the bot may do after the token's death, unless it is private. */
  async #editCard(job: Job, body: Body): Promise<void> {
    const { progressMessageId } = job;
    if (!progressMessageId || job.request.isPrivate) throw new PostingError('gone', 'no way to the card any more');
    const route = Routes.channelMessage(job.channelId, progressMessageId);
    await translated(() => this.#parts.rest.patch(route, { body }));
  }

  async deleteMessage({ channelId, messageId }: PostedMessage): Promise<void> {
    const route = Routes.channelMessage(channelId, messageId);
    try {
      await translated(() => this.#parts.rest.delete(route));
    } catch (error) {
      if (!(error instanceof PostingError) || error.problem !== 'gone') throw error;
    }
  }

  async stands({ channelId, messageId }: PostedMessage): Promise<boolean> {
    const route = Routes.channelMessage(channelId, messageId);
    return (await unlessRefused(() => translated(() => this.#parts.rest.get(route)))) !== null;
  }

  async removeProgress(job: Job): Promise<void> {
    const token = this.#token(job);
    if (token) {
      const route = Routes.webhookMessage(job.applicationId, token);
      await translated(() => this.#parts.webhooks.delete(route, { auth: false }));
    } else if (job.progressMessageId && !job.request.isPrivate) {
      const route = Routes.channelMessage(job.channelId, job.progressMessageId);
      await translated(() => this.#parts.rest.delete(route));
    }
  }

  async #postToResponse(job: Job, post: VideoPost, body: Body, signal: AbortSignal): Promise<PostedMessage> {
    const token = this.#token(job);
    if (!token) throw new PostingError('gone', 'the interaction is over');
    const route = Routes.webhookMessage(job.applicationId, token);
    if (post.content.form === 'link') {
      const message = await translated(() => this.#parts.webhooks.patch(route, { auth: false, body }));
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
      return posted(await translated(() => this.#parts.rest.post(route, { body })), channelId);
    }
    const upload = { method: 'POST', route, token: this.#parts.token, body, file: fileOf(job, post.content) } as const;
    return posted(await this.#parts.uploader.send(upload, signal), channelId);
  }

  async #editResponse(job: Job, body: Body): Promise<void> {
    const token = this.#token(job);
    if (!token) return;
    const route = Routes.webhookMessage(job.applicationId, token);
    await translated(() => this.#parts.webhooks.patch(route, { auth: false, body }));
  }

  #token(job: Job): string | null {
    return liveToken(job, this.#parts.clock.now());
  }
}

function fileOf(job: Job, { path, bytes }: { path: string; bytes: number }): Upload['file'] {
  return { path, bytes, name: videoFileName(job), contentType: 'video/mp4' };
}

/** Writes once more without the prompt's words where Discord refuses the content: the rest must be read all the same. */
async function withOrWithoutPrompt(write: (withPrompt: boolean) => Promise<unknown>): Promise<void> {
  try {
    await write(true);
  } catch (error) {
    if (toPostingError(error).problem !== 'content-refused') throw error;
    await write(false);
  }
}

function posted(message: unknown, channelId: string): PostedMessage {
  const { id } = (message ?? {}) as Partial<APIMessage>;
  if (typeof id !== 'string') throw new PostingError('transient', 'the answer names no message');
  return { messageId: id, channelId };
}
