import type { CatalogueRow } from '../src/catalogue/models.ts';
import { offerOf } from '../src/catalogue/offer.ts';
import type { Command } from '../src/discord/command.ts';
import { wordsFor } from '../src/words/words.ts';
import { credits } from './credits.ts';
import { ray } from './ray.ts';
import { rayFlash } from './ray-flash.ts';

/** All commands that make sense with what the configured providers offer. */
export function createCommands(rows: readonly CatalogueRow[]): Command[] {
  const words = wordsFor('en-US');
  const rayOffer = offerOf('ray-2', rows);
  const flashOffer = offerOf('ray-flash-2', rows);
  return [
    ...(rayOffer ? [ray(rayOffer, words)] : []),
    ...(flashOffer ? [rayFlash(flashOffer, words)] : []),
    credits(words),
  ];
}
