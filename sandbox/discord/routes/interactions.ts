import { Hono } from 'hono';
import { z } from 'zod';
import { DiscordError } from '../errors.ts';
import { invalidForm, parseForm, text } from '../form.ts';
import { CALLBACK_TYPE, INTERACTION_TYPE, type Interaction } from '../interactions.ts';
import {
  createMessageSchema,
  creationFlags,
  EPHEMERAL_FLAG,
  editMessageSchema,
  LOADING_FLAG,
} from '../message-body.ts';
import { checkOpenThread, wakeThread } from '../message-rules.ts';
import { composeEdit, composeMessage } from '../message-writing.ts';
import { isEphemeral, type Message, type MessageOrigin } from '../messages.ts';
import { modalSchema } from '../modal.ts';
import { has } from '../permissions.ts';
import { type RequestBody, withBody } from '../request-body.ts';
import type { ApiContext, ApiEnvironment, DiscordState } from '../state.ts';

/** https://docs.discord.com/developers/interactions/receiving-and-responding#create-interaction-response */

const envelope = z.object({ type: z.number().int(), data: z.unknown().optional() });

const { message, deferredMessage, deferredUpdate, update, autocompleteResult, modal } = CALLBACK_TYPE;

/** What may answer what; a modal opens no further modal. */
const ALLOWED: Readonly<Record<number, readonly number[]>> = {
  [INTERACTION_TYPE.command]: [message, deferredMessage, modal],
  [INTERACTION_TYPE.component]: [message, deferredMessage, deferredUpdate, update, modal],
  [INTERACTION_TYPE.autocomplete]: [autocompleteResult],
  [INTERACTION_TYPE.modal]: [message, deferredMessage],
};

/** A modal that a component opened can change the component's message, as the component itself could. */
function allowedFor({ type, messageId }: Interaction): readonly number[] {
  const always = ALLOWED[type] ?? [];
  const hasMessage = type === INTERACTION_TYPE.modal && messageId !== undefined;
  return hasMessage ? [...always, deferredUpdate, update] : always;
}

const suggestions = z.object({
  choices: z.array(z.object({ name: text(1, 100), value: z.union([z.string().max(100), z.number()]) })).max(25),
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
  const allowed = allowedFor(interaction);
  if (!allowed.includes(type))
    throw invalidForm([
      { path: ['type'], code: 'BASE_TYPE_CHOICES', message: `Value must be one of {${allowed.join(', ')}}.` },
    ]);
  const { message: answered, data: kept, ephemeral } = await act(state, interaction, type, data, body);
  state.interactions.acknowledge(interaction, {
    type,
    ephemeral,
    ...(answered ? { messageId: answered.id } : {}),
    ...(kept === undefined ? {} : { data: kept }),
  });
  if (c.req.query('with_response') !== 'true') return c.body(null, 204);
  return c.json(responseObject(state, interaction, type, answered));
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
    case message: {
      const form = parseData(createMessageSchema, data ?? {});
      const flags = creationFlags(form.flags, true) | hush(interaction);
      const ephemeral = (flags & EPHEMERAL_FLAG) !== 0;
      const place = { channelId: interaction.channelId, flags, ephemeral };
      const written = await composeMessage(state, form, uploads, place);
      return { message: createAnswer(state, interaction, written), ephemeral };
    }
    case deferredMessage: {
      const form = parseData(z.object({ flags: z.number().int().nullish() }), data ?? {});
      const flags = ((form.flags ?? 0) & EPHEMERAL_FLAG) | LOADING_FLAG | hush(interaction);
      const blank = { content: '', embeds: [], components: [], attachments: [], flags };
      return { message: createAnswer(state, interaction, blank), ephemeral: (flags & EPHEMERAL_FLAG) !== 0 };
    }
    case deferredUpdate: {
      const standing = componentMessage(state, interaction);
      return { message: standing, ephemeral: isEphemeral(standing) };
    }
    case update: {
      const standing = componentMessage(state, interaction);
      const change = await composeEdit(state, standing, parseData(editMessageSchema, data ?? {}), uploads);
      return { message: state.messages.edit(standing, change), ephemeral: isEphemeral(standing) };
    }
    case autocompleteResult:
      return { data: parseData(suggestions, data), ephemeral: true };
    default:
      return { data: parseData(modalSchema, data), ephemeral: true };
  }
}

/** Complaints name their fields from the root of the body. */
function parseData<T>(schema: z.ZodType<T>, data: unknown): T {
  return parseForm(z.object({ data: schema }), { data }).data;
}

function hush(interaction: Interaction): number {
  return interaction.hushed ? EPHEMERAL_FLAG : 0;
}

/** Files in an answer follow the app's own permissions, though the answer itself needs none. */
export function requireAttachFiles(_state: DiscordState, interaction: Interaction): void {
  if (!has(interaction.appPermissions, 'attachFiles')) throw new DiscordError('missingPermissions');
}

export function originOf(interaction: Interaction, original: boolean): MessageOrigin {
  return {
    interactionId: interaction.id,
    interactionType: interaction.type,
    userId: interaction.userId,
    original,
    owners: interaction.owners,
    details: original ? interaction.details : { ...interaction.details, ...originalOf(interaction) },
    ...(interaction.commandName === undefined ? {} : { commandName: interaction.commandName }),
  };
}

/** A follow-up tells which message was the answer itself. */
function originalOf(interaction: Interaction): object {
  const id = interaction.originalMessageId();
  return id === undefined ? {} : { original_response_message_id: id };
}

function createAnswer(
  state: DiscordState,
  interaction: Interaction,
  written: Awaited<ReturnType<typeof composeMessage>>,
): Message {
  const { channelId } = interaction;
  if (state.deletedChannels.has(channelId)) throw new DiscordError('unknownChannel');
  checkOpenThread(state, channelId);
  wakeThread(state, channelId);
  return state.messages.create({
    ...written,
    channelId,
    authorId: state.world.bot.id,
    origin: originOf(interaction, true),
  });
}

function componentMessage(state: DiscordState, interaction: Interaction): Message {
  const standing = interaction.messageId === undefined ? undefined : state.messages.find(interaction.messageId);
  if (!standing) throw new DiscordError('unknownMessage');
  return standing;
}

function responseObject(state: DiscordState, interaction: Interaction, type: number, answered: Message | undefined) {
  const shown = type === message || type === update;
  return {
    interaction: {
      id: interaction.id,
      type: interaction.type,
      channel_id: interaction.channelId,
      ...(interaction.guildId === undefined ? {} : { guild_id: interaction.guildId }),
      ...(answered === undefined
        ? {}
        : {
            response_message_id: answered.id,
            response_message_loading: (answered.flags & LOADING_FLAG) !== 0,
            response_message_ephemeral: isEphemeral(answered),
          }),
    },
    resource: { type, ...(shown && answered ? { message: state.messages.toObject(answered) } : {}) },
  };
}
