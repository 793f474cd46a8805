import { type APIApplicationCommandBasicOption, ApplicationCommandOptionType } from 'discord.js';
import { suggestConcepts } from '../src/catalogue/concept-suggestions.ts';
import { cameraConcepts, conceptsTextLength, maxConcepts } from '../src/catalogue/concepts.ts';
import type { ModelOffer } from '../src/catalogue/offer.ts';
import type { Command } from '../src/discord/command.ts';
import type { Words } from '../src/words/words.ts';

/** The option for camera concepts: as declared to Discord, and what is suggested to somebody who types into it. */

const optionName = 'concepts';

/** No option where nobody takes any. */
export function conceptsOption(offers: readonly ModelOffer[], words: Words): APIApplicationCommandBasicOption[] {
  if (offeredBy(offers).length === 0) return [];
  return [
    {
      type: ApplicationCommandOptionType.String,
      name: optionName,
      description: words('option.concepts', { max: maxConcepts }),
      max_length: conceptsTextLength,
      autocomplete: true,
    },
  ];
}

/** Answers whoever types into the option. */
export function conceptsSuggester(offers: readonly ModelOffer[]): NonNullable<Command['suggest']> {
  const offered = offeredBy(offers);
  return (focused, _call, words) =>
    focused.name === optionName
      ? suggestConcepts(focused.value, offered, (concept) => words(`concept.${concept}`))
      : null;
}

function offeredBy(offers: readonly ModelOffer[]) {
  return cameraConcepts.filter((concept) => offers.some(({ concepts }) => concepts.includes(concept)));
}
