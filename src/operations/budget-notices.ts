import type { Logger } from 'pino';
import type { PassedThreshold } from '../credits/thresholds.ts';
import { shortMessage } from '../errors/short-message.ts';
import { GuildLooks } from './guild-looks.ts';
import type { OperatorNotices } from './operator-notices.ts';

export interface BudgetNoticesParts {
  /** What was newly passed in a guild, each once. */
  readonly thresholds: (guildId: string) => Promise<readonly PassedThreshold[]>;
  /** Where the guild's admins want to read it; null for nowhere. */
  readonly channelOf: (guildId: string) => Promise<string | null>;
  readonly postToChannel: (channelId: string, passed: PassedThreshold) => Promise<void>;
  readonly notices: OperatorNotices;
  readonly log: Logger;
}

/** Tells admins of their pool, and the operator of pools and of the day's limit, at 80 and at 100 percent. */
export class BudgetNotices {
  readonly #parts: BudgetNoticesParts;
  readonly #looks: GuildLooks;

  constructor(parts: BudgetNoticesParts) {
    this.#parts = parts;
    this.#looks = new GuildLooks(
      (guildId) => this.#tell(guildId),
      (guildId, error) => this.#warn(guildId, error),
    );
  }

  /** A job of this guild was taken or refused. Returns at once; of many in a row one look is made. */
  look(guildId: string): void {
    this.#looks.add(guildId);
  }

  /** Waits for looks under way. */
  idle(): Promise<void> {
    return this.#looks.idle();
  }

  /** What was passed is told once, so nothing of it may be lost with what cannot be told. */
  async #tell(guildId: string): Promise<void> {
    for (const passed of await this.#parts.thresholds(guildId))
      await this.#tellOne(guildId, passed).catch((error: unknown) => this.#warn(guildId, error));
  }

  #warn(guildId: string, error: unknown): void {
    this.#parts.log.warn({ guildId, reason: shortMessage(error) }, 'a budget could not be looked at or told');
  }

  async #tellOne(guildId: string, passed: PassedThreshold): Promise<void> {
    const { percent } = passed;
    switch (passed.what) {
      case 'spend-limit':
        return this.#parts.notices.tell({ code: 'spend-limit-used', detail: String(percent) });
      case 'operator-pool':
        return this.#parts.notices.tell({ code: 'pool-used', guildId, detail: String(percent) });
      case 'guild-pool': {
        const channelId = await this.#parts.channelOf(guildId);
        if (channelId !== null) await this.#parts.postToChannel(channelId, passed);
      }
    }
  }
}
