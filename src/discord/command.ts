import type { RESTPostAPIChatInputApplicationCommandsJSONBody } from 'discord.js';
import type { DeclaredImage } from '../catalogue/image.ts';
import type { Wallet } from '../credits/wallet.ts';
import type { Generations } from '../jobs/generations.ts';
import type { Job, Origin } from '../jobs/job.ts';
import type { Words } from '../words/words.ts';

/** A slash command as a member sent it, in our own words. */
export interface CommandCall {
  readonly name: string;
  /** By option name; an option that was left out is missing. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** Files that the member gave, by option name, as Discord describes them. */
  readonly attachments: Readonly<Record<string, DeclaredImage>>;
  readonly origin: Origin;
}

/** The option that a member is typing into, and what stands in it so far. */
export interface FocusedOption {
  readonly name: string;
  readonly value: string;
}

/** One line of what is offered to a member who types: what is read, and what is sent for it. */
export interface Suggestion {
  readonly name: string;
  readonly value: string;
}

/** What commands call: one service each. */
export interface CommandServices {
  readonly generations: Pick<Generations, 'accept'>;
  readonly wallet: Pick<Wallet, 'overview'>;
}

/** What a command answers. */
export type CommandResult =
  /** Shown at once, to the member alone. */
  | { readonly kind: 'reply'; readonly content: string }
  /** Credits are held: acknowledged by a deferral, then run. */
  | { readonly kind: 'job'; readonly job: Job };

/**
 * A slash command. It neither acknowledges nor answers nor catches: the router does, in one order for all of them. What
 * it throws as a `Refusal` becomes an answer to the member alone.
 */
export interface Command {
  /** As Discord is told of it. */
  readonly declaration: RESTPostAPIChatInputApplicationCommandsJSONBody;
  /**
   * Runs before the acknowledgement, so it must not wait for any network.
   * @param words - of the member's language
   * @throws {Refusal}
   */
  execute(call: CommandCall, services: CommandServices, words: Words): Promise<CommandResult>;
  /**
   * Helps a member who types, from what is at hand: it asks nobody, and holds nothing.
   * @param call - half finished, and checked by nobody
   * @param words - of the member's language
   * @returns best first; null for an option of which it knows nothing
   */
  suggest?(focused: FocusedOption, call: CommandCall, words: Words): readonly Suggestion[] | null;
}
