import { channelType } from '../discord/channel-objects.ts';
import type { LocalDiscord } from '../discord/local-discord.ts';
import type { MessageView } from '../discord/message-view.ts';
import { has } from '../discord/permissions.ts';
import type { Channel, Guild } from '../discord/world.ts';
import { PARTS } from './page-world.ts';
import type {
  PageAttachment,
  PageChannel,
  PageCommand,
  PageComponent,
  PageMessage,
  PagePerson,
  PageRole,
} from './wire.ts';

/** How one person sees the local Discord, in the form in which the page gets it. */

export function guildOf(discord: LocalDiscord): Guild {
  const [guild] = discord.world.guilds;
  if (!guild) throw new Error('the sandbox has no guild');
  return guild;
}

export function people(discord: LocalDiscord): PagePerson[] {
  const { world } = discord;
  const guild = guildOf(discord);
  const parts = Object.values(PARTS);
  return [...world.users, world.bot].map(({ id, username, displayName, bot }) => {
    const roleIds = world.member(guild.id, id)?.roleIds ?? [];
    const colored = guild.roles.find((role) => roleIds.includes(role.id) && role.color !== 0);
    const part = parts.find((one) => one.username === username)?.part;
    return { id, name: displayName, bot, part, color: colored && hex(colored.color) };
  });
}

export function roles(discord: LocalDiscord): PageRole[] {
  return guildOf(discord).roles.map(({ id, name, color }) => ({
    id,
    name,
    color: color === 0 ? undefined : hex(color),
  }));
}

function hex(color: number): string {
  return `#${color.toString(16).padStart(6, '0')}`;
}

/** The channels that somebody sees: those of the server with their threads, then the bot's direct messages. */
export function channels(discord: LocalDiscord, viewerId: string): PageChannel[] {
  const { world } = discord;
  const guild = guildOf(discord);
  const ofGuild = guild.channels.flatMap((channel) => [
    channel,
    ...guild.threads.filter(({ thread }) => thread?.parentId === channel.id),
  ]);
  const direct = world.directChannelWith(viewerId);
  return [...ofGuild, ...(direct ? [direct] : [])]
    .filter((channel) => sees(discord, viewerId, channel))
    .map((channel) => pageChannel(discord, viewerId, channel));
}

function pageChannel(discord: LocalDiscord, viewerId: string, channel: Channel): PageChannel {
  const { world } = discord;
  const bits = world.permissions(viewerId, channel);
  const isGuild = channel.kind === 'guild';
  const isThread = isGuild && channel.thread !== undefined;
  return {
    id: channel.id,
    name: isGuild ? channel.name : world.bot.displayName,
    kind: isGuild ? (isThread ? 'thread' : 'text') : 'direct',
    type: channelType(channel),
    guildId: isGuild ? channel.guildId : undefined,
    ageRestricted: isGuild && channel.nsfw,
    topic: isGuild ? channel.topic : null,
    writable: has(bits, isThread ? 'sendMessagesInThreads' : 'sendMessages'),
    moderated: isGuild && has(bits, 'manageMessages'),
    commandIds: discord.offeredCommands({ userId: viewerId, channelId: channel.id }),
  };
}

export function sees(discord: LocalDiscord, viewerId: string, channel: Channel): boolean {
  return has(discord.world.permissions(viewerId, channel), 'viewChannel');
}

/** The registered commands as Discord returns them, without what the page does not show. */
export function commands(discord: LocalDiscord): PageCommand[] {
  return discord.commands().map((command) => ({
    id: command.id,
    type: command.type,
    name: command.name,
    name_localizations: translations(command.name_localizations),
    description: command.description,
    description_localizations: translations(command.description_localizations),
    // Checked when the bot registered it.
    ...('options' in command ? { options: command.options as unknown as NonNullable<PageCommand['options']> } : {}),
  }));
}

function translations(value: unknown): Record<string, string> | null {
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(Object.entries(value).filter(([, text]) => typeof text === 'string'));
}

/** Whether somebody sees a message: an ephemeral one is its member's alone. */
export function seesMessage(discord: LocalDiscord, viewerId: string, message: MessageView): boolean {
  if (message.ephemeral && message.visibleTo !== viewerId) return false;
  const channel = discord.world.channel(message.channelId);
  return channel !== undefined && sees(discord, viewerId, channel);
}

export function pageMessage(discord: LocalDiscord, viewerId: string, message: MessageView): PageMessage {
  const { id, channelId, content, components, ephemeral, loading, createdAtMs, editedAtMs, author } = message;
  const attachments = message.attachments.map((file) => pageAttachment(viewerId, file));
  const command = message.origin?.original ? message.origin.commandName : undefined;
  return {
    id,
    channelId,
    authorId: author.id,
    content,
    embeds: message.embeds.map((embed) => withLocalPictures(embed, attachments)),
    // Discord's own fields; the page reads only some of them.
    components: components.map((component) =>
      withLocalPictures<PageComponent>(component as PageComponent, attachments),
    ),
    attachments,
    ephemeral,
    thinking: loading,
    createdAtMs,
    edited: editedAtMs !== null,
    pingsViewer: pings(discord, viewerId, message),
    command:
      command === undefined || !message.origin
        ? null
        : {
            name: command,
            userId: message.origin.userId,
            typed: message.origin.details?.target_message_id === undefined,
          },
    reply: replyOf(discord, message),
  };
}

function pageAttachment(viewerId: string, file: MessageView['attachments'][number]): PageAttachment {
  const { id, filename, description, contentType, sizeBytes, width, height } = file;
  const url = `/files/${viewerId}/${id}/${encodeURIComponent(filename)}`;
  return { id, filename, description, contentType, sizeBytes, url, width, height };
}

/** Pictures of the message itself, which the page gets from its own server. */
function withLocalPictures<T>(value: T, attachments: readonly PageAttachment[]): T {
  const text = JSON.stringify(value).replace(
    /"(?:attachment:\/\/([^"]+)|http:\/\/127\.0\.0\.1:\d+\/cdn\/[a-z-]+\/\d+\/(\d+)\/[^"]*)"/g,
    (found, name: string | undefined, id: string | undefined) => {
      const file = attachments.find((one) => (name === undefined ? one.id === id : one.filename === name));
      return file ? JSON.stringify(file.url) : found;
    },
  );
  return JSON.parse(text) as T;
}

function pings(discord: LocalDiscord, viewerId: string, { pings: { users, roles: pinged, everyone } }: MessageView) {
  const member = discord.world.member(guildOf(discord).id, viewerId);
  return everyone || users.includes(viewerId) || pinged.some((role) => member?.roleIds.includes(role));
}

function replyOf(discord: LocalDiscord, { repliesTo }: MessageView): PageMessage['reply'] {
  if (repliesTo === undefined) return null;
  const message = discord.messages().find(({ id }) => id === repliesTo);
  return message ? { authorId: message.author.id, text: message.text, messageId: message.id } : 'gone';
}
