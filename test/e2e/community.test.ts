import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { setAt } from '../../sandbox/discord/payload-path.ts';
import type { WorldSetup } from '../../sandbox/discord/world.ts';
import { kite, shareWorld } from './quick-world.ts';

/** A community as its admins set it up from Discord alone, and what each of their rules means to a member. */

const places: WorldSetup = {
  guilds: [
    {
      name: 'Sunset Film Club',
      channels: [{ name: 'videos' }, { name: 'sketches' }, { name: 'after-dark', nsfw: true }, { name: 'operators' }],
      roles: [{ name: 'moderator', permissions: ['manageGuild'] }, { name: 'patron' }],
      members: [
        'mira.okafor',
        { username: 'ada', roles: ['moderator'] },
        { username: 'tomas_v', roles: ['patron'] },
        'noor',
      ],
    },
  ],
  users: [
    { username: 'mira.okafor', displayName: 'Mira' },
    { username: 'ada', displayName: 'Ada' },
    { username: 'tomas_v', displayName: 'Tomás' },
    { username: 'noor', displayName: 'Noor 🎬' },
    // Has left.
    { username: 'vera', displayName: 'Vera' },
  ],
};
const life = shareWorld({ world: places });
const patience = { timeoutMs: 15_000 };
/** Discord's own app would not send it; another client may. */
const lenient = { strict: false } as const;
const price = 51;

type Options = Readonly<Record<string, string | number | boolean>>;

function people() {
  const { world } = life.world.discord;
  const id = (username: string) => world.userNamed(username).id;
  const role = (name: string) => world.guilds[0]?.roles.find((each) => each.name === name)?.id ?? '';
  const channel = (name: string) => world.channelNamed(name).id;
  return { admin: id('mira.okafor'), moderator: id('ada'), patron: id('tomas_v'), member: id('noor'), role, channel };
}

/** What an admin is told of a command. */
async function order(command: string, options: Options = {}, userId = people().admin): Promise<string> {
  const { content, visibleTo } = await life.world.ask(command, options, { userId });
  expect(visibleTo).toBe(userId);
  return content;
}

/** What a member is told who wants a video and gets none. */
async function refusal(options: Options = kite, channelId?: string): Promise<string> {
  const more = { userId: people().member, ...(channelId && { channelId }) };
  const { content, ephemeral } = await life.world.ask('ray-flash', options, more);
  expect(ephemeral).toBe(true);
  return content;
}

/** A video that a member gets as far as a job; the provider fails it where only that it was taken counts. */
async function taken(options: Options = kite, channelId?: string): Promise<string> {
  const { world } = life;
  const { id } = await world.give('ray-flash', options, { userId: people().member, ...(channelId && { channelId }) });
  const job = await world.database.selectFrom('job').select('id').where('id', '=', id).executeTakeFirst();
  expect(job, 'it was taken').toBeDefined();
  return id;
}

async function creditsOf(memberId: string): Promise<number> {
  const row = await life.world.database
    .selectFrom('account')
    .select('balance_credits')
    .where('member_id', '=', memberId)
    .executeTakeFirst();
  return row?.balance_credits ?? 0;
}

/** The audit as an admin reads it, page by page. */
async function readAudit(userId: string): Promise<string> {
  const { discord, ask, press } = life.world;
  let page = await ask('quota audit', {}, { userId });
  const read = [page.content];
  for (let older = olderButton(page.components); older !== null; older = olderButton(page.components)) {
    const before = page.content;
    await press({ userId, messageId: page.id, customId: older });
    page = await discord.whenMessage(({ id, content }) => id === page.id && content !== before, patience);
    read.push(page.content);
  }
  return read.join('\n');
}

function olderButton(components: unknown): string | null {
  return /"custom_id":"(quota:audit:before:\d+)"[^}]*"disabled":false/.exec(JSON.stringify(components))?.[1] ?? null;
}

async function exported(userId: string, table: string): Promise<string> {
  const { id } = await life.world.give('quota export', { table }, { userId });
  const { attachments } = await life.world.discord.whenMessage(
    (message) => message.interactionId === id && message.attachments.length > 0,
    patience,
  );
  return readFile(attachments[0]?.path ?? '', 'utf8');
}

it('an admin sets a community up, a member feels each rule and is told which, and every change stands in the audit', async () => {
  const { world } = life;
  const { admin, patron, member, role, channel } = people();
  const reasons: string[] = [];
  const because = (text: string) => {
    reasons.push(text);
    return { reason: text };
  };
  world.segmind.faults.failJobs = 'moderation';

  // What everybody has.
  expect(await order('settings timezone', { zone: 'Europe/Berlin', ...because('we live there') })).toContain('Berlin');
  const allowance = { credits: String(4 * price), period: 'day', ...because('a slow start') };
  expect(await order('quota allowance', allowance)).toContain(`**${4 * price} a day**`);
  const tier = { role: role('patron'), credits: String(10 * price), ...because('they pay for it') };
  expect(await order('quota tier set', tier)).toContain(`**${10 * price}**`);
  expect(await order('credits', {}, member)).toContain(`**${4 * price}**`);
  expect(await order('credits', {}, patron)).toContain(`**${10 * price}**`);
  // The day begins in Berlin: at noon in UTC on 25 November it is eleven hours away, not twelve.
  const midnight = Date.UTC(2026, 10, 25, 23) / 1_000;
  expect(await order('credits', {}, member)).toContain(`<t:${midnight}:R>`);

  // Where.
  await order('settings channels add', { channel: channel('videos'), ...because('quiet elsewhere') });
  expect(await refusal(kite, channel('sketches'))).toContain(`to other channels: <#${channel('videos')}>`);
  await order('settings channels remove', { channel: channel('videos'), ...because('everywhere again') });
  await order('settings nsfw', { rule: 'age-restricted', ...because('wild prompts') });
  expect(await refusal()).toContain('age-restricted channels');
  await world.settle(await taken(kite, channel('after-dark')));
  await order('settings nsfw', { rule: 'anywhere', ...because('tame prompts') });

  // Who.
  await order('settings roles add', { role: role('patron'), ...because('patrons first') });
  expect(await refusal()).toContain(`one of these roles: <@&${role('patron')}>`);
  await order('settings roles remove', { role: role('patron'), ...because('all again') });
  await order('settings blocked-member add', { member, ...because('spam') });
  expect(await refusal()).toContain('its admins have switched it off for you');
  await order('settings blocked-member remove', { member, ...because('said sorry') });

  // What.
  await order('settings filter add', { words: 'violence, bad idea', ...because('for everybody') });
  expect(await refusal({ prompt: 'much VI\u00d3LENCE in the dunes' })).toContain('«violence»');
  expect(await refusal({ prompt: 'a b\u0430d   idea in the dunes' })).toContain('«bad idea»');
  await world.settle(await taken({ prompt: 'a march of nonviolence in the dunes' }));

  // How often, and how much at once.
  await order('settings concurrency', { per_member: 1, ...because('one by one') });
  world.segmind.faults.holdJobs = true;
  const first = await taken();
  expect(await refusal()).toContain('may have 1 under way');
  world.segmind.faults.holdJobs = false;
  await world.settle(first);
  await order('settings concurrency', { per_member: 0, ...because('as they like') });
  world.segmind.faults.failJobs = null;
  await order('settings cooldown', { seconds: 3_600, ...because('a break') });
  await world.settle(await taken());
  expect(await refusal()).toMatch(/pause between videos.*<t:\d+:R>/);
  await order('settings cooldown', { seconds: 0, ...because('no break') });

  // What all members have together.
  await order('quota pool set', { credits: '100', period: 'day', ...because('until the fair') });
  expect(await refusal()).toMatch(/pool of this server has \*\*49\*\* left.*<t:\d+:R>/);
  await order('quota pool remove', because('after the fair'));

  // What one member has.
  await order('quota set', { member, amount: '20', ...because('enough for now') });
  expect(await refusal()).toContain('and you have **20** to spend');
  expect(await order('quota grant', { member, amount: '+100', ...because('won the contest') })).toContain(
    '**120** now',
  );

  const audit = await readAudit(admin);
  for (const reason of reasons) expect(audit).toContain(`> ${reason}`);
  expect(audit.match(new RegExp(`<@${admin}>`, 'g'))?.length).toBeGreaterThanOrEqual(reasons.length);
  const rows = (await exported(admin, 'audit')).split('\r\n').slice(1, -1);
  expect(rows).toHaveLength(reasons.length);
  for (const [index, reason] of reasons.toReversed().entries()) {
    expect(rows[index]).toContain(`<@${admin}>`);
    expect(rows[index]?.endsWith(`,${reason}`)).toBe(true);
  }
  expect(await exported(admin, 'credits')).toContain('won the contest');
});

it('where the rule says so, a video is hidden behind a click outside of age-restricted channels', async () => {
  const { world } = life;
  const { member, channel } = people();
  await order('quota set', { member, amount: String(2 * price) });
  await order('settings nsfw', { rule: 'spoiler' });
  const fileIn = async (channelId: string) => {
    const { id } = await world.give('ray-flash', kite, { userId: member, channelId });
    expect((await world.settle(id)).job.state).toBe('delivered');
    return world.videosOf(id)[0]?.attachments[0]?.filename;
  };
  expect(await fileIn(channel('videos'))).toMatch(/^SPOILER_/);
  expect(await fileIn(channel('after-dark'))).not.toMatch(/^SPOILER_/);
  await order('settings nsfw', { rule: 'anywhere' });
});

it('two admins at once: no grant is lost, nothing is taken twice, and no word that was promised is missing', async () => {
  const { world } = life;
  const { admin, moderator, patron } = people();
  const both = (command: string, optionsOf: (index: number) => Options) =>
    Promise.all(Array.from({ length: 12 }, (_, i) => order(command, optionsOf(i), i % 2 === 0 ? admin : moderator)));

  await order('quota set', { member: patron, amount: '0' });
  const granted = await both('quota grant', (index) => ({ member: patron, amount: '10', reason: `round ${index}` }));
  for (const text of granted) expect(text).toContain('**10** credits');
  expect(await creditsOf(patron)).toBe(120);

  await order('quota set', { member: patron, amount: '30' });
  const taken = await both('quota take', () => ({ member: patron, amount: '10' }));
  expect(taken.filter((text) => text.startsWith('✅'))).toHaveLength(3);
  expect(taken.filter((text) => text.includes('There are 0 credits to take'))).toHaveLength(9);
  expect(await creditsOf(patron)).toBe(0);

  const words = await both('settings filter add', (index) => ({ words: `word${index}` }));
  const list = await order('settings filter list');
  for (const [index, text] of words.entries()) {
    const isIn = list.includes(`word${index}|`) || new RegExp(`word${index}\\b`).test(list);
    expect(isIn, text).toBe(text.startsWith('✅'));
    if (!isIn) expect(text).toContain('Somebody else is changing');
  }

  const { database } = world;
  const audit = await database.selectFrom('audit_entry').select(['actor_id', 'action', 'reason']).execute();
  const ofRounds = audit.filter(({ reason }) => reason?.startsWith('round'));
  expect(ofRounds.map(({ actor_id }) => actor_id).toSorted()).toEqual(
    Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? admin : moderator)).toSorted(),
  );
});

it('whoever may not manage the server gets nowhere: by a command, a button of former days, a menu or a forged payload', async () => {
  const { world } = life;
  const { discord, database, ask } = world;
  const { admin, moderator, patron, member, role } = people();
  for (let round = 0; round < 9; round += 1) await order('quota grant', { member: patron, amount: '1' }, moderator);
  await order('quota tier set', { role: role('patron'), credits: '900' }, moderator);
  const audit = await ask('quota audit', {}, { userId: moderator });
  const older = olderButton(audit.components) ?? '';
  const menu = await ask('quota tier remove', {}, { userId: moderator });
  const trail = () => database.selectFrom('audit_entry').select('id').orderBy('id').execute();
  const policies = () => database.selectFrom('policy_version').select('n').execute();
  const stood = { trail: await trail(), policies: await policies() };

  // Commands that Discord would not even show.
  for (const [command, options] of [
    ['quota grant', { member, amount: '1000' }],
    ['quota audit', {}],
    ['quota export', { table: 'credits' }],
    ['settings cooldown', { seconds: 0 }],
    ['settings show', {}],
    ['usage', {}],
    ['status', {}],
  ] as const) {
    const { content, visibleTo, attachments } = await ask(command, options, { userId: member, ...lenient });
    expect(content, command).toContain('Manage Server');
    expect(visibleTo).toBe(member);
    expect(attachments).toEqual([]);
  }

  // The moderator has lost the role since.
  const noMore = { alter: (payload: Record<string, unknown>) => setAt(payload, 'member.permissions', '2048') };
  const answerTo = async ({ id }: { id: string }) =>
    (await discord.whenMessage(({ interactionId }) => interactionId === id, patience)).content;
  const press = { userId: moderator, messageId: audit.id, customId: older };
  expect(await answerTo(await world.press({ ...press, ...noMore }))).toContain('Manage Server');
  const choice = { userId: moderator, messageId: menu.id, customId: 'quota:tiers', values: [role('patron')] };
  expect(await answerTo(await world.press({ ...choice, ...noMore }))).toContain('Manage Server');
  expect(discord.messages().find(({ id }) => id === audit.id)?.content).toBe(audit.content);

  // Nor is anything offered to them as they type.
  const typed = {
    channelId: world.channelId,
    command: 'settings timezone',
    focused: 'zone',
    options: { zone: 'Berl' },
  };
  const offered = async (lost: Partial<typeof noMore>) => {
    const { acknowledged } = discord.suggest({ ...typed, userId: moderator, ...lost });
    await world.clock.carefully(acknowledged);
    return JSON.stringify(await acknowledged);
  };
  expect(await offered({})).toContain('Europe/Berlin');
  expect(await offered(noMore)).not.toContain('Berlin');

  // Somebody else's id, no permissions at all, permissions that are none, and payloads that nobody made.
  const forged: readonly [string, unknown, string][] = [
    ['member.permissions', undefined, 'Manage Server'],
    ['member.permissions', '-1', 'Manage Server'],
    ['member.permissions', 32, 'Manage Server'],
    ['member.permissions', '0x20', 'Manage Server'],
    ['member', undefined, ''],
    ['data.custom_id', 'quota:audit:before:1e9', 'not known any more'],
    ['data.custom_id', 'quota:audit:before:-1', 'not known any more'],
    ['data.custom_id', 'operator:pool', 'not known any more'],
    ['data.custom_id', '__proto__:x', 'not known any more'],
  ];
  for (const [path, value, told] of forged) {
    const alter = (payload: Record<string, unknown>) => setAt(payload, path, value);
    expect(await answerTo(await world.press({ ...press, alter })), `${path} ${value}`).toContain(told);
  }
  expect({ trail: await trail(), policies: await policies() }).toEqual(stood);
  // Whoever may still does.
  expect(await order('quota grant', { member: patron, amount: '1' }, admin)).toContain('**1** credits');
});

it('amounts and people that cannot be are refused by name, and nothing moves', async () => {
  const { world } = life;
  const { member, patron, role } = people();
  const gone = world.discord.world.userNamed('vera').id;
  await order('quota set', { member, amount: '70' });
  const before = await world.database.selectFrom('ledger_entry').select('id').execute();
  const tried: readonly [string, Options, string][] = [
    ['quota grant', { member, amount: '0' }, 'would change nothing'],
    ['quota grant', { member, amount: '-6' }, 'has a minus'],
    ['quota take', { member, amount: '+6' }, 'has a plus'],
    ['quota set', { member, amount: '-71' }, 'credits to take'],
    ['quota grant', { member, amount: '1e308' }, 'That is no amount'],
    ['quota grant', { member, amount: '9'.repeat(20) }, 'credits go at once'],
    ['quota grant', { member, amount: '１２' }, 'digits 0 to 9'],
    ['quota grant', { member, amount: '2.5' }, 'Credits are whole'],
    ['quota grant', { member: gone, amount: '5' }, 'is not in this server any more'],
    ['quota override set', { member: gone, credits: '5' }, 'is not in this server any more'],
    ['quota grant', { member: world.discord.botUserId, amount: '5' }, 'is a bot'],
    ['quota override remove', { member: patron }, 'own'],
    ['quota tier set', { role: world.guildId, credits: '5' }, 'Everybody has that role'],
    ['settings timezone', { zone: 'Middle/Earth' }, 'no time zone of that name'],
    ['settings filter add', { words: ' , ,' }, 'at least one word'],
  ];
  for (const [command, options, told] of tried)
    expect(await order(command, options), `${command} ${JSON.stringify(options)}`).toContain(told);
  expect(await creditsOf(member)).toBe(70);
  expect(await world.database.selectFrom('ledger_entry').select('id').execute()).toEqual(before);
  expect(await order('quota tier remove', { role: role('patron') })).toMatch(/tier/);
});

it('a tier whose role is gone is taken away by menu, with a reason', async () => {
  const { world } = life;
  const { discord, press, ask } = world;
  const { admin, role } = people();
  await order('quota tier set', { role: role('patron'), credits: '900' });
  const menu = await ask('quota tier remove', {}, { userId: admin });
  const choice = { userId: admin, messageId: menu.id, customId: 'quota:tiers', values: [role('patron')] };
  const opened = await press(choice);
  const submitted = discord.submitModal({ interactionId: opened.id, values: { reason: 'nobody has it' } });
  await world.clock.carefully(submitted.acknowledged);
  const done = await discord.whenMessage(({ id, content }) => id === menu.id && content.includes('is gone'), patience);
  expect(done.components).toEqual([]);
  expect(await order('quota audit')).toContain('> nobody has it');
});
