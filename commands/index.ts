import type { CatalogueRow } from '../src/catalogue/models.ts';
import { type ModelOffer, offerOf, rowsFor } from '../src/catalogue/offer.ts';
import type { Command, MessageCommand } from '../src/discord/command.ts';
import { localised } from '../src/discord/localisation.ts';
import type { Example } from '../src/discord/views/help.ts';
import { otherLanguages, type Words, wordsFor } from '../src/words/words.ts';
import { type AnimateOffers, animate } from './animate.ts';
import { animateThis } from './animate-this.ts';
import { credits } from './credits.ts';
import { help } from './help.ts';
import { jobs } from './jobs.ts';
import { operator } from './operator.ts';
import { privacy } from './privacy.ts';
import { quota } from './quota.ts';
import { ray } from './ray.ts';
import { rayFlash } from './ray-flash.ts';
import { report } from './report.ts';
import { settings } from './settings.ts';
import { status } from './status.ts';
import { usage } from './usage.ts';

/**
 * All commands that make sense with what the configured providers offer.
 * @param attachmentOrigins - where Discord keeps members' files, such as `https://cdn.discordapp.com`
 */
export function createCommands(rows: readonly CatalogueRow[], attachmentOrigins: readonly string[]): Command[] {
  return inEveryLanguage((words) => commandsIn(words, rows, attachmentOrigins));
}

/** `/operator`, for one guild alone. */
export function createOperatorCommands(guildId: string): Command[] {
  return inEveryLanguage((words) => [operator(words, guildId)]);
}

/** Commands whose declarations tell Discord their texts in each of our languages. */
function inEveryLanguage(commandsIn: (words: Words) => readonly Command[]): Command[] {
  const inOthers = otherLanguages.map((name) => [name, commandsIn(wordsFor(name))] as const);
  return commandsIn(wordsFor('en-US')).map((command, index) => {
    const others = inOthers.flatMap(([name, commands]) => {
      const same = commands[index];
      return same ? [[name, same.declaration] as const] : [];
    });
    return { ...command, declaration: localised(command.declaration, Object.fromEntries(others)) };
  });
}

function commandsIn(words: Words, rows: readonly CatalogueRow[], attachmentOrigins: readonly string[]): Command[] {
  const fromWords = rowsFor('none', rows);
  const rayOffer = offerOf('ray-2', fromWords);
  const flashOffer = offerOf('ray-flash-2', fromWords);
  const fromPicture = animateOffers(rows);
  return [
    ...(rayOffer ? [ray(rayOffer, words)] : []),
    ...(flashOffer ? [rayFlash(flashOffer, words, attachmentOrigins)] : []),
    ...(fromPicture ? [animate(fromPicture, words, attachmentOrigins)] : []),
    credits(
      [rayOffer, flashOffer].filter((offer) => offer !== null),
      words,
    ),
    jobs(words),
    quota(words),
    privacy(words),
    settings(words),
    usage(words),
    status(words),
    help(examplesOf({ ray: rayOffer, 'ray-flash': flashOffer, animate: fromPicture?.[0] ?? null }), words),
  ];
}

/** What can be tried of what there is. */
function examplesOf(offers: Readonly<Record<Example['command'], ModelOffer | null>>): Example[] {
  return (['ray-flash', 'animate', 'ray'] as const).flatMap((command) => {
    const offer = offers[command];
    return offer ? [{ command, offer }] : [];
  });
}

/**
 * All commands in the menu of messages that make sense with what the configured providers offer.
 * @param attachmentOrigins - as for `createCommands`
 */
export function createMessageMenus(
  rows: readonly CatalogueRow[],
  attachmentOrigins: readonly string[],
): MessageCommand[] {
  const offers = animateOffers(rows);
  return [...(offers ? [animateThis(offers, attachmentOrigins)] : []), report()];
}

/** Of the models that can begin with a picture, the usual one first; null where there is none. */
function animateOffers(rows: readonly CatalogueRow[]): AnimateOffers | null {
  const fromPicture = rowsFor('start', rows);
  const [usual, ...others] = ['ray-flash-2' as const, 'ray-2' as const].flatMap(
    (model) => offerOf(model, fromPicture) ?? [],
  );
  return usual ? [usual, ...others] : null;
}
