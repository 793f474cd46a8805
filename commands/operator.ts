import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
} from 'discord.js';
import type { OperatorOrder } from '../src/credits/budgets.ts';
import type { Pool } from '../src/credits/pools.ts';
import { shownTo } from '../src/discord/access.ts';
import type { Command, CommandCall } from '../src/discord/command.ts';
import { poolChangeText, spendText } from '../src/discord/views/operator.ts';
import { Refusal } from '../src/errors/refusal.ts';
import type { Words } from '../src/words/words.ts';

const { Integer, String: Text, Subcommand, SubcommandGroup } = ApplicationCommandOptionType;

/** A guild of many members needs more than an admin may move at once. */
const mostPoolCredits = 1_000_000_000;
const reasonMaxLength = 200;
const periods = ['day', 'week', 'month'] as const;

/**
 * `/operator`: what guilds may spend of the operator's money. For whoever runs this bot, in the operator's own guild.
 * @param guildId - that guild
 */
export const operator = (words: Words, guildId: string): Command => ({
  declaration: declaration(words),
  access: 'operator',
  onlyGuild: guildId,
  // Whoever has switched off the guild in which this stands must be able to switch it on again.
  worksUnserved: true,
  async execute(call, { operator: desk }, memberWords) {
    if (call.subcommand === 'spend') {
      const about = call.options.server === undefined ? null : guildIn(call);
      const work = async () => ({ kind: 'reply', content: spendText(await desk.view(about), memberWords) }) as const;
      return { kind: 'later', work };
    }
    const order = orderIn(call);
    switch (call.subcommand) {
      case 'pool set':
      case 'pool remove': {
        const pool = call.subcommand === 'pool set' ? poolIn(call) : null;
        const before = await desk.setPool(order, pool);
        return { kind: 'reply', content: poolChangeText(order.guildId, before, pool, memberWords) };
      }
      case 'allow':
        await desk.allow(order);
        return { kind: 'reply', content: memberWords('operator.allowed', { guildId: order.guildId }) };
      case 'deny':
        await desk.deny(order);
        return { kind: 'reply', content: memberWords('operator.denied', { guildId: order.guildId }) };
      default:
        throw new Refusal('command-unknown');
    }
  },
});

function declaration(words: Words): Command['declaration'] {
  const server = (required: boolean): APIApplicationCommandBasicOption => ({
    ...{ type: Text, name: 'server', description: words('option.operator.server'), required },
    ...{ min_length: 17, max_length: 20 },
  });
  const reason: APIApplicationCommandBasicOption = {
    ...{ type: Text, name: 'reason', description: words('option.operator.reason'), required: false },
    max_length: reasonMaxLength,
  };
  const credits: APIApplicationCommandBasicOption = {
    ...{ type: Integer, name: 'credits', description: words('option.operator.credits'), required: true },
    ...{ min_value: 0, max_value: mostPoolCredits },
  };
  const choices = [...periods, 'total' as const].map((value) => ({ name: words(`operator.period.${value}`), value }));
  const period: APIApplicationCommandBasicOption = {
    ...{ type: Text, name: 'period', description: words('option.operator.period'), required: true },
    choices,
  };
  const own = { type: Subcommand } as const;
  return {
    type: ApplicationCommandType.ChatInput,
    name: 'operator',
    description: words('command.operator.description'),
    ...shownTo('operator'),
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    options: [
      {
        type: SubcommandGroup,
        name: 'pool',
        description: words('command.operator.pool'),
        options: [
          {
            ...own,
            name: 'set',
            description: words('command.operator.pool.set'),
            options: [server(true), credits, period, reason],
          },
          {
            ...own,
            name: 'remove',
            description: words('command.operator.pool.remove'),
            options: [server(true), reason],
          },
        ],
      },
      { ...own, name: 'allow', description: words('command.operator.allow'), options: [server(true), reason] },
      { ...own, name: 'deny', description: words('command.operator.deny'), options: [server(true), reason] },
      { ...own, name: 'spend', description: words('command.operator.spend'), options: [server(false)] },
    ],
  };
}

function orderIn(call: CommandCall): OperatorOrder {
  const reason = String(call.options.reason ?? '')
    .trim()
    .slice(0, reasonMaxLength)
    .toWellFormed();
  return { guildId: guildIn(call), actorId: call.origin.memberId, reason: reason === '' ? null : reason };
}

/** @throws {Refusal} `operator-guild-not-valid` */
function guildIn({ options }: CommandCall): string {
  const id = String(options.server ?? '').trim();
  if (!/^\d{17,20}$/.test(id)) throw new Refusal('operator-guild-not-valid');
  return id;
}

/** @throws {Refusal} for what Discord would not have let through */
function poolIn({ options: { credits, period } }: CommandCall): Pool {
  if (typeof credits !== 'number' || !Number.isInteger(credits) || credits < 0 || credits > mostPoolCredits)
    throw new Refusal('setting-out-of-range', { most: mostPoolCredits });
  if (period === 'total') return { credits, period: null };
  const known = periods.find((each) => each === period);
  if (known === undefined) throw new Refusal('setting-not-valid');
  return { credits, period: known };
}
