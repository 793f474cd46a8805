import { expect } from 'vitest';
import { flatten } from '../../sandbox/discord/components.ts';
import type { MessageView } from '../../sandbox/discord/message-view.ts';
import type { WorldSetup } from '../../sandbox/discord/world.ts';
import { type JobBooks, kite, type QuickWorld } from './quick-world.ts';

/** How people use what stands under messages. */

const patience = { timeoutMs: 15_000 };

const partsOf = ({ components }: MessageView) => flatten(components).filter(({ custom_id }) => custom_id !== undefined);

/** What can be read on the buttons of a message. */
export function labelsOf(message: MessageView): string[] {
  return partsOf(message).flatMap(({ label }) => (typeof label === 'string' ? [label] : []));
}

export function customIdsOf(message: MessageView): string[] {
  return partsOf(message).map(({ custom_id }) => String(custom_id));
}

/** Presses a button by the beginning of its label. */
export function press(world: QuickWorld, message: MessageView, label: string, userId = world.memberId) {
  const part = partsOf(message).find((each) => String(each.label ?? '').startsWith(label));
  if (!part) throw new Error(`no «${label}» under «${message.content}», but ${labelsOf(message)}`);
  return world.press({ userId, messageId: message.id, customId: String(part.custom_id) });
}

/** The message with which a deed was answered, or the one that it has changed. */
export function answerTo(world: QuickWorld, { id }: { readonly id: string }, changedId?: string): Promise<MessageView> {
  if (changedId !== undefined) return world.discord.whenMessage((message) => message.id === changedId, patience);
  return world.discord.whenMessage(({ interactionId, loading }) => interactionId === id && !loading, patience);
}

/** A job's card, once it has a button. */
export function whenCard(world: QuickWorld, jobId: string, label: string): Promise<MessageView> {
  return world.discord.whenMessage(
    (message) => message.interactionId === jobId && labelsOf(message).includes(label),
    patience,
  );
}

/** The message of a video that was made for the usual member. */
export async function videoIn(world: QuickWorld, options: Parameters<QuickWorld['give']>[1] = kite) {
  const { id } = await world.give('ray-flash', options);
  await world.settle(id);
  const message = world.videosOf(id).find(({ deleted }) => !deleted);
  if (!message) throw new Error('there is no video');
  return message;
}

export function jobIdOf({ attachments: [file] }: MessageView): string {
  return /(\d{17,20})\.mp4$/.exec(file?.filename ?? '')?.[1] ?? '';
}

/** Nobody but `noor`, who owns the guild, may do more than make videos. */
export const plainPlaces: WorldSetup = {
  guilds: [
    {
      name: 'Sunset Film Club',
      owner: 'noor',
      channels: [{ name: 'videos' }, { name: 'clips' }, { name: 'operators' }],
    },
  ],
  users: [
    { username: 'mira.okafor', displayName: 'Mira' },
    { username: 'tomas_v', displayName: 'Tomás' },
    { username: 'noor', displayName: 'Noor 🎬' },
  ],
};

export const strangerIn = ({ discord }: QuickWorld) => discord.world.userNamed('tomas_v').id;
/** Somebody who may delete others' messages. */
export const moderatorIn = ({ discord }: QuickWorld) => discord.world.userNamed('noor').id;

/** The video that a press has asked for came, was asked of a service once, and was paid for once. */
export function expectMade(
  { job, attempts, hold, charged }: JobBooks,
  { price = 51, rung = 'channel:file' }: { readonly price?: number; readonly rung?: string } = {},
): void {
  expect(job).toMatchObject({ state: 'delivered', rung });
  expect(attempts.map(({ state }) => state)).toEqual(['finished']);
  expect([hold, charged]).toEqual(['posted', price]);
}
