import type { APIActionRowComponent, APIComponentInMessageActionRow } from 'discord.js';
import type { Job } from '../jobs/job.ts';

/** What commands answer. All but a job's video is for the caller alone, and rings nobody. */

/** Shown at once. With files it is promised at once, and shown when they are there. */
export interface Reply {
  readonly kind: 'reply';
  /** What is over 2,000 characters is cut, at the end of a line where there is one. */
  readonly content: string;
  readonly files?: readonly ReplyFile[];
  /** Rows of buttons, or of one menu each: see `components.ts`. */
  readonly components?: readonly Row[];
}

export interface ReplyFile {
  /** Letters, digits, `-`, `_` and `.`, with an extension. */
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

/** Promised at once, and shown when it is ready: for whatever may take longer than some tenths of a second. */
export interface Later {
  readonly kind: 'later';
  /** The message of the button or menu that was used is replaced; otherwise there is a new one. */
  readonly replaces?: true;
  /**
   * Runs once the caller was told to wait. What it throws becomes a text, as everywhere.
   * @param signal - nobody waits any more: the process stops, or the interaction is about to end
   * @throws {Refusal}
   */
  readonly work: (signal: AbortSignal) => Promise<Reply>;
}

/** Promised at once, as `Later`, where the work itself may put something large into the answer. */
export interface Errand {
  readonly kind: 'errand';
  /**
   * As of `Later`.
   * @returns null where the answer stands there already
   */
  readonly work: (signal: AbortSignal) => Promise<Reply | null>;
}

/** Takes the place of the message whose button or menu was used, with its files and components. */
export interface Update extends Omit<Reply, 'kind'> {
  readonly kind: 'update';
  /** What the caller alone is told besides, in a message of its own. */
  readonly note?: string;
}

/** Changes what stands under the message whose button or menu was used; all else of it stays. */
export interface Relabel {
  readonly kind: 'relabel';
  readonly components: readonly Row[];
  /** What the caller alone is told besides, in a message of its own. */
  readonly note: string;
}

/** Asks for something to be typed; what comes back goes to the same command's `submit`. */
export interface Modal {
  readonly kind: 'modal';
  /** At most 80 characters. */
  readonly payload: string;
  /** At most 45 characters; more is cut, as with all texts here. */
  readonly title: string;
  /** One to five. */
  readonly inputs: readonly ModalInput[];
}

export type ModalInput = TextInput | SelectInput;

/** https://docs.discord.com/developers/components/reference#text-input */
export interface TextInput {
  readonly name: string;
  /** At most 45 characters. */
  readonly label: string;
  /** At most 100 characters. */
  readonly description?: string;
  readonly lines: 'one' | 'many';
  /** What stands there at first. */
  readonly value?: string;
  readonly placeholder?: string;
  /** True where nothing is said. */
  readonly required?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** A list of which something is chosen: https://docs.discord.com/developers/components/reference#string-select */
export interface SelectInput {
  readonly name: string;
  /** At most 45 characters. */
  readonly label: string;
  /** At most 100 characters. */
  readonly description?: string;
  /** One to 25. */
  readonly options: readonly SelectOption[];
  readonly placeholder?: string;
  /** True where nothing is said: one at least is to be chosen. */
  readonly required?: boolean;
  /** How many may be chosen; one, where nothing is said. */
  readonly most?: number;
}

/** Of each text at most 100 characters. */
export interface SelectOption {
  readonly label: string;
  readonly value: string;
  readonly description?: string;
  /** Whether it stands there at first. */
  readonly isChosen?: boolean;
}

/** Credits are held: acknowledged by a deferral, then run. */
export interface JobResult {
  readonly kind: 'job';
  readonly job: Job;
}

export type CommandResult = Reply | Later | Modal | JobResult;
export type PressResult = CommandResult | Update | Relabel | Errand;
/** A modal opens no modal. Where it was not opened from a message, an update is shown as a reply. */
export type SubmitResult = Exclude<PressResult, Modal | Relabel | Errand>;
