import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
} from 'discord.js';
import { models } from '../src/catalogue/models.ts';
import type { ModelOffer } from '../src/catalogue/offer.ts';
import { promptLength } from '../src/catalogue/prompt.ts';
import { type GenerationRequest, parseGeneration } from '../src/catalogue/request.ts';
import type { Command, CommandCall } from '../src/discord/command.ts';
import type { WordKey, Words } from '../src/words/words.ts';

/** What the commands that make videos share: their options, as declared to Discord and as read from a call. */

type Declaration = Command['declaration'];

/** Declares a command for one model, with the options that the configured providers have, and their limits. */
export function generationDeclaration(offer: ModelOffer, description: WordKey, words: Words): Declaration {
  const price = offer.priceCredits(5);
  return {
    type: ApplicationCommandType.ChatInput,
    name: models[offer.model].command,
    description: words(description, { price }),
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    options: [
      promptOption(words),
      ...durationOption(offer, words),
      aspectRatioOption(offer, words),
      ...switches(words),
    ],
  };
}

function promptOption(words: Words): APIApplicationCommandBasicOption {
  return {
    type: ApplicationCommandOptionType.String,
    name: 'prompt',
    description: words('option.prompt'),
    required: true,
    min_length: promptLength.min,
    max_length: promptLength.max,
  };
}

/** No option where there is no choice. */
function durationOption(offer: ModelOffer, words: Words): APIApplicationCommandBasicOption[] {
  if (offer.durationsSeconds.length < 2) return [];
  const choices = offer.durationsSeconds.map((seconds) => ({
    name: words('option.duration.choice', { seconds, price: offer.priceCredits(seconds) }),
    value: seconds,
  }));
  return [
    { type: ApplicationCommandOptionType.Integer, name: 'duration', description: words('option.duration'), choices },
  ];
}

function aspectRatioOption(offer: ModelOffer, words: Words): APIApplicationCommandBasicOption {
  return {
    type: ApplicationCommandOptionType.String,
    name: 'aspect_ratio',
    description: words('option.aspect_ratio'),
    choices: offer.aspectRatios.map((ratio) => ({ name: words(`option.aspect_ratio.${ratio}`), value: ratio })),
  };
}

function switches(words: Words): APIApplicationCommandBasicOption[] {
  return (['loop', 'private'] as const).map((name) => ({
    type: ApplicationCommandOptionType.Boolean,
    name,
    description: words(`option.${name}`),
  }));
}

/**
 * Reads a call's options. Discord has checked them against the declaration; they are checked again.
 * @throws {Refusal} that names the option and what is allowed
 */
export function readGeneration(offer: ModelOffer, { options }: CommandCall): GenerationRequest {
  return parseGeneration(offer, {
    prompt: options.prompt,
    durationSeconds: options.duration,
    aspectRatio: options.aspect_ratio,
    loop: options.loop,
    isPrivate: options.private,
  });
}
