import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  type APIApplicationCommandSubcommandGroupOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ChannelType,
} from 'discord.js';
import { type NsfwRule, policyLimits } from '../src/credits/policy.ts';
import { reasonMaxLength } from '../src/discord/views/quota-changes.ts';
import type { WordKey, Words } from '../src/words/words.ts';
import { timeZoneOption } from './time-zone-option.ts';

/** `/settings` as it is declared to Discord. */

/** Of words that are typed at once. */
const wordsLength = 1_000;

export const nsfwRules = ['anywhere', 'age-restricted', 'spoiler'] as const satisfies readonly NsfwRule[];

/** Where videos can be asked for; Discord takes no media channels here. A category is none: its channels are named one by one. */
const channelsOfVideos = [
  ChannelType.GuildText,
  ChannelType.GuildVoice,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildStageVoice,
  ChannelType.GuildForum,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
] as const;

/** Where the bot can write something down. */
const channelsOfTexts = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
] as const;

export function settingsOptions(words: Words): APIApplicationCommandOption[] {
  const reason: APIApplicationCommandBasicOption = {
    type: ApplicationCommandOptionType.String,
    name: 'reason',
    description: words('option.settings.reason'),
    max_length: reasonMaxLength,
  };
  const list = (name: ListName, chosen: APIApplicationCommandBasicOption): APIApplicationCommandOption =>
    group(name, words, [
      sub('add', words(`command.settings.${name}.add`), [{ ...chosen, required: true }, reason]),
      sub('remove', words(`command.settings.${name}.remove`), [chosen, idOption(words), reason]),
    ]);
  const change = (name: SingleName, ...options: readonly APIApplicationCommandBasicOption[]) =>
    sub(name, words(`command.settings.${name}`), [...options, reason]);
  return [
    sub('show', words('command.settings.show')),
    list('channels', channelOption(words('option.settings.channel'), channelsOfVideos)),
    list('roles', roleOption(words)),
    list('blocked-member', {
      type: ApplicationCommandOptionType.User,
      name: 'member',
      description: words('option.settings.member'),
    }),
    list('exempt', roleOption(words)),
    group('filter', words, [
      sub('add', words('command.settings.filter.add'), [wordsOption(words), reason]),
      sub('remove', words('command.settings.filter.remove'), [wordsOption(words), reason]),
      sub('list', words('command.settings.filter.list')),
    ]),
    change('cooldown', {
      ...numberOption('seconds', words('option.settings.seconds'), policyLimits.cooldownSeconds),
      required: true,
    }),
    change(
      'concurrency',
      numberOption('per_member', words('option.settings.per-member'), policyLimits.maxJobsPerMember),
      numberOption('per_server', words('option.settings.per-server'), policyLimits.maxJobsPerGuild),
    ),
    change('nsfw', {
      type: ApplicationCommandOptionType.String,
      name: 'rule',
      description: words('option.settings.nsfw'),
      required: true,
      choices: nsfwRules.map((rule) => ({
        name: words(`settings.nsfw.${rule}`),
        value: rule,
      })),
    }),
    change('timezone', timeZoneOption(words)),
    change('reports', channelOption(words('option.settings.channel-or-off'), channelsOfTexts)),
    change(
      'notices',
      channelOption(words('option.settings.notices-channel'), channelsOfTexts),
      switchOption('pool', words('option.settings.pool-notices')),
      switchOption('failures', words('option.settings.failure-notices')),
    ),
  ];
}

type ListName = 'channels' | 'roles' | 'blocked-member' | 'exempt';
type SingleName = 'cooldown' | 'concurrency' | 'nsfw' | 'timezone' | 'reports' | 'notices';

function sub(
  name: string,
  description: string,
  options: APIApplicationCommandBasicOption[] = [],
): APIApplicationCommandSubcommandOption {
  return { type: ApplicationCommandOptionType.Subcommand, name, description, options };
}

function group(
  name: ListName | 'filter',
  words: Words,
  options: APIApplicationCommandSubcommandOption[],
): APIApplicationCommandSubcommandGroupOption {
  const key: WordKey = `command.settings.${name}`;
  return { type: ApplicationCommandOptionType.SubcommandGroup, name, description: words(key), options };
}

function channelOption(description: string, kinds: readonly (typeof channelsOfVideos)[number][]) {
  return {
    type: ApplicationCommandOptionType.Channel,
    name: 'channel',
    description,
    channel_types: [...kinds],
  } as const satisfies APIApplicationCommandBasicOption;
}

function roleOption(words: Words) {
  return {
    type: ApplicationCommandOptionType.Role,
    name: 'role',
    description: words('option.settings.role'),
  } as const satisfies APIApplicationCommandBasicOption;
}

/** What is gone cannot be chosen any more, and may still stand in a list. */
function idOption(words: Words) {
  return {
    type: ApplicationCommandOptionType.String,
    name: 'id',
    description: words('option.settings.id'),
    min_length: 17,
    max_length: 20,
  } as const satisfies APIApplicationCommandBasicOption;
}

function wordsOption(words: Words) {
  return {
    type: ApplicationCommandOptionType.String,
    name: 'words',
    description: words('option.settings.words'),
    required: true,
    max_length: wordsLength,
  } as const satisfies APIApplicationCommandBasicOption;
}

function switchOption(name: string, description: string) {
  return {
    type: ApplicationCommandOptionType.Boolean,
    name,
    description,
  } as const satisfies APIApplicationCommandBasicOption;
}

function numberOption(name: string, description: string, most: number) {
  return {
    type: ApplicationCommandOptionType.Integer,
    name,
    description,
    min_value: 0,
    max_value: most,
  } as const satisfies APIApplicationCommandBasicOption;
}
