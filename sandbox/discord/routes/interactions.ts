import { Hono } from 'hono';
import { z } from 'zod';
import { DiscordError } from '../errors.ts';
import { complain, invalidForm, parseForm, text } from '../form.ts';
import { CALLBACK_TYPE, INTERACTION_TYPE, type Interaction } from '../interactions.ts';
import {
  createMessageSchema,
  creationFlags,
  EPHEMERAL_FLAG,
  editMessageSchema,
  LOADING_FLAG,
} from '../message-body.ts';
import { composeEdit, composeMessage } from '../message-writing.ts';
import { isEphemeral, type Message, type MessageOrigin } from '../messages.ts';
import { has } from '../permissions.ts';
import { type RequestBody, withBody } from '../request-body.ts';
import type { ApiContext, ApiEnvironment, DiscordState } from '../state.ts';

/** https://docs.discord.com/developers/interactions/receiving-and-responding#create-interaction-response */

const envelope = z.object({ type: z.number().int(), data: z.unknown().optional() });

const ALLOWED: Readonly<Record<number, readonly number[]>> = {
  [INTERACTION_TYPE.command]: [CALLBACK_TYPE.message, CALLBACK_TYPE.deferredMessage, CALLBACK_TYPE.modal],
  [INTERACTION_TYPE.component]: [4, 5, 6, 7, 9],
  [INTERACTION_TYPE.autocomplete]: [CALLBACK_TYPE.autocompleteResult],
};

const suggestions = z.object({
  choices: z.array(z.object({ name: text(1, 100), value: z.union([z.string().max(100), z.number()]) })).max(25),
});

const modal = z.looseObject({
  custom_id: text(1, 100),
  title: text(1, 45),
  components: z
    .array(z.looseObject({ type: z.number().int() }))
    .min(1)
    .max(5)
    .superRefine((components, context) => {
      if (components.some((component) => ![1, 10, 18].includes(component.type)))
        complain(context, 'UNION_TYPE_CHOICES', 'Value of field "type" must be one of (1, 10, 18).');
    }),
});

interface Answer {
  readonly message?: Message;
  readonly data?: unknown;
  readonly ephemeral: boolean;
}

export function interactionRoutes(state: DiscordState): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();
  routes.post('/interactions/:id/:token/callback', async (c) => {
    await strike(state);
    const { interaction, release } = state.interactions.reserve(c.req.param('id'), c.req.param('token'));
    try {
      return await withBody(c, state, interaction.attachmentSizeLimit, (body) => answer(c, state, interaction, body));
    } catch (error) {
      release();
      throw error;
    }
  });
  return routes;
}

async function strike({ faults, clock }: DiscordState): Promise<void> {
  if (faults.callbackDelayMs > 0) await clock.sleep(faults.callbackDelayMs);
  if (faults.failNextCallbacks.count === 0) return;
  faults.failNextCallbacks.count -= 1;
  throw new DiscordError('serverError', { status: faults.failNextCallbacks.status });
}

async function answer(
  c: ApiContext,
  state: DiscordState,
  interaction: Interaction,
  body: RequestBody,
): Promise<Response> {
  const { type, data } = parseForm(envelope, body.fields);
  const allowed = ALLOWED[interaction.type] ?? [];
  if (!allowed.includes(type))
    throw invalidForm([
      { path: ['type'], code: 'BASE_TYPE_CHOICES', message: `Value must be one of {${allowed.join(', ')}}.` },
    ]);
  const { message, data: kept, ephemeral } = await act(state, interaction, type, data, body);
  state.interactions.acknowledge(interaction, {
    type,
    ephemeral,
    ...(message ? { messageId: message.id } : {}),
    ...(kept === undefined ? {} : { data: kept }),
  });
  if (c.req.query('with_response') !== 'true') return c.body(null, 204);
  return c.json(responseObject(state, interaction, type, message));
}

async function act(
  state: DiscordState,
  interaction: Interaction,
  type: number,
  data: unknown,
  { uploads }: RequestBody,
): Promise<Answer> {
  if (uploads.length > 0) requireAttachFiles(state, interaction);
  switch (type) {
    case CALLBACK_TYPE.message: {
      const form = parseForm(createMessageSchema, data ?? {});
      const flags = creationFlags(form.flags, true);
      const ephemeral = (flags & EPHEMERAL_FLAG) !== 0;
      const written = await composeMessage(state, form, uploads, {
        channelId: interaction.channelId,
        flags,
        ephemeral,
      });
      return { message: createAnswer(state, interaction, written), ephemeral };
    }
    case CALLBACK_TYPE.deferredMessage: {
      const form = parseForm(z.object({ flags: z.number().int().nullish() }), data ?? {});
      const flags = ((form.flags ?? 0) & EPHEMERAL_FLAG) | LOADING_FLAG;
      const blank = { content: '', embeds: [], components: [], attachments: [], flags };
      return { message: createAnswer(state, interaction, blank), ephemeral: (flags & EPHEMERAL_FLAG) !== 0 };
    }
    case CALLBACK_TYPE.deferredUpdate: {
      const message = componentMessage(state, interaction);
      return { message, ephemeral: isEphemeral(message) };
    }
    case CALLBACK_TYPE.update: {
      const message = componentMessage(state, interaction);
      const change = await composeEdit(state, message, parseForm(editMessageSchema, data ?? {}), uploads);
      return { message: state.messages.edit(message, change), ephemeral: isEphemeral(message) };
    }
    case CALLBACK_TYPE.autocompleteResult:
      return { data: parseForm(suggestions, data), ephemeral: true };
    default:
      return { data: parseForm(modal, data), ephemeral: true };
  }
}

/** Files in an answer follow the bot's own permissions, though the answer itself needs none. */
export function requireAttachFiles(state: DiscordState, interaction: Interaction): void {
  const channel = state.world.channel(interaction.channelId);
  if (channel && !has(state.world.permissions(state.world.bot.id, channel), 'attachFiles'))
    throw new DiscordError('missingPermissions');
}

export function originOf(interaction: Interaction, original: boolean): MessageOrigin {
  return {
    interactionId: interaction.id,
    interactionType: interaction.type,
    userId: interaction.userId,
    original,
    ...(interaction.commandName === undefined ? {} : { commandName: interaction.commandName }),
  };
}

function createAnswer(
  state: DiscordState,
  interaction: Interaction,
  written: Awaited<ReturnType<typeof composeMessage>>,
): Message {
  return state.messages.create({
    ...written,
    channelId: interaction.channelId,
    authorId: state.world.bot.id,
    origin: originOf(interaction, true),
  });
}

function componentMessage(state: DiscordState, interaction: Interaction): Message {
  const message = interaction.messageId === undefined ? undefined : state.messages.find(interaction.messageId);
  if (!message) throw new DiscordError('unknownMessage');
  return message;
}

function responseObject(state: DiscordState, interaction: Interaction, type: number, message: Message | undefined) {
  const shown = type === CALLBACK_TYPE.message || type === CALLBACK_TYPE.update;
  return {
    interaction: {
      id: interaction.id,
      type: interaction.type,
      channel_id: interaction.channelId,
      ...(interaction.guildId === undefined ? {} : { guild_id: interaction.guildId }),
      ...(message === undefined
        ? {}
        : {
            response_message_id: message.id,
            response_message_loading: (message.flags & LOADING_FLAG) !== 0,
            response_message_ephemeral: isEphemeral(message),
          }),
    },
    resource: { type, ...(shown && message ? { message: state.messages.toObject(message) } : {}) },
  };
}
