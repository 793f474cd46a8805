import { ApplicationCommandType } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { createCommands, createMessageMenus, createOperatorCommands } from '../../commands/index.ts';
import { commandSchema } from '../../sandbox/discord/command-body.ts';
import { catalogue, durationsSeconds } from '../../src/catalogue/models.ts';
import { effectiveCatalogue } from '../../src/catalogue/offer.ts';
import { otherLanguages } from '../../src/words/words.ts';

const origins = ['https://cdn.discordapp.com'];
/** The longest prices there are. */
const prices = Object.fromEntries(
  catalogue.map(({ key }, index) => [
    key,
    Object.fromEntries(durationsSeconds.map((seconds) => [seconds, 1_000_000 - index])),
  ]),
);
const rows = effectiveCatalogue({ providers: ['segmind', 'apiframe'], slugs: {}, prices });
const all = [
  ...createCommands(rows, origins),
  ...createMessageMenus(rows, origins),
  ...createOperatorCommands('222222222222222222'),
].map(({ declaration }) => declaration);

/** Every text of a declaration that members see, with its languages. */
function textsIn(part: object): { readonly text: string; readonly others: Readonly<Record<string, string>> }[] {
  const fields = Object.entries(part);
  const field = (name: string) => fields.find(([key]) => key === name)?.[1];
  const isChoice = field('value') !== undefined;
  const own = isChoice || field('description') === undefined ? 'name' : 'description';
  return [
    { text: String(field(own)), others: field(`${own}_localizations`) ?? {} },
    ...[...(field('options') ?? []), ...(field('choices') ?? [])].flatMap(textsIn),
  ];
}

describe('every command', () => {
  it.each(all.map((declaration) => [declaration.name, declaration] as const))(
    '%s keeps Discord’s limits in every language',
    (_name, declaration) => {
      const { error } = commandSchema.safeParse(JSON.parse(JSON.stringify(declaration)));
      expect(error?.issues).toBeUndefined();
    },
  );

  it.each(otherLanguages)('tells Discord its texts in %s', (locale) => {
    const texts = all.flatMap(textsIn);
    expect(texts.length).toBeGreaterThan(100);
    // What is the same in both is left out: names of models, numbers, and some words.
    const same = texts.filter(({ others }) => others[locale] === undefined).map(({ text }) => text);
    expect(same.filter((text) => /[a-z]{4}/.test(text.replaceAll(/Ray|Flash|Credits|credits/g, '')))).toEqual([]);
  });

  it('that is typed has one name, whatever the language', () => {
    for (const declaration of all)
      if (declaration.type !== ApplicationCommandType.Message)
        expect(declaration).not.toHaveProperty('name_localizations');
  });
});
