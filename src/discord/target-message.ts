import { type APIAttachment, type APIMessage, MessageFlags } from 'discord.js';
import type { DeclaredImage } from '../catalogue/image.ts';
import type { TargetMessage } from './command.ts';
import { numberOf, readAttachment } from './interaction-data.ts';

/** Reads the message that a message command was used on: https://docs.discord.com/developers/resources/message */

interface Surroundings {
  readonly applicationId: string;
  /** Where the command was used, for a message that does not say where it stands. */
  readonly channelId: string;
}

/** @param id - as the interaction names it, so that it is right whatever the message says */
export function readTarget(id: string, message: Partial<APIMessage>, surroundings: Surroundings): TargetMessage {
  const { applicationId, channelId } = surroundings;
  const { author, application_id, channel_id = channelId, flags = 0 } = message;
  return {
    id,
    channelId: channel_id,
    authorId: author?.id ?? '',
    isOurs: [author?.id, application_id].includes(applicationId),
    isPrivate: (flags & MessageFlags.Ephemeral) !== 0,
    files: filesIn(message),
    shown: shownIn(message),
  };
}

/** A message, or what a forwarded one was: https://docs.discord.com/developers/resources/message#message-snapshot-object */
type Content = Pick<Partial<APIMessage>, 'attachments' | 'embeds' | 'components'>;

function filesIn({ attachments }: Content): DeclaredImage[] {
  return (attachments ?? []).map((file: Partial<APIAttachment>) => readAttachment(file));
}

function shownIn(message: Partial<APIMessage>): DeclaredImage[] {
  const forwarded = (message.message_snapshots ?? []).map(({ message: content }) => content as Content);
  return [...mediaIn(message), ...forwarded.flatMap((content) => [...filesIn(content), ...mediaIn(content)])];
}

/** What an embed or a component shows: https://docs.discord.com/developers/components/reference#unfurled-media-item */
interface Media {
  readonly url?: string;
  readonly content_type?: string | null;
  readonly width?: number | null;
  readonly height?: number | null;
}

function mediaIn({ embeds, components }: Content): DeclaredImage[] {
  const ofEmbeds = (embeds ?? []).flatMap(({ image, thumbnail }) => [image, thumbnail]);
  return [...ofEmbeds, ...mediaOf(components)].flatMap((media) => (media ? [readMedia(media)] : []));
}

/** Components stand in each other, and what shows something says so by a field of this name. */
function mediaOf(components: unknown): Media[] {
  if (Array.isArray(components)) return components.flatMap(mediaOf);
  if (typeof components !== 'object' || components === null) return [];
  return Object.entries(components).flatMap(([name, value]) =>
    name === 'media' && typeof value === 'object' && value !== null ? [value as Media] : mediaOf(value),
  );
}

function readMedia({ url = '', content_type, width, height }: Media): DeclaredImage {
  return {
    url,
    fileName: fileNameIn(url),
    contentType: content_type ?? null,
    bytes: null,
    width: numberOf(width),
    height: numberOf(height),
  };
}

function fileNameIn(url: string): string {
  const name = URL.parse(url)?.pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
