import { Hono } from 'hono';
import { DiscordError } from '../errors.ts';
import { parseForm } from '../form.ts';
import type { Interaction } from '../interactions.ts';
import {
  createMessageSchema,
  creationFlags,
  EPHEMERAL_FLAG,
  editMessageSchema,
  LOADING_FLAG,
} from '../message-body.ts';
import { checkEdit, checkOpenThread, strikeEdit, wakeThread } from '../message-rules.ts';
import { composeEdit, composeMessage } from '../message-writing.ts';
import type { Message } from '../messages.ts';
import { type RequestBody, withBody } from '../request-body.ts';
import type { ApiContext, ApiEnvironment, DiscordState } from '../state.ts';
import { originOf, requireAttachFiles } from './interactions.ts';

/**
 * The roads that an interaction's token opens for 15 minutes:
 * https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages
 */
export function webhookRoutes(state: DiscordState): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();
  const find = (c: ApiContext) =>
    state.interactions.forWebhook(c.req.param('application') ?? '', c.req.param('token') ?? '');

  routes.post('/webhooks/:application/:token', async (c) => {
    const interaction = find(c);
    const message = await withBody(c, state, interaction.attachmentSizeLimit, (body) =>
      followUp(state, interaction, body),
    );
    return c.json(state.messages.toObject(message));
  });

  routes.get('/webhooks/:application/:token/messages/:message', (c) =>
    c.json(state.messages.toObject(messageOf(state, find(c), c.req.param('message')))),
  );

  routes.patch('/webhooks/:application/:token/messages/:message', async (c) => {
    const interaction = find(c);
    strikeEdit(state);
    checkEdit(state, messageOf(state, interaction, c.req.param('message')));
    const message = await withBody(c, state, interaction.attachmentSizeLimit, (body) =>
      edit(state, interaction, c.req.param('message'), body),
    );
    return c.json(state.messages.toObject(message));
  });

  routes.delete('/webhooks/:application/:token/messages/:message', (c) => {
    state.messages.delete(messageOf(state, find(c), c.req.param('message')));
    return c.body(null, 204);
  });

  return routes;
}

async function followUp(state: DiscordState, interaction: Interaction, body: RequestBody): Promise<Message> {
  if (body.uploads.length > 0) requireAttachFiles(state, interaction);
  // The first follow-up after a deferral fills the deferred message, and its ephemeral flag is ignored.
  const original = findOriginal(state, interaction);
  if (original && (original.flags & LOADING_FLAG) !== 0) return edit(state, interaction, '@original', body);
  checkOpenThread(state, interaction.channelId);
  if (!state.interactions.mayFollowUp(interaction)) throw new DiscordError('tooManyFollowUps');
  const form = parseForm(createMessageSchema, body.fields);
  const flags = creationFlags(form.flags, true) | (interaction.hushed ? EPHEMERAL_FLAG : 0);
  const place = { channelId: interaction.channelId, flags, ephemeral: (flags & EPHEMERAL_FLAG) !== 0 };
  const written = await composeMessage(state, form, body.uploads, place);
  wakeThread(state, interaction.channelId);
  const message = state.messages.create({
    ...written,
    channelId: interaction.channelId,
    authorId: state.world.bot.id,
    tts: form.tts ?? false,
    origin: originOf(interaction, false),
  });
  state.interactions.addFollowUp(interaction, message.id);
  return message;
}

async function edit(
  state: DiscordState,
  interaction: Interaction,
  messageId: string,
  body: RequestBody,
): Promise<Message> {
  if (body.uploads.length > 0) requireAttachFiles(state, interaction);
  const form = parseForm(editMessageSchema, body.fields ?? {});
  const change = await composeEdit(state, messageOf(state, interaction, messageId), form, body.uploads);
  // While the files were read the message may have gone.
  return state.messages.edit(messageOf(state, interaction, messageId), change);
}

function messageOf(state: DiscordState, interaction: Interaction, id: string): Message {
  const message =
    id === '@original'
      ? findOriginal(state, interaction)
      : state.interactions.owns(interaction, id)
        ? state.messages.find(id)
        : undefined;
  if (!message) throw new DiscordError('unknownMessage');
  return message;
}

function findOriginal(state: DiscordState, interaction: Interaction): Message | undefined {
  const id = state.interactions.originalMessageId(interaction);
  return id === undefined ? undefined : state.messages.find(id);
}
