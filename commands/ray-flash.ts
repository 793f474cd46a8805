import { models } from '../src/catalogue/models.ts';
import { lowestPriceCredits, type ModelOffer } from '../src/catalogue/offer.ts';
import type { Command } from '../src/discord/command.ts';
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
import { imageOption, readImage } from './image-options.ts';

/** `/ray-flash`: a video with Ray Flash 2, from words, with a picture at its beginning or its end if the member likes. */
export const rayFlash = (offer: ModelOffer, words: Words, attachmentOrigins: readonly string[]): Command => ({
  declaration: generationDeclaration(
    models[offer.model].command,
    words('command.ray-flash.description', { price: lowestPriceCredits(offer) }),
    [
      promptOption('option.prompt', words),
      ...durationOption([offer], words),
      aspectRatioOption([offer], 'option.aspect_ratio', words),
      ...(offer.images.includes('start') ? [imageOption('start_image', words)] : []),
      ...(offer.images.includes('end') ? [imageOption('end_image', words)] : []),
      ...conceptsOption([offer], words),
      ...switches(words),
    ],
  ),
  suggest: conceptsSuggester([offer]),
  async execute(call, { generations }) {
    const request = readGeneration(offer, call, {
      startImage: readImage(call, 'start_image', attachmentOrigins),
      endImage: readImage(call, 'end_image', attachmentOrigins),
    });
    return { kind: 'job', job: await generations.accept(call.origin, request) };
  },
});
