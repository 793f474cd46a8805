import {
  type APIModalInteractionResponseCallbackData,
  InteractionResponseType,
  MessageFlags,
  type RESTPostAPIInteractionCallbackJSONBody,
  type RESTPostAPIInteractionCallbackWithResponseResult,
  Routes,
} from 'discord.js';
import type { Origin } from '../jobs/job.ts';
import type { Suggestion } from './command.ts';
import type { Reply, Row } from './command-result.ts';
import { fitMessage } from './message-text.ts';
import type { WebhookRest } from './rest.ts';

/** The first answer to an interaction. It is due within three seconds and can be given once. */
export interface Acknowledgement {
  /**
   * Shows «thinking …», to the member alone or to all; this is what fixes who sees the later answer.
   * @returns id of the message that Discord made for it, or null when it does not say
   */
  defer(origin: Origin, isPrivate: boolean): Promise<string | null>;
  /** Takes a press; its message stays as it is until `LateAnswers.complete` replaces it. */
  deferUpdate(origin: Asking): Promise<void>;
  /** Answers with a message that the member alone sees. */
  reply(origin: Asking, message: Message): Promise<void>;
  /** Replaces the message whose button or menu was used. */
  update(origin: Asking, message: Message): Promise<void>;
  /** Changes what stands under the message whose button or menu was used. */
  relabel(origin: Asking, components: readonly Row[]): Promise<void>;
  /** Asks for something to be typed. */
  openModal(origin: Asking, modal: APIModalInteractionResponseCallbackData): Promise<void>;
  /** Answers somebody who is typing, with what Discord takes: at most 25 lines of 1 to 100 characters. */
  suggest(origin: Asking, suggestions: readonly Suggestion[]): Promise<void>;
}

/** What comes after an acknowledgement, while the interaction's token lives. */
export interface LateAnswers {
  /** Writes what a deferral promised; the message's files and components are those that are given here. */
  complete(origin: Writing, message: Message & Pick<Reply, 'files'>): Promise<void>;
  /** Tells the member alone, in a message of its own. */
  followUp(origin: Writing, message: Message): Promise<void>;
}

/** A message that goes at once. */
export type Message = Pick<Reply, 'content' | 'components'>;

/** What it takes to answer an interaction. */
export type Asking = Pick<Origin, 'interactionId' | 'interactionToken'>;
/** What it takes to write on after that. */
export type Writing = Pick<Origin, 'applicationId' | 'interactionToken'>;

/**
 * @param restForFiles - with more time than an acknowledgement has
 * @throws whatever the REST client throws, from each call: an acknowledgement that failed in any way is none
 */
export function createAcknowledgement(rest: WebhookRest, restForFiles = rest): Acknowledgement & LateAnswers {
  const callback = (origin: Asking, body: RESTPostAPIInteractionCallbackJSONBody, withResponse = false) =>
    rest.post(Routes.interactionCallback(origin.interactionId, origin.interactionToken), {
      auth: false,
      body,
      query: new URLSearchParams({ with_response: String(withResponse) }),
    });
  return {
    async defer(origin, isPrivate) {
      const answer = await callback(
        origin,
        {
          type: InteractionResponseType.DeferredChannelMessageWithSource,
          data: isPrivate ? { flags: MessageFlags.Ephemeral } : {},
        },
        true,
      );
      const { interaction } = (answer ?? {}) as Partial<RESTPostAPIInteractionCallbackWithResponseResult>;
      return interaction?.response_message_id ?? null;
    },
    async deferUpdate(origin) {
      await callback(origin, { type: InteractionResponseType.DeferredMessageUpdate });
    },
    async reply(origin, message) {
      const data = { ...writing(message), ...aloneFlags };
      await callback(origin, { type: InteractionResponseType.ChannelMessageWithSource, data });
    },
    async update(origin, message) {
      const data = { ...replacing(message), attachments: [] };
      await callback(origin, { type: InteractionResponseType.UpdateMessage, data });
    },
    async relabel(origin, components) {
      // What is left out stays as it is, text and files.
      const data = { components: [...components], allowed_mentions: { parse: [] } };
      await callback(origin, { type: InteractionResponseType.UpdateMessage, data });
    },
    async openModal(origin, data) {
      await callback(origin, { type: InteractionResponseType.Modal, data });
    },
    async suggest(origin, suggestions) {
      const data = { choices: [...suggestions] };
      await callback(origin, { type: InteractionResponseType.ApplicationCommandAutocompleteResult, data });
    },
    async complete({ applicationId, interactionToken }, { files = [], ...message }) {
      const road = files.length > 0 ? restForFiles : rest;
      await road.patch(Routes.webhookMessage(applicationId, interactionToken), {
        auth: false,
        body: {
          ...replacing(message),
          // All files that shall stand there, those that come along by their numbers.
          attachments: files.map(({ name }, index) => ({ id: String(index), filename: name })),
        },
        files: files.map(({ name, contentType, bytes }) => ({ name, contentType, data: bytes })),
      });
    },
    async followUp({ applicationId, interactionToken }, message) {
      await rest.post(Routes.webhook(applicationId, interactionToken), {
        auth: false,
        body: { ...writing(message), ...aloneFlags },
        query: new URLSearchParams({ wait: 'true' }),
      });
    },
  };
}

const aloneFlags = { flags: MessageFlags.Ephemeral | MessageFlags.SuppressEmbeds } as const;

function writing({ content, components = [] }: Message) {
  return {
    content: fitMessage(content),
    allowed_mentions: { parse: [] },
    ...(components.length > 0 && { components: [...components] }),
  };
}

/** What is left out would stay as it was. */
function replacing(message: Message) {
  return { ...writing(message), components: [...(message.components ?? [])] };
}
