import type { CatalogueRow } from '../src/catalogue/models.ts';
import { offerOf, rowsFor } from '../src/catalogue/offer.ts';
import type { Command } from '../src/discord/command.ts';
import { wordsFor } from '../src/words/words.ts';
import { animate } from './animate.ts';
import { credits } from './credits.ts';
import { privacy } from './privacy.ts';
import { quota } from './quota.ts';
import { ray } from './ray.ts';
import { rayFlash } from './ray-flash.ts';
import { settings } from './settings.ts';
import { status } from './status.ts';
import { usage } from './usage.ts';

/**
 * All commands that make sense with what the configured providers offer.
 * @param attachmentOrigins - where Discord keeps members' files, such as `https://cdn.discordapp.com`
 */
export function createCommands(rows: readonly CatalogueRow[], attachmentOrigins: readonly string[]): Command[] {
  const words = wordsFor('en-US');
  const fromWords = rowsFor('none', rows);
  const rayOffer = offerOf('ray-2', fromWords);
  const flashOffer = offerOf('ray-flash-2', fromWords);
  const fromPicture = rowsFor('start', rows);
  const [usual, ...others] = ['ray-flash-2' as const, 'ray-2' as const].flatMap(
    (model) => offerOf(model, fromPicture) ?? [],
  );
  return [
    ...(rayOffer ? [ray(rayOffer, words)] : []),
    ...(flashOffer ? [rayFlash(flashOffer, words, attachmentOrigins)] : []),
    ...(usual ? [animate([usual, ...others], words, attachmentOrigins)] : []),
    credits(
      [rayOffer, flashOffer].filter((offer) => offer !== null),
      words,
    ),
    quota(words),
    privacy(words),
    settings(words),
    usage(words),
    status(words),
  ];
}
