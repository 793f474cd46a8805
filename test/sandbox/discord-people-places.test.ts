import { expect, test } from 'vitest';
import { ALL_PERMISSIONS, combine, has, type PermissionName } from '../../sandbox/discord/permissions.ts';
import { CLIP_COMMAND, register } from './discord-fixture.ts';
import { openPlaces, outcome } from './people-world.ts';

const EVERYONE = ['viewChannel', 'useApplicationCommands', 'readMessageHistory'] as const;

function memberBits({ payload }: { payload: Readonly<Record<string, unknown>> }): bigint {
  return BigInt(String(Reflect.get(Object(payload.member), 'permissions')));
}

function appBits({ payload }: { payload: Readonly<Record<string, unknown>> }): bigint {
  return BigInt(String(payload.app_permissions));
}

test("a member's permissions are those of everyone, of their roles and of the channel", async () => {
  const { discord, clip, at } = await openPlaces({
    club: {
      everyone: EVERYONE,
      roles: [
        { name: 'Crew', permissions: ['manageMessages'] },
        { name: 'Admins', permissions: ['administrator'] },
      ],
      members: ['mira', { username: 'tomas', roles: ['Crew'], nick: 'Tom' }, { username: 'noor', roles: ['Admins'] }],
      channels: [
        { name: 'videos' },
        {
          name: 'stage',
          overwrites: [
            { role: 'Crew', allow: ['sendMessages'], deny: ['manageMessages'] },
            { member: 'tomas', allow: ['attachFiles'] },
            { role: '@everyone', deny: ['readMessageHistory'] },
          ],
        },
      ],
    },
  });
  await register(discord, [CLIP_COMMAND]);
  const stage = { channelId: at('stage') };
  const bits = (...names: PermissionName[]) => combine(...names);

  expect(memberBits(clip('tomas'))).toBe(bits(...EVERYONE, 'manageMessages'));
  const onStage = bits('viewChannel', 'useApplicationCommands', 'sendMessages', 'attachFiles');
  expect(memberBits(clip('tomas', stage))).toBe(onStage);
  expect(memberBits(clip('mira', stage))).toBe(ALL_PERMISSIONS);
  expect(memberBits(clip('noor', stage))).toBe(ALL_PERMISSIONS);
  expect(clip('tomas').payload.member).toMatchObject({ nick: 'Tom', roles: [discord.world.guilds[0]?.roles[2]?.id] });
  expect(appBits(clip('tomas'))).toBe(bits(...EVERYONE));
});

test('a command for those who manage the server is offered to them alone, one for administrators to these', async () => {
  const { discord, clip } = await openPlaces({
    club: {
      roles: [{ name: 'Managers', permissions: ['manageGuild'] }],
      members: ['mira', 'tomas', { username: 'noor', roles: ['Managers'] }],
    },
  });
  const quota = { ...CLIP_COMMAND, name: 'quota', default_member_permissions: '32' };
  await register(discord, [quota, { ...CLIP_COMMAND, default_member_permissions: '0' }]);
  expect(() => clip('tomas', { command: 'quota' })).toThrow('not-permitted');
  expect(memberBits(clip('noor', { command: 'quota' })) & 32n).toBe(32n);
  expect(() => clip('noor')).toThrow('not-permitted');
  expect(memberBits(clip('mira'))).toBe(ALL_PERMISSIONS);
  expect(memberBits(clip('tomas', { command: 'quota', strict: false })) & 32n).toBe(0n);
});

test('a guild has only the members that it is given, and another owner', async () => {
  const { discord, clip, call, guild, named, at } = await openPlaces({ club: { owner: 'tomas', members: ['mira'] } });
  await register(discord, [CLIP_COMMAND]);
  expect(memberBits(clip('tomas'))).toBe(ALL_PERMISSIONS);
  expect(has(memberBits(clip('mira')), 'manageGuild')).toBe(false);
  expect(() => clip('noor')).toThrow('not-permitted');
  expect(outcome(await call('GET', `/guilds/${guild.id}/members/${named('noor')}`))).toBe(10007);
  await expect(discord.say({ userId: named('noor'), channelId: at('videos') })).rejects.toThrow('not-permitted');
});

test('a setup that names somebody unknown is refused', async () => {
  await expect(openPlaces({ club: { members: ['nobody'] } })).rejects.toThrow('there is no user nobody');
  const channels = [{ name: 'videos', overwrites: [{ role: 'None', allow: ['sendMessages'] as const }] }];
  await expect(openPlaces({ club: { channels } })).rejects.toThrow('there is no role None');
});

const THREADS = {
  everyone: [...EVERYONE, 'sendMessagesInThreads', 'attachFiles'] as const,
  channels: [
    {
      name: 'videos',
      threads: [
        { name: 'open' },
        { name: 'old', archived: true },
        { name: 'secret', kind: 'private', members: ['tomas'] },
        { name: 'ours', kind: 'private', members: ['Clip Maker'] },
        { name: 'closed', locked: true },
      ] as const,
    },
    { name: 'news', kind: 'news' as const, threads: [{ name: 'newest' }] },
  ],
};

test('in a thread the right to write is that for threads, while the shown bits are those of its parent', async () => {
  const { discord, clip, at, call } = await openPlaces({ club: THREADS });
  await register(discord, [CLIP_COMMAND]);
  const inThread = clip('tomas', { channelId: at('open') });
  expect(inThread.payload.channel).toMatchObject({
    type: 11,
    parent_id: at('videos'),
    thread_metadata: { archived: false, locked: false },
    permissions: memberBits(inThread).toString(),
  });
  expect(has(appBits(inThread), 'sendMessages')).toBe(false);
  const post = async (name: string) =>
    outcome(await call('POST', `/channels/${at(name)}/messages`, { json: { content: 'x' } }));
  expect([await post('videos'), await post('open')]).toEqual([50013, 200]);
});

test('threads of every kind tell what they are', async () => {
  const { call, at, named } = await openPlaces({ club: THREADS });
  const look = async (name: string) => (await call('GET', `/channels/${at(name)}`)).body;
  expect(await look('newest')).toMatchObject({ type: 10, parent_id: at('news'), owner_id: named('mira') });
  expect(await look('news')).toMatchObject({ type: 5 });
  expect(await look('ours')).toMatchObject({ type: 12, member_count: 2, thread_metadata: { invitable: true } });
  expect(await look('closed')).toMatchObject({ thread_metadata: { locked: true } });
  expect(await look('secret')).toMatchObject({ code: 50001 });
});

test('a bot is told of the active threads that it may see', async () => {
  const { call, guild, at, discord } = await openPlaces({ club: THREADS });
  const { body } = await call('GET', `/guilds/${guild.id}/threads/active`);
  expect(body).toMatchObject({
    threads: ['open', 'ours', 'closed', 'newest'].map((name) => ({ id: at(name) })),
    members: [{ id: at('ours'), user_id: discord.botUserId }],
  });
});

test('commands are for those who see a thread, and a locked one is closed', async () => {
  const { discord, clip, at, named } = await openPlaces({ club: THREADS });
  await register(discord, [CLIP_COMMAND, { type: 3, name: 'Animate' }]);
  expect(clip('tomas', { channelId: at('secret') }).payload).toMatchObject({ channel: { type: 12 } });
  expect(() => clip('noor', { channelId: at('secret') })).toThrow('not-permitted');
  expect(() => clip('noor', { channelId: at('closed') })).toThrow('not-permitted');
  const message = await discord.say({ userId: named('tomas'), channelId: at('secret'), content: 'psst' });
  const animate = { command: 'Animate', messageId: message.id };
  expect(() => discord.invokeOnMessage({ ...animate, userId: named('noor') })).toThrow('there is no such message');
  expect(discord.invokeOnMessage({ ...animate, userId: named('tomas') }).payload).toMatchObject({ type: 2 });
  expect(clip('mira', { channelId: at('closed') }).payload).toMatchObject({ context: 0 });
});

test('an age-restricted command is offered in age-restricted channels and their threads alone', async () => {
  const { discord, clip, at, named } = await openPlaces({
    club: { channels: [{ name: 'videos' }, { name: 'late', nsfw: true, threads: [{ name: 'later' }] }] },
    users: [
      { username: 'mira', displayName: 'Mira' },
      { username: 'tomas', displayName: 'Tomás', allowsAgeRestrictedInPrivate: true },
    ],
  });
  await register(discord, [{ ...CLIP_COMMAND, nsfw: true }]);
  expect(() => clip('mira')).toThrow('not-usable-here');
  expect(clip('mira', { channelId: at('late') }).payload).toMatchObject({ channel: { nsfw: true } });
  expect(clip('mira', { channelId: at('later') }).payload).toMatchObject({ channel: { type: 11 } });
  const direct = (name: string) => ({ channelId: discord.world.directChannelWith(named(name))?.id ?? '' });
  expect(() => clip('mira', direct('mira'))).toThrow('not-usable-here');
  expect(clip('tomas', direct('tomas')).payload).toMatchObject({ context: 1 });
});
