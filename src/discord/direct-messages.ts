import { type RESTPostAPICurrentUserCreateDMChannelResult, Routes } from 'discord.js';
import { PostingError } from '../errors/posting-error.ts';
import { translated } from './discord-error.ts';
import type { BotRest } from './rest.ts';

/** Channels that are kept in mind; a member's never changes, but opening many in a short time is limited. */
const rememberedChannels = 1_000;

/** The channels of direct messages, each opened once. */
export class DirectMessages {
  readonly #rest: Pick<BotRest, 'post'>;
  /** By member, the longest known first. */
  readonly #channelIds = new Map<string, string>();

  constructor(rest: Pick<BotRest, 'post'>) {
    this.#rest = rest;
  }

  /**
   * @returns id of the channel with this member
   * @throws {PostingError}
   */
  async open(memberId: string): Promise<string> {
    const known = this.#channelIds.get(memberId);
    if (known !== undefined) return known;
    const answer = await translated(() => this.#rest.post(Routes.userChannels(), { body: { recipient_id: memberId } }));
    const { id } = (answer ?? {}) as Partial<RESTPostAPICurrentUserCreateDMChannelResult>;
    if (typeof id !== 'string') throw new PostingError('transient', 'the answer names no channel');
    const [oldest] = this.#channelIds.keys();
    if (oldest !== undefined && this.#channelIds.size >= rememberedChannels) this.#channelIds.delete(oldest);
    this.#channelIds.set(memberId, id);
    return id;
  }
}
