import { EventEmitter } from 'node:events';
import type { Clock } from '../../src/clock.ts';
import type { Attachment, AttachmentStore } from './attachments.ts';
import { componentObjects } from './component-objects.ts';
import { type Component, textOf } from './components.ts';
import { embedObjects } from './embed-objects.ts';
import { type AllowedMentions, computePings, NO_PINGS, type Pings } from './mentions.ts';
import { type Embed, EPHEMERAL_FLAG, LOADING_FLAG } from './message-body.ts';
import { userObject } from './objects.ts';
import { has } from './permissions.ts';
import { compareSnowflakes, type Snowflakes } from './snowflake.ts';
import type { Channel, World } from './world.ts';

/** The time in which a repeated nonce is recognised; Discord says «the past few minutes». */
const NONCE_MEMORY_MS = 5 * 60 * 1_000;

/** The command or the button that a message answers. */
export interface MessageOrigin {
  readonly interactionId: string;
  readonly interactionType: number;
  readonly userId: string;
  readonly commandName?: string;
  /** Whether it is the answer itself and not a follow-up. */
  readonly original: boolean;
  /** Who let the app in, by kind of installation; by default the place where the message stands. */
  readonly owners?: Readonly<Record<string, string>>;
  /** What the interaction itself leaves with the message, see `metadataDetails`. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface MessageReference {
  readonly messageId: string;
  readonly channelId: string;
}

export interface MessageDraft {
  readonly channelId: string;
  readonly authorId: string;
  readonly content: string;
  readonly embeds: readonly Embed[];
  readonly components: readonly Component[];
  readonly attachments: readonly Attachment[];
  readonly flags: number;
  readonly tts?: boolean;
  readonly allowedMentions?: AllowedMentions | null | undefined;
  readonly nonce?: string | number | undefined;
  readonly reference?: MessageReference | undefined;
  readonly origin?: MessageOrigin | undefined;
}

/** A message as it stands, with what it was before. */
export interface Message extends Omit<MessageDraft, 'allowedMentions'> {
  readonly id: string;
  readonly createdAtMs: number;
  readonly editedAtMs: number | null;
  readonly edits: number;
  readonly earlierContents: readonly string[];
  readonly pings: Pings;
  readonly deleted: boolean;
}

export type MessageChange = Partial<
  Pick<MessageDraft, 'content' | 'embeds' | 'components' | 'attachments' | 'flags' | 'allowedMentions'>
>;

export type ChangeKind = 'create' | 'update' | 'delete';

/** What people and bots wrote, and everything that happened to it. */
export class MessageStore {
  readonly #clock: Clock;
  readonly #ids: Snowflakes;
  readonly #world: World;
  readonly #attachments: AttachmentStore;
  readonly #messages = new Map<string, Message>();
  readonly #changes = new EventEmitter<{ change: [kind: ChangeKind, message: Message] }>().setMaxListeners(0);

  constructor(options: { clock: Clock; ids: Snowflakes; world: World; attachments: AttachmentStore }) {
    this.#clock = options.clock;
    this.#ids = options.ids;
    this.#world = options.world;
    this.#attachments = options.attachments;
  }

  create(draft: MessageDraft): Message {
    const { allowedMentions, ...content } = draft;
    const message: Message = {
      ...content,
      id: this.#ids.next(),
      createdAtMs: this.#clock.now(),
      editedAtMs: null,
      edits: 0,
      earlierContents: [],
      pings: this.#pings(draft, allowedMentions),
      deleted: false,
    };
    this.#attachments.publish(message.attachments);
    return this.#keep('create', message);
  }

  edit(message: Message, change: MessageChange): Message {
    const { allowedMentions, ...fields } = change;
    const changed = { ...message, ...fields };
    const thinking = (message.flags & LOADING_FLAG) !== 0;
    this.#attachments.withdraw(message.attachments.filter((file) => !changed.attachments.includes(file)));
    this.#attachments.publish(changed.attachments);
    return this.#keep('update', {
      ...changed,
      // The first edit of a deferral is the message itself, so it is not shown as edited.
      editedAtMs: thinking ? null : this.#clock.now(),
      edits: message.edits + 1,
      earlierContents: thinking ? [] : [...message.earlierContents, message.content],
      pings: this.#pings(changed, allowedMentions),
    });
  }

  delete(message: Message): void {
    this.#attachments.withdraw(message.attachments);
    this.#keep('delete', { ...message, deleted: true });
  }

  /** A message that still stands. */
  find(id: string): Message | undefined {
    const message = this.#messages.get(id);
    return message?.deleted ? undefined : message;
  }

  /** Oldest first. */
  list(filter: { channelId?: string | undefined; deleted?: boolean | undefined } = {}): Message[] {
    return [...this.#messages.values()]
      .filter((message) => filter.channelId === undefined || message.channelId === filter.channelId)
      .filter((message) => message.deleted === (filter.deleted ?? false))
      .sort((left, right) => compareSnowflakes(left.id, right.id));
  }

  lastId(channelId: string): string | null {
    return this.list({ channelId }).at(-1)?.id ?? null;
  }

  /** The message that carried the same nonce a short while ago. */
  findByNonce(channelId: string, authorId: string, nonce: string | number): Message | undefined {
    const since = this.#clock.now() - NONCE_MEMORY_MS;
    return this.list({ channelId }).find(
      (message) =>
        message.authorId === authorId &&
        message.nonce !== undefined &&
        String(message.nonce) === String(nonce) &&
        message.createdAtMs >= since,
    );
  }

  onChange(listener: (kind: ChangeKind, message: Message) => void): () => void {
    this.#changes.on('change', listener);
    return () => this.#changes.off('change', listener);
  }

  toObject(message: Message): Record<string, unknown> {
    const attached = message.attachments.map((attachment) => this.#attachments.toObject(attachment));
    const author = this.#world.user(message.authorId) ?? this.#world.bot;
    const iso = (ms: number) => new Date(ms).toISOString().replace('Z', '000+00:00');
    return {
      id: message.id,
      channel_id: message.channelId,
      type: message.reference ? 19 : message.origin?.original ? 20 : 0,
      content: message.content,
      author: userObject(author),
      timestamp: iso(message.createdAtMs),
      edited_timestamp: message.editedAtMs === null ? null : iso(message.editedAtMs),
      tts: message.tts ?? false,
      flags: message.flags,
      pinned: false,
      mention_everyone: message.pings.everyone,
      mentions: message.pings.users.flatMap((id) => {
        const user = this.#world.user(id);
        return user ? [userObject(user)] : [];
      }),
      mention_roles: message.pings.roles,
      attachments: attached,
      embeds: embedObjects(message.embeds, (id) => {
        const file = this.#attachments.get(id);
        return file && this.#attachments.toObject(file);
      }),
      components: componentObjects(message.components, { messageId: message.id, attached }),
      ...(message.nonce === undefined ? {} : { nonce: message.nonce }),
      ...this.#referenceObject(message),
      ...this.#originObject(message),
    };
  }

  #keep(kind: ChangeKind, message: Message): Message {
    this.#messages.set(message.id, message);
    this.#changes.emit('change', kind, message);
    return message;
  }

  #pings(message: Omit<MessageDraft, 'allowedMentions'>, allowed: AllowedMentions | null | undefined): Pings {
    const channel = this.#world.channel(message.channelId);
    if (!channel) return NO_PINGS;
    const mayMentionEveryone = has(this.#world.permissions(message.authorId, channel), 'mentionEveryone');
    const replied = message.reference ? this.#messages.get(message.reference.messageId)?.authorId : undefined;
    return computePings([message.content, textOf(message.components)].join('\n'), allowed, {
      knowsUser: (id) => isIn(this.#world, channel, id),
      mayMentionRole: (id) => mayMentionEveryone || isMentionable(this.#world, channel, id),
      mayMentionEveryone,
      repliedUserId: replied,
    });
  }

  #referenceObject(message: Message): Record<string, unknown> {
    if (!message.reference) return {};
    const { messageId, channelId } = message.reference;
    const referenced = this.find(messageId);
    const channel = this.#world.channel(channelId);
    return {
      message_reference: {
        type: 0,
        message_id: messageId,
        channel_id: channelId,
        ...(channel?.kind === 'guild' ? { guild_id: channel.guildId } : {}),
      },
      referenced_message: referenced ? this.toObject({ ...referenced, reference: undefined }) : null,
    };
  }

  #originObject(message: Message): Record<string, unknown> {
    const { origin } = message;
    if (!origin) return {};
    const user = this.#world.user(origin.userId) ?? this.#world.bot;
    const channel = this.#world.channel(message.channelId);
    return {
      application_id: this.#world.applicationId,
      webhook_id: this.#world.applicationId,
      interaction_metadata: {
        id: origin.interactionId,
        type: origin.interactionType,
        user: userObject(user),
        authorizing_integration_owners: origin.owners ?? { 0: channel?.kind === 'guild' ? channel.guildId : '0' },
        ...origin.details,
      },
      ...(origin.commandName === undefined
        ? {}
        : {
            interaction: {
              id: origin.interactionId,
              type: origin.interactionType,
              name: origin.commandName,
              user: userObject(user),
            },
          }),
    };
  }
}

export function isEphemeral(message: Pick<Message, 'flags'>): boolean {
  return (message.flags & EPHEMERAL_FLAG) !== 0;
}

function isIn(world: World, channel: Channel, userId: string): boolean {
  if (channel.kind === 'guild') return world.member(channel.guildId, userId) !== undefined;
  const people = channel.participants ?? [channel.recipient, world.bot];
  return people.some((user) => user.id === userId);
}

function isMentionable(world: World, channel: Channel, roleId: string): boolean {
  if (channel.kind !== 'guild') return false;
  return world.guild(channel.guildId)?.roles.some((role) => role.id === roleId && role.mentionable) ?? false;
}
