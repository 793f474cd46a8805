import { DiscordError } from './errors.ts';
import { GUILDS_INTENT } from './gateway-protocol.ts';
import type { Message } from './messages.ts';
import { channelObject } from './objects.ts';
import { has } from './permissions.ts';
import { RateLimited } from './rate-limits.ts';
import type { DiscordState } from './state.ts';
import type { Channel, Thread } from './world.ts';

/** Rules for changing what stands in a channel that hold on every road there. */

const OLD_AFTER_MS = 60 * 60 * 1_000;
/** Discord does not say when old messages may be edited again; https://github.com/circuitsacul/starboard-4/issues/118 saw this. */
const OLD_EDITS_PAUSE_MS = 20_000;

/** @throws {RateLimited} while the fault holds */
export function strikeEdit({ faults }: DiscordState): void {
  if (faults.edit429.count === 0) return;
  faults.edit429.count -= 1;
  throw new RateLimited(faults.edit429.retryAfterMs, faults.edit429);
}

/**
 * @throws {DiscordError} 50083 in an archived thread
 * @throws {RateLimited} 30046 when the message is older than an hour and there have been enough edits of such
 */
export function checkEdit(state: DiscordState, message: Message): void {
  const channel = state.world.channel(message.channelId);
  if (channel && isArchived(channel)) throw new DiscordError('archivedThread');
  const { faults, clock } = state;
  if (faults.oldEditsLeft === null || clock.now() - message.createdAtMs <= OLD_AFTER_MS) return;
  if (faults.oldEditsLeft === 0)
    throw new RateLimited(OLD_EDITS_PAUSE_MS, {
      code: 30046,
      message: 'Maximum number of edits to messages older than 1 hour reached. Try again later',
    });
  faults.oldEditsLeft -= 1;
}

/**
 * Nobody may write to a locked thread without MANAGE_THREADS.
 * https://docs.discord.com/developers/topics/threads#active-archived-threads
 * @throws {DiscordError} 50083 when it is archived too, else 160005
 */
export function checkOpenThread({ world }: DiscordState, channelId: string): void {
  const channel = world.channel(channelId);
  if (!channel || !threadOf(channel)?.locked || has(world.permissions(world.bot.id, channel), 'manageThreads')) return;
  if (isArchived(channel)) throw new DiscordError('archivedThread', { status: 403 });
  throw new DiscordError('threadLocked');
}

/** A new message wakes an archived thread. */
export function wakeThread({ world, gateway }: DiscordState, channelId: string): void {
  const channel = world.channel(channelId);
  const thread = channel && threadOf(channel);
  if (channel?.kind !== 'guild' || !thread?.archived) return;
  thread.archived = false;
  gateway.dispatch('THREAD_UPDATE', channelObject(channel, null), { intent: GUILDS_INTENT, guildId: channel.guildId });
}

export function isArchived(channel: Channel): boolean {
  return threadOf(channel)?.archived === true;
}

function threadOf(channel: Channel): Thread | undefined {
  return channel.kind === 'guild' ? channel.thread : undefined;
}
