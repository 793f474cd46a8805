import { type APIApplicationCommandBasicOption, ApplicationCommandOptionType } from 'discord.js';
import { timeZoneNamed } from '../src/credits/periods.ts';
import type { Command, Suggestion } from '../src/discord/command.ts';
import type { Words } from '../src/words/words.ts';

/** The option for a time zone: as declared to Discord, and what is suggested to somebody who types into it. */

const optionName = 'zone';
/** No name of a zone is longer. */
const maxLength = 64;
const maxSuggestions = 25;

/** Offered before anything is typed: one for every few hours of the day, where most people live. */
const common = [
  'UTC',
  'America/Los_Angeles',
  'America/Denver',
  'America/Chicago',
  'America/New_York',
  'America/Sao_Paulo',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Moscow',
  'Africa/Lagos',
  'Asia/Dubai',
  'Asia/Kolkata',
  'Asia/Jakarta',
  'Asia/Shanghai',
  'Asia/Tokyo',
  'Australia/Sydney',
  'Pacific/Auckland',
];

export function timeZoneOption(words: Words): APIApplicationCommandBasicOption {
  return {
    type: ApplicationCommandOptionType.String,
    name: optionName,
    description: words('option.settings.zone'),
    required: true,
    max_length: maxLength,
    autocomplete: true,
  };
}

/** Zones that were renamed: Node knows both names, and lists the old one. */
const renamed = [
  'Africa/Asmara',
  'America/Nuuk',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Yangon',
  'Atlantic/Faroe',
  'Europe/Kyiv',
  'Pacific/Chuuk',
  'Pacific/Pohnpei',
];

/**
 * The zone that somebody means who sent the option off without choosing: a name, or the city of one zone alone.
 * @returns what was typed, where it is neither
 */
export function readTimeZone(typed: string): string {
  const text = typed.trim();
  if (timeZoneNamed(text) !== null) return text;
  const wanted = readable(text);
  const [found, ...others] = allZones().filter((zone) => readable(zone).split('/').at(-1) === wanted);
  return found !== undefined && others.length === 0 ? found : text;
}

/** Answers whoever types into the option. */
export const suggestTimeZones: NonNullable<Command['suggest']> = (focused) =>
  focused.name === optionName ? timeZonesLike(focused.value) : null;

/**
 * Zones whose names hold what was typed, those with a part that begins with it first. A name that this Node knows, but
 * does not list, is offered as it was typed: `Europe/Kyiv` and `Europe/Kiev` are one zone, and one of them is listed.
 */
function timeZonesLike(typed: string): Suggestion[] {
  const wanted = readable(typed);
  if (wanted === '') return common.map(toSuggestion);
  const found = allZones().filter((zone) => readable(zone).includes(wanted));
  const begins = (zone: string) => ` ${readable(zone).replaceAll('/', ' ')}`.includes(` ${wanted}`);
  const unlisted = timeZoneNamed(typed.trim());
  const ordered = [...(unlisted ? [unlisted] : []), ...found.filter(begins), ...found.filter((zone) => !begins(zone))];
  return [...new Set(ordered)].slice(0, maxSuggestions).map(toSuggestion);
}

/** As people type it: `new york` for `America/New_York`, `são paulo` for `America/Sao_Paulo`. */
function readable(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('_', ' ').trim();
}

function toSuggestion(zone: string): Suggestion {
  return { name: zone.replaceAll('_', ' '), value: zone };
}

let zones: readonly string[] | undefined;

/** Working them out takes some milliseconds, once. */
function allZones(): readonly string[] {
  zones ??= [...new Set(['UTC', ...common, ...renamed, ...Intl.supportedValuesOf('timeZone')])];
  return zones;
}
