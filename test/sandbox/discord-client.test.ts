import {
  type ChatInputCommandInteraction,
  Client,
  Events,
  GatewayIntentBits,
  Routes,
  type TextChannel,
} from 'discord.js';
import { expect, onTestFinished, test } from 'vitest';
import { scaledClock } from '../../sandbox/clock.ts';
import type { LocalDiscord } from '../../sandbox/discord/local-discord.ts';
import { CLIP_COMMAND, openDiscord } from './discord-fixture.ts';

/** Everything here is driven by the unmodified discord.js client: what it accepts, a bot built on it will accept. */

const WAIT = { timeoutMs: 5_000 };

async function login(discord: LocalDiscord, intents = [GatewayIntentBits.Guilds]): Promise<Client<true>> {
  const client = new Client({ intents, rest: { api: discord.apiUrl }, waitGuildTimeout: 200 });
  onTestFinished(() => client.destroy());
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(discord.token);
  return ready;
}

function onCommand(client: Client, handle: (interaction: ChatInputCommandInteraction) => Promise<unknown>): void {
  client.on(Events.InteractionCreate, async (interaction) => {
    if (interaction.isChatInputCommand()) await handle(interaction);
  });
}

test('a client logs in, sees its guilds and registers a command', async () => {
  const { discord, guild } = await openDiscord({ clock: scaledClock(1) });
  const client = await login(discord);
  const ready = discord.whenReady(WAIT);
  const command = { ...CLIP_COMMAND, contexts: [0], integration_types: [0] };
  const registered = await client.application.commands.set([command]);
  await ready;

  expect(client.user.id).toBe(discord.botUserId);
  expect(client.guilds.cache.map((known) => [known.name, known.available])).toEqual([
    ['Sunset Film Club', true],
    ['Rainy Day Animators', true],
  ]);
  expect(client.guilds.cache.get(guild.id)?.members.me?.permissions.has('AttachFiles')).toBe(true);
  expect(registered.first()?.equals(command)).toBe(true);
  const fetched = await client.application.commands.fetch({ withLocalizations: true });
  expect(fetched.first()?.equals(command)).toBe(true);
  expect(discord.commandWrites).toBe(1);
});

test('a command is deferred, answered with a file, and followed up in private', async () => {
  const { discord, videos, mira } = await openDiscord({ clock: scaledClock(1) });
  const client = await login(discord);
  await client.application.commands.set([CLIP_COMMAND]);
  const seen = Promise.withResolvers<Record<string, unknown>>();
  onCommand(client, async (interaction) => {
    const { interaction: callback } = (await interaction.deferReply({ withResponse: true })) ?? {};
    const edited = await interaction.editReply({
      content: `done, ${interaction.user}`,
      files: [{ attachment: Buffer.from('not really a clip'), name: 'a clip.mp4' }],
    });
    await interaction.followUp({ content: 'only for you', flags: 64 });
    seen.resolve({
      prompt: interaction.options.getString('prompt', true),
      limit: interaction.attachmentSizeLimit,
      channelId: interaction.channel?.id,
      memberName: interaction.inCachedGuild() && interaction.member.displayName,
      responseId: callback?.responseMessageId,
      editedId: edited.id,
    });
  });
  const invocation = discord.invoke({
    userId: mira.id,
    channelId: videos.id,
    command: '/clip',
    options: { prompt: 'a "red" fox 🦊' },
  });

  expect(await invocation.acknowledged).toMatchObject({ type: 5, ephemeral: false });
  await discord.whenMessage((message) => message.ephemeral && !message.loading, WAIT);
  const [answer, followUp] = discord.messages(videos.id);
  expect(answer).toMatchObject({
    content: `done, <@${mira.id}>`,
    loading: false,
    pings: { users: [mira.id] },
    interactionId: invocation.id,
    attachments: [{ filename: 'a_clip.mp4', contentType: 'video/mp4', sizeBytes: 17, width: null }],
  });
  expect(followUp).toMatchObject({ content: 'only for you', visibleTo: mira.id });
  expect(await seen.promise).toEqual({
    prompt: 'a "red" fox 🦊',
    limit: 20 * 1024 * 1024,
    channelId: videos.id,
    memberName: 'Mira',
    responseId: answer?.id,
    editedId: answer?.id,
  });
});

test('a command in a direct message has a user instead of a member', async () => {
  const { discord, tomas } = await openDiscord({ clock: scaledClock(1) });
  const client = await login(discord);
  await client.application.commands.set([{ ...CLIP_COMMAND, contexts: [0, 1] }]);
  const seen = Promise.withResolvers<unknown>();
  onCommand(client, async (interaction) => {
    await interaction.reply({ content: 'hello', flags: 64 });
    seen.resolve([interaction.guildId, interaction.user.displayName, interaction.channelId, interaction.context]);
  });
  const channelId = discord.world.directChannelWith(tomas.id)?.id ?? '';
  const invocation = discord.invoke({ userId: tomas.id, channelId, command: 'clip', options: { prompt: 'rain' } });

  expect(await invocation.acknowledged).toMatchObject({ type: 4, ephemeral: true });
  expect(await seen.promise).toEqual([null, 'Tomás', channelId, 1]);
});

test('a button updates its own message', async () => {
  const { discord, videos, mira } = await openDiscord({ clock: scaledClock(1) });
  const client = await login(discord);
  client.on(Events.InteractionCreate, async (interaction) => {
    if (interaction.isButton())
      await interaction.update({ content: `${interaction.customId} pressed`, components: [] });
  });
  const channel = (await client.channels.fetch(videos.id)) as TextChannel;
  const message = await channel.send({
    content: 'press',
    components: [{ type: 1, components: [{ type: 2, style: 4, label: 'Cancel', custom_id: 'cancel:1' }] }],
  });

  expect(() => discord.press({ userId: mira.id, messageId: message.id, customId: 'other' })).toThrow(RangeError);
  const press = discord.press({ userId: mira.id, messageId: message.id, customId: 'cancel:1' });

  expect(await press.acknowledged).toMatchObject({ type: 7, messageId: message.id });
  expect(discord.messages(videos.id)).toMatchObject([
    { id: message.id, content: 'cancel:1 pressed', components: [], edits: 1, earlierContents: ['press'] },
  ]);
});

test('suggestions are asked for with the option that is being typed', async () => {
  const { discord, videos, mira } = await openDiscord({ clock: scaledClock(1) });
  const client = await login(discord);
  const option = { type: 3, name: 'style', description: 'Look', autocomplete: true };
  await client.application.commands.set([{ name: 'clip', description: 'Makes a clip', options: [option] }]);
  client.on(Events.InteractionCreate, async (interaction) => {
    if (!interaction.isAutocomplete()) return;
    const typed = interaction.options.getFocused();
    await interaction.respond([{ name: `${typed}ural`, value: 'natural' }]);
  });

  const typing = discord.suggest({
    userId: mira.id,
    channelId: videos.id,
    command: 'clip',
    options: { style: 'nat' },
    focused: 'style',
  });

  expect(await typing.acknowledged).toMatchObject({
    type: 8,
    data: { choices: [{ name: 'natural', value: 'natural' }] },
  });
});

test('a message with an enforced nonce is sent once', async () => {
  const { discord, videos } = await openDiscord({ clock: scaledClock(1) });
  const client = await login(discord);
  const channel = (await client.channels.fetch(videos.id)) as TextChannel;

  const first = await channel.send({ content: 'once', nonce: 'job-1', enforceNonce: true });
  const second = await channel.send({ content: 'once more', nonce: 'job-1', enforceNonce: true });

  expect(second.id).toBe(first.id);
  expect(discord.messages(videos.id).map((message) => message.content)).toEqual(['once']);
});

test('what a client misses while its connection is down is replayed after a resume', async () => {
  const { discord, videos, mira } = await openDiscord({ clock: scaledClock(1) });
  const client = await login(discord);
  await client.application.commands.set([CLIP_COMMAND]);
  const handled: string[] = [];
  onCommand(client, async (interaction) => {
    handled.push(interaction.options.getString('prompt', true));
    await interaction.reply('ok');
  });
  const resumed = new Promise((resolve) => client.once(Events.ShardResume, resolve));

  discord.dropGateway(4000);
  const missed = discord.invoke({
    userId: mira.id,
    channelId: videos.id,
    command: 'clip',
    options: { prompt: 'missed' },
  });

  await resumed;
  expect(await missed.acknowledged).toMatchObject({ type: 4 });
  expect(handled).toEqual(['missed']);
});

test('a client that is asked to reconnect resumes', async () => {
  const { discord } = await openDiscord({ clock: scaledClock(1) });
  const client = await login(discord);
  const resumed = new Promise((resolve) => client.once(Events.ShardResume, resolve));
  discord.sendReconnect();
  await resumed;
});

test('a guild in an outage becomes available again', async () => {
  const { discord, guild } = await openDiscord({ clock: scaledClock(1) });
  discord.setGuildUnavailable(guild.id);
  const client = await login(discord);
  expect(client.guilds.cache.get(guild.id)?.available).toBe(false);
  const available = new Promise((resolve) => client.once(Events.GuildAvailable, (known) => resolve(known.id)));
  discord.setGuildUnavailable(guild.id, false);
  expect(await available).toBe(guild.id);
});

test('a wrong token and an intent without approval are refused', async () => {
  const { discord } = await openDiscord({ clock: scaledClock(1) });
  const client = new Client({ intents: [], rest: { api: discord.apiUrl } });
  await expect(client.login('MTIz.wrong.token')).rejects.toThrow();
  await expect(login(discord, [GatewayIntentBits.GuildMembers])).rejects.toThrow(/disallowed intents/i);
});

test('the library reads every answer of a 429 and waits as long as it says', async () => {
  const { discord, videos, mira } = await openDiscord({ clock: scaledClock(1) });
  const client = await login(discord);
  await client.application.commands.set([CLIP_COMMAND]);
  onCommand(client, async (interaction) => {
    await interaction.deferReply();
    await interaction.editReply('after the limit');
  });
  discord.faults.edit429 = { count: 1, headers: true, retryAfterMs: 50 };
  discord.invoke({ userId: mira.id, channelId: videos.id, command: 'clip', options: { prompt: 'x' } });
  await discord.whenMessage((message) => message.content === 'after the limit', WAIT);
  const edits = () => discord.requests.filter((request) => request.path.endsWith('/@original'));
  await expect.poll(() => edits().map((request) => request.status)).toEqual([429, 200]);
});

test('requests are recorded with what was sent and what came back', async () => {
  const { discord, videos } = await openDiscord({ clock: scaledClock(1) });
  const client = await login(discord);
  discord.clearRequests();
  const body = { content: 'hi', attachments: [{ id: '0', description: 'three bytes' }] };
  await client.rest.post(Routes.channelMessages(videos.id), {
    body,
    files: [{ name: 'a.bin', data: Buffer.from('abc'), contentType: 'application/x-three' }],
  });
  expect(discord.requests).toMatchObject([
    {
      method: 'POST',
      path: `/channels/${videos.id}/messages`,
      authorization: 'valid',
      body,
      files: [{ part: 'files[0]', filename: 'a.bin', contentType: 'application/x-three', sizeBytes: 3 }],
      status: 200,
    },
  ]);
});
