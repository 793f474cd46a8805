import type { AttachmentStore } from './attachments.ts';
import { type Component, textOf } from './components.ts';
import type { Pings } from './mentions.ts';
import { type Embed, LOADING_FLAG } from './message-body.ts';
import { isEphemeral, type Message, type MessageOrigin } from './messages.ts';
import type { World } from './world.ts';

export interface AttachmentView {
  readonly id: string;
  readonly filename: string;
  readonly description: string | null;
  readonly contentType: string;
  readonly sizeBytes: number;
  /** The file on disk. */
  readonly path: string;
  readonly url: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationSeconds: number | null;
}

/** A message as a person in the channel sees it, with what a test wants to know about it. */
export interface MessageView {
  readonly id: string;
  readonly channelId: string;
  readonly author: { readonly id: string; readonly displayName: string };
  readonly content: string;
  /** Everything there is to read: the content, or the texts in Components V2. */
  readonly text: string;
  readonly flags: number;
  readonly ephemeral: boolean;
  /** The only person who sees it, when it is ephemeral. */
  readonly visibleTo: string | undefined;
  /** Shown as «… is thinking». */
  readonly loading: boolean;
  readonly embeds: readonly Embed[];
  readonly components: readonly Component[];
  readonly attachments: readonly AttachmentView[];
  readonly pings: Pings;
  readonly interactionId: string | undefined;
  /** What it answers. */
  readonly origin: MessageOrigin | undefined;
  readonly nonce: string | number | undefined;
  /** Id of the message that this one replies to. */
  readonly repliesTo: string | undefined;
  readonly createdAtMs: number;
  readonly editedAtMs: number | null;
  readonly edits: number;
  readonly earlierContents: readonly string[];
  readonly deleted: boolean;
}

export function viewOf(message: Message, world: World, attachments: AttachmentStore): MessageView {
  const author = world.user(message.authorId) ?? world.bot;
  return {
    id: message.id,
    channelId: message.channelId,
    author: { id: author.id, displayName: author.displayName },
    content: message.content,
    text: [message.content, textOf(message.components)].filter(Boolean).join('\n'),
    flags: message.flags,
    ephemeral: isEphemeral(message),
    visibleTo: isEphemeral(message) ? message.origin?.userId : undefined,
    loading: (message.flags & LOADING_FLAG) !== 0,
    embeds: message.embeds,
    components: message.components,
    attachments: message.attachments.map((file) => ({
      id: file.id,
      filename: file.filename,
      description: file.description,
      contentType: file.contentType,
      sizeBytes: file.sizeBytes,
      path: file.path,
      url: attachments.url(file),
      width: file.width,
      height: file.height,
      durationSeconds: file.durationSeconds,
    })),
    pings: message.pings,
    interactionId: message.origin?.interactionId,
    origin: message.origin,
    nonce: message.nonce,
    repliesTo: message.reference?.messageId,
    createdAtMs: message.createdAtMs,
    editedAtMs: message.editedAtMs,
    edits: message.edits,
    earlierContents: message.earlierContents,
    deleted: message.deleted,
  };
}
