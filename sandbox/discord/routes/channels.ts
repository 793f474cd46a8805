import { type Context, Hono } from 'hono';
import { DiscordError } from '../errors.ts';
import { invalidForm, parseForm } from '../form.ts';
import { type CreateMessageBody, createMessageSchema, creationFlags, editMessageSchema } from '../message-body.ts';
import { checkEdit, checkOpenThread, isArchived, strikeEdit, wakeThread } from '../message-rules.ts';
import { composeEdit, composeMessage } from '../message-writing.ts';
import { isEphemeral, type Message, type MessageReference } from '../messages.ts';
import { channelObject } from '../objects.ts';
import { has, type PermissionName } from '../permissions.ts';
import { type RequestBody, withBody } from '../request-body.ts';
import { compareSnowflakes } from '../snowflake.ts';
import type { ApiContext, ApiEnvironment, DiscordState } from '../state.ts';
import type { Channel, DirectChannel } from '../world.ts';

/** https://docs.discord.com/developers/resources/channel and /resources/message, as the bot user. */
export function channelRoutes(state: DiscordState): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();
  const channelOf = (c: Context) => accessibleChannel(state, c.req.param('channel') ?? '');

  routes.get('/channels/:channel', (c) => {
    const channel = channelOf(c);
    return c.json(channelObject(channel, state.messages.lastId(channel.id)));
  });

  routes.post('/channels/:channel/typing', (c) => {
    requirePermissions(state, channelOf(c), 'sendMessages');
    return c.body(null, 204);
  });

  routes.get('/channels/:channel/messages', (c) => {
    const messages = page(readable(state, channelOf(c)), c);
    return c.json(messages.map((message) => state.messages.toObject(message)));
  });

  routes.get('/channels/:channel/messages/:message', (c) => {
    const channel = channelOf(c);
    requirePermissions(state, channel, 'readMessageHistory');
    return c.json(state.messages.toObject(messageIn(state, channel, c.req.param('message'))));
  });

  routes.post('/channels/:channel/messages', async (c) => {
    const channel = channelOf(c);
    requireSending(state, channel);
    const message = await withBody(c, state, state.world.uploadLimitBytes(channel), (body) =>
      send(state, channel, body),
    );
    return c.json(state.messages.toObject(message));
  });

  routes.patch('/channels/:channel/messages/:message', async (c) => {
    const channel = channelOf(c);
    const id = c.req.param('message');
    strikeEdit(state);
    const standing = messageIn(state, channel, id);
    if (standing.authorId !== state.world.bot.id) throw new DiscordError('notTheAuthor');
    checkEdit(state, standing);
    const message = await withBody(c, state, state.world.uploadLimitBytes(channel), (body) =>
      edit(state, channel, id, body),
    );
    return c.json(state.messages.toObject(message));
  });

  routes.delete('/channels/:channel/messages/:message', (c) => {
    const channel = channelOf(c);
    const message = messageIn(state, channel, c.req.param('message'));
    if (message.authorId !== state.world.bot.id) requirePermissions(state, channel, 'manageMessages');
    if (isArchived(channel)) throw new DiscordError('archivedThread');
    state.messages.delete(message);
    return c.body(null, 204);
  });

  return routes;
}

async function send(state: DiscordState, channel: Channel, body: RequestBody): Promise<Message> {
  const form = parseForm(createMessageSchema, body.fields);
  if (body.uploads.length > 0) requirePermissions(state, channel, 'attachFiles');
  const reference = referenceOf(state, channel, form);
  const place = { channelId: channel.id, flags: creationFlags(form.flags, false), ephemeral: false };
  const written = await composeMessage(state, form, body.uploads, place);
  const author = state.world.bot.id;
  const nonce = form.nonce ?? undefined;
  // Looked up only now, when nothing is awaited any more: of two requests at the same time one must find the other.
  const first =
    form.enforce_nonce && nonce !== undefined ? state.messages.findByNonce(channel.id, author, nonce) : undefined;
  if (first) {
    await state.attachments.discard(body.uploads);
    return first;
  }
  wakeThread(state, channel.id);
  return state.messages.create({
    ...written,
    channelId: channel.id,
    authorId: author,
    tts: form.tts ?? false,
    nonce,
    reference,
  });
}

async function edit(state: DiscordState, channel: Channel, id: string, body: RequestBody): Promise<Message> {
  if (body.uploads.length > 0) requirePermissions(state, channel, 'attachFiles');
  const form = parseForm(editMessageSchema, body.fields ?? {});
  const change = await composeEdit(state, messageIn(state, channel, id), form, body.uploads);
  return state.messages.edit(messageIn(state, channel, id), change);
}

function referenceOf(state: DiscordState, channel: Channel, form: CreateMessageBody): MessageReference | undefined {
  const reference = form.message_reference;
  if (!reference) return undefined;
  if (!has(state.world.permissions(state.world.bot.id, channel), 'readMessageHistory'))
    throw new DiscordError('cannotReplyWithoutHistory');
  const message = state.messages.find(reference.message_id);
  if (message && message.channelId === channel.id && !isEphemeral(message))
    return { messageId: message.id, channelId: channel.id };
  if (reference.fail_if_not_exists === false) return undefined;
  throw invalidForm([
    { path: ['message_reference'], code: 'MESSAGE_REFERENCE_UNKNOWN_MESSAGE', message: 'Unknown message' },
  ]);
}

/** A channel that the bot can see. */
export function accessibleChannel(state: DiscordState, id: string): Channel {
  const channel = state.world.channel(id);
  if (!channel || state.deletedChannels.has(id)) throw new DiscordError('unknownChannel');
  if (state.faults.noAccess && channel.kind !== 'direct') throw new DiscordError('missingAccess');
  if (!has(state.world.permissions(state.world.bot.id, channel), 'viewChannel'))
    throw new DiscordError('missingAccess');
  return channel;
}

function requireSending(state: DiscordState, channel: Channel): void {
  if (channel.kind === 'direct') {
    requireOpenConversation(state, channel);
    return;
  }
  if (state.faults.noPermissionToSend) throw new DiscordError('missingPermissions');
  requirePermissions(state, channel, 'sendMessages');
  checkOpenThread(state, channel.id);
}

/** Between them the two codes say who keeps the bot out: https://github.com/discord/discord-api-docs/issues/8238 */
function requireOpenConversation({ faults }: DiscordState, channel: DirectChannel): void {
  if (faults.directMessages === 'noMutualGuild') throw new DiscordError('noMutualGuild');
  if (faults.directMessages === 'closed' || !channel.recipient.acceptsDirectMessages)
    throw new DiscordError('cannotMessageUser');
}

function requirePermissions(state: DiscordState, channel: Channel, ...names: PermissionName[]): void {
  if (!has(state.world.permissions(state.world.bot.id, channel), ...names))
    throw new DiscordError('missingPermissions');
}

/** Ephemeral messages do not exist on these roads. */
function messageIn(state: DiscordState, channel: Channel, id: string): Message {
  const message = state.messages.find(id);
  if (!message || message.channelId !== channel.id || isEphemeral(message)) throw new DiscordError('unknownMessage');
  return message;
}

/** Newest first. Without the permission to read the history a list is empty rather than refused. */
function readable(state: DiscordState, channel: Channel): Message[] {
  if (!has(state.world.permissions(state.world.bot.id, channel), 'readMessageHistory')) return [];
  return state.messages
    .list({ channelId: channel.id })
    .filter((message) => !isEphemeral(message))
    .reverse();
}

function page(newestFirst: readonly Message[], c: ApiContext): Message[] {
  const limit = Number(c.req.query('limit') ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw invalidForm([{ path: ['limit'], code: 'NUMBER_TYPE_MAX', message: 'Value should be between 1 and 100.' }]);
  const { before, after, around } = c.req.query();
  if (before !== undefined)
    return newestFirst.filter((message) => compareSnowflakes(message.id, before) < 0).slice(0, limit);
  if (after !== undefined) {
    const newer = newestFirst.filter((message) => compareSnowflakes(message.id, after) > 0);
    return newer.slice(Math.max(0, newer.length - limit));
  }
  if (around === undefined) return newestFirst.slice(0, limit);
  const at = newestFirst.findIndex((message) => compareSnowflakes(message.id, around) <= 0);
  const start = Math.max(0, (at < 0 ? newestFirst.length : at) - Math.floor(limit / 2));
  return newestFirst.slice(start, start + limit);
}
