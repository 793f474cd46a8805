import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
} from 'discord.js';
import type { DeclaredImage } from '../src/catalogue/image.ts';
import { type AspectRatio, aspectRatios, durationsSeconds, models } from '../src/catalogue/models.ts';
import type { ModelOffer } from '../src/catalogue/offer.ts';
import { promptLength } from '../src/catalogue/prompt.ts';
import { type GenerationRequest, parseGeneration } from '../src/catalogue/request.ts';
import type { Command, CommandCall } from '../src/discord/command.ts';
import { priceRangeText } from '../src/discord/views/figures.ts';
import type { WordKey, Words } from '../src/words/words.ts';

/** What the commands that make videos share: their options, as declared to Discord and as read from a call. */

/** One command, usable in guilds that installed the bot. Discord wants required options first. */
export function generationDeclaration(
  name: string,
  description: string,
  options: readonly APIApplicationCommandBasicOption[],
): Command['declaration'] {
  return {
    type: ApplicationCommandType.ChatInput,
    name,
    description,
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    options: [...options],
  };
}

export function promptOption(description: WordKey, words: Words): APIApplicationCommandBasicOption {
  return {
    type: ApplicationCommandOptionType.String,
    name: 'prompt',
    description: words(description),
    required: true,
    min_length: promptLength.min,
    max_length: promptLength.max,
  };
}

type Offers = readonly [ModelOffer, ...ModelOffer[]];

/** The lengths that some model has, with what each costs. No option where there is no choice. */
export function durationOption(offers: Offers, words: Words): APIApplicationCommandBasicOption[] {
  const having = (seconds: (typeof durationsSeconds)[number]) =>
    offers.filter((offer) => offer.durationsSeconds.includes(seconds));
  const choices = durationsSeconds
    .filter((seconds) => having(seconds).length > 0)
    .map((seconds) => {
      const prices = having(seconds).map(({ model, priceCredits }) => {
        const price = priceRangeText(priceCredits(seconds), words);
        return offers.length > 1
          ? words('option.duration.model-price', { model: models[model].name, price })
          : words('option.duration.price', { price });
      });
      return { name: words('option.duration.choice', { seconds, prices: prices.join(', ') }), value: seconds };
    });
  if (choices.length < 2) return [];
  return [
    { type: ApplicationCommandOptionType.Integer, name: 'duration', description: words('option.duration'), choices },
  ];
}

/** The ratios that some model has. */
export function aspectRatioOption(
  offers: Offers,
  description: WordKey,
  words: Words,
): APIApplicationCommandBasicOption {
  const offered = (ratio: AspectRatio) => offers.some((offer) => offer.aspectRatios.includes(ratio));
  return {
    type: ApplicationCommandOptionType.String,
    name: 'aspect_ratio',
    description: words(description),
    choices: aspectRatios
      .filter(offered)
      .map((ratio) => ({ name: words(`option.aspect_ratio.${ratio}`), value: ratio })),
  };
}

export function switches(words: Words): APIApplicationCommandBasicOption[] {
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
export function readGeneration(
  offer: ModelOffer,
  { options }: Pick<CommandCall, 'options'>,
  images: { startImage?: DeclaredImage | undefined; endImage?: DeclaredImage | undefined } = {},
): GenerationRequest {
  return parseGeneration(offer, {
    ...images,
    prompt: options.prompt,
    durationSeconds: options.duration,
    aspectRatio: options.aspect_ratio,
    concepts: options.concepts,
    loop: options.loop,
    isPrivate: options.private,
  });
}
