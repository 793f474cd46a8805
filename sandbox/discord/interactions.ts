import type { Clock } from '../../src/clock.ts';
import { DiscordError } from './errors.ts';
import { isGuest, type Owners } from './installations.ts';
import { snowflakeTimeMs } from './snowflake.ts';

/** https://docs.discord.com/developers/interactions/receiving-and-responding */
const ACKNOWLEDGE_WITHIN_MS = 3_000;
export const TOKEN_LIFE_MS = 15 * 60 * 1_000;

/** Where the app is only a guest, one interaction carries so many follow-ups. */
export const GUEST_FOLLOW_UPS_MAX = 5;

export const INTERACTION_TYPE = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const;
export const CALLBACK_TYPE = {
  message: 4,
  deferredMessage: 5,
  deferredUpdate: 6,
  update: 7,
  autocompleteResult: 8,
  modal: 9,
} as const;

/** The answer with which a bot took an interaction in time. */
export interface Acknowledgement {
  /** Callback type: 4 message, 5 deferral, 6 deferred update, 7 update, 8 suggestions, 9 modal. */
  readonly type: number;
  readonly ephemeral: boolean;
  /** The message that now stands for the answer; none for suggestions and modals. */
  readonly messageId?: string;
  /** The suggestions or the modal, as the bot wrote them. */
  readonly data?: unknown;
  /** Time since the interaction was made, in milliseconds of the Discord's clock. */
  readonly afterMs: number;
}

export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly type: number;
  readonly userId: string;
  readonly channelId: string;
  readonly guildId: string | undefined;
  readonly commandName: string | undefined;
  /** The message whose component was used. */
  readonly messageId: string | undefined;
  /** What a menu command was used on. */
  readonly target: { readonly type: 'user' | 'message'; readonly id: string } | undefined;
  /** The interaction whose modal was submitted. */
  readonly opener: Interaction | undefined;
  /** What a message that answers it tells of it besides. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly owners: Owners;
  /** 0 guild, 1 with the bot, 2 among people. */
  readonly context: number;
  /** What the app may do there, as the payload says it. */
  readonly appPermissions: bigint;
  /** Whether every answer is ephemeral, whatever the app asks for. */
  readonly hushed: boolean;
  /** Bytes for each file of an answer. */
  readonly attachmentSizeLimit: number;
  readonly acknowledged: Promise<Acknowledgement | 'missed'>;
  /** The message that stands for its answer. */
  readonly originalMessageId: () => string | undefined;
}

interface Entry {
  readonly interaction: Interaction;
  readonly settle: (outcome: Acknowledgement | 'missed') => void;
  readonly timer: AbortController;
  acknowledgement?: Acknowledgement;
  followUps: number;
  /** Set while an answer in time is being stored, so that a second one meanwhile is already too many. */
  reserved: boolean;
  readonly messageIds: Set<string>;
}

/** The interactions that were sent, and how long they may still be answered. */
export class InteractionStore {
  readonly #clock: Clock;
  readonly #applicationId: string;
  readonly #acknowledgeWithin: () => number;
  readonly #entries = new Map<string, Entry>();

  constructor(
    clock: Clock,
    applicationId: string,
    acknowledgeWithinMs: number | (() => number) = ACKNOWLEDGE_WITHIN_MS,
  ) {
    this.#clock = clock;
    this.#applicationId = applicationId;
    this.#acknowledgeWithin = typeof acknowledgeWithinMs === 'number' ? () => acknowledgeWithinMs : acknowledgeWithinMs;
  }

  add(details: Omit<Interaction, 'acknowledged' | 'originalMessageId'>): Interaction {
    const { promise, resolve } = Promise.withResolvers<Acknowledgement | 'missed'>();
    const interaction = {
      ...details,
      acknowledged: promise,
      originalMessageId: () => entry.acknowledgement?.messageId,
    };
    const timer = new AbortController();
    const entry: Entry = { interaction, settle: resolve, timer, reserved: false, followUps: 0, messageIds: new Set() };
    this.#entries.set(interaction.token, entry);
    const remainingMs = snowflakeTimeMs(interaction.id) + this.#acknowledgeWithin() - this.#clock.now();
    this.#clock.sleep(Math.max(0, remainingMs + 1), timer.signal).then(
      () => this.#giveUp(entry),
      () => resolve('missed'),
    );
    return interaction;
  }

  /** An interaction and, when it was answered, how. */
  find(id: string): { interaction: Interaction; acknowledgement: Acknowledgement | undefined } | undefined {
    const entry = [...this.#entries.values()].find((candidate) => candidate.interaction.id === id);
    return entry && { interaction: entry.interaction, acknowledgement: entry.acknowledgement };
  }

  /**
   * Takes the right to answer first; `release` gives it back when the answer turns out to be unusable.
   * @throws {DiscordError} 10062 when it is unknown or too late, 40060 when it was answered
   */
  reserve(id: string, token: string): { interaction: Interaction; release: () => void } {
    const entry = this.#entries.get(token);
    if (!entry || entry.interaction.id !== id) throw new DiscordError('unknownInteraction');
    if (entry.acknowledgement || entry.reserved) throw new DiscordError('alreadyAcknowledged');
    if (this.#ageMs(entry) > this.#acknowledgeWithin()) throw new DiscordError('unknownInteraction');
    entry.reserved = true;
    return {
      interaction: entry.interaction,
      release: () => {
        entry.reserved = false;
        if (this.#ageMs(entry) > this.#acknowledgeWithin()) this.#giveUp(entry);
      },
    };
  }

  acknowledge(interaction: Interaction, answer: Omit<Acknowledgement, 'afterMs'>): void {
    const entry = this.#entry(interaction);
    entry.acknowledgement = { ...answer, afterMs: this.#ageMs(entry) };
    if (answer.messageId !== undefined) entry.messageIds.add(answer.messageId);
    entry.settle(entry.acknowledgement);
    entry.timer.abort();
  }

  /**
   * The interaction behind the webhook routes.
   * @throws {DiscordError} 10015 for another application or before any answer, 50027 for a token that is wrong or old
   */
  forWebhook(applicationId: string, token: string): Interaction {
    if (applicationId !== this.#applicationId) throw new DiscordError('unknownWebhook');
    const entry = this.#entries.get(token);
    if (!entry || this.#ageMs(entry) > TOKEN_LIFE_MS) throw new DiscordError('invalidWebhookToken');
    if (!entry.acknowledgement) throw new DiscordError('unknownWebhook');
    return entry.interaction;
  }

  originalMessageId(interaction: Interaction): string | undefined {
    return interaction.originalMessageId();
  }

  addFollowUp(interaction: Interaction, messageId: string): void {
    const entry = this.#entry(interaction);
    entry.followUps += 1;
    entry.messageIds.add(messageId);
  }

  /** Whether one more follow-up is allowed: https://docs.discord.com/developers/interactions/receiving-and-responding */
  mayFollowUp(interaction: Interaction): boolean {
    if (!isGuest(interaction.owners)) return true;
    return this.#entry(interaction).followUps < GUEST_FOLLOW_UPS_MAX;
  }

  owns(interaction: Interaction, messageId: string): boolean {
    return this.#entry(interaction).messageIds.has(messageId);
  }

  /** Ends all waiting; what was not answered counts as missed. */
  close(): void {
    for (const entry of this.#entries.values()) entry.timer.abort();
  }

  /** An answer that came in time may take longer to be stored; then its own end decides. */
  #giveUp(entry: Entry): void {
    if (!entry.reserved) entry.settle('missed');
  }

  #entry(interaction: Interaction): Entry {
    const entry = this.#entries.get(interaction.token);
    if (!entry) throw new DiscordError('unknownInteraction');
    return entry;
  }

  #ageMs(entry: Entry): number {
    return this.#clock.now() - snowflakeTimeMs(entry.interaction.id);
  }
}
