import { type APIApplicationCommandBasicOption, ApplicationCommandOptionType } from 'discord.js';
import { models } from '../src/catalogue/models.ts';
import { lowestPriceCredits, type ModelOffer } from '../src/catalogue/offer.ts';
import type { Command } from '../src/discord/command.ts';
import { Refusal } from '../src/errors/refusal.ts';
import type { Words } from '../src/words/words.ts';
import { conceptsOption, conceptsSuggester } from './concept-options.ts';
import {
  aspectRatioOption,
  durationOption,
  generationDeclaration,
  promptOption,
  readGeneration,
  switches,
} from './generation-options.ts';
import { imageOption, readImage, readNeededImage } from './image-options.ts';

export type AnimateOffers = readonly [ModelOffer, ...ModelOffer[]];

/**
 * `/animate`: a picture moves.
 * @param offers - of the models that can begin with a picture; the first is what a member gets who names none
 */
export const animate = (offers: AnimateOffers, words: Words, attachmentOrigins: readonly string[]): Command => ({
  declaration: generationDeclaration(
    'animate',
    words('command.animate.description', { price: lowestPriceCredits(offers[0]) }),
    [
      imageOption('image', words, { required: true }),
      promptOption('option.animate-prompt', words),
      ...modelOption(offers, words),
      ...(offers.some(({ images }) => images.includes('start-and-end')) ? [imageOption('end_image', words)] : []),
      ...durationOption(offers, words),
      aspectRatioOption(offers, 'option.animate-aspect_ratio', words),
      ...conceptsOption(offers, words),
      ...switches(words),
    ],
  ),
  suggest: conceptsSuggester(offers),
  async execute(call, { generations }) {
    const request = readGeneration(chosenOffer(offers, call.options.model), call, {
      startImage: readNeededImage(call, 'image', attachmentOrigins),
      endImage: readImage(call, 'end_image', attachmentOrigins),
    });
    return { kind: 'job', job: await generations.accept(call.origin, request) };
  },
});

/** No option where there is no choice. */
function modelOption(offers: AnimateOffers, words: Words): APIApplicationCommandBasicOption[] {
  if (offers.length < 2) return [];
  const choices = offers.map((offer) => ({
    name: words('option.model.choice', { model: models[offer.model].name, price: lowestPriceCredits(offer) }),
    value: offer.model,
  }));
  return [{ type: ApplicationCommandOptionType.String, name: 'model', description: words('option.model'), choices }];
}

/** @throws {Refusal} for a model that is not offered */
export function chosenOffer(offers: AnimateOffers, named: unknown): ModelOffer {
  const offer = named === undefined ? offers[0] : offers.find(({ model }) => model === named);
  if (offer) return offer;
  throw new Refusal('model-not-offered', { models: offers.map(({ model }) => models[model].name).join(', ') });
}
