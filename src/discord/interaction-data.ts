import {
  type APIApplicationCommandInteractionDataBasicOption,
  type APIApplicationCommandInteractionDataOption,
  type APIAttachment,
  type APIInteractionDataResolved,
  ApplicationCommandOptionType,
  ChannelType,
} from 'discord.js';
import type { DeclaredImage } from '../catalogue/image.ts';
import type { Chosen, ChosenChannel, ChosenRole, ChosenUser, CommandCall, FocusedOption } from './command.ts';

/** Reads the part of an interaction in which a command or a menu tells its own. */

type Given = APIApplicationCommandInteractionDataOption;
type Option = APIApplicationCommandInteractionDataBasicOption;
type Resolved = Partial<APIInteractionDataResolved> | null | undefined;

/**
 * The options of a command, out of its subcommand where it has one.
 * https://docs.discord.com/developers/interactions/application-commands#subcommands-and-subcommand-groups
 */
export function openOptions(given: readonly Given[] | null | undefined): {
  /** With its group: `tier set`. */
  readonly subcommand: string | null;
  readonly options: readonly Option[];
} {
  const options = given ?? [];
  const nested = options.find((option) => !isBasic(option));
  if (!nested) return { subcommand: null, options: options.filter(isBasic) };
  const inside = openOptions('options' in nested ? nested.options : []);
  const names = [nested.name, inside.subcommand].filter((name) => name !== null);
  return { subcommand: names.join(' '), options: inside.options };
}

function isBasic(option: Given): option is Option {
  return (
    option.type !== ApplicationCommandOptionType.Subcommand &&
    option.type !== ApplicationCommandOptionType.SubcommandGroup
  );
}

/** The option into which somebody is typing. */
export function focusedOption(options: readonly Option[]): FocusedOption | null {
  const option = options.find((each) => 'focused' in each && each.focused);
  return option ? { name: option.name, value: String(option.value ?? '') } : null;
}

export function readValues(options: readonly Option[]): CommandCall['options'] {
  return Object.fromEntries(options.map(({ name, value }) => [name, value]));
}

/** The files behind the options that hold one; an option whose file is not there is missing. */
export function readAttachments(options: readonly Option[], resolved: Resolved): CommandCall['attachments'] {
  return Object.fromEntries(
    options.flatMap(({ type, name, value }) => {
      const file = type === ApplicationCommandOptionType.Attachment ? resolved?.attachments?.[value] : undefined;
      return file ? [[name, readAttachment(file)]] : [];
    }),
  );
}

/** A file as Discord describes it. */
export function readAttachment({
  url,
  filename,
  content_type,
  size,
  width,
  height,
}: Partial<APIAttachment>): DeclaredImage {
  return {
    url: url ?? '',
    fileName: filename ?? '',
    contentType: content_type ?? null,
    bytes: numberOf(size),
    width: numberOf(width),
    height: numberOf(height),
  };
}

/** Null for what is no number. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

const { User, Role, Channel, Mentionable } = ApplicationCommandOptionType;
const choosing: readonly ApplicationCommandOptionType[] = [User, Role, Channel, Mentionable];

/** What stands behind the options that name a user, a role or a channel, by their names. */
export function readChosenByOption(
  options: readonly Option[],
  resolved: Resolved,
  guildId: string | undefined,
): Chosen {
  const naming = options.filter(({ type }) => choosing.includes(type));
  if (naming.length === 0) return nothingChosen;
  const byId = readChosen(resolved, guildId);
  const byName = <Value>(known: Readonly<Record<string, Value>>): Record<string, Value> => {
    const ids = new Map(Object.entries(known));
    return Object.fromEntries(
      naming.flatMap(({ name, value }) => {
        const own = ids.get(String(value));
        return own === undefined ? [] : [[name, own]];
      }),
    );
  };
  return { users: byName(byId.users), roles: byName(byId.roles), channels: byName(byId.channels) };
}

const nothingChosen: Chosen = { users: {}, roles: {}, channels: {} };

/**
 * The objects that an interaction brings along, by their ids.
 * https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-resolved-data-structure
 */
export function readChosen(resolved: Resolved, guildId: string | undefined): Chosen {
  if (!resolved) return nothingChosen;
  return {
    users: mapValues(resolved.users, (id, user) => readUser(id, user, resolved.members?.[id])),
    roles: mapValues(resolved.roles, (id, role) => readRole(id, role, guildId)),
    channels: mapValues(resolved.channels, readChannel),
  };
}

function mapValues<From, To>(
  objects: Readonly<Record<string, From>> | null | undefined,
  read: (id: string, object: From) => To,
): Record<string, To> {
  return Object.fromEntries(
    Object.entries(objects ?? {}).flatMap(([id, object]) => (object ? [[id, read(id, object)]] : [])),
  );
}

interface Named {
  readonly name?: string | null;
}

interface Person {
  readonly username?: string | null;
  readonly global_name?: string | null;
  readonly bot?: boolean;
}

interface Membership {
  readonly nick?: string | null | undefined;
  readonly roles?: readonly string[];
}

/** What people call somebody here; empty where Discord does not say. */
export function nameOf(user: Person | null | undefined, member: Membership | null | undefined): string {
  return member?.nick ?? user?.global_name ?? user?.username ?? '';
}

function readUser(id: string, user: Person, member: Membership | undefined): ChosenUser {
  return {
    id,
    name: nameOf(user, member),
    isBot: user.bot === true,
    roleIds: Array.isArray(member?.roles) ? member.roles : member ? [] : null,
  };
}

/** The role of everyone has the guild's id: https://docs.discord.com/developers/topics/permissions#role-object */
function readRole(id: string, { name }: Named, guildId: string | undefined): ChosenRole {
  return { id, name: name ?? '', isEveryone: id === guildId };
}

function readChannel(id: string, { name, type }: Named & { readonly type?: ChannelType }): ChosenChannel {
  return { id, name: name ?? '', isThread: isThread(type) };
}

const threads: readonly (ChannelType | undefined)[] = [
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
];

/** Whether a type of channels is one of threads. */
export function isThread(type: ChannelType | undefined): boolean {
  return threads.includes(type);
}
