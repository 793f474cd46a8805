import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
} from 'discord.js';
import { ChartError } from '../src/charts/chart-error.ts';
import { isAlias } from '../src/credits/alias.ts';
import type { UsageReport } from '../src/credits/usage-reports.ts';
import { shownTo } from '../src/discord/access.ts';
import type { Command, CommandCall, CommandServices } from '../src/discord/command.ts';
import type { Reply, ReplyFile } from '../src/discord/command-result.ts';
import { isIdle, usageChart, usageChartWords, usageText } from '../src/discord/views/usage.ts';
import type { Words } from '../src/words/words.ts';

const offeredDays = [7, 30, 90] as const;
const usualDays = 30;

/** `/usage`: credits and videos of a server day by day, as a picture and in words, for its admins. */
export const usage = (words: Words): Command => ({
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name: 'usage',
    description: words('command.usage.description'),
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    ...shownTo('manage-guild'),
    options: [
      {
        type: ApplicationCommandOptionType.Integer,
        name: 'days',
        description: words('option.usage.days'),
        choices: offeredDays.map((days) => ({ name: words('option.usage.days.choice', { days }), value: days })),
      },
    ],
  },
  access: 'manage-guild',
  async execute(call, services, memberWords) {
    const days = offeredDays.find((offered) => offered === call.options.days) ?? usualDays;
    return { kind: 'later', work: (signal) => report(call, days, services, memberWords, signal) };
  },
});

async function report(
  { callerIsOperator, origin }: CommandCall,
  askedDays: number,
  services: CommandServices,
  words: Words,
  signal: AbortSignal,
): Promise<Reply> {
  const { guildId, locale } = origin;
  const { timeZone } = await services.settings.current(guildId);
  const ofGuild = await services.usage.ofGuild(guildId, askedDays, timeZone);
  const costs = callerIsOperator ? await services.usage.costsOfGuild(guildId, ofGuild.span) : null;
  const drawn = { ...ofGuild, guildId, askedDays, locale };
  const picture = isIdle(ofGuild.usage) ? null : await draw(drawn, services, words, signal);
  const content = usageText({ ...ofGuild, askedDays, costs, hasPicture: picture !== null }, words);
  return { kind: 'reply', content, ...(picture && { files: [picture] }) };
}

interface Drawn extends UsageReport {
  readonly guildId: string;
  readonly askedDays: number;
  readonly locale: string;
}

/** @returns null where there will be no picture: the text says all of it */
async function draw(
  { usage: used, guildId, askedDays, locale }: Drawn,
  { memberNames, charts }: CommandServices,
  words: Words,
  signal: AbortSignal,
): Promise<ReplyFile | null> {
  // Who had their data erased is nobody to Discord.
  const ids = used.topMembers.map(({ memberId }) => memberId).filter((id) => !isAlias(id));
  const chart = usageChart(used, await memberNames(guildId, ids, signal), words);
  try {
    const style = { words: usageChartWords(used, askedDays, locale, words), theme: 'dark' } as const;
    return { name: 'usage.png', contentType: 'image/png', bytes: await charts.renderUsageChart(chart, style) };
  } catch (error) {
    if (error instanceof ChartError) return null;
    throw error;
  }
}
