import type { Logger } from 'pino';
import { shortMessage } from '../errors/short-message.ts';
import type { FailureRate, Trouble } from '../jobs/failure-rate.ts';
import { GuildLooks } from './guild-looks.ts';

/** What admins are told of. */
export interface Failures {
  readonly ended: number;
  readonly failed: number;
  readonly reason: Trouble;
}

export interface FailureNoticesParts {
  /** What is new in a guild, each once. */
  readonly news: (guildId: string) => Promise<FailureRate | null>;
  /** Where the guild's admins want to read it; null for nowhere. */
  readonly channelOf: (guildId: string) => Promise<string | null>;
  readonly postToChannel: (channelId: string, failures: Failures) => Promise<void>;
  readonly log: Logger;
}

/** Tells admins that too many videos fail in their guild. */
export class FailureNotices {
  readonly #parts: FailureNoticesParts;
  readonly #looks: GuildLooks;

  constructor(parts: FailureNoticesParts) {
    this.#parts = parts;
    this.#looks = new GuildLooks(
      (guildId) => this.#tell(guildId),
      (guildId, error) =>
        parts.log.warn({ guildId, reason: shortMessage(error) }, 'failures could not be looked at or told'),
    );
  }

  /** A job of this guild has ended. Returns at once; of many in a row one look is made. */
  look(guildId: string): void {
    this.#looks.add(guildId);
  }

  /** Waits for looks under way. */
  idle(): Promise<void> {
    return this.#looks.idle();
  }

  /** Where nobody wants to hear of it nothing is looked at, so that nothing counts as told. */
  async #tell(guildId: string): Promise<void> {
    const channelId = await this.#parts.channelOf(guildId);
    if (channelId === null) return;
    const { ended = 0, failed = 0, reason = null } = (await this.#parts.news(guildId)) ?? {};
    if (reason !== null) await this.#parts.postToChannel(channelId, { ended, failed, reason });
  }
}
