import type { GuildPolicy } from '../../credits/policy.ts';
import { escapeText } from '../../words/plain-text.ts';
import type { WordKey, Words } from '../../words/words.ts';
import { durationText } from './duration-text.ts';

/** The settings that `/settings` shows and changes, in the order in which they are shown; `/quota` has the others. */
export const shownSettings = [
  'allowedChannels',
  'allowedRoles',
  'blockedMembers',
  'exemptRoles',
  'cooldownSeconds',
  'maxJobsPerMember',
  'maxJobsPerGuild',
  'blockedWords',
  'nsfw',
  'timeZone',
  'noticesChannelId',
  'reportsChannelId',
] as const satisfies readonly (keyof GuildPolicy)[];

export type ShownSetting = (typeof shownSettings)[number];

/** Those that are lists of ids or words. */
export type ListSetting = 'allowedChannels' | 'allowedRoles' | 'blockedMembers' | 'exemptRoles' | 'blockedWords';

/** So many entries of a list stand in a text: four lists of them fit into a message. */
const shownEntries = 10;
const wordMaxLength = 120;

/** How one entry is shown. Nothing here is called by its name, which anybody may choose; Discord fills mentions in. */
const entryTexts: Readonly<Record<ListSetting, (entry: string) => string>> = {
  allowedChannels: (id) => `<#${id}>`,
  allowedRoles: (id) => `<@&${id}>`,
  exemptRoles: (id) => `<@&${id}>`,
  blockedMembers: (id) => `<@${id}>`,
  // Whoever looks at the settings may not want to read them.
  blockedWords: (word) => `||${escapeText(word, wordMaxLength)}||`,
};

/** What is said of an empty list. */
const emptyTexts: Readonly<Record<ListSetting, WordKey>> = {
  allowedChannels: 'settings.value.all-channels',
  allowedRoles: 'settings.value.everyone',
  exemptRoles: 'settings.value.none',
  blockedMembers: 'settings.value.none',
  blockedWords: 'settings.value.none',
};

export function isListSetting(field: keyof GuildPolicy): field is ListSetting {
  return Object.hasOwn(entryTexts, field);
}

/** Whether a list has more entries than its text shows. */
export function isCut(policy: GuildPolicy): boolean {
  return shownSettings.some(
    (field) => isListSetting(field) && field !== 'blockedWords' && policy[field].length > shownEntries,
  );
}

/** Some entries of a list: the first ones, and how many more there are. */
export function entriesText(field: ListSetting, entries: readonly string[], words: Words): string {
  const shown = entries.slice(0, shownEntries).map(entryTexts[field]).join(' ');
  const more = entries.length - shownEntries;
  return more > 0 ? words('settings.value.more', { shown, more }) : shown;
}

/** How one setting stands. */
export function valueText(policy: GuildPolicy, field: ShownSetting, words: Words): string {
  switch (field) {
    case 'blockedWords':
      if (policy.blockedWords.length === 0) return words(emptyTexts.blockedWords);
      return words('settings.value.words', { number: policy.blockedWords.length });
    case 'allowedChannels':
    case 'allowedRoles':
    case 'blockedMembers':
    case 'exemptRoles':
      return policy[field].length > 0 ? entriesText(field, policy[field], words) : words(emptyTexts[field]);
    case 'cooldownSeconds':
      return policy[field] > 0 ? durationText(policy[field], words) : words('settings.value.none');
    case 'maxJobsPerMember':
    case 'maxJobsPerGuild':
      return policy[field] > 0
        ? words('settings.value.number', { number: policy[field] })
        : words('settings.value.no-limit');
    case 'nsfw':
      return words(`settings.nsfw.${policy.nsfw}`);
    case 'timeZone':
      return `\`${policy.timeZone}\``;
    default:
      return policy[field] === null ? words('settings.value.nowhere') : `<#${policy[field]}>`;
  }
}
