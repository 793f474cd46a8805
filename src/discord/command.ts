import type { RESTPostAPIChatInputApplicationCommandsJSONBody } from 'discord.js';
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
import type { OperatorDesk } from '../operations/operator-desk.ts';
import type { PrivacyDesk } from '../operations/privacy-desk.ts';
import type { StatusReports } from '../operations/status-reports.ts';
import type { Words } from '../words/words.ts';
import type { Access } from './access.ts';
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

/** A button that was pressed, or a menu in which something was chosen. Users, roles and channels are by their ids. */
export interface PressCall extends Call, Chosen {
  /** What was chosen in a menu, ids or the options' own values; empty for a button. */
  readonly values: readonly string[];
}

/** What was typed into a modal, by the names of its inputs. */
export type Fields = Readonly<Record<string, string>>;

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
  readonly settings: Pick<GuildSettings, 'current' | 'change'>;
  readonly usage: Pick<UsageReports, 'ofGuild' | 'costsOfGuild'>;
  readonly charts: Pick<ChartRenderer, 'renderUsageChart'>;
  readonly memberNames: MemberNames;
  readonly status: Pick<StatusReports, 'service' | 'money'>;
  readonly quotas: Pick<Quotas, 'show' | 'grant' | 'take' | 'set' | 'reset' | 'change'>;
  readonly budgets: Pick<Budgets, 'useOf' | 'useOfGuildPool'>;
  readonly records: Pick<CreditRecords, 'balance' | 'history' | 'movements' | 'audit'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly privacy: Pick<PrivacyDesk, 'notes' | 'openJobs' | 'record' | 'erase'>;
  readonly operator: Pick<OperatorDesk, 'setPool' | 'allow' | 'deny' | 'view'>;
}

/**
 * A slash command. It neither acknowledges nor answers nor catches: the router does, in one order for all of them. What
 * it throws as a `Refusal` becomes an answer to the member alone.
 */
export interface Command {
  /** As Discord is told of it. */
  readonly declaration: RESTPostAPIChatInputApplicationCommandsJSONBody;
  /** Who may use it, its buttons and its modals; everyone where nothing is said. Checked on each call. */
  readonly access?: Access;
  /** The guild in which alone it is there; all of them where none is named. */
  readonly onlyGuild?: string;
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
