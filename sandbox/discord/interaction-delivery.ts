import { randomBytes } from 'node:crypto';
import { appPermissions, contextOf, isHushed, type Owners } from './installations.ts';
import { metadataDetails } from './interaction-metadata.ts';
import { interactionObject } from './interaction-payload.ts';
import type { Acknowledgement, Interaction } from './interactions.ts';
import type { Payload } from './payload-path.ts';
import type { DiscordState } from './state.ts';
import type { Channel } from './world.ts';

/** What a test can say about any interaction. */
export interface Circumstances {
  readonly userId: string;
  /** Bytes for each file of an answer; default: by the guild's boost level. */
  readonly attachmentSizeLimit?: number;
  readonly locale?: string;
  /** Delivers the event this many milliseconds after it was made. */
  readonly lateByMs?: number;
  /** Bends the payload before it is sent, for odd ones: fields that are missing, objects that lie. See `setAt`. */
  readonly alter?: (payload: Payload) => void;
}

/** Something that a person did, on its way to the bot. */
export interface Invocation {
  readonly id: string;
  readonly token: string;
  /** As it was sent. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** The first valid answer, or `missed` when three seconds have passed without one. */
  readonly acknowledged: Promise<Acknowledgement | 'missed'>;
  /** Sends the same event once more. */
  replay(): void;
}

export interface Deed extends Partial<Pick<Interaction, 'commandName' | 'messageId' | 'target' | 'opener'>> {
  readonly type: number;
  readonly data: Record<string, unknown>;
  readonly owners: Owners;
}

/** Makes an interaction of what a person did and sends it to the bot. */
export function deliver(
  state: DiscordState,
  channel: Channel,
  { alter, lateByMs = 0, ...circumstances }: Circumstances,
  { data, ...deed }: Deed,
): Invocation {
  const { world, ids, clock, interactions, messages, gateway } = state;
  const { userId } = circumstances;
  const guildId = channel.kind === 'guild' ? channel.guildId : undefined;
  const id = ids.next(clock.now() - lateByMs);
  const cause = { commandName: undefined, messageId: undefined, target: undefined, opener: undefined, ...deed };
  const interaction = interactions.add({
    ...cause,
    details: metadataDetails(world, cause),
    id,
    token: Buffer.from(`interaction:${id}:${randomBytes(60).toString('base64url')}`).toString('base64url'),
    userId,
    channelId: channel.id,
    guildId,
    context: contextOf(channel),
    appPermissions: appPermissions(world, channel, userId),
    hushed: isHushed(world, channel, userId, deed.owners),
    attachmentSizeLimit: circumstances.attachmentSizeLimit ?? world.uploadLimitBytes(channel),
  });
  const message = deed.messageId === undefined ? undefined : messages.find(deed.messageId);
  const payload = structuredClone(
    interactionObject(world, {
      interaction,
      data,
      locale: circumstances.locale,
      lastMessageId: messages.lastId(channel.id),
      message: message && messages.toObject(message),
    }),
  );
  alter?.(payload);
  const replay = () => gateway.dispatch('INTERACTION_CREATE', payload, { guildId });
  replay();
  return { id, token: interaction.token, payload, acknowledged: interaction.acknowledged, replay };
}
