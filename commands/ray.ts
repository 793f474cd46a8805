import { models } from '../src/catalogue/models.ts';
import type { ModelOffer } from '../src/catalogue/offer.ts';
import type { Command } from '../src/discord/command.ts';
import type { Words } from '../src/words/words.ts';
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
  declaration: generationDeclaration(
    models[offer.model].command,
    words('command.ray.description', { price: offer.priceCredits(5) }),
    [
      promptOption('option.prompt', words),
      ...durationOption([offer], words),
      aspectRatioOption([offer], 'option.aspect_ratio', words),
      ...switches(words),
    ],
  ),
  async execute(call, { generations }) {
    return { kind: 'job', job: await generations.accept(call.origin, readGeneration(offer, call)) };
  },
});
