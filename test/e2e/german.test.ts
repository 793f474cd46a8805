import { describe, expect, it } from 'vitest';
import type { InvokeOptions } from '../../sandbox/discord/local-discord.ts';
import type { MessageView } from '../../sandbox/discord/message-view.ts';
import type { WorldSetup } from '../../sandbox/discord/world.ts';
import { expectPaidOnce, kite, type QuickWorld, shareWorld } from './quick-world.ts';
import { startTestBot } from './world.ts';

/** A member who reads German, on a server whose admins have chosen German; others there read English. */

const places: WorldSetup = {
  guilds: [
    {
      name: 'Lichtspiele',
      locale: 'de',
      channels: [{ name: 'videos' }, { name: 'moderation' }, { name: 'operators' }],
      roles: [{ name: 'keeper', permissions: ['manageMessages'] }],
      members: [{ username: 'heike', roles: ['keeper'] }, 'tomas_v'],
    },
    { name: 'Elsewhere', locale: 'de', channels: [{ name: 'clips' }] },
  ],
  users: [
    { username: 'heike', displayName: 'Heike' },
    { username: 'tomas_v', displayName: 'Tomás' },
  ],
};

const german = { locale: 'de' } as const;
const shared = shareWorld({ world: places, providers: ['segmind', 'apiframe'] }, async ({ guildId }) => ({
  environment: { ALLOWED_GUILDS: guildId },
}));

interface Localised {
  readonly name: string;
  readonly description_localizations?: Readonly<Record<string, string>>;
  readonly name_localizations?: Readonly<Record<string, string>>;
  readonly options?: readonly Localised[];
  readonly choices?: readonly Localised[];
}

const registered = ({ discord }: QuickWorld) => discord.commands() as unknown as readonly Localised[];

const askInGerman = async (
  command: string,
  options: InvokeOptions['options'] = {},
  more: Partial<InvokeOptions> = {},
) => (await shared.world.ask(command, options, { ...german, ...more })).content;

/** Every text that stood on a message of a job, one after the other. */
function watchTexts({ discord }: QuickWorld) {
  const seen: MessageView[] = [];
  const stop = discord.onChange((_, message) => seen.push(message));
  return {
    stop,
    textsWith: (part: string) => seen.map(({ content }) => content).filter((text) => text.includes(part)),
  };
}

describe('Discord is told', () => {
  it('descriptions, choices and the names of menus in German; what is typed stays the same', () => {
    const commands = registered(shared.world);
    const flash = commands.find(({ name }) => name === 'ray-flash');
    expect(flash?.description_localizations?.de).toContain('schnell und günstig');
    expect(flash).not.toHaveProperty('name_localizations.de');
    const duration = flash?.options?.find(({ name }) => name === 'duration');
    expect(duration?.choices?.[0]).toMatchObject({ name_localizations: { de: '5 Sekunden (51 Credits)' } });
    const menus = commands.flatMap(({ name_localizations }) => name_localizations?.de ?? []);
    expect(menus).toEqual(expect.arrayContaining(['Animieren', 'Video melden']));
  });

  it('so once, and a second start finds it to be the same', async ({ onTestFinished }) => {
    const { world } = shared;
    const before = world.discord.commandWrites;
    expect(before).toBeGreaterThan(0);
    const again = { DATA_DIR: `${world.environment.DATA_DIR}-again` };
    const bot = await startTestBot({ onTestFinished }, { ...world, environment: { ...world.environment, ...again } });
    await bot.stop();
    expect(world.discord.commandWrites).toBe(before);
  });
});

describe('a member who reads German', () => {
  it('is refused in German', async () => {
    const content = await askInGerman('ray-flash', { prompt: '@everyone tanzt' });
    expect(content).toContain('Ein Prompt kann niemanden erwähnen, und in deinem steht `@everyone`.');
  });

  it('sees credits and prices in German', async () => {
    const content = await askInGerman('credits');
    expect(content).toContain('**Deine Credits hier**\nVerfügbar: **100.000**');
    expect(content).toMatch(/aufgefüllt, das nächste Mal <t:\d+:R> \(<t:\d+:f>\)\./);
    expect(content).toContain('`/ray-flash` (Ray Flash 2): **51** für 5\u00a0s');
  });

  it('is offered camera moves in German, and may send those words', async () => {
    const { world } = shared;
    const options = { ...kite, concepts: 'Ranfahrt, schwenk' };
    const { memberId: userId, channelId } = world;
    const where = { userId, channelId, command: 'ray-flash', focused: 'concepts' };
    const { acknowledged } = world.discord.suggest({ ...where, options, ...german });
    void world.clock.carefully(acknowledged);
    expect(await acknowledged).toMatchObject({
      data: {
        choices: [
          { name: 'Ranfahrt, Schwenk links', value: 'push_in, pan_left' },
          { name: 'Ranfahrt, Schwenk rechts', value: 'push_in, pan_right' },
        ],
      },
    });
    const spelled = { ...kite, concepts: 'Ranfahrt, Schwenk links' };
    const { id } = await world.give('ray-flash', spelled, { ...german, strict: false });
    expectPaidOnce(await world.settle(id));
    expect(world.apiframe.jobs.at(-1)?.body.lumaParams?.concepts).toEqual(['push_in', 'pan_left']);
    expect(world.videosOf(id)[0]?.content).toContain('· Ranfahrt, Schwenk links ·');
  });

  it('watches a German card, and gets a German video with German buttons', async () => {
    const { world } = shared;
    const watch = watchTexts(world);
    const { id } = await world.give('ray-flash', kite, german);
    expectPaidOnce(await world.settle(id));
    watch.stop();
    expect(watch.textsWith('für <@')).not.toEqual([]);
    expect(watch.textsWith(kite.prompt).join('\n')).not.toMatch(/\b(?:for|credits|ready|making|made)\b/);
    const [video] = world.videosOf(id);
    expect(video?.content).toContain(`🎬 <@${world.memberId}>, dein Video ist fertig.`);
    expect(video?.content).toMatch(/51 Credits · noch [\d.]+/);
    expect(JSON.stringify(video?.components)).toContain('"Nochmal (51)"');
  });

  it('reads German help with commands to click; others get theirs', async () => {
    const { world } = shared;
    const userId = world.discord.world.userNamed('tomas_v').id;
    const content = await askInGerman('help', {}, { userId });
    const { id } = (world.discord.commands() as unknown as { id: string; name: string }[]).find(
      ({ name }) => name === 'ray-flash',
    ) ?? { id: 'missing' };
    expect(content).toContain(`</ray-flash:${id}> \`ein Papierboot auf einer Straße im Regen\``);
    expect(content).toContain('Verfügbar: **100.000**');
    expect(content).not.toContain('Admin**');
    expect(await askInGerman('help')).toContain('**Für dich als Admin**');
    const { content: english } = await world.ask('help', {}, { userId });
    expect(english).toContain('a paper boat on a rainy street');
  });

  it('is told what to do where the bot does not serve', async () => {
    const { world } = shared;
    const [, elsewhere] = world.discord.world.guilds;
    const channelId = elsewhere?.channels[0]?.id ?? '';
    const content = await askInGerman('help', {}, { channelId });
    expect(content).toContain(`mit \`/operator allow\` und der Nummer \`${elsewhere?.id}\``);
    expect(content).not.toContain('Verfügbar');
  });
});

describe('what stands in a channel for nobody in particular', () => {
  it('is in the language of the server, whoever caused it', async () => {
    const { world } = shared;
    const { discord, clock } = world;
    const channel = discord.world.channelNamed('moderation').id;
    const tomas = discord.world.userNamed('tomas_v').id;
    await world.ask('settings reports', { channel }, { userId: discord.world.guilds[0]?.ownerId ?? '' });
    const { id } = await world.give('ray-flash', kite);
    await world.settle(id);
    const messageId = world.videosOf(id)[0]?.id ?? '';
    const opened = discord.invokeOnMessage({ userId: tomas, messageId, command: 'Report' });
    await clock.carefully(opened.acknowledged);
    const sent = discord.submitModal({ interactionId: opened.id, values: { reason: 'not nice' } });
    await clock.carefully(sent.acknowledged);
    const report = await discord.whenMessage(({ channelId }) => channelId === channel, { timeoutMs: 15_000 });
    expect(report.content).toContain('**Ein Video wurde gemeldet:**');
    expect(JSON.stringify(report.components)).toContain('"Verwerfen"');
  });

  it('so is a notice for its admins', async () => {
    const { world } = shared;
    const channel = world.discord.world.channelNamed('moderation').id;
    await world.ask('settings notices', { channel });
    const jobs = await world.database.selectFrom('job').select('price_credits').execute();
    const spent = jobs.reduce((sum, { price_credits }) => sum + price_credits, 0);
    await world.ask('quota pool set', { credits: `${spent + 51}`, period: 'week' });
    const { id } = await world.give('ray-flash', kite);
    await world.settle(id);
    const notice = await world.discord.whenMessage(({ content }) => content.startsWith('⚠️'), { timeoutMs: 15_000 });
    expect(notice).toMatchObject({ channelId: channel });
    const pool = `des Pools dieses Servers (${spent + 51} Credits) sind verbraucht.`;
    expect(notice.content).toContain(`⚠️ 100\u00a0% ${pool}`);
  });
});
