/** What the page and its server tell each other. Types only: the page's own modules read them too. */

type Maybe<T> = T | null | undefined;

export interface PageEmbed {
  readonly title?: Maybe<string>;
  readonly description?: Maybe<string>;
  readonly url?: Maybe<string>;
  readonly timestamp?: Maybe<string>;
  readonly color?: Maybe<number>;
  readonly footer?: Maybe<{ readonly text: string }>;
  readonly image?: Maybe<{ readonly url: string }>;
  readonly thumbnail?: Maybe<{ readonly url: string }>;
  readonly author?: Maybe<{ readonly name: string }>;
  readonly fields?: Maybe<
    readonly { readonly name: string; readonly value: string; readonly inline?: Maybe<boolean> }[]
  >;
}

export interface PageSelectOption {
  readonly label: string;
  readonly value: string;
  readonly description?: Maybe<string>;
  readonly emoji?: Maybe<{ readonly name?: Maybe<string> }>;
  readonly default?: Maybe<boolean>;
}

interface PageMedia {
  readonly url: string;
}

/** A component of any kind, of a message or of a modal, by Discord's numbers of kinds and names of fields. */
export interface PageComponent {
  readonly type: number;
  readonly custom_id?: Maybe<string>;
  readonly style?: Maybe<number>;
  readonly label?: Maybe<string>;
  readonly description?: Maybe<string>;
  readonly emoji?: Maybe<{ readonly name?: Maybe<string> }>;
  readonly url?: Maybe<string>;
  readonly disabled?: Maybe<boolean>;
  readonly placeholder?: Maybe<string>;
  readonly options?: readonly PageSelectOption[];
  readonly channel_types?: Maybe<readonly number[]>;
  readonly default_values?: Maybe<readonly { readonly id: string }[]>;
  readonly file_types?: Maybe<readonly string[]>;
  readonly min_values?: Maybe<number>;
  readonly max_values?: Maybe<number>;
  readonly min_length?: Maybe<number>;
  readonly max_length?: Maybe<number>;
  readonly required?: Maybe<boolean>;
  readonly value?: Maybe<string>;
  readonly default?: Maybe<boolean>;
  readonly content?: string;
  readonly accent_color?: Maybe<number>;
  readonly divider?: Maybe<boolean>;
  readonly components?: readonly PageComponent[];
  readonly component?: PageComponent;
  readonly accessory?: PageComponent;
  readonly items?: readonly { readonly media: PageMedia; readonly description?: Maybe<string> }[];
  readonly media?: PageMedia;
  readonly file?: PageMedia;
}

export type BotState = 'stopped' | 'starting' | 'running' | 'stopping';

export interface PagePerson {
  readonly id: string;
  readonly name: string;
  readonly bot: boolean;
  /** Who this is in a few plain words; undefined for those whom nobody can be on the page. */
  readonly part: string | undefined;
  readonly color: string | undefined;
}

export interface PageRole {
  readonly id: string;
  readonly name: string;
  readonly color: string | undefined;
}

export interface PageChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'text' | 'thread' | 'direct';
  /** Discord's number of the kind. */
  readonly type: number;
  readonly guildId: string | undefined;
  readonly ageRestricted: boolean;
  readonly topic: string | null;
  /** Whether the viewer may write there. */
  readonly writable: boolean;
  /** Whether the viewer may delete what others wrote. */
  readonly moderated: boolean;
  /** Ids of the commands that the viewer is offered there. */
  readonly commandIds: readonly string[];
}

/** Texts of a command in languages other than English, by Discord's names of them. */
type Translations = Maybe<Readonly<Record<string, string>>>;

export interface PageChoice {
  readonly name: string;
  readonly name_localizations?: Translations;
  readonly value: string | number;
}

export interface PageOption {
  readonly type: number;
  readonly name: string;
  readonly description: string;
  readonly description_localizations?: Translations;
  readonly required?: boolean;
  readonly autocomplete?: boolean | null;
  readonly choices?: readonly PageChoice[] | null;
  readonly options?: readonly PageOption[] | null;
  readonly min_length?: number | null;
  readonly max_length?: number | null;
  readonly min_value?: number | null;
  readonly max_value?: number | null;
  readonly channel_types?: readonly number[] | null;
  readonly file_types?: readonly string[] | null;
}

export interface PageCommand {
  readonly id: string;
  /** 1 is typed, 2 is used on people, 3 on messages. */
  readonly type: number;
  readonly name: string;
  readonly name_localizations?: Translations;
  readonly description: string;
  readonly description_localizations?: Translations;
  readonly options?: readonly PageOption[];
}

export interface PageAttachment {
  readonly id: string;
  readonly filename: string;
  readonly description: string | null;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly url: string;
  readonly width: number | null;
  readonly height: number | null;
}

export interface PageMessage {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly content: string;
  readonly embeds: readonly PageEmbed[];
  readonly components: readonly PageComponent[];
  readonly attachments: readonly PageAttachment[];
  readonly ephemeral: boolean;
  /** Shown as «… is thinking». */
  readonly thinking: boolean;
  readonly createdAtMs: number;
  readonly edited: boolean;
  /** Whether it pings the viewer. */
  readonly pingsViewer: boolean;
  /** The command that it answers. */
  readonly command: { readonly name: string; readonly userId: string; readonly typed: boolean } | null;
  /** The message that it replies to; null once that one is gone. */
  readonly reply: { readonly authorId: string; readonly text: string; readonly messageId: string } | 'gone' | null;
}

export interface PageClock {
  readonly worldMs: number;
  readonly realMs: number;
  readonly scale: number;
}

/** What somebody's Discord can be set to. */
export interface PageLanguage {
  /** Discord's name of it. */
  readonly locale: string;
  readonly name: string;
}

export interface PageSwitch {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly on: boolean;
}

/** Everything that a page shows at first, and again after it was out of touch. */
export interface Snapshot {
  readonly guildName: string;
  readonly guildId: string;
  readonly applicationId: string;
  readonly viewerId: string;
  readonly people: readonly PagePerson[];
  readonly roles: readonly PageRole[];
  readonly channels: readonly PageChannel[];
  readonly commands: readonly PageCommand[];
  readonly messages: readonly PageMessage[];
  readonly clock: PageClock;
  readonly speeds: readonly number[];
  readonly languages: readonly PageLanguage[];
  readonly switches: readonly PageSwitch[];
  readonly bot: BotState;
}

/** What the server tells the page as it happens, by the event's name. */
export interface PageEvents {
  readonly snapshot: Snapshot;
  readonly message: PageMessage;
  readonly gone: { readonly id: string };
  readonly offer: Pick<Snapshot, 'channels' | 'commands'>;
  readonly clock: PageClock;
  readonly switches: readonly PageSwitch[];
  readonly bot: BotState;
}

/** A field's value: a text, a tick, or chosen values. */
export type WireValue = string | number | boolean | readonly string[];

/** How the bot took something that a person did. */
export type Outcome =
  /** It answered; what there is to see comes as an event. */
  | { readonly kind: 'answered' }
  | { readonly kind: 'modal'; readonly interactionId: string; readonly modal: PageModal }
  | { readonly kind: 'suggestions'; readonly choices: readonly PageChoice[] }
  /** Nothing came in three seconds. */
  | { readonly kind: 'missed' }
  /** Discord's own app would not have sent it. */
  | { readonly kind: 'refused'; readonly text: string; readonly field?: string };

export interface PageModal {
  readonly custom_id: string;
  readonly title: string;
  readonly components: readonly PageComponent[];
}
