import {
  InteractionResponseType,
  MessageFlags,
  type RESTPostAPIInteractionCallbackJSONBody,
  type RESTPostAPIInteractionCallbackWithResponseResult,
  Routes,
} from 'discord.js';
import type { Origin } from '../jobs/job.ts';
import type { Suggestion } from './command.ts';
import type { WebhookRest } from './rest.ts';

/** The first answer to an interaction. It is due within three seconds and can be given once. */
export interface Acknowledgement {
  /**
   * Shows «thinking …», to the member alone or to all; this is what fixes who sees the later answer.
   * @returns id of the message that Discord made for it, or null when it does not say
   */
  defer(origin: Origin, isPrivate: boolean): Promise<string | null>;
  /** Answers with a text that the member alone sees. */
  reply(origin: Origin, content: string): Promise<void>;
  /** Answers somebody who is typing, with what Discord takes: at most 25 lines of 1 to 100 characters. */
  suggest(origin: Asking, suggestions: readonly Suggestion[]): Promise<void>;
}

/** What it takes to answer an interaction. */
export type Asking = Pick<Origin, 'interactionId' | 'interactionToken'>;

/** @throws whatever the REST client throws: an acknowledgement that failed in any way is no acknowledgement */
export function createAcknowledgement(rest: WebhookRest): Acknowledgement {
  const callback = (origin: Asking, body: RESTPostAPIInteractionCallbackJSONBody, withResponse: boolean) =>
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
    async reply(origin, content) {
      await callback(
        origin,
        {
          type: InteractionResponseType.ChannelMessageWithSource,
          data: {
            content,
            flags: MessageFlags.Ephemeral | MessageFlags.SuppressEmbeds,
            allowed_mentions: { parse: [] },
          },
        },
        false,
      );
    },
    async suggest(origin, suggestions) {
      const data = { choices: [...suggestions] };
      await callback(origin, { type: InteractionResponseType.ApplicationCommandAutocompleteResult, data }, false);
    },
  };
}
