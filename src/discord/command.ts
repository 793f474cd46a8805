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
}
