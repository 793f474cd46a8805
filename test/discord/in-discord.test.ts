import { ApplicationCommandOptionType, ApplicationCommandType } from 'discord.js';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { scaledClock } from '../../sandbox/clock.ts';
import { shownTo } from '../../src/discord/access.ts';
import { createAcknowledgement } from '../../src/discord/acknowledgement.ts';
import type { Command, PressCall } from '../../src/discord/command.ts';
import { button, channelMenu, menu, roleMenu, row, userMenu } from '../../src/discord/components.ts';
import { createGateway } from '../../src/discord/gateway.ts';
import { InteractionRouter } from '../../src/discord/interaction-router.ts';
import { registerCommands } from '../../src/discord/registration.ts';
import { createBotRest, createFileRest, createWebhookRest } from '../../src/discord/rest.ts';
import { servicesWith } from '../builders/services.ts';
import { checkWorld } from '../discord-openapi/checked-world.ts';
import { openDiscord } from '../sandbox/discord-fixture.ts';

/** A command with everything that a command can have, behind the real gateway in a local Discord. */

const { Role, Subcommand, SubcommandGroup, User } = ApplicationCommandOptionType;
const description = 'x';
const csv = { name: 'audit.csv', contentType: 'text/csv', bytes: new TextEncoder().encode('who,what\nmira,grant\n') };
/** Colours of one pixel, as a picture. */
const png = {
  name: 'usage.png',
  contentType: 'image/png',
  bytes: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
};
const owner = (payload: string) => ({ command: 'quota', payload });
const everyComponent = [
  row(
    button(owner('page 2'), { label: 'Older' }),
    button(owner('chart'), { label: 'As a picture', style: 'primary' }),
    button(owner('form'), { label: 'Grant …', style: 'success' }),
    button(owner('none'), { label: 'Newer', isDisabled: true }),
  ),
  row(
    menu(owner('days'), { placeholder: 'How long?' }, [
      { label: 'A week', value: '7' },
      { label: 'A month', value: '30' },
    ]),
  ),
  row(roleMenu(owner('roles'), { least: 0, most: 3 })),
  row(channelMenu(owner('channels'), { placeholder: 'Where?', kinds: [0, 5] })),
  row(userMenu(owner('users'), {})),
];
const said = ({ values, users, roles, channels }: PressCall) => JSON.stringify({ values, users, roles, channels });

const quota: Command = {
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name: 'quota',
    description,
    contexts: [0],
    integration_types: [0],
    ...shownTo('manage-guild'),
    options: [
      { type: Subcommand, name: 'show', description },
      { type: Subcommand, name: 'export', description },
      { type: Subcommand, name: 'long', description },
      {
        type: SubcommandGroup,
        name: 'tier',
        description,
        options: [
          {
            type: Subcommand,
            name: 'set',
            description,
            options: [
              { type: Role, name: 'role', description, required: true },
              { type: User, name: 'member', description },
            ],
          },
        ],
      },
    ],
  },
  access: 'manage-guild',
  async execute({ subcommand, users, roles, callerName }) {
    if (subcommand === 'export') return { kind: 'reply', content: 'The audit.', files: [csv] };
    if (subcommand === 'long')
      return { kind: 'later', work: async () => ({ kind: 'reply', content: 'x\n'.repeat(2_000) }) };
    if (subcommand === 'tier set')
      return { kind: 'reply', content: JSON.stringify({ callerName, role: roles.role, member: users.member }) };
    return { kind: 'reply', content: 'Page 1', components: everyComponent };
  },
  async press(payload, call) {
    if (payload === 'form')
      return {
        kind: 'modal',
        payload: 'grant',
        title: 'Grant credits',
        inputs: [
          { name: 'credits', label: 'How many', lines: 'one', placeholder: '+50', maxLength: 8 },
          { name: 'why', label: 'Why', description: 'Stands in the audit', lines: 'many', required: false },
        ],
      };
    if (payload === 'chart')
      return {
        kind: 'later',
        replaces: true,
        work: async () => ({
          kind: 'reply',
          content: 'As a picture',
          files: [png],
          components: everyComponent.slice(0, 1),
        }),
      };
    if (payload === 'page 2') return { kind: 'update', content: 'Page 2' };
    return { kind: 'reply', content: said(call) };
  },
  async submit(payload, fields) {
    return { kind: 'update', content: `${payload} ${JSON.stringify(fields)}` };
  },
};

const operator = (onlyGuild: string): Command => ({
  declaration: { type: ApplicationCommandType.ChatInput, name: 'operator', description, ...shownTo('operator') },
  access: 'operator',
  onlyGuild,
  execute: async () => ({ kind: 'reply', content: 'The balances.' }),
});

async function openWorld() {
  const own = await openDiscord({
    clock: scaledClock(1),
    guilds: [
      {
        name: 'Club',
        roles: [{ name: 'Admins', permissions: ['manageGuild'] }, { name: 'Crew' }],
        members: ['mira.okafor', { username: 'tomas_v', roles: ['Admins'] }, { username: 'noor', roles: ['Crew'] }],
        channels: [{ name: 'videos' }],
      },
      { name: 'Operators', channels: [{ name: 'operators' }] },
    ],
  });
  const { discord, tomas, videos, otherGuild } = own;
  const checked = checkWorld(discord);
  onTestFinished(() => checked?.end());
  const log = pino({ level: 'silent' });
  const webhooks = createWebhookRest(discord.apiUrl);
  const unused = () => Promise.reject(new Error('not to be called here'));
  const commands = [quota, operator(otherGuild.id)];
  const start = async () => {
    const router = new InteractionRouter({
      commands,
      services: servicesWith({}),
      acknowledgement: createAcknowledgement(webhooks, createFileRest(discord.apiUrl)),
      generations: { acknowledged: unused, abandon: unused },
      isServed: () => true,
      operators: { ids: new Set([tomas.id]), guildId: () => otherGuild.id },
      log,
    });
    const gateway = createGateway(
      { token: discord.token, api: discord.apiUrl, log },
      { onInteraction: (interaction) => router.handle(interaction), onClosedForGood: () => {} },
    );
    const { applicationId } = await gateway.connect();
    const stop = async () => {
      await router.idle();
      await gateway.close();
    };
    return { applicationId, stop };
  };
  const bot = await start();
  onTestFinished(bot.stop);
  const rest = createBotRest(discord.apiUrl, discord.token);
  const register = () => registerCommands(rest, bot.applicationId, commands);
  await register();
  const where = { userId: tomas.id, channelId: videos.id };
  return {
    ...own,
    bot,
    restart: async () => {
      await bot.stop();
      onTestFinished((await start()).stop);
    },
    register,
    where,
    /** The message that stands for an answer once it says so. */
    saying: (text: string | RegExp) =>
      discord.whenMessage(({ content }) => (typeof text === 'string' ? content === text : text.test(content)), {
        timeoutMs: 5_000,
      }),
    /** Holds all requests so far against Discord's description, where it is at hand. */
    expectOperations(...operations: string[]) {
      if (checked) expect(checked.check()).toEqual(expect.arrayContaining(operations));
    },
  };
}

type InDiscord = Awaited<ReturnType<typeof openWorld>>;

async function openPage({ discord, where, saying }: InDiscord) {
  discord.invoke({ ...where, command: 'quota show' });
  const { id: messageId } = await saying('Page 1');
  return { userId: where.userId, messageId };
}

describe('in Discord', () => {
  it('commands stand where they belong, and stay as they are', async () => {
    const { discord, otherGuild, register, expectOperations } = await openWorld();
    const commands = discord
      .commands()
      .map((command) => [command.name, 'guild_id' in command ? command.guild_id : null]);
    expect(commands).toEqual([
      ['quota', null],
      ['operator', otherGuild.id],
    ]);
    expect(await register()).toBe(false);
    expectOperations('bulk_set_application_commands', 'bulk_set_guild_application_commands');
  });

  it('whom and what somebody chose is understood', async () => {
    const { discord, guild, where, saying, expectOperations } = await openWorld();
    const role = guild.roles.find(({ name }) => name === 'Crew');
    const noor = discord.world.userNamed('noor');
    const options = { role: role?.id ?? '', member: noor.id };
    discord.invoke({ ...where, command: 'quota tier set', options });
    const { content, ephemeral } = await saying(/callerName/);
    expect(ephemeral).toBe(true);
    expect(JSON.parse(content)).toEqual({
      callerName: 'Tomás',
      role: { id: role?.id, name: 'Crew', isEveryone: false },
      member: { id: noor.id, name: noor.displayName, isBot: false, roleIds: [role?.id] },
    });
    expectOperations('create_interaction_response');
  });

  it('only those who may are answered, whatever Discord shows', async () => {
    const world = await openWorld();
    const { discord, mira, where, saying } = world;
    const noor = discord.world.userNamed('noor');
    expect(() => discord.invoke({ ...where, userId: noor.id, command: 'quota show' })).toThrow();
    discord.invoke({ ...where, userId: noor.id, command: 'quota show', strict: false });
    expect(await saying(/Manage Server/)).toMatchObject({ ephemeral: true });
    // Mira owns both servers, and yet she does not run the bot.
    const { id: operators } = discord.world.channelNamed('operators');
    discord.invoke({ userId: mira.id, channelId: operators, command: 'operator' });
    expect(await saying(/whoever runs this bot/)).toMatchObject({ ephemeral: true });
    discord.invoke({ userId: where.userId, channelId: operators, command: 'operator', strict: false });
    expect(await saying('The balances.')).toMatchObject({ ephemeral: true });
    discord.invoke({ ...where, command: 'operator', strict: false });
    expect(await saying(/not known any more/)).toMatchObject({ ephemeral: true });
    world.expectOperations('create_interaction_response');
  });

  it('files come after a promise', async () => {
    const { discord, where, saying, expectOperations } = await openWorld();
    const { acknowledged } = discord.invoke({ ...where, command: 'quota export' });
    expect(await saying('The audit.')).toMatchObject({
      ephemeral: true,
      attachments: [{ filename: 'audit.csv', sizeBytes: csv.bytes.length }],
    });
    expect(await acknowledged).toMatchObject({ type: 5, ephemeral: true });
    expectOperations('create_interaction_response', 'update_original_webhook_message');
  });

  it('a file that is too large for the place is told of', async () => {
    const { discord, where, saying, expectOperations } = await openWorld();
    discord.invoke({ ...where, command: 'quota export', attachmentSizeLimit: 5 });
    expect(await saying(/does not take its file here/)).toMatchObject({ ephemeral: true, attachments: [] });
    expectOperations('update_original_webhook_message');
  });

  it('a very long text is cut', async () => {
    const { discord, where, saying, expectOperations } = await openWorld();
    discord.invoke({ ...where, command: 'quota long' });
    expect((await saying(/^x\nx/)).content).toMatch(/x\n…$/);
    expectOperations('update_original_webhook_message');
  });

  it('a button changes its message, and what was in it goes', async () => {
    const world = await openWorld();
    const page = await openPage(world);
    world.discord.press({ ...page, customId: 'quota:page 2' });
    expect(await world.saying('Page 2')).toMatchObject({ id: page.messageId, ephemeral: true });
    expect(() => world.discord.press({ ...page, customId: 'quota:page 2' })).toThrow(RangeError);
    world.expectOperations('create_interaction_response');
  });

  it('a button brings a picture into its message, and takes it out again', async () => {
    const world = await openWorld();
    const page = await openPage(world);
    const { acknowledged } = world.discord.press({ ...page, customId: 'quota:chart' });
    const shown = await world.saying('As a picture');
    expect(await acknowledged).toMatchObject({ type: 6 });
    expect(shown).toMatchObject({ id: page.messageId, attachments: [{ filename: 'usage.png' }] });
    world.discord.press({ ...page, customId: 'quota:page 2' });
    expect(await world.saying('Page 2')).toMatchObject({ id: page.messageId, attachments: [] });
    world.expectOperations('create_interaction_response', 'update_original_webhook_message');
  });

  it('a button works after a restart', async () => {
    const world = await openWorld();
    const page = await openPage(world);
    await world.restart();
    world.discord.press({ ...page, customId: 'quota:page 2' });
    await world.saying('Page 2');
  });

  it('a button is closed to whoever has lost the right to it', async () => {
    const world = await openWorld();
    const page = await openPage(world);
    const alter = (payload: Record<string, unknown>) => {
      Object.assign(payload.member as object, { permissions: '0' });
    };
    world.discord.press({ ...page, customId: 'quota:page 2', alter });
    expect(await world.saying(/Manage Server/)).toMatchObject({ ephemeral: true });
    expect(world.discord.messages().map(({ content }) => content)).toContain('Page 1');
  });

  it('menus bring what was chosen in them', async () => {
    const world = await openWorld();
    const { discord, guild, videos, saying, expectOperations } = world;
    const page = await openPage(world);
    const [role] = guild.roles.filter(({ name }) => name === 'Crew');
    const noor = discord.world.userNamed('noor');
    discord.choose({ ...page, customId: 'quota:days', values: ['30'] });
    await saying('{"values":["30"],"users":{},"roles":{},"channels":{}}');
    discord.choose({ ...page, customId: 'quota:roles', values: [role?.id ?? '', guild.id] });
    expect(JSON.parse((await saying(/Crew/)).content).roles[guild.id]).toMatchObject({ isEveryone: true });
    discord.choose({ ...page, customId: 'quota:channels', values: [videos.id] });
    await saying(/"name":"videos"/);
    discord.choose({ ...page, customId: 'quota:users', values: [noor.id] });
    expect(JSON.parse((await saying(/Noor/)).content).users[noor.id].roleIds).toEqual([role?.id]);
    expectOperations('create_interaction_response');
  });

  it('a modal is opened, filled in, and changes the message from which it came', async () => {
    const world = await openWorld();
    const page = await openPage(world);
    const opening = world.discord.press({ ...page, customId: 'quota:form' });
    expect(await opening.acknowledged).toMatchObject({ type: 9 });
    world.discord.submitModal({ interactionId: opening.id, values: { credits: '+50', why: 'a contest\nin May' } });
    expect(await world.saying('grant {"credits":"+50","why":"a contest\\nin May"}')).toMatchObject({
      id: page.messageId,
    });
    world.expectOperations('create_interaction_response');
  });
});
