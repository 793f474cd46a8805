import type { OptionValue } from './command-invocation.ts';
import type { Circumstances } from './interaction-delivery.ts';
import type { Embed } from './message-body.ts';
import type { FieldValues } from './modal-filling.ts';

/** What a test says about a deed of a person. */

export interface Leniency {
  /** Whether to refuse what Discord's own app would not let a person do. Default true. */
  readonly strict?: boolean;
}

export interface InvokeOptions extends Circumstances, Leniency {
  readonly channelId: string;
  /** Name without the slash; with subcommands as it is typed: `quota grant`. */
  readonly command: string;
  readonly options?: Readonly<Record<string, OptionValue>>;
}

export interface SuggestOptions extends Omit<InvokeOptions, 'strict'> {
  /** Name of the option that is being typed. */
  readonly focused: string;
}

export interface MessageMenuOptions extends Circumstances, Leniency {
  /** Name of a message command. */
  readonly command: string;
  readonly messageId: string;
}

export interface UserMenuOptions extends Circumstances, Leniency {
  /** Name of a user command. */
  readonly command: string;
  readonly channelId: string;
  readonly targetId: string;
}

export interface PressOptions extends Circumstances {
  readonly messageId: string;
  readonly customId: string;
}

export interface ChooseOptions extends PressOptions, Leniency {
  /** Values of a string select's options, or ids. */
  readonly values: readonly string[];
}

export interface SubmitOptions extends Omit<Circumstances, 'userId'>, Leniency {
  /** Id of the interaction that was answered with the modal. */
  readonly interactionId: string;
  /** Fields that are left out keep what the app put into them. */
  readonly values?: FieldValues;
}

export interface SayOptions {
  readonly userId: string;
  readonly channelId: string;
  readonly content?: string;
  readonly files?: readonly { readonly path: string; readonly contentType?: string }[];
  /** What Discord shows of the links in it. */
  readonly embeds?: readonly Embed[];
}
