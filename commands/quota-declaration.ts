import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandGroupOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
} from 'discord.js';
import { shownTo } from '../src/discord/access.ts';
import type { Command } from '../src/discord/command.ts';
import { reasonMaxLength } from '../src/discord/views/quota-changes.ts';
import type { WordKey, Words } from '../src/words/words.ts';

const { String: Text, User, Role, Subcommand, SubcommandGroup } = ApplicationCommandOptionType;

/** `/quota` as Discord is told of it. Amounts are text, so that `+2` can be typed. */
export function quotaDeclaration(words: Words): Command['declaration'] {
  const member = (required: boolean) => option(User, 'member', required, words('option.quota.member'));
  const role = (required: boolean) => option(Role, 'role', required, words('option.quota.role'));
  const reason = {
    ...option(Text, 'reason', false, words('option.quota.reason')),
    max_length: reasonMaxLength,
  } satisfies APIApplicationCommandBasicOption;
  const amount = amountOption('amount', 'option.quota.amount', true, words);
  const credits = (required: boolean) => amountOption('credits', 'option.quota.credits', required, words);
  const period = (required: boolean) =>
    choice('period', required, words('option.quota.period'), [
      { name: words('period.day'), value: 'day' },
      { name: words('period.week'), value: 'week' },
      { name: words('period.month'), value: 'month' },
    ]);
  const table = choice('table', false, words('option.quota.table'), [
    { name: words('option.quota.table.audit'), value: 'audit' },
    { name: words('option.quota.table.credits'), value: 'credits' },
  ]);
  const exact = amountOption('amount', 'option.quota.amount.set', true, words);
  const rollover = amountOption('rollover', 'option.quota.rollover', false, words);
  return {
    type: ApplicationCommandType.ChatInput,
    name: 'quota',
    description: words('command.quota.description'),
    ...shownTo('manage-guild'),
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    options: [
      subcommand('show', words('command.quota.show'), [member(false)]),
      subcommand('grant', words('command.quota.grant'), [member(true), amount, reason]),
      subcommand('take', words('command.quota.take'), [member(true), amount, reason]),
      subcommand('set', words('command.quota.set'), [member(true), exact, reason]),
      subcommand('reset', words('command.quota.reset'), [member(true), reason]),
      group('tier', words('command.quota.tier'), [
        subcommand('set', words('command.quota.tier.set'), [role(true), credits(true), reason]),
        subcommand('remove', words('command.quota.tier.remove'), [role(false), reason]),
      ]),
      subcommand('allowance', words('command.quota.allowance'), [credits(false), period(false), rollover, reason]),
      group('pool', words('command.quota.pool'), [
        subcommand('set', words('command.quota.pool.set'), [credits(true), period(true), reason]),
        subcommand('remove', words('command.quota.pool.remove'), [reason]),
      ]),
      group('override', words('command.quota.override'), [
        subcommand('set', words('command.quota.override.set'), [member(true), credits(true), reason]),
        subcommand('remove', words('command.quota.override.remove'), [member(true), reason]),
      ]),
      subcommand('audit', words('command.quota.audit'), []),
      subcommand('export', words('command.quota.export'), [table]),
    ],
  };
}

function subcommand(
  name: string,
  description: string,
  options: readonly APIApplicationCommandBasicOption[],
): APIApplicationCommandSubcommandOption {
  return { type: Subcommand, name, description, options: [...options] };
}

function group(
  name: string,
  description: string,
  options: readonly APIApplicationCommandSubcommandOption[],
): APIApplicationCommandSubcommandGroupOption {
  return { type: SubcommandGroup, name, description, options: [...options] };
}

function option<Type extends typeof Text | typeof User | typeof Role>(
  type: Type,
  name: string,
  required: boolean,
  description: string,
) {
  return { type, name, description, required };
}

/** As long as any amount that is taken, with room for a slip that is then told by its own words. */
const amountMaxLength = 20;

function amountOption(name: string, description: WordKey, required: boolean, words: Words) {
  return { ...option(Text, name, required, words(description)), max_length: amountMaxLength };
}

function choice(
  name: string,
  required: boolean,
  description: string,
  choices: readonly { name: string; value: string }[],
) {
  return { ...option(Text, name, required, description), choices: [...choices] };
}
