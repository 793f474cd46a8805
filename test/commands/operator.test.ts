import { ApplicationCommandOptionType } from 'discord.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { operator } from '../../commands/operator.ts';
import { Budgets } from '../../src/credits/budgets.ts';
import { GuildAccess } from '../../src/credits/guild-access.ts';
import { PolicyStore } from '../../src/credits/policy-store.ts';
import { openDatabase } from '../../src/database/connection.ts';
import { readCommandCall } from '../../src/discord/interaction.ts';
import { OperatorDesk } from '../../src/operations/operator-desk.ts';
import { wordsFor } from '../../src/words/words.ts';
import { anInteraction, subcommand } from '../builders/interactions.ts';
import { ManualClock } from '../builders/manual-clock.ts';
import { servicesWith } from '../builders/services.ts';

const words = wordsFor('en-US');
const home = '222222222222222222';
const other = '333333333333333333';
const me = '444444444444444444';
const command = operator(words, home);

async function open({ limit = 0 } = {}) {
  const { database, close } = await openDatabase(':memory:');
  onTestFinished(close);
  const clock = new ManualClock();
  const access = await GuildAccess.load({ database, clock, allowedGuilds: [home] });
  const budgets = new Budgets(database, clock);
  const desk = new OperatorDesk({
    ...{ budgets, access, spendLimitMicroUsdPerDay: limit },
    today: async () => ({ spentMicroUsd: 1_250_000, start: 0, end: Date.UTC(2026, 10, 24) }),
    costs: async (guildId) => [
      { provider: 'segmind', costMicroUsd: guildId ? 500_000 : 2_500_000, attempts: 1, videosWithoutCost: 0 },
    ],
  });
  const services = servicesWith({ operator: desk });
  const text = async (path: string, options: Readonly<Record<string, string | number>> = {}) => {
    const given = Object.entries(options).map(([name, value]) => ({
      ...{ name, value },
      type: typeof value === 'number' ? ApplicationCommandOptionType.Integer : ApplicationCommandOptionType.String,
    }));
    const call = readCommandCall(anInteraction({ data: subcommand(`operator ${path}`, given) }));
    const result = await command.execute(call, services, words);
    const reply = result.kind === 'later' ? await result.work(new AbortController().signal) : result;
    if (reply.kind !== 'reply') throw new Error(`answered by ${reply.kind}`);
    return reply.content;
  };
  const audit = (guildId: string) => new PolicyStore(database).audit(guildId, { limit: 10 });
  return { access, budgets, text, audit };
}

describe('/operator', () => {
  it('is for the operator, in the operator’s own guild', () => {
    expect(command).toMatchObject({ access: 'operator', onlyGuild: home });
    expect(command.declaration).toMatchObject({ default_member_permissions: '32', contexts: [0] });
  });

  it('lays down a pool, says what there was, and takes it away again', async () => {
    const { text, audit, budgets } = await open();
    const set = { server: other, credits: 12_000, period: 'month', reason: ' the *spring* ' };
    expect(await text('pool set', set)).toBe(
      `Server \`${other}\` may now spend 12,000 credits a month. Before: no pool.`,
    );
    expect(await text('pool set', { server: other, credits: 0, period: 'total' })).toBe(
      `Server \`${other}\` may now spend 0 credits in all. Before: 12,000 credits a month.`,
    );
    expect(await text('pool remove', { server: other })).toBe(
      `Server \`${other}\` has no pool of yours any more. Before: 0 credits in all.`,
    );
    expect(await budgets.useOf(other)).toBeNull();
    const entries = await audit(other);
    expect(entries.map(({ action, actorId, reason }) => [action, actorId, reason])).toEqual([
      ['operator-pool', me, null],
      ['operator-pool', me, null],
      ['operator-pool', me, 'the *spring*'],
    ]);
  });

  it('serves a guild and stops serving it', async () => {
    const { text, access, audit } = await open();
    expect(await text('allow', { server: other })).toContain('is served from now on');
    expect(access.isServed(other)).toBe(true);
    expect(await text('deny', { server: home, reason: 'spam' })).toContain('is served no longer');
    expect(access.isServed(home)).toBe(false);
    expect(await audit(home)).toMatchObject([{ action: 'operator-deny', actorId: me, reason: 'spam' }]);
  });

  it.each(['home', '12', '', '1'.repeat(21), '２２２２２２２２２２２２２２２２２２'])(
    'refuses the server «%s»',
    async (server) => {
      const { text, budgets } = await open();
      const refusal = { name: 'Refusal', code: 'operator-guild-not-valid' };
      for (const path of ['allow', 'deny', 'pool remove', 'spend'])
        await expect(text(path, { server })).rejects.toMatchObject(refusal);
      await expect(text('pool set', { server, credits: 1, period: 'day' })).rejects.toMatchObject(refusal);
      expect(await budgets.guildsWithPool()).toEqual([]);
    },
  );

  it.each([
    [{ credits: -1, period: 'day' }, 'setting-out-of-range'],
    [{ credits: 1.5, period: 'day' }, 'setting-out-of-range'],
    [{ credits: 1e308, period: 'day' }, 'setting-out-of-range'],
    [{ credits: '１２', period: 'day' }, 'setting-out-of-range'],
    [{ credits: 1, period: 'year' }, 'setting-not-valid'],
    [{ credits: 1 }, 'setting-not-valid'],
  ])('refuses a pool of %j', async (options, code) => {
    const { text, budgets } = await open();
    await expect(text('pool set', { server: other, ...options })).rejects.toMatchObject({ name: 'Refusal', code });
    expect(await budgets.guildsWithPool()).toEqual([]);
  });
});

describe('/operator spend', () => {
  it('shows what was spent, and the pools', async () => {
    const { text } = await open({ limit: 20_000_000 });
    await text('pool set', { server: other, credits: 12_000, period: 'day' });
    await text('pool set', { server: home, credits: 5, period: 'total' });
    expect((await text('spend')).split('\n')).toEqual([
      '**Today (UTC), all servers:** $1.25 of $20.00, by what services charge or are expected to. Counted anew <t:1795478400:R>.',
      '**Last 30 days, charged:** $2.50',
      'Segmind: $2.50',
      '**Pools**',
      `\`${home}\`: 5 credits in all; spent or held 0, given to members by admins 0.`,
      `\`${other}\`: 12,000 credits a day; spent or held 0, given to members by admins 0. Full again <t:1795478400:R>.`,
    ]);
  });

  it('shows one server, and whether it is served', async () => {
    const { text } = await open();
    const shown = await text('spend', { server: other });
    expect(shown).toContain('There is no limit');
    expect(shown).toContain(`charged for server \`${other}\`:** $0.50`);
    expect(shown).toContain('It is not served.');
    expect(shown).toContain('No server has a pool of yours.');
    await text('allow', { server: other });
    expect(await text('spend', { server: other })).toContain('It is served.');
  });

  it('stays within a message however many pools there are', async () => {
    const { text } = await open();
    for (let n = 10; n < 40; n += 1) {
      await text('pool set', { server: `4444444444444444${n}`, credits: 1_000_000_000, period: 'month' });
    }
    const shown = await text('spend');
    expect(shown.length).toBeLessThan(2_000);
    expect(shown).toContain('… and 20 more.');
  });
});
