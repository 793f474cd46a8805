import {
  type APIApplicationCommandAutocompleteInteraction,
  type APIApplicationCommandInteractionDataOption,
  type APIAttachment,
  type APIChatInputApplicationCommandInteraction,
  type APIInteraction,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  ChannelType,
  InteractionType,
  PermissionFlagsBits,
} from 'discord.js';
import type { DeclaredImage } from '../catalogue/image.ts';
import type { CommandCall, FocusedOption } from './command.ts';

/**
 * Reads what the gateway sends. Discord's own payload is trusted to be Discord's, but a field that is not there must not
 * stop us: what is missing is replaced by the careful assumption.
 */

/** Used when Discord does not say: the lowest limit that bots ever had in 2025 and 2026. */
const carefulAttachmentLimitBytes = 10 * 1024 * 1024;

export function isSlashCommand(interaction: APIInteraction): interaction is APIChatInputApplicationCommandInteraction {
  return (
    interaction.type === InteractionType.ApplicationCommand &&
    interaction.data.type === ApplicationCommandType.ChatInput
  );
}

/** Somebody is typing into an option. */
export function isAutocomplete(
  interaction: APIInteraction,
): interaction is APIApplicationCommandAutocompleteInteraction {
  return interaction?.type === InteractionType.ApplicationCommandAutocomplete;
}

/** The option into which somebody is typing. */
export function readFocused({ data }: APIApplicationCommandAutocompleteInteraction): FocusedOption | null {
  const option = (data.options ?? []).find((each) => 'focused' in each && each.focused);
  return option && 'value' in option ? { name: option.name, value: String(option.value ?? '') } : null;
}

/** The command in our own words. `guildId` is empty in direct messages. */
export function readCommandCall(
  interaction: APIChatInputApplicationCommandInteraction | APIApplicationCommandAutocompleteInteraction,
): CommandCall {
  const user = interaction.member?.user ?? interaction.user;
  const { name, options: given, resolved } = interaction.data;
  const options = given ?? [];
  return {
    name,
    options: readOptions(options),
    attachments: readAttachments(options, resolved?.attachments ?? {}),
    origin: {
      interactionId: interaction.id,
      interactionToken: interaction.token,
      applicationId: interaction.application_id,
      guildId: interaction.guild_id ?? '',
      channelId: interaction.channel?.id ?? interaction.channel_id ?? '',
      memberId: user?.id ?? '',
      locale: interaction.locale ?? 'en-US',
      mayPost: mayPost(interaction),
      attachmentLimitBytes: interaction.attachment_size_limit ?? carefulAttachmentLimitBytes,
    },
  };
}

function readOptions(options: readonly APIApplicationCommandInteractionDataOption[]): CommandCall['options'] {
  return Object.fromEntries(
    options.flatMap((option) =>
      option.type === ApplicationCommandOptionType.Subcommand ||
      option.type === ApplicationCommandOptionType.SubcommandGroup
        ? []
        : [[option.name, option.value]],
    ),
  );
}

/** The files behind the options that hold one; an option whose file is not there is missing. */
function readAttachments(
  options: readonly APIApplicationCommandInteractionDataOption[],
  resolved: Readonly<Record<string, Partial<APIAttachment>>>,
): CommandCall['attachments'] {
  return Object.fromEntries(
    options.flatMap((option) => {
      const file = option.type === ApplicationCommandOptionType.Attachment ? resolved[option.value] : undefined;
      return file ? [[option.name, readAttachment(file)]] : [];
    }),
  );
}

function readAttachment({ url, filename, content_type, size, width, height }: Partial<APIAttachment>): DeclaredImage {
  return {
    url: url ?? '',
    fileName: filename ?? '',
    contentType: content_type ?? null,
    bytes: numberOf(size),
    width: numberOf(width),
    height: numberOf(height),
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

const threads: readonly (ChannelType | undefined)[] = [
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
];

/**
 * Whether the bot may see the channel, write in it and attach files. An app that only the member installed is no member of
 * the guild, whatever the permissions say (https://docs.discord.com/developers/interactions/receiving-and-responding).
 */
function mayPost(
  interaction: APIChatInputApplicationCommandInteraction | APIApplicationCommandAutocompleteInteraction,
): boolean {
  const owners = interaction.authorizing_integration_owners ?? {};
  const userInstall = owners[ApplicationIntegrationType.UserInstall] !== undefined;
  if (userInstall && owners[ApplicationIntegrationType.GuildInstall] === undefined) return false;
  if (!interaction.app_permissions) return true;
  const permissions = BigInt(interaction.app_permissions);
  if (permissions & PermissionFlagsBits.Administrator) return true;
  const sending = threads.includes(interaction.channel?.type)
    ? PermissionFlagsBits.SendMessagesInThreads
    : PermissionFlagsBits.SendMessages;
  const needed = PermissionFlagsBits.ViewChannel | sending | PermissionFlagsBits.AttachFiles;
  return (permissions & needed) === needed;
}
