import { ApplicationCommandType, ApplicationIntegrationType, InteractionContextType } from 'discord.js';
import type { Fields, MessageCommand } from '../src/discord/command.ts';
import { otherLanguages, type WordKey, wordsFor } from '../src/words/words.ts';

/** What the commands in the menu of messages share. */

/**
 * In guilds that installed the bot. Discord shows it under «Apps» of every message, by its name in the member's language.
 * @param key - of the name; English is what Discord calls the command whatever it shows
 */
export function menuDeclaration(key: WordKey): MessageCommand['declaration'] {
  const name = wordsFor('en-US')(key);
  const others = otherLanguages
    .map((language) => [language, wordsFor(language)(key)] as const)
    .filter(([, text]) => text !== name);
  return {
    type: ApplicationCommandType.Message,
    name,
    ...(others.length > 0 && { name_localizations: Object.fromEntries(others) }),
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
  };
}

/** What was typed into an input of a modal; empty where there is none of this name. */
export function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

/** What was chosen in a list of a modal. */
export function chosenIn(fields: Fields, name: string): readonly string[] {
  const value = fields[name];
  return typeof value === 'object' ? value : [];
}
