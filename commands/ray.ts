import { models } from '../src/catalogue/models.ts';
import { lowestPriceCredits, type ModelOffer } from '../src/catalogue/offer.ts';
import type { Command } from '../src/discord/command.ts';
import { priceRangeText } from '../src/discord/views/figures.ts';
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

/** `/ray`: a video with Ray 2, from words alone. */
export const ray = (offer: ModelOffer, words: Words): Command => ({
  declaration: generationDeclaration(models[offer.model].command, descriptionOf(offer, words), [
    promptOption('option.prompt', words),
    ...durationOption([offer], words),
    aspectRatioOption([offer], 'option.aspect_ratio', words),
    ...conceptsOption([offer], words),
    ...switches(words),
  ]),
  suggest: conceptsSuggester([offer]),
  async execute(call, { generations }) {
    return { kind: 'job', job: await generations.accept(call.origin, readGeneration(offer, call)) };
  },
});

/** The length is named where there is but one. */
function descriptionOf(offer: ModelOffer, words: Words): string {
  const [seconds, ...others] = offer.durationsSeconds;
  if (seconds === undefined || others.length > 0) {
    return words('command.ray.description', { price: lowestPriceCredits(offer) });
  }
  return words('command.ray.description.one-length', {
    seconds,
    price: priceRangeText(offer.priceCredits(seconds), words),
  });
}
