import type {
  RESTPostAPIChatInputApplicationCommandsJSONBody,
  RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from 'discord.js';
import type { DeclaredImage } from '../catalogue/image.ts';
import type { ChartRenderer } from '../charts/chart-renderer.ts';
import type { Clock } from '../clock.ts';
import type { Budgets } from '../credits/budgets.ts';
import type { CreditRecords } from '../credits/credit-records.ts';
import type { GuildSettings } from '../credits/guild-settings.ts';
import type { Quotas } from '../credits/quotas.ts';
import type { UsageReports } from '../credits/usage-reports.ts';
import type { Wallet } from '../credits/wallet.ts';
import type { Generations } from '../jobs/generations.ts';
import type { Origin } from '../jobs/job.ts';
import type { JobDesk } from '../jobs/job-desk.ts';
import type { JobHistory } from '../jobs/job-history.ts';
import type { OpenForms } from '../jobs/open-forms.ts';
import type { Remaking } from '../jobs/remaking.ts';
import type { ReportDesk } from '../jobs/report-desk.ts';
import type { Reposting } from '../jobs/reposting.ts';
import type { OperatorDesk } from '../operations/operator-desk.ts';
import type { PrivacyDesk } from '../operations/privacy-desk.ts';
import type { StatusReports } from '../operations/status-reports.ts';
import type { Words } from '../words/words.ts';
import type { Access } from './access.ts';
import type { ChannelWords } from './channel-language.ts';
import type { CommandMention } from './command-mentions.ts';
import type { CommandResult, PressResult, SubmitResult } from './command-result.ts';
import type { MemberNames } from './member-names.ts';

export type { CommandResult, PressResult, SubmitResult } from './command-result.ts';

/** Who does something, and where: what every interaction tells. */
export interface Call {
  /** What the caller is called in this guild, as the caller wrote it: to be escaped. */
  readonly callerName: string;
  /** Whether the caller runs this bot, and calls from the operator's own guild. */
  readonly callerIsOperator: boolean;
  readonly origin: Origin;
}

/** Whom and what the caller chose, as Discord describes them. What Discord does not describe is missing. */
export interface Chosen {
  readonly users: Readonly<Record<string, ChosenUser>>;
  readonly roles: Readonly<Record<string, ChosenRole>>;
  readonly channels: Readonly<Record<string, ChosenChannel>>;
}

export interface ChosenUser {
  readonly id: string;
  /** As the user wrote it: to be escaped. */
  readonly name: string;
  readonly isBot: boolean;
  /** Null: not a member of the guild, or not any more. */
  readonly roleIds: readonly string[] | null;
}

export interface ChosenRole {
  readonly id: string;
  readonly name: string;
  /** The role that every member has. */
  readonly isEveryone: boolean;
}

export interface ChosenChannel {
  readonly id: string;
  readonly name: string;
  readonly isThread: boolean;
}

/** A slash command as a member sent it, in our own words. Users, roles and channels are by the names of their options. */
export interface CommandCall extends Call, Chosen {
  readonly name: string;
  /** `grant`, or `tier set` for one in a group; null for a command that has none. */
  readonly subcommand: string | null;
  /** By option name; an option that was left out is missing. Users, roles, channels and files stand here as ids. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** Files that the member gave, by option name, as Discord describes them. */
  readonly attachments: Readonly<Record<string, DeclaredImage>>;
}

/** A message command as a member used it on a message. */
export interface MessageCall extends Call {
  readonly name: string;
  readonly target: TargetMessage;
}

/** The message that was meant, as Discord describes it; of what it does not say, the careful assumption. */
export interface TargetMessage {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  /** Whether we wrote it: the bot itself, or it in answer to a command. */
  readonly isOurs: boolean;
  /** Whether one member alone sees it. */
  readonly isPrivate: boolean;
  readonly files: readonly DeclaredImage[];
  /** Pictures that stand in it without being its files: of embeds, galleries, and what was forwarded. */
  readonly shown: readonly DeclaredImage[];
}

/** A button that was pressed, or a menu in which something was chosen. Users, roles and channels are by their ids. */
export interface PressCall extends Call, Chosen {
  /** What was chosen in a menu, ids or the options' own values; empty for a button. */
  readonly values: readonly string[];
}

/** What was put into a modal, by the names of its inputs: a text as it was typed, the values that were chosen. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

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
  readonly generations: Pick<Generations, 'accept' | 'refuseEarly'>;
  readonly forms: Pick<OpenForms, 'keep' | 'find'>;
  readonly reports: Pick<ReportDesk, 'examine' | 'report' | 'decide'>;
  readonly jobs: Pick<JobDesk, 'get' | 'mine' | 'cancel' | 'postAfterAll' | 'keptUntil' | 'removable' | 'remove'>;
  readonly jobHistory: Pick<JobHistory, 'page' | 'serviceOf'>;
  readonly remakes: Pick<Remaking, 'requestAnew' | 'offerFor' | 'priceOf' | 'refuseEarly' | 'make'>;
  readonly reposts: Pick<Reposting, 'examine' | 'repost'>;
  readonly wallet: Pick<Wallet, 'overview'>;
  readonly settings: Pick<GuildSettings, 'current' | 'change'>;
  readonly usage: Pick<UsageReports, 'ofGuild' | 'costsOfGuild'>;
  readonly charts: Pick<ChartRenderer, 'renderUsageChart'>;
  readonly memberNames: MemberNames;
  readonly commandMention: CommandMention;
  /** Whether a guild is served, as the configuration or the operator says. */
  readonly isServed: (guildId: string) => boolean;
  /** For what stands in a channel for nobody in particular. */
  readonly channelWords: ChannelWords;
  readonly status: Pick<StatusReports, 'service' | 'money'>;
  readonly quotas: Pick<Quotas, 'show' | 'grant' | 'take' | 'set' | 'reset' | 'change'>;
  readonly budgets: Pick<Budgets, 'useOf' | 'useOfGuildPool'>;
  readonly records: Pick<CreditRecords, 'balance' | 'history' | 'movements' | 'audit'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly privacy: Pick<PrivacyDesk, 'notes' | 'openJobs' | 'record' | 'erase'>;
  readonly operator: Pick<OperatorDesk, 'setPool' | 'allow' | 'deny' | 'view'>;
}

/**
 * What all commands have in common. They neither acknowledge nor answer nor catch: the router does, in one order for all of
 * them. What one throws as a `Refusal` becomes an answer to the member alone.
 */
interface AnyKindOfCommand {
  /** Who may use it, its buttons and its modals; everyone where nothing is said. Checked on each call. */
  readonly access?: Access;
  /** The guild in which alone it is there; all of them where none is named. */
  readonly onlyGuild?: string;
  /**
   * Whether it works where nothing else does: in guilds that are not served, and in direct messages where it is declared for
   * them. For what people may always ask for.
   */
  readonly worksUnserved?: true;
  /**
   * A button or menu of this command was used, perhaps weeks after it was posted, and perhaps by somebody else than the
   * one for whom it was made. In time it is bound as `execute` is.
   * @param payload - as it was given to `button` or `menu`; anybody's to forge, in theory
   * @throws {Refusal}
   */
  press?(payload: string, call: PressCall, services: CommandServices, words: Words): Promise<PressResult>;
  /**
   * A modal of this command was sent off. In time it is bound as `execute` is.
   * @param payload - as it was given with the modal
   * @throws {Refusal}
   */
  submit?(payload: string, fields: Fields, call: Call, services: CommandServices, words: Words): Promise<SubmitResult>;
}

/** A slash command. */
export interface Command extends AnyKindOfCommand {
  /** As Discord is told of it. */
  readonly declaration: RESTPostAPIChatInputApplicationCommandsJSONBody;
  /**
   * Runs before the acknowledgement, so it must not wait for any network, nor for anything slow: that is `later`.
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

/**
 * A message command: it stands in the menu of every message, under «Apps». Its name is no slash command's, so that its
 * buttons and modals are its own.
 */
export interface MessageCommand extends AnyKindOfCommand {
  /** As Discord is told of it. */
  readonly declaration: RESTPostAPIContextMenuApplicationCommandsJSONBody;
  /**
   * Runs before the acknowledgement, as `execute` of a slash command does.
   * @param words - of the member's language
   * @throws {Refusal}
   */
  executeOn(call: MessageCall, services: CommandServices, words: Words): Promise<CommandResult>;
}

export type AnyCommand = Command | MessageCommand;
