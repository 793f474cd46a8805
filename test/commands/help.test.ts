import { describe, expect, it } from 'vitest';
import { createCommands } from '../../commands/index.ts';
import type { CatalogueRow } from '../../src/catalogue/models.ts';
import { effectiveCatalogue } from '../../src/catalogue/offer.ts';
import type { AccountOverview } from '../../src/credits/account-overview.ts';
import type { CommandServices } from '../../src/discord/command.ts';
import { CommandMentions } from '../../src/discord/command-mentions.ts';
import { readCommandCall } from '../../src/discord/interaction.ts';
import { wordsFor } from '../../src/words/words.ts';
import { aMember, anInteraction, command } from '../builders/interactions.ts';
import { rowsOf } from '../builders/jobs.ts';
import { servicesWith } from '../builders/services.ts';

const guildId = '222222222222222222';
const nextRefillAt = Date.UTC(2026, 10, 22);
const account: AccountOverview = {
  balanceCredits: 1_250,
  availableCredits: 1_250,
  heldCredits: 0,
  allowance: { credits: 1_300, period: 'week' },
  why: { credits: 1_300, why: 'allowance' },
  rolloverCredits: 0,
  nextRefillAt,
  isExempt: false,
};

interface Situation {
  readonly rows?: readonly CatalogueRow[];
  readonly isAdmin?: boolean;
  readonly locale?: string;
  readonly account?: AccountOverview;
  /** Null: in direct messages. */
  readonly guildId?: string | null;
  readonly isServed?: boolean;
  readonly mentions?: CommandMentions;
}

/** The answer to `/help`, and to whom it is shown. */
async function ask(situation: Situation = {}): Promise<string> {
  const { rows = rowsOf('segmind', 'apiframe'), isAdmin = false, locale = 'en-US', isServed = true } = situation;
  const { mentions = new CommandMentions() } = situation;
  const found = createCommands(rows, []).find(({ declaration }) => declaration.name === 'help');
  if (!found) throw new Error('there is no /help');
  const place =
    situation.guildId === null
      ? { guild_id: undefined, member: undefined, user: { id: '444444444444444444', username: 'ann' } }
      : { member: aMember(isAdmin ? '32' : '0') };
  const services: Partial<CommandServices> = {
    commandMention: mentions.mention,
    isServed: () => isServed,
    wallet: {
      async overview() {
        if (!isServed) throw new Error('there is no account where nothing is served');
        return { ...(situation.account ?? account), entries: [] };
      },
    },
  };
  const call = readCommandCall(anInteraction({ ...place, locale, data: command('help') }));
  const result = await found.execute(call, servicesWith(services), wordsFor(locale));
  if (result.kind !== 'reply') throw new Error(`answered by ${result.kind}`);
  return result.content;
}

/** As Discord lists them: with the longest ids there are. */
function allMentions(): CommandMentions {
  const mentions = new CommandMentions();
  mentions.learn(
    createCommands(rowsOf('segmind', 'apiframe'), []).map(({ declaration: { name } }) => ({
      id: '12345678901234567890',
      name,
    })),
  );
  return mentions;
}

describe('/help', () => {
  it('shows what to try, cheapest first, with the prices of this server', async () => {
    const prices = { 'segmind/ray-2': { 5: 7 }, 'apiframe/ray-2': { 5: 1_200 } };
    const rows = effectiveCatalogue({ providers: ['segmind'], slugs: {}, prices });
    const commandsIn = (text: string) => [...text.matchAll(/^`\/([\w-]+)`/gm)].map(([, name]) => name);
    expect(commandsIn(await ask({ rows }))).toEqual(['ray', 'ray-flash', 'animate']);
    expect(await ask({ rows })).toContain('**7 credits** for 5 s');
    const usual = await ask();
    expect(commandsIn(usual)).toEqual(['ray-flash', 'animate', 'ray']);
    expect(usual).toContain('`/ray-flash` `a paper boat on a rainy street`\n-# **51 credits** for 5 s');
  });

  it('names nothing that cannot be made here', async () => {
    expect(await ask({ rows: [] })).not.toMatch(/cheapest|Animate this|\/ray|\/animate/);
  });

  it('says what the member has, gets and when', async () => {
    const text = await ask();
    expect(text).toContain('To spend: **1,250**');
    const at = nextRefillAt / 1000;
    expect(text).toContain(`Filled up to 1,300 every week, next <t:${at}:R> (<t:${at}:f>).`);
    expect(text).not.toContain('lets you go on');
    const poor = { ...account, allowance: { credits: 0, period: 'week' as const }, isExempt: true };
    const other = await ask({ account: poor });
    expect(other).toContain('There is no regular allowance for you here.');
    expect(other).toContain('Your role lets you go on when they have run out.');
  });

  it('has one more section for admins', async () => {
    expect(await ask()).not.toContain('/quota');
    const text = await ask({ isAdmin: true });
    for (const name of [
      'quota allowance',
      'quota show',
      'settings channels add',
      'settings reports',
      'usage',
      'status',
    ])
      expect(text).toContain(`\`/${name}\``);
  });

  it.each(['en-US', 'de'])('calls buttons and menus as they are called, in %s', async (locale) => {
    const words = wordsFor(locale);
    const text = await ask({ locale });
    for (const key of ['cancel', 'withhold', 'edit', 'vary', 'delete'] as const)
      expect(text).toContain(`**${words(`job.button.${key}`)}**`);
    expect(text).toContain(`**${words('job.button.again', { price: 26 }).replace(' (26)', '')}**`);
    expect(text).toContain(`**Apps → ${words('menu.animate-this')}**`);
    expect(text).toContain(`**Apps → ${words('menu.report')}**`);
  });

  it.each(['en-US', 'de'])('can be clicked, and is short enough for a phone, in %s', async (locale) => {
    const text = await ask({ locale, isAdmin: true, mentions: allMentions() });
    expect(text).toContain('</quota allowance:12345678901234567890>');
    expect(text).toContain('</ray-flash:12345678901234567890>');
    // What is read of a mention is the command alone.
    expect(text.replaceAll(/<(\/[^:]+):\d+>/g, '$1').length).toBeLessThan(1_500);
    expect(text.length).toBeLessThanOrEqual(2_000);
  });

  it('is German for who reads German', async () => {
    const text = await ask({ locale: 'de', isAdmin: true });
    expect(text).toContain('Verfügbar: **1.250**');
    expect(text).toContain('ein Papierboot auf einer Straße im Regen');
    expect(text).toContain('**Für dich als Admin**');
    expect(text).not.toMatch(/\b(?:the|your|credits for|of)\b/);
  });

  it('where the bot does not serve, says what to do about it', async () => {
    const text = await ask({ isServed: false });
    expect(text).toContain(`\`/operator allow\` and the number \`${guildId}\``);
    expect(text).toContain('What is kept about you: `/privacy show`');
    expect(text).not.toContain('cheapest');
    const direct = await ask({ guildId: null, isServed: false });
    expect(direct).toContain('Videos are made in a server, not in direct messages.');
  });
});

describe('a command in a text', () => {
  it('is as it is typed until Discord has told its id', () => {
    const mentions = new CommandMentions();
    expect(mentions.mention('quota show')).toBe('`/quota show`');
    mentions.learn([{ id: '12', name: 'quota', type: 1 }]);
    expect(mentions.mention('quota show')).toBe('</quota show:12>');
    expect(mentions.mention('ray')).toBe('`/ray`');
  });

  it.each([[undefined], ['<html>'], [[{ name: 'quota' }]], [[null]]])('is not disturbed by %j', (answer) => {
    const mentions = new CommandMentions();
    mentions.learn(answer);
    expect(mentions.mention('quota')).toBe('`/quota`');
  });
});
