import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Events, GatewayIntentBits, type Interaction } from 'discord.js';
import { expect, onTestFinished, test } from 'vitest';
import { scaledClock } from '../../sandbox/clock.ts';
import type { Invocation, LocalDiscord } from '../../sandbox/discord/local-discord.ts';
import { CLIP_COMMAND, register } from './discord-fixture.ts';
import { openPlaces } from './people-world.ts';

/** What people do, as the unmodified discord.js client understands it. */

async function login(
  discord: LocalDiscord,
  handle: (interaction: Interaction) => Promise<unknown>,
): Promise<Client<true>> {
  const intents = [GatewayIntentBits.Guilds];
  const client = new Client({ intents, rest: { api: discord.apiUrl }, waitGuildTimeout: 200 });
  onTestFinished(() => client.destroy());
  client.on(Events.InteractionCreate, handle);
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(discord.token);
  return ready;
}

/** What was answered, as the text of the message that stands for it. */
async function answerTo(discord: LocalDiscord, invocation: Invocation): Promise<string | undefined> {
  const outcome = await invocation.acknowledged;
  if (outcome === 'missed') throw new Error('the bot did not answer');
  return discord.messages().find((message) => message.id === outcome.messageId)?.content;
}

const CLUB = {
  roles: [{ name: 'Crew', permissions: ['manageGuild'] as const }],
  members: ['mira', { username: 'tomas', roles: ['Crew'] }],
  channels: [{ name: 'videos', threads: [{ name: 'kite', members: ['Clip Maker'] }] }],
};

test('a client sees who calls it, from where and with which rights', async () => {
  const places = await openPlaces({ club: CLUB, clock: scaledClock(1) });
  const { discord, clip, at } = places;
  await register(discord, [CLIP_COMMAND]);
  const client = await login(discord, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const { memberPermissions, appPermissions, channel, context } = interaction;
    const mayPost = appPermissions.has('SendMessagesInThreads');
    const facts = [memberPermissions?.has('ManageGuild'), mayPost, channel?.isThread(), channel?.id, context];
    await interaction.reply(facts.join(' '));
  });
  const kite = at('kite');
  expect(client.guilds.cache.first()?.channels.cache.get(kite)?.isThread()).toBe(true);
  expect(await answerTo(discord, clip('tomas', { channelId: kite }))).toBe(`true true true ${kite} 0`);
  expect(await answerTo(discord, clip('mira'))).toBe(`true true false ${at('videos')} 0`);
});

test('a client reads menus, selects and modals', async () => {
  const places = await openPlaces({ club: CLUB, clock: scaledClock(1) });
  const { discord, at, named, clip, directory } = places;
  await register(discord, [CLIP_COMMAND, { type: 2, name: 'Credits' }, { type: 3, name: 'Animate' }]);
  await login(discord, async (interaction) => {
    if (interaction.isMessageContextMenuCommand())
      await interaction.reply(`on ${interaction.targetMessage.attachments.first()?.name}`);
    else if (interaction.isUserContextMenuCommand()) await interaction.reply(`of ${interaction.targetUser.username}`);
    else if (interaction.isUserSelectMenu()) await interaction.reply(`for ${interaction.users.first()?.username}`);
    else if (interaction.isModalSubmit()) {
      const { fields } = interaction;
      await interaction.reply(
        `${fields.getTextInputValue('prompt')} ${fields.getUploadedFiles('frame')?.first()?.name}`,
      );
    } else if (interaction.isChatInputCommand()) await interaction.showModal(MODAL);
  });
  const [userId, channelId] = [named('mira'), at('videos')];
  const path = join(directory, 'kite.png');
  await writeFile(path, 'x');

  const said = await discord.say({ userId, channelId, files: [{ path }] });
  const onMessage = discord.invokeOnMessage({ userId, messageId: said.id, command: 'Animate' });
  expect(await answerTo(discord, onMessage)).toBe('on kite.png');
  const onUser = discord.invokeOnUser({ userId, channelId, targetId: named('tomas'), command: 'Credits' });
  expect(await answerTo(discord, onUser)).toBe('of tomas');

  const select = { type: 1, components: [{ type: 5, custom_id: 'friend' }] };
  const { body } = await places.call('POST', `/channels/${channelId}/messages`, { json: { components: [select] } });
  const messageId = String(Reflect.get(Object(body), 'id'));
  const chosen = discord.choose({ userId, messageId, customId: 'friend', values: [named('tomas')] });
  expect(await answerTo(discord, chosen)).toBe('for tomas');

  const opening = clip('mira');
  expect(await opening.acknowledged).toMatchObject({ type: 9 });
  const frame = [await discord.attach({ channelId, path })];
  const submitted = discord.submitModal({ interactionId: opening.id, values: { prompt: 'a kite', frame } });
  expect(await answerTo(discord, submitted)).toBe('a kite kite.png');
});

test('a client is called where only its caller has brought it', async () => {
  const places = await openPlaces({
    clock: scaledClock(1),
    users: [
      { username: 'mira', displayName: 'Mira', hasInstalledApp: true },
      { username: 'tomas', displayName: 'Tomás' },
    ],
    others: [{ name: 'Strangers', installation: 'none', channels: [{ name: 'strange' }] }],
    privateChannels: [{ participants: ['mira', 'tomas'] }],
  });
  const { discord, clip, at, named } = places;
  await register(discord, [{ ...CLIP_COMMAND, integration_types: [1], contexts: [0, 1, 2] }]);
  await login(discord, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const { authorizingIntegrationOwners: owners, guild, context, user } = interaction;
    await interaction.reply(`${owners[1]} ${guild === null} ${context} ${user.username}`);
  });
  expect(await answerTo(discord, clip('mira', { channelId: at('strange') }))).toBe(`${named('mira')} true 0 mira`);
  const { id: channelId = '' } = discord.world.privateChannels[0] ?? {};
  expect(await answerTo(discord, clip('mira', { channelId }))).toBe(`${named('mira')} true 2 mira`);
});

const MODAL = {
  custom_id: 'form',
  title: 'A form',
  components: [
    { type: 18, label: 'Prompt', component: { type: 4, custom_id: 'prompt', style: 1 } },
    { type: 18, label: 'Frame', component: { type: 19, custom_id: 'frame' } },
  ],
};
