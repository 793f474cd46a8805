import { ApplicationCommandType, ApplicationIntegrationType, InteractionContextType } from 'discord.js';
import type { ModelOffer } from '../src/catalogue/offer.ts';
import type { Call, Command, CommandServices } from '../src/discord/command.ts';
import type { Update } from '../src/discord/command-result.ts';
import { button, row } from '../src/discord/components.ts';
import { creditsText, historyText } from '../src/discord/views/credits.ts';
import { type PageSpot, pagerRows, readPageSpot } from '../src/discord/views/pager.ts';
import { Refusal } from '../src/errors/refusal.ts';
import type { Words } from '../src/words/words.ts';

const name = 'credits';
const list = 'history';
const entriesInOverview = 3;
const entriesOnPage = 10;

type Services = Pick<CommandServices, 'wallet' | 'records'>;
type Content = Omit<Update, 'kind'>;

/**
 * `/credits`: what the member has here, what videos cost, and what became of the credits.
 * @param offers - the models that can be asked for
 */
export const credits = (offers: readonly ModelOffer[], words: Words): Command => ({
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name,
    description: words('command.credits.description'),
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
  },
  async execute(call, services, memberWords) {
    return { kind: 'reply', ...(await overview(call, offers, services, memberWords)) };
  },
  async press(payload, call, services, memberWords) {
    if (payload === 'overview') return { kind: 'update', ...(await overview(call, offers, services, memberWords)) };
    const spot = readPageSpot(payload, list);
    if (!spot) throw new Refusal('component-unknown');
    return { kind: 'update', ...(await history(call, spot, services, memberWords)) };
  },
});

/** Whoever presses a button sees their own account, whosever message it is. */
async function overview(
  { origin }: Call,
  offers: readonly ModelOffer[],
  { wallet, records }: Services,
  words: Words,
): Promise<Content> {
  const account = await wallet.overview(origin);
  const { rows } = await records.history(origin, { limit: entriesInOverview });
  const all = button({ command: name, payload: list }, { label: words('credits.button.history') });
  return {
    content: creditsText(account, rows, { offers, guildId: origin.guildId }, words),
    components: rows.length > 0 ? [row(all)] : [],
  };
}

async function history({ origin }: Call, spot: PageSpot, { records }: Services, words: Words): Promise<Content> {
  const page = await records.history(origin, { limit: entriesOnPage, ...spot });
  const back = button({ command: name, payload: 'overview' }, { label: words('credits.button.overview') });
  return {
    content: historyText(page, origin.guildId, words),
    components: pagerRows({ command: name, list }, page, words, [back]),
  };
}
