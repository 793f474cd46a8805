import { z } from 'zod';
import { escapeText } from '../../words/plain-text.ts';
import type { Words } from '../../words/words.ts';
import { durationText } from './duration-text.ts';
import { entriesText, entriesWithout, isListSetting, isSetting, settingName } from './setting-values.ts';

/** What became of settings, from what was written down before and after: by any version of raybot, so it may be anything. */

/** Of each, characters: two values and what stands between them fit into a line. */
const maxLength = { line: 64, value: 30, word: 24 } as const;

/** What became of each setting, where there is room for it; else their names must do. */
export function settingsLine(before: Named, after: Named, words: Words): string | null {
  const changes = fieldsOf(before, after).map((field) =>
    settingChange(field, valueIn(before, field), valueIn(after, field), words),
  );
  const line = changes.join(' · ');
  return line === '' || line.length > maxLength.line ? null : line;
}

export function fieldsOf(before: Named, after: Named): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}

/** What a setting is called; one that nobody knows stands as it was written down. */
export function recordedName(field: string, words: Words): string {
  return isSetting(field) ? settingName(field, words) : field;
}

const ids = z.array(z.string());

/** Of a list, what came and what went. */
function settingChange(field: string, before: unknown, after: unknown, words: Words): string {
  const [old, now] = [ids.safeParse(before).data, ids.safeParse(after).data];
  if (!isListSetting(field) || !old || !now)
    return changedLine(settingIn(field, before, words), settingIn(field, after, words), words);
  const some = (entries: readonly string[]) =>
    entriesText(field, entries, words, { most: 1, maxLength: maxLength.word });
  const [added, removed] = [entriesWithout(now, old), entriesWithout(old, now)];
  return [
    ...(added.length > 0 ? [words('audit.added', { what: some(added) })] : []),
    ...(removed.length > 0 ? [words('audit.removed', { what: some(removed) })] : []),
  ].join(', ');
}

/** Names that every object knows are fields like others. */
function valueIn(record: Named, field: string): unknown {
  return Object.hasOwn(record, field) ? record[field] : undefined;
}

const snowflake = /^\d{17,20}$/;

function settingIn(field: string, value: unknown, words: Words): Told {
  if (typeof value === 'number') return numberIn(field, value, words);
  if (typeof value === 'boolean') return words(value ? 'settings.value.on' : 'settings.value.off');
  if (typeof value !== 'string')
    return value === null || value === undefined ? null : escapeText(JSON.stringify(value), maxLength.value);
  return field.endsWith('ChannelId') && snowflake.test(value) ? `<#${value}>` : escapeText(value, maxLength.value);
}

/** 0 is no rule. */
function numberIn(field: string, value: number, words: Words): Told {
  if (field === 'cooldownSeconds') return value > 0 ? durationText(value, words) : null;
  return field.startsWith('maxJobs') && value === 0 ? words('settings.value.no-limit') : value;
}

export type Told = string | number | null;

export function changedLine(before: Told, after: Told, words: Words): string {
  const none = words('audit.nothing');
  return words('audit.changed', { before: before ?? none, after: after ?? none });
}

export type Named = Readonly<Record<string, unknown>>;

const named = z.record(z.string(), z.unknown());

export function recordOf(value: unknown): Named {
  return named.safeParse(value).data ?? {};
}
