import type { SettingsOutcome } from '../../credits/guild-settings.ts';
import { type GuildPolicy, type PolicyProblem, policyLimits } from '../../credits/policy.ts';
import { escapeText } from '../../words/plain-text.ts';
import type { WordKey, Words } from '../../words/words.ts';
import type { Reply } from '../command-result.ts';
import { messageMaxLength } from '../message-text.ts';
import {
  entriesText,
  entriesWithout,
  type IdList,
  isCut,
  isListSetting,
  type ListSetting,
  type ShownSetting,
  settingName,
  shownSettings,
  valueText,
} from './setting-values.ts';

/** What `/settings show` answers. Lists that are cut stand complete in a file. */
export function settingsReply(policy: GuildPolicy, words: Words): Reply {
  const cut = isCut(policy);
  const content = [
    words('settings.title'),
    ...shownSettings.map((field) => settingLine(policy, field, words)),
    ...(cut ? [words('settings.complete')] : []),
    words('settings.quota-elsewhere'),
  ].join('\n');
  return { kind: 'reply', content, ...(cut && { files: [jsonFile('settings.json', policy)] }) };
}

function jsonFile(name: string, content: unknown) {
  return { name, contentType: 'application/json', bytes: new TextEncoder().encode(JSON.stringify(content, null, 2)) };
}

function settingLine(policy: GuildPolicy, field: ShownSetting, words: Words): string {
  return words('settings.line', { setting: words(`settings.field.${field}`), value: valueText(policy, field, words) });
}

/** What `/settings filter list` answers. */
export function blockedWordsReply({ blockedWords }: GuildPolicy, words: Words): Reply {
  if (blockedWords.length === 0) return { kind: 'reply', content: words('settings.filter.none') };
  const title = words('settings.filter.title', { number: blockedWords.length });
  const sorted = blockedWords.toSorted((one, other) => one.localeCompare(other));
  const listed = sorted.map((word) => `||${escapeText(word, messageMaxLength)}||`).join(' ');
  const content = [title, listed, words('settings.filter.hidden')].join('\n');
  if (content.length <= messageMaxLength) return { kind: 'reply', content };
  const bytes = new TextEncoder().encode(`${sorted.join('\n')}\n`);
  return {
    kind: 'reply',
    content: [title, words('settings.filter.in-file')].join('\n'),
    files: [{ name: 'blocked-words.txt', contentType: 'text/plain; charset=utf-8', bytes }],
  };
}

/** So many entries of a list stand in a text with their ids. */
const namedEntries = 25;

/**
 * What is said to somebody who wants to take something off a list, and does not say what. What is gone from Discord cannot be
 * chosen there any more, and a mention of it tells no id, so both stand here.
 */
export function whatToRemoveText(policy: GuildPolicy, field: IdList, words: Words): string {
  const ids = policy[field];
  if (ids.length === 0) return words('settings.remove.empty', { setting: settingName(field, words) });
  const more = ids.length - namedEntries;
  return [
    words('settings.remove.which', { setting: settingName(field, words) }),
    ...ids
      .slice(0, namedEntries)
      .map((id) => words('settings.remove.entry', { entry: entriesText(field, [id], words), id })),
    ...(more > 0 ? [words('settings.remove.more', { more })] : []),
  ].join('\n');
}

/**
 * What is said of a change that was asked for.
 * @param fields - the settings that were meant
 * @param unchanged - what is said where all is so already
 */
export function outcomeText(
  outcome: SettingsOutcome,
  fields: readonly ShownSetting[],
  words: Words,
  unchanged: WordKey = 'settings.unchanged',
): string {
  switch (outcome.kind) {
    case 'conflict':
      return words('settings.conflict');
    case 'refused':
      return outcome.problems.map((problem) => problemText(problem, words)).join('\n');
    case 'unchanged':
      return [words(unchanged), ...fields.map((field) => settingLine(outcome.policy, field, words))].join('\n');
    default:
      return changeLines(outcome, words).join('\n');
  }
}

/** Said beside a change of these, unless it turned them off. */
const hints: Partial<Record<ShownSetting, WordKey>> = {
  timeZone: 'settings.hint.timeZone',
  allowedChannels: 'settings.hint.allowedChannels',
  allowedRoles: 'settings.hint.allowedRoles',
  exemptRoles: 'settings.hint.exemptRoles',
  noticesChannelId: 'settings.hint.noticesChannelId',
  reportsChannelId: 'settings.hint.reportsChannelId',
};

type Changed = Extract<SettingsOutcome, { kind: 'changed' }>;

function changeLines({ before, after }: Changed, words: Words): string[] {
  return shownSettings.flatMap((field) => {
    const lines = isListSetting(field)
      ? listLines(field, before, after, words)
      : scalarLines(field, before, after, words);
    const hint = hints[field];
    return lines.length > 0 && hint && isOn(after[field]) ? [...lines, words(hint)] : lines;
  });
}

function isOn(value: GuildPolicy[ShownSetting]): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== null;
}

function scalarLines(field: ShownSetting, before: GuildPolicy, after: GuildPolicy, words: Words): string[] {
  if (before[field] === after[field]) return [];
  const setting = words(`settings.field.${field}`);
  const [old, now] = [valueText(before, field, words), valueText(after, field, words)];
  return [words('settings.changed', { setting, before: old, after: now })];
}

function listLines(field: ListSetting, before: GuildPolicy, after: GuildPolicy, words: Words): string[] {
  const added = entriesWithout(after[field], before[field]);
  const removed = entriesWithout(before[field], after[field]);
  const setting = words(`settings.field.${field}`);
  const value = valueText(after, field, words);
  return [
    ...(added.length > 0 ? [words('settings.added', { setting, what: entriesText(field, added, words), value })] : []),
    ...(removed.length > 0
      ? [words('settings.removed', { setting, what: entriesText(field, removed, words), value })]
      : []),
  ];
}

/** What is wrong with settings that cannot hold, and what to do. Also for settings that are changed elsewhere. */
export function problemText({ field, problem, most }: PolicyProblem, words: Words): string {
  const setting = settingName(field, words);
  switch (problem) {
    case 'too-many':
      return words('settings.problem.too-many', { setting, most: most ?? 0 });
    case 'out-of-range':
      return words('settings.problem.out-of-range', { setting, most: most ?? mostOf(field) });
    case 'twice':
      return words('settings.problem.twice', { setting });
    default:
      if (field === 'timeZone') return words('settings.problem.time-zone');
      if (field === 'blockedWords') return words('settings.problem.word', { most: policyLimits.blockedWordLength });
      return words('settings.problem.not-valid', { setting });
  }
}

/** A number below 0 does not say how high it may be. */
function mostOf(field: string): number {
  const limits: Readonly<Record<string, number>> = policyLimits;
  return (Object.hasOwn(limits, field) ? limits[field] : undefined) ?? policyLimits.credits;
}
