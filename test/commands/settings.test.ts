import {
  type APIApplicationCommandOption,
  ApplicationCommandOptionType as Kind,
  PermissionFlagsBits,
} from 'discord.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { settings as settingsCommand } from '../../commands/settings.ts';
import { GuildSettings } from '../../src/credits/guild-settings.ts';
import { defaultPolicy, type GuildPolicy } from '../../src/credits/policy.ts';
import { PolicyStore } from '../../src/credits/policy-store.ts';
import { openDatabase } from '../../src/database/connection.ts';
import type { CommandServices } from '../../src/discord/command.ts';
import type { Reply } from '../../src/discord/command-result.ts';
import { readCommandCall } from '../../src/discord/interaction.ts';
import { wordsFor } from '../../src/words/words.ts';
import { anInteraction, subcommand } from '../builders/interactions.ts';
import { servicesWith } from '../builders/services.ts';

const words = wordsFor('en-US');
const settings = settingsCommand(words);
const fallback = defaultPolicy({ credits: 300, period: 'week' });
const guildId = '222222222222222222';
const role = '777777777777777771';
const channel = '333333333333333331';
const member = '444444444444444441';

async function openGuild() {
  const { database, close } = await openDatabase(':memory:');
  onTestFinished(close);
  const store = new PolicyStore(database);
  const guild = new GuildSettings(store, fallback, { now: () => Date.UTC(2026, 10, 23) });
  return {
    send: sender({ settings: guild }),
    policy: () => guild.current(guildId),
    set: (values: Partial<GuildPolicy>) =>
      guild.change({ guildId, actorId: '1', reason: null, change: (policy) => ({ ...policy, ...values }) }),
    audit: () => store.audit(guildId, { limit: 99 }),
  };
}

/** Sends `/settings` as an admin does, and gives what is answered. */
function sender(services: Partial<CommandServices>) {
  return async (path: string, options: Readonly<Record<string, string | number | boolean>> = {}, resolved?: object) => {
    const given = Object.entries(options).map(([name, value]) => ({ name, value, type: kindOf(name) }));
    const call = readCommandCall(anInteraction({ data: subcommand(`settings ${path}`, given, resolved) }));
    const result = await settings.execute(call, servicesWith(services), words);
    if (result.kind !== 'reply') throw new Error(`answered by ${result.kind}`);
    return result;
  };
}

const kinds: Readonly<Record<string, Kind>> = {
  role: Kind.Role,
  channel: Kind.Channel,
  member: Kind.User,
  seconds: Kind.Integer,
  per_member: Kind.Integer,
  per_server: Kind.Integer,
  pool: Kind.Boolean,
  failures: Kind.Boolean,
};
const kindOf = (name: string) => kinds[name] ?? Kind.String;
const fileText = ({ files }: Reply) => new TextDecoder().decode(files?.[0]?.bytes);

describe('/settings', () => {
  it('is for those who may manage the server', () => {
    expect(settings.access).toBe('manage-guild');
    expect(settings.declaration).toMatchObject({
      default_member_permissions: String(PermissionFlagsBits.ManageGuild),
      contexts: [0],
    });
  });

  it('keeps Discord’s limits: of names, descriptions, options, choices, and of the whole', () => {
    const texts: string[] = [settings.declaration.name, settings.declaration.description];
    const visit = (options: readonly APIApplicationCommandOption[]) => {
      expect(options.length).toBeLessThanOrEqual(25);
      for (const option of options) {
        expect(option.name).toMatch(/^[\p{Ll}\p{N}_-]{1,32}$/u);
        expect(option.description.length).toBeGreaterThan(0);
        expect(option.description.length, option.description).toBeLessThanOrEqual(100);
        texts.push(option.name, option.description);
        const choices = 'choices' in option ? (option.choices ?? []) : [];
        for (const { name, value } of choices) texts.push(name, String(value));
        if ('options' in option) visit(option.options ?? []);
      }
    };
    visit(settings.declaration.options ?? []);
    expect(texts.join('').length).toBeLessThanOrEqual(8_000);
    expect(texts.length).toBeGreaterThan(80);
  });

  it('asks for what must be given before what may be', () => {
    const visit = (options: readonly APIApplicationCommandOption[]) => {
      const required = options.map((option) => option.required === true);
      expect(required).toEqual(required.toSorted((a, b) => Number(b) - Number(a)));
      for (const option of options) if ('options' in option) visit(option.options ?? []);
    };
    visit(settings.declaration.options ?? []);
  });
});

describe('/settings show', () => {
  it('shows what holds where nothing was set', async () => {
    const { content, files } = await (await openGuild()).send('show');
    expect(content).toMatchInlineSnapshot(`
      "**Settings of this server**
      Channels for videos: all
      Roles that may make videos: everyone
      Blocked members: none
      Roles without limits: none
      Cooldown: none
      Videos at once per member: no limit
      Videos at once in all: no limit
      Blocked words: none
      Age restriction: videos everywhere, in plain sight
      Time zone: \`UTC\`
      Notices go to: nowhere
      Notices about the pool: on, once there is a channel for notices
      Notices about failures: on, once there is a channel for notices
      Reports go to: nowhere
      -# Credits, roles with more of them, and pools: \`/quota show\`. Who changed what: \`/quota audit\`."
    `);
    expect(files).toBeUndefined();
  });

  it('shows what was set, by mentions that Discord fills in', async () => {
    const { send, set } = await openGuild();
    await set({
      allowedChannels: [channel],
      allowedRoles: [role],
      blockedMembers: [member],
      cooldownSeconds: 5_400,
      maxJobsPerMember: 2,
      blockedWords: ['gore'],
      nsfw: 'spoiler',
      timeZone: 'Asia/Tokyo',
      noticesChannelId: channel,
      poolNotices: false,
    });
    const { content } = await send('show');
    expect(content).toContain(
      `Channels for videos: <#${channel}>\nRoles that may make videos: <@&${role}>\nBlocked members: <@${member}>`,
    );
    expect(content).toContain('Cooldown: 1 h 30 min\nVideos at once per member: 2\n');
    expect(content).toContain('Blocked words: 1 (');
    expect(content).not.toContain('gore');
    expect(content).toContain(`Time zone: \`Asia/Tokyo\`\nNotices go to: <#${channel}>\n`);
    expect(content).toContain('Notices about the pool: off\nNotices about failures: on\n');
  });

  it('fits into a message with every list full, and gives them complete in a file', async () => {
    const { send, set } = await openGuild();
    const ids = (count: number) => Array.from({ length: count }, (_, n) => String(10n ** 19n + BigInt(n)));
    await set({ allowedChannels: ids(100), allowedRoles: ids(50), exemptRoles: ids(50), blockedMembers: ids(1_000) });
    const reply = await send('show');
    expect(reply.content.length).toBeLessThanOrEqual(2_000);
    expect(reply.content).toContain('and 990 more');
    expect(JSON.parse(fileText(reply)).blockedMembers).toHaveLength(1_000);
  });
});

describe('a list', () => {
  it.each([
    ['channels', 'channel', channel, 'allowedChannels', `<#${channel}>`],
    ['roles', 'role', role, 'allowedRoles', `<@&${role}>`],
    ['exempt', 'role', role, 'exemptRoles', `<@&${role}>`],
    ['blocked-member', 'member', member, 'blockedMembers', `<@${member}>`],
  ] as const)('%s: an entry is added, is not added twice, and is removed', async (name, option, id, field, mention) => {
    const { send, policy, audit } = await openGuild();
    expect((await send(`${name} add`, { [option]: id })).content).toContain(`added ${mention}. Now: ${mention}`);
    expect((await policy())[field]).toEqual([id]);
    expect((await send(`${name} add`, { [option]: id })).content).toContain('Nothing was changed');
    expect((await send(`${name} remove`, { [option]: id, reason: ' moved ' })).content).toContain(`removed ${mention}`);
    expect((await policy())[field]).toEqual([]);
    expect(await audit()).toMatchObject([
      { actorId: '444444444444444444', targetId: id, reason: 'moved', before: { [field]: [id] } },
      { targetId: id, reason: null, after: { [field]: [id] } },
    ]);
  });

  it('loses what is gone from Discord by its id', async () => {
    const { send, set, policy } = await openGuild();
    await set({ allowedRoles: [role], blockedMembers: [member] });
    await send('roles remove', { id: role });
    await send('blocked-member remove', { id: member });
    expect(await policy()).toEqual(fallback);
  });

  it('asks what to remove where nothing is named, with the ids of what may be gone from Discord', async () => {
    const { send, set } = await openGuild();
    expect((await send('roles remove')).content).toContain('Nothing was changed: the list **Roles');
    await set({ allowedRoles: [role], blockedMembers: [member] });
    const { content } = await send('roles remove');
    expect(content).toContain('which one shall go?');
    expect(content).toContain(`\n<@&${role}> \`${role}\``);
    expect((await send('blocked-member remove')).content).toContain(`\n<@${member}> \`${member}\``);
  });

  it('asks so in a message also where the list is as long as can be', async () => {
    const { send, set } = await openGuild();
    await set({ blockedMembers: Array.from({ length: 1_000 }, (_, n) => String(10n ** 19n + BigInt(n))) });
    const { content } = await send('blocked-member remove');
    expect(content.length).toBeLessThanOrEqual(2_000);
    expect(content).toContain('… and 975 more: the file of `/settings show` has them all.');
  });

  it('says so where something is not there, or is there already', async () => {
    const { send } = await openGuild();
    expect((await send('roles remove', { id: 'what is this' })).content).toContain('that is not on the list');
    expect((await send('filter remove', { words: 'gore' })).content).toContain('that is not on the list');
    await send('roles add', { role });
    expect((await send('roles add', { role })).content).toContain('that is on the list already');
  });

  it('that lets some in says that it keeps the others out, and no more so when it is empty', async () => {
    const { send } = await openGuild();
    expect((await send('roles add', { role })).content).toContain('without one of these roles can make no videos');
    expect((await send('channels add', { channel })).content).toContain('Elsewhere no videos can be made');
    expect((await send('roles remove', { role })).content).not.toContain('can make no videos');
    expect((await send('channels remove', { channel })).content).not.toContain('Elsewhere');
  });

  it('that is full says how much fits, and stays as it was', async () => {
    const { send, set, policy } = await openGuild();
    const allowedRoles = Array.from({ length: 50 }, (_, n) => String(10n ** 19n + BigInt(n)));
    await set({ allowedRoles });
    expect((await send('roles add', { role })).content).toContain(
      '**Roles that may make videos** has no room for that: at most 50 fit',
    );
    expect((await policy()).allowedRoles).toEqual(allowedRoles);
  });

  it.each(['roles add', 'exempt add'])('%s does not take the role that everyone has', async (path) => {
    const { send, policy } = await openGuild();
    const everyone = { roles: { [guildId]: { id: guildId, name: '@everyone' } } };
    for (const resolved of [everyone, undefined]) {
      const { content } = await send(path, { role: guildId }, resolved);
      expect(content).toContain('Everyone has that role');
    }
    expect(await policy()).toEqual(fallback);
  });

  it('of blocked members takes no bot', async () => {
    const { send, policy } = await openGuild();
    const resolved = { users: { [member]: { id: member, username: 'bot', bot: true } } };
    expect((await send('blocked-member add', { member }, resolved)).content).toContain('That is a bot');
    expect(await policy()).toEqual(fallback);
  });
});

describe('blocked words', () => {
  it('come several at once, each once, however they are capitalised', async () => {
    const { send, policy } = await openGuild();
    await send('filter add', { words: ' Gore , blood bath,,gore,\n' });
    await send('filter add', { words: 'GORE, knife' });
    expect((await policy()).blockedWords).toEqual(['Gore', 'blood bath', 'knife']);
    await send('filter remove', { words: 'gore, KNIFE' });
    expect((await policy()).blockedWords).toEqual(['blood bath']);
  });

  it('are listed behind a click, and formatted by nobody who typed them', async () => {
    const { send, set } = await openGuild();
    expect((await send('filter list')).content).toContain('No words are blocked');
    await set({ blockedWords: ['gore', '||@everyone||'] });
    const { content } = await send('filter list');
    expect(content).toContain('**Blocked words: 2**');
    expect(content).toContain('||\\|\\|\\@everyone\\|\\||| ||gore||');
  });

  it('that are too many for a message stand in a file', async () => {
    const { send, set } = await openGuild();
    const blockedWords = Array.from({ length: 500 }, (_, n) => `word number ${n}`.padEnd(50, 'x'));
    await set({ blockedWords });
    const reply = await send('filter list');
    expect(reply.content.length).toBeLessThan(200);
    expect(fileText(reply).trim().split('\n').toSorted()).toEqual(blockedWords.toSorted());
  });

  it.each([
    [', ,', 'Name at least one word'],
    ['x'.repeat(51), 'at most 50 characters'],
    ['\u200b\u2060', 'at least one that can be seen'],
  ])('%j is answered with what to do', async (typed, answer) => {
    const { send, policy } = await openGuild();
    expect((await send('filter add', { words: typed })).content).toContain(answer);
    expect(await policy()).toEqual(fallback);
  });
});

describe('a single setting', () => {
  it.each([
    ['cooldown', { seconds: 90 }, { cooldownSeconds: 90 }, '**Cooldown**: none → **1 min 30 s**'],
    ['concurrency', { per_member: 2 }, { maxJobsPerMember: 2 }, '**Videos at once per member**: no limit → **2**'],
    ['concurrency', { per_server: 1_000 }, { maxJobsPerGuild: 1_000 }, 'no limit → **1,000**'],
    ['nsfw', { rule: 'age-restricted' }, { nsfw: 'age-restricted' }, 'only in age-restricted channels'],
    ['timezone', { zone: ' europe/berlin ' }, { timeZone: 'Europe/Berlin' }, '`UTC` → **`Europe/Berlin`**'],
    ['reports', { channel }, { reportsChannelId: channel }, `nowhere → **<#${channel}>**`],
    ['notices', { channel }, { noticesChannelId: channel }, 'Send Messages'],
    ['notices', { pool: false }, { poolNotices: false }, '**Notices about the pool**: on, once there is a channel'],
    ['notices', { failures: false }, { failureNotices: false }, '→ **off**'],
  ])('%s %j is changed, and told before and after', async (path, options, changed, answer) => {
    const { send, policy } = await openGuild();
    expect((await send(path, options)).content).toContain(answer);
    expect(await policy()).toEqual({ ...fallback, ...changed });
  });

  it('answers with the reason, and with how it stands in the audit without one', async () => {
    const { send } = await openGuild();
    expect((await send('cooldown', { seconds: 9, reason: ' *spam* ' })).content).toMatch(/\nReason: \\\*spam\\\*$/);
    expect((await send('cooldown', { seconds: 8 })).content).toContain('You gave no reason');
    expect((await send('cooldown', { seconds: 8, reason: 'again' })).content).not.toContain('eason');
  });

  it('keeps a reason that Discord should not have let through to its length', async () => {
    const { send, audit } = await openGuild();
    await send('cooldown', { seconds: 9, reason: '🦊'.repeat(250) });
    const [entry] = await audit();
    expect(entry?.reason?.length).toBeLessThanOrEqual(200);
    expect(entry?.reason?.isWellFormed()).toBe(true);
  });

  it.each([
    ['Berlin', 'Europe/Berlin'],
    [' new YORK ', 'America/New_York'],
    ['São Paulo', 'America/Sao_Paulo'],
    ['kyiv', 'Europe/Kyiv'],
  ])('that is a time zone is found by its city alone: %s', async (zone, expected) => {
    const { send, policy } = await openGuild();
    await send('timezone', { zone });
    expect((await policy()).timeZone).toBe(expected);
  });

  it('of both limits is changed at once, or not at all', async () => {
    const { send, policy } = await openGuild();
    await send('concurrency', { per_member: 2, per_server: 9 });
    expect(await policy()).toMatchObject({ maxJobsPerMember: 2, maxJobsPerGuild: 9 });
    await send('concurrency', { per_member: 3, per_server: 5_000 });
    expect(await policy()).toMatchObject({ maxJobsPerMember: 2, maxJobsPerGuild: 9 });
  });

  it('that is a channel is turned off by naming none', async () => {
    const { send, set, policy } = await openGuild();
    await set({ noticesChannelId: channel, reportsChannelId: channel });
    const { content } = await send('notices');
    expect(content).toContain(`<#${channel}> → **nowhere**`);
    expect(content).not.toContain('permissions');
    await send('reports');
    expect(await policy()).toEqual(fallback);
  });

  it('of which notices there are is changed without touching their channel, and stands in the audit', async () => {
    const { send, set, policy, audit } = await openGuild();
    await set({ noticesChannelId: channel });
    const { content } = await send('notices', { failures: false, reason: 'we see it ourselves' });
    expect(content).toContain('✅ **Notices about failures**: on → **off**');
    expect((await send('notices', { failures: false })).content).toContain('Notices about failures: off');
    expect(await policy()).toEqual({ ...fallback, noticesChannelId: channel, failureNotices: false });
    expect(await audit()).toMatchObject([
      {
        actorId: '444444444444444444',
        reason: 'we see it ourselves',
        before: { failureNotices: true },
        after: { failureNotices: false },
      },
      {},
    ]);
    await send('notices', { channel, failures: true, pool: false });
    expect(await policy()).toEqual({ ...fallback, noticesChannelId: channel, poolNotices: false });
    await send('notices');
    expect(await policy()).toEqual({ ...fallback, poolNotices: false });
  });

  it.each([
    ['cooldown', { seconds: -1 }, 'whole numbers from 0 to 86,400'],
    ['cooldown', { seconds: 1e308 }, 'whole numbers from 0 to 86,400'],
    ['cooldown', { seconds: 1.5 }, '**Cooldown** does not take that'],
    ['cooldown', {}, '**Cooldown** does not take that'],
    ['concurrency', {}, 'Name at least one limit'],
    ['concurrency', { per_member: 101 }, 'whole numbers from 0 to 100'],
    ['timezone', { zone: '+02:00' }, 'no time zone of that name'],
    ['timezone', { zone: 'Mars/@everyone' }, 'no time zone of that name'],
    ['notices', { channel: 'general' }, '**Notices go to** does not take that'],
  ])('%s %j, as a forged command may hold it, is refused in words', async (path, options, answer) => {
    const { send, policy, audit } = await openGuild();
    const { content } = await send(path, options);
    expect(content).toContain(answer);
    expect(content).not.toContain('@');
    expect(await policy()).toEqual(fallback);
    expect(await audit()).toEqual([]);
  });

  it('that somebody else is changing at this moment is told so', async () => {
    const change = async () => ({ kind: 'conflict' }) as const;
    const send = sender({ settings: { current: async () => fallback, change } });
    expect((await send('cooldown', { seconds: 5 })).content).toContain('Somebody else');
  });
});

it('a subcommand, or a choice, that nobody knows is refused', async () => {
  const { send } = await openGuild();
  await expect(send('nsfw', { rule: 'always' })).rejects.toMatchObject({ code: 'command-unknown' });
  for (const path of ['nothing', 'channels nothing', 'toString', 'constructor'])
    await expect(send(path)).rejects.toMatchObject({ code: 'command-unknown' });
});

describe('whoever types a time zone', () => {
  const call = readCommandCall(anInteraction());
  const offered = (value: string, name = 'zone') => settings.suggest?.({ name, value }, call, words);
  const values = (typed: string) => offered(typed)?.map(({ value }) => value);

  it.each([
    ['new york', 'America/New_York'],
    ['BERLIN', 'Europe/Berlin'],
    ['Asia/Tok', 'Asia/Tokyo'],
    ['utc', 'UTC'],
    ['kolk', 'Asia/Kolkata'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['kyiv', 'Europe/Kyiv'],
    ['kathmandu', 'Asia/Kathmandu'],
    ['são paulo', 'America/Sao_Paulo'],
  ])('%j is offered %s first', (typed, zone) => {
    expect(values(typed)?.[0]).toBe(zone);
  });

  it('is offered zones from all over the world at first, and none for what is none', () => {
    expect(values('')?.length).toBeGreaterThan(10);
    expect(values('atlantis')).toEqual([]);
    expect(offered('x', 'reason')).toBeNull();
  });

  it('is offered only what can be set, within Discord’s limits', async () => {
    const { send } = await openGuild();
    const zones = [...(values('') ?? []), ...(values('a') ?? [])];
    for (const typed of ['', 'a']) expect(values(typed)?.length).toBeLessThanOrEqual(25);
    for (const zone of new Set(zones)) expect((await send('timezone', { zone })).content).not.toContain('no time zone');
  });
});
