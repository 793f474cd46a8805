import type { GuildPolicy } from '../../credits/policy.ts';
import { escapeText } from '../../words/plain-text.ts';
import type { WordKey, Words } from '../../words/words.ts';
import { durationText } from './duration-text.ts';
import { memberText } from './people.ts';

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
  'poolNotices',
  'failureNotices',
  'reportsChannelId',
] as const satisfies readonly (keyof GuildPolicy)[];

export type ShownSetting = (typeof shownSettings)[number];

/** Those that are lists of ids or words. */
export type ListSetting = 'allowedChannels' | 'allowedRoles' | 'blockedMembers' | 'exemptRoles' | 'blockedWords';

/** Those of ids. */
export type IdList = Exclude<ListSetting, 'blockedWords'>;

/** So many entries of a list stand in a text: four lists of them fit into a message. */
const shownEntries = 10;
const wordMaxLength = 120;

/** How one entry is shown. Nothing here is called by its name, which anybody may choose; Discord fills mentions in. */
const entryTexts: Readonly<Record<ListSetting, (entry: string, words: Words, maxLength: number) => string>> = {
  allowedChannels: (id) => `<#${id}>`,
  allowedRoles: (id) => `<@&${id}>`,
  exemptRoles: (id) => `<@&${id}>`,
  blockedMembers: (id, words) => memberText(id, words),
  // Whoever looks at the settings may not want to read them.
  blockedWords: (word, _, maxLength) => `||${escapeText(word, maxLength)}||`,
};

/** What is said of an empty list. */
const emptyTexts: Readonly<Record<ListSetting, WordKey>> = {
  allowedChannels: 'settings.value.all-channels',
  allowedRoles: 'settings.value.everyone',
  exemptRoles: 'settings.value.none',
  blockedMembers: 'settings.value.none',
  blockedWords: 'settings.value.none',
};

export function isListSetting(field: string): field is ListSetting {
  return Object.hasOwn(entryTexts, field);
}

/** Whether a list has more entries than its text shows. */
export function isCut(policy: GuildPolicy): boolean {
  return shownSettings.some(
    (field) => isListSetting(field) && field !== 'blockedWords' && policy[field].length > shownEntries,
  );
}

/**
 * Some entries of a list: the first ones, and how many more there are.
 * @param most - so many of them
 * @param maxLength - of a word, characters
 */
export function entriesText(
  field: ListSetting,
  entries: readonly string[],
  words: Words,
  { most = shownEntries, maxLength = wordMaxLength } = {},
): string {
  const shown = entries
    .slice(0, most)
    .map((entry) => entryTexts[field](entry, words, maxLength))
    .join(' ');
  const more = entries.length - most;
  return more > 0 ? words('settings.value.more', { shown, more }) : shown;
}

/** Entries of a list that are not in another one. */
export function entriesWithout(entries: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return entries.filter((entry) => !known.has(entry));
}

/** What a setting is called. */
export function settingName(field: string, words: Words): string {
  return words(isSetting(field) ? `settings.field.${field}` : 'settings.field.other');
}

export function isSetting(field: string): field is keyof GuildPolicy {
  return Object.hasOwn(allSettings, field);
}

/** The compiler keeps it complete. */
const allSettings: Readonly<Record<keyof GuildPolicy, true>> = {
  timeZone: true,
  allowance: true,
  rolloverCredits: true,
  tiers: true,
  overrides: true,
  exemptRoles: true,
  pool: true,
  cooldownSeconds: true,
  maxJobsPerMember: true,
  maxJobsPerGuild: true,
  allowedChannels: true,
  allowedRoles: true,
  blockedMembers: true,
  blockedWords: true,
  nsfw: true,
  noticesChannelId: true,
  poolNotices: true,
  failureNotices: true,
  reportsChannelId: true,
};

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
    case 'poolNotices':
    case 'failureNotices':
      if (!policy[field]) return words('settings.value.off');
      return words(policy.noticesChannelId === null ? 'settings.value.on-nowhere' : 'settings.value.on');
    case 'nsfw':
      return words(`settings.nsfw.${policy.nsfw}`);
    case 'timeZone':
      return `\`${policy.timeZone}\``;
    default:
      return policy[field] === null ? words('settings.value.nowhere') : `<#${policy[field]}>`;
  }
}
