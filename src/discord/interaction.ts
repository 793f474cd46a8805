import {
  type APIApplicationCommandAutocompleteInteraction,
  type APIChatInputApplicationCommandInteraction,
  type APIInteraction,
  type APIMessageApplicationCommandInteraction,
  type APIMessageComponentInteraction,
  type APIModalSubmitInteraction,
  ApplicationCommandType,
  ApplicationIntegrationType,
  type ChannelType,
  InteractionType,
  PermissionFlagsBits,
} from 'discord.js';
import type { RequestChannel } from '../credits/admission-rules.ts';
import { noOperators, type Operators, readRights } from './access.ts';
import type { Call, CommandCall, Fields, FocusedOption, MessageCall, PressCall } from './command.ts';
import {
  focusedOption,
  isThread,
  nameOf,
  openOptions,
  readAttachments,
  readChosen,
  readChosenByOption,
  readValues,
} from './interaction-data.ts';
import { readTarget } from './target-message.ts';

/**
 * Reads what the gateway sends. Discord's own payload is trusted to be Discord's, but a field that is not there must not
 * stop us: what is missing is replaced by the careful assumption.
 */

/** Used when Discord does not say: the lowest limit that bots ever had in 2025 and 2026. */
const carefulAttachmentLimitBytes = 10 * 1024 * 1024;

type Typed = APIChatInputApplicationCommandInteraction | APIApplicationCommandAutocompleteInteraction;

export function isSlashCommand(interaction: APIInteraction): interaction is APIChatInputApplicationCommandInteraction {
  return (
    interaction.type === InteractionType.ApplicationCommand &&
    interaction.data.type === ApplicationCommandType.ChatInput
  );
}

/** Somebody used a message command. */
export function isMessageCommand(interaction: APIInteraction): interaction is APIMessageApplicationCommandInteraction {
  return (
    interaction.type === InteractionType.ApplicationCommand && interaction.data.type === ApplicationCommandType.Message
  );
}

/** Somebody is typing into an option. */
export function isAutocomplete(
  interaction: APIInteraction,
): interaction is APIApplicationCommandAutocompleteInteraction {
  return interaction?.type === InteractionType.ApplicationCommandAutocomplete;
}

/** Somebody used a button or a menu. */
export function isPress(interaction: APIInteraction): interaction is APIMessageComponentInteraction {
  return interaction.type === InteractionType.MessageComponent;
}

/** Somebody sent off a modal. */
export function isModalSubmit(interaction: APIInteraction): interaction is APIModalSubmitInteraction {
  return interaction.type === InteractionType.ModalSubmit;
}

/** The option into which somebody is typing. */
export function readFocused({ data }: APIApplicationCommandAutocompleteInteraction): FocusedOption | null {
  return focusedOption(openOptions(data.options).options);
}

/** The command in our own words. `guildId` is empty in direct messages. */
export function readCommandCall(interaction: Typed, operators: Operators = noOperators): CommandCall {
  const { name, options: given, resolved } = interaction.data;
  const { subcommand, options } = openOptions(given);
  return {
    name,
    subcommand,
    options: readValues(options),
    attachments: readAttachments(options, resolved),
    ...readChosenByOption(options, resolved, interaction.guild_id),
    ...readCall(interaction, operators),
  };
}

/** The message command in our own words. */
export function readMessageCall(
  interaction: APIMessageApplicationCommandInteraction,
  operators: Operators = noOperators,
): MessageCall {
  const { name, target_id: id, resolved } = interaction.data;
  const call = readCall(interaction, operators);
  const target = readTarget(id, resolved?.messages?.[id] ?? {}, {
    applicationId: interaction.application_id,
    channelId: call.origin.channelId,
  });
  return { name, target, ...call };
}

/** The press in our own words. */
export function readPressCall(
  interaction: APIMessageComponentInteraction,
  operators: Operators = noOperators,
): PressCall {
  const { data } = interaction;
  return {
    values: 'values' in data && Array.isArray(data.values) ? data.values.map(String) : [],
    ...readChosen('resolved' in data ? data.resolved : undefined, interaction.guild_id),
    ...readCall(interaction, operators),
  };
}

/** What was put into a modal. Inputs stand in labels; rows are what they stood in long ago. */
export function readFields({ data }: APIModalSubmitInteraction): Fields {
  const inputs = (data.components ?? []).flatMap((shell) => {
    if ('component' in shell) return [shell.component];
    return 'components' in shell ? shell.components : [];
  });
  return Object.fromEntries(
    inputs.flatMap((input): [string, Fields[string]][] => {
      if ('value' in input && typeof input.value === 'string') return [[input.custom_id, input.value]];
      if ('values' in input && Array.isArray(input.values)) return [[input.custom_id, input.values.map(String)]];
      return [];
    }),
  );
}

/** Who does something, and where. */
export function readCall(interaction: APIInteraction, operators: Operators = noOperators): Call {
  const user = interaction.member?.user ?? interaction.user;
  const { mayManage, mayModerate, isOperator } = readRights(interaction, operators);
  const { member, channel } = interaction;
  return {
    callerName: nameOf(user, member),
    callerIsOperator: isOperator,
    origin: {
      interactionId: interaction.id,
      interactionToken: interaction.token,
      applicationId: interaction.application_id,
      guildId: interaction.guild_id ?? '',
      channelId: channel?.id ?? interaction.channel_id ?? '',
      memberId: user?.id ?? '',
      roleIds: Array.isArray(member?.roles) ? member.roles : [],
      mayManage,
      mayModerate,
      channel: readChannel(channel, interaction.channel_id),
      locale: 'locale' in interaction ? (interaction.locale ?? 'en-US') : 'en-US',
      mayPost: mayPost(interaction),
      attachmentLimitBytes: interaction.attachment_size_limit ?? carefulAttachmentLimitBytes,
    },
  };
}

/** Discord tells of a thread on which channel it hangs, but not whether that one is age-restricted. */
function readChannel(channel: APIInteraction['channel'], channelId: string | undefined): RequestChannel {
  const { id, type, parent_id, nsfw } = (channel ?? {}) as {
    id?: string;
    type?: ChannelType;
    parent_id?: string | null;
    nsfw?: boolean;
  };
  return {
    id: id ?? channelId ?? '',
    threadOf: isThread(type) ? (parent_id ?? null) : null,
    ageRestricted: nsfw === true,
  };
}

/**
 * Whether the bot may see the channel, write in it and attach files. An app that only the member installed is no member of
 * the guild, whatever the permissions say (https://docs.discord.com/developers/interactions/receiving-and-responding).
 */
function mayPost(interaction: APIInteraction): boolean {
  const owners = interaction.authorizing_integration_owners ?? {};
  const userInstall = owners[ApplicationIntegrationType.UserInstall] !== undefined;
  if (userInstall && owners[ApplicationIntegrationType.GuildInstall] === undefined) return false;
  if (!interaction.app_permissions) return true;
  const permissions = BigInt(interaction.app_permissions);
  if (permissions & PermissionFlagsBits.Administrator) return true;
  const sending = isThread(interaction.channel?.type)
    ? PermissionFlagsBits.SendMessagesInThreads
    : PermissionFlagsBits.SendMessages;
  const needed = PermissionFlagsBits.ViewChannel | sending | PermissionFlagsBits.AttachFiles;
  return (permissions & needed) === needed;
}
