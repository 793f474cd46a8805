import type { Attachment, Upload } from './attachments.ts';
import { DiscordError } from './errors.ts';
import { invalidForm } from './form.ts';
import {
  type AttachmentEntry,
  type CreateMessageBody,
  checkLayout,
  type EditMessageBody,
  flagsAfterEdit,
} from './message-body.ts';
import { isEphemeral, type Message, type MessageChange, type MessageDraft } from './messages.ts';
import { refuseContent } from './moderation.ts';
import type { DiscordState } from './state.ts';

type Written = Pick<MessageDraft, 'content' | 'embeds' | 'components' | 'attachments' | 'flags' | 'allowedMentions'>;

/** What a new message consists of, after the rules that hold on every road. */
export async function composeMessage(
  state: DiscordState,
  body: CreateMessageBody,
  uploads: readonly Upload[],
  place: { channelId: string; flags: number; ephemeral: boolean },
): Promise<Written> {
  const message = {
    content: body.content ?? '',
    embeds: body.embeds ?? [],
    components: body.components ?? [],
    flags: place.flags,
    allowedMentions: body.allowed_mentions,
  };
  checkLayout(message);
  refuseContent(state, place.channelId, message, uploads.length > 0);
  if (uploads.length === 0) refuseEmpty({ ...message, attachments: [] });
  // On a new message a file needs no entry; on an edit the list is the whole truth.
  const listed = new Set((body.attachments ?? []).map((entry) => entry.id));
  const unlisted = uploads.filter((upload) => !listed.has(String(upload.index)));
  const entries = [...(body.attachments ?? []), ...unlisted.map((upload) => ({ id: String(upload.index) }))];
  const attachments = await gather(state, entries, uploads, [], place);
  // While the files came and were read the channel may have gone.
  if (state.deletedChannels.has(place.channelId)) throw new DiscordError('unknownChannel');
  return { ...message, attachments };
}

/**
 * What an edit changes. Fields that are not named stay; `attachments`, when it is there, is the list of all that shall
 * remain. https://docs.discord.com/developers/resources/message#edit-message
 */
export async function composeEdit(
  state: DiscordState,
  message: Message,
  body: EditMessageBody,
  uploads: readonly Upload[],
): Promise<MessageChange> {
  const place = { channelId: message.channelId, ephemeral: isEphemeral(message) };
  const kept = message.attachments.map((attachment) => ({ id: attachment.id }));
  const entries = body.attachments ?? [...kept, ...uploads.map((upload) => ({ id: String(upload.index) }))];
  const change = {
    content: body.content === undefined ? message.content : (body.content ?? ''),
    embeds: body.embeds === undefined ? message.embeds : (body.embeds ?? []),
    components: body.components === undefined ? [...message.components] : (body.components ?? []),
    flags: flagsAfterEdit(message.flags, body.flags),
    allowedMentions: body.allowed_mentions,
    attachments: await gather(state, entries, uploads, message.attachments, place),
  };
  checkLayout(change);
  refuseContent(state, message.channelId, change, uploads.length > 0);
  refuseEmpty(change);
  return change;
}

/** Files in the order in which the request lists them: new ones by the index of their part, old ones by their id. */
async function gather(
  state: DiscordState,
  entries: readonly AttachmentEntry[],
  uploads: readonly Upload[],
  existing: readonly Attachment[],
  place: { channelId: string; ephemeral: boolean },
): Promise<Attachment[]> {
  if (entries.length > 10) throw new DiscordError('tooManyAttachments');
  const attachments: Attachment[] = [];
  for (const [index, entry] of entries.entries()) {
    const upload = uploads.find((candidate) => String(candidate.index) === entry.id);
    const old = existing.find((attachment) => attachment.id === entry.id);
    if (upload) attachments.push(await state.attachments.accept(upload, entry, place));
    else if (old) attachments.push(entry.description == null ? old : { ...old, description: entry.description });
    else
      throw invalidForm([
        {
          path: ['attachments', index, 'id'],
          code: 'ATTACHMENT_NOT_FOUND',
          message: `Attachment data ${entry.id} not found`,
        },
      ]);
  }
  return attachments;
}

function refuseEmpty(message: Omit<Written, 'flags' | 'allowedMentions'>): void {
  const parts = [message.embeds, message.components, message.attachments];
  if (!message.content && parts.every((part) => part.length === 0)) throw new DiscordError('emptyMessage');
}
