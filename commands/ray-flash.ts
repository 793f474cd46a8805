import type { ModelOffer } from '../src/catalogue/offer.ts';
import type { Command } from '../src/discord/command.ts';
import type { Words } from '../src/words/words.ts';
import { generationDeclaration, readGeneration } from './generation-options.ts';

/** `/ray-flash`: a video with Ray Flash 2. */
export const rayFlash = (offer: ModelOffer, words: Words): Command => ({
  declaration: generationDeclaration(offer, 'command.ray-flash.description', words),
  async execute(call, { generations }) {
    return { kind: 'job', job: await generations.accept(call.origin, readGeneration(offer, call)) };
  },
});
