import type { GuildPolicy } from '../src/credits/policy.ts';
import type { CommandCall } from '../src/discord/command.ts';
import type { IdList, ShownSetting } from '../src/discord/views/setting-values.ts';
import type { WordKey } from '../src/words/words.ts';
import { nsfwRules } from './settings-options.ts';
import { readTimeZone } from './time-zone-option.ts';

/** What a subcommand of `/settings` wants changed, or why not. Whether the outcome can hold is the policy's own to say. */
export type AskedChange =
  | {
      /** The settings that are meant. */
      readonly fields: readonly ShownSetting[];
      readonly change: (policy: GuildPolicy) => GuildPolicy;
      /** Whom or what it is about: a member, a role, a channel. */
      readonly targetId?: string;
      /** What is said where all is so already; the usual words where nothing is named here. */
      readonly unchanged?: WordKey;
    }
  | { readonly refused: WordKey }
  /** Something shall go from this list, and nobody said what. */
  | { readonly unnamed: IdList };

type Reader = (call: CommandCall) => AskedChange | null;

/** By subcommand. */
const readers: Readonly<Record<string, Reader>> = {
  'channels add': (call) => add('allowedChannels', text(call, 'channel')),
  'channels remove': (call) => remove('allowedChannels', text(call, 'channel') || text(call, 'id')),
  'roles add': (call) =>
    isEveryone(call) ? { refused: 'settings.refused.everyone-allowed' } : add('allowedRoles', text(call, 'role')),
  'roles remove': (call) => remove('allowedRoles', text(call, 'role') || text(call, 'id')),
  'blocked-member add': (call) =>
    call.users.member?.isBot ? { refused: 'settings.refused.bot' } : add('blockedMembers', text(call, 'member')),
  'blocked-member remove': (call) => remove('blockedMembers', text(call, 'member') || text(call, 'id')),
  'exempt add': (call) =>
    isEveryone(call) ? { refused: 'settings.refused.everyone-exempt' } : add('exemptRoles', text(call, 'role')),
  'exempt remove': (call) => remove('exemptRoles', text(call, 'role') || text(call, 'id')),
  'filter add': (call) => changeWords(call, addWords, 'settings.unchanged.added'),
  'filter remove': (call) => changeWords(call, removeWords, 'settings.unchanged.removed'),
  cooldown: (call) => set('cooldownSeconds', { cooldownSeconds: Number(call.options.seconds) }),
  concurrency: readConcurrency,
  nsfw: readNsfw,
  timezone: (call) => set('timeZone', { timeZone: readTimeZone(text(call, 'zone')) }),
  reports: (call) => set('reportsChannelId', { reportsChannelId: text(call, 'channel') || null }),
  notices: readNotices,
};

/** @returns null for a subcommand that changes nothing, and for what nobody knows any more */
export function readChange(call: CommandCall): AskedChange | null {
  const { subcommand } = call;
  const reader = subcommand !== null && Object.hasOwn(readers, subcommand) ? readers[subcommand] : undefined;
  return reader?.(call) ?? null;
}

function text({ options }: CommandCall, name: string): string {
  const value = options[name];
  return value === undefined ? '' : String(value);
}

/** The role that every member has is called by its guild's id. */
function isEveryone(call: CommandCall): boolean {
  return text(call, 'role') === call.origin.guildId;
}

function set(field: ShownSetting, values: Partial<GuildPolicy>): AskedChange {
  return { fields: [field], change: (policy) => ({ ...policy, ...values }) };
}

function add(field: IdList, id: string): AskedChange {
  return {
    fields: [field],
    targetId: id,
    unchanged: 'settings.unchanged.added',
    change: (policy) => (policy[field].includes(id) ? policy : { ...policy, [field]: [...policy[field], id] }),
  };
}

function remove(field: IdList, id: string): AskedChange {
  if (id === '') return { unnamed: field };
  return {
    fields: [field],
    targetId: id,
    unchanged: 'settings.unchanged.removed',
    change: (policy) => ({ ...policy, [field]: policy[field].filter((entry) => entry !== id) }),
  };
}

function readNsfw(call: CommandCall): AskedChange | null {
  const nsfw = nsfwRules.find((rule) => rule === text(call, 'rule'));
  return nsfw === undefined ? null : set('nsfw', { nsfw });
}

function readConcurrency({ options: { per_member: member, per_server: server } }: CommandCall): AskedChange {
  if (member === undefined && server === undefined) return { refused: 'settings.refused.no-limit-named' };
  return {
    fields: [
      ...(member === undefined ? [] : ['maxJobsPerMember' as const]),
      ...(server === undefined ? [] : ['maxJobsPerGuild' as const]),
    ],
    change: (policy) => ({
      ...policy,
      ...(member !== undefined && { maxJobsPerMember: Number(member) }),
      ...(server !== undefined && { maxJobsPerGuild: Number(server) }),
    }),
  };
}

/** With no option at all, nothing is told any more; a switch alone leaves the channel as it is. */
function readNotices(call: CommandCall): AskedChange {
  const { channel, pool, failures } = call.options;
  const hasSwitch = pool !== undefined || failures !== undefined;
  const values: Partial<GuildPolicy> = {
    ...((channel !== undefined || !hasSwitch) && { noticesChannelId: text(call, 'channel') || null }),
    ...(pool !== undefined && { poolNotices: pool === true }),
    ...(failures !== undefined && { failureNotices: failures === true }),
  };
  const notices = ['noticesChannelId', 'poolNotices', 'failureNotices'] as const;
  const fields = notices.filter((field) => Object.hasOwn(values, field));
  return { fields, change: (policy) => ({ ...policy, ...values }) };
}

type ChangeOfWords = (blocked: readonly string[], typed: readonly string[]) => readonly string[];

function changeWords(call: CommandCall, change: ChangeOfWords, unchanged: WordKey): AskedChange {
  const typed = text(call, 'words')
    .split(/[,\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
  if (typed.length === 0) return { refused: 'settings.refused.no-words' };
  return {
    fields: ['blockedWords'],
    unchanged,
    change: (policy) => ({ ...policy, blockedWords: change(policy.blockedWords, typed) }),
  };
}

/** What is there already stays as it is written. */
function addWords(blocked: readonly string[], typed: readonly string[]): readonly string[] {
  const known = new Set(blocked.map(keyOf));
  const added = typed.filter((word) => !known.has(keyOf(word)) && known.add(keyOf(word)));
  return [...blocked, ...added];
}

function removeWords(blocked: readonly string[], typed: readonly string[]): readonly string[] {
  const gone = new Set(typed.map(keyOf));
  return blocked.filter((word) => !gone.has(keyOf(word)));
}

/** One word, however it is capitalised. */
function keyOf(word: string): string {
  return word.normalize('NFKC').toLowerCase();
}
