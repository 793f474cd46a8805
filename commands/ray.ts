import type { ModelOffer } from '../src/catalogue/offer.ts';
import type { Command } from '../src/discord/command.ts';
import type { Words } from '../src/words/words.ts';
import { generationDeclaration, readGeneration } from './generation-options.ts';

/** `/ray`: a video with Ray 2. */
export const ray = (offer: ModelOffer, words: Words): Command => ({
  declaration: generationDeclaration(offer, 'command.ray.description', words),
  async execute(call, { generations }) {
    return { kind: 'job', job: await generations.accept(call.origin, readGeneration(offer, call)) };
  },
});
