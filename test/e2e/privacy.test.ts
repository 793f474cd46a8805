import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { WorldSetup } from '../../sandbox/discord/world.ts';
import { MemberErasure } from '../../src/jobs/member-erasure.ts';
import { CutOffError, stopAfter } from '../builders/erasure-world.ts';
import { kite, shareWorld, startQuickWorld } from './quick-world.ts';
import { startTestBot } from './world.ts';

/** What is kept of people and guilds, and when it is gone. The tests go on with what the ones before have left. */

const dayMs = 86_400_000;
const quarterHourMs = 15 * 60_000;
/** Enough for what is done once an hour, and less than a day. */
const quarterHours = 48;
const places: WorldSetup = {
  guilds: [
    { name: 'Sunset Film Club', channels: [{ name: 'videos' }, { name: 'operators' }] },
    { name: 'Rainy Day Animators', channels: [{ name: 'clips' }] },
    { name: 'Old Harbour', channels: [{ name: 'quay' }] },
  ],
};
const life = shareWorld({ world: places }, (world) =>
  Promise.resolve({ environment: { OPERATOR_IDS: world.discord.world.userNamed('mira.okafor').id } }),
);
const patience = { timeoutMs: 15_000 };

function people() {
  const { world } = life.world.discord;
  const id = (username: string) => world.userNamed(username).id;
  const [here, there, harbour] = world.guilds;
  return {
    tomas: id('tomas_v'),
    noor: id('noor'),
    operator: id('mira.okafor'),
    here: { guildId: here?.id ?? '', channelId: world.channelNamed('videos').id },
    there: { guildId: there?.id ?? '', channelId: world.channelNamed('clips').id },
    harbour: { guildId: harbour?.id ?? '', channelId: world.channelNamed('quay').id },
  };
}

async function make(userId: string, channelId: string, prompt: string): Promise<string> {
  const { id } = await life.world.give('ray-flash', { prompt }, { userId, channelId });
  expect((await life.world.settle(id)).job.state).toBe('delivered');
  return id;
}

/** All that the database holds, table by table. */
async function everything(): Promise<Record<string, string[]>> {
  const { database } = life.world;
  const tables = await database.introspection.getTables();
  const read = async ({ name }: { name: string }) => {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(database);
    return [name, rows.map((row) => JSON.stringify(row))] as const;
  };
  return Object.fromEntries(await Promise.all(tables.map(read)));
}

/** In which tables something stands, and in how many rows. */
async function whereStands(text: string): Promise<Record<string, number>> {
  const found = Object.entries(await everything()).map(
    ([name, rows]) => [name, rows.filter((row) => row.includes(text)).length] as const,
  );
  return Object.fromEntries(found.filter(([, count]) => count > 0));
}

/** Waits for what is erased once an hour, some of which pass. */
function whenErased(condition: () => Promise<boolean>): Promise<void> {
  const { clock, until } = life.world;
  let passed = 0;
  return until('it is erased', () => {
    if (passed < quarterHours) clock.skip(quarterHourMs);
    passed += 1;
    return condition();
  });
}

/** What an interaction's message says in the end. */
function answer(messageId: string, content: string) {
  return life.world.discord.whenMessage(
    (message) => message.id === messageId && message.content.includes(content),
    patience,
  );
}

it('a member gets all that is kept of them as a file, and nothing of anybody else', async () => {
  const { tomas, noor, here, there } = people();
  const jobs = [
    await make(tomas, here.channelId, 'a heron over the harbour'),
    await make(tomas, there.channelId, 'a heron over the harbour'),
  ];
  await make(noor, here.channelId, 'a kite over the dunes');
  const { id } = await life.world.give('privacy export', {}, { userId: tomas });
  const message = await life.world.discord.whenMessage(
    ({ interactionId, attachments }) => interactionId === id && attachments.length > 0,
    patience,
  );
  expect(message.visibleTo).toBe(tomas);
  const text = await readFile(message.attachments[0]?.path ?? '', 'utf8');
  expect(JSON.parse(text)).toBeTypeOf('object');
  for (const each of [...jobs, 'a heron over the harbour', here.guildId, there.guildId]) expect(text).toContain(each);
  for (const each of ['a kite over the dunes', noor]) expect(text).not.toContain(each);
});

it('a member who thinks better of it keeps everything, and nobody can be erased in the middle of a video', async () => {
  const { world } = life;
  const { tomas, here } = people();
  const question = await world.ask('privacy erase', {}, { userId: tomas });
  const before = await everything();
  await world.press({ userId: tomas, messageId: question.id, customId: 'privacy:keep' });
  expect((await answer(question.id, 'Nothing was erased')).components).toEqual([]);
  expect(await everything()).toEqual(before);

  const another = await world.ask('privacy erase', {}, { userId: tomas });
  world.segmind.faults.holdJobs = true;
  const { id } = await world.give('ray-flash', { prompt: 'a heron at dawn' }, { userId: tomas, ...here });
  expect((await world.ask('privacy erase', {}, { userId: tomas })).content).toContain('still being made');
  await world.press({ userId: tomas, messageId: another.id, customId: 'privacy:erase' });
  await world.discord.whenMessage(({ content }) => /^Videos of yours are still being made/.test(content), patience);
  world.segmind.faults.holdJobs = false;
  expect((await world.settle(id)).job.state).toBe('delivered');
});

it('a member is erased by a button, in all servers: the books stay and lead to nobody', async () => {
  const { world } = life;
  const { tomas, noor } = people();
  const sums = async () =>
    (
      await sql`select guild_id, kind, sum(amount_credits), count(*) from ledger_entry
      where amount_credits != 0 group by guild_id, kind order by 1, 2`.execute(world.database)
    ).rows;
  const booked = await sums();
  const noors = await whereStands(noor);
  expect(Object.keys(await whereStands('heron')).length).toBeGreaterThan(0);

  const question = await world.ask('privacy erase', {}, { userId: tomas });
  await world.press({ userId: tomas, messageId: question.id, customId: 'privacy:erase' });
  const done = await answer(question.id, 'Your data is erased');
  expect(done.content).toContain('Videos: 3, servers: 2.');
  expect(done.components).toEqual([]);

  expect(await whereStands('heron')).toEqual({});
  // An empty account in each server says that this period's allowance was given.
  expect(await whereStands(tomas)).toEqual({ account: 2, ledger_entry: 2 });
  expect(await sums()).toEqual(booked);
  expect(await whereStands(noor)).toEqual(noors);
  expect((await world.ask('credits', {}, { userId: tomas })).content).toContain('**0**');
});

it('prompts and messages’ ids are gone 180 days after a video, by the clock alone', async () => {
  const { world } = life;
  const { noor, tomas, here, there } = people();
  const young = 'a lantern in the fog';
  world.clock.skip(179 * dayMs);
  const id = await make(noor, here.channelId, young);
  const messageId = (await world.database.selectFrom('job').select('message_id').where('id', '=', id).execute())[0]
    ?.message_id;
  if (!messageId) throw new Error('the message has no id');
  // The marks of an erased member go once no period can be open any more.
  await whenErased(async () => (await whereStands(tomas)).account === undefined);
  expect(await whereStands('kite over the dunes')).not.toEqual({});
  world.clock.skip(2 * dayMs);
  await whenErased(async () => !('job' in (await whereStands('kite over the dunes'))));
  expect(await whereStands('kite over the dunes')).toEqual({});
  expect(await whereStands(young)).not.toEqual({});
  world.clock.skip(179 * dayMs);
  await whenErased(async () => !('job' in (await whereStands(young))));
  expect(await whereStands(young)).toEqual({});
  expect(await whereStands(messageId)).toEqual({});
  expect(await whereStands(there.guildId)).not.toEqual({});
});

it('a server that has removed the bot is erased after thirty days, unless it invites it again', async () => {
  const { world } = life;
  const { discord, clock, database } = world;
  const { noor, here, there, harbour } = people();
  const isGone = async (guildId: string) => Object.keys(await whereStands(guildId)).length === 0;
  const left = async (guildId: string) =>
    (await database.selectFrom('guild_departure').select('guild_id').execute()).some((row) => row.guild_id === guildId);
  const leave = (guildId: string) => {
    discord.removeBot(guildId);
    return world.until('it is written down', () => left(guildId));
  };
  await world.ask('settings cooldown', { seconds: 5 }, { channelId: there.channelId });
  await make(noor, there.channelId, 'a fox in the snow');
  await make(noor, harbour.channelId, 'an owl in the snow');

  await leave(harbour.guildId);
  clock.skip(2 * dayMs);
  await leave(there.guildId);
  clock.skip(29 * dayMs);
  await whenErased(() => isGone(harbour.guildId));
  discord.inviteBot(there.guildId);
  await world.until('it is struck out', async () => !(await left(there.guildId)));
  clock.skip(40 * dayMs);
  await make(noor, there.channelId, 'a fox in the thaw');
  expect(await whereStands('a fox in the snow')).toMatchObject({ job: 1 });
  expect(await whereStands('owl')).toEqual({});

  const others = (await whereStands(here.guildId)).ledger_entry;
  await leave(there.guildId);
  clock.skip(30 * dayMs);
  await whenErased(() => isGone(there.guildId));
  expect(await whereStands('fox')).toEqual({});
  expect((await whereStands(here.guildId)).ledger_entry).toBe(others);

  discord.inviteBot(there.guildId);
  const shown = (await world.ask('settings show', {}, { channelId: there.channelId })).content;
  expect(shown).toContain('Cooldown: none');
  await make(noor, there.channelId, 'a fox in spring');
});

it('an outage of a server is no removal, however long it lasts', async () => {
  const { discord, clock, database, until } = life.world;
  const { here, noor } = people();
  await make(noor, here.channelId, 'a moth at the lamp');
  const departures = () => database.selectFrom('guild_departure').selectAll().execute();
  discord.setGuildUnavailable(here.guildId);
  clock.skip(40 * dayMs);
  // Another server leaves in the meantime, so that its word has come through after that of the outage.
  const { harbour } = people();
  discord.removeBot(harbour.guildId);
  await make(noor, people().there.channelId, 'a moth in the dark');
  expect((await departures()).filter(({ guild_id }) => guild_id === here.guildId)).toEqual([]);
  discord.setGuildUnavailable(here.guildId, false);
  clock.skip(dayMs);
  expect(await whereStands('a moth at the lamp')).toMatchObject({ job: 1 });
  await make(noor, here.channelId, 'a moth at the window');
  await until('it is there again', async () => (await departures()).every(({ guild_id }) => guild_id !== here.guildId));
});

it('whoever is in a server that is not served any more, or in none, still sees, gets and erases their data', async () => {
  const { world } = life;
  const { discord } = world;
  const { noor, tomas, operator, here, there } = people();
  await make(tomas, there.channelId, 'a lark in the reeds');
  const denied = await world.give('operator deny', { server: there.guildId }, { userId: operator, ...here });
  await discord.whenMessage(({ interactionId, content }) => interactionId === denied.id && content !== '', patience);

  const direct = { userId: tomas, channelId: discord.world.directChannelWith(tomas)?.id ?? '' };
  for (const place of [{ userId: tomas, channelId: there.channelId }, direct]) {
    expect((await world.ask('privacy show', {}, place)).content).toContain('What this bot keeps about you');
    const { id } = await world.give('privacy export', {}, place);
    const { attachments } = await discord.whenMessage(
      (message) => message.interactionId === id && message.attachments.length > 0,
      patience,
    );
    expect(await readFile(attachments[0]?.path ?? '', 'utf8')).toContain('a lark in the reeds');
  }
  const noors = { userId: noor, channelId: there.channelId };
  expect((await world.ask('ray-flash', kite, noors)).content).toContain('not switched on for this server');

  const question = await world.ask('privacy erase', {}, direct);
  await world.press({ userId: tomas, messageId: question.id, customId: 'privacy:erase' });
  await answer(question.id, 'Your data is erased');
  expect(await whereStands('a lark in the reeds')).toEqual({});
  const again = await world.ask('privacy erase', {}, { userId: noor, channelId: there.channelId });
  await world.press({ userId: noor, messageId: again.id, customId: 'privacy:erase' });
  await answer(again.id, 'Your data is erased');
  expect(await whereStands('moth')).toEqual({});
});

it('what a bot finds at its start: an erasure that was cut off, a server that has removed it, and one that is out of order', async (test) => {
  const world = await startQuickWorld(test, { world: places });
  const { discord, clock } = world;
  const first = await startTestBot(test, world);
  const [here, there] = discord.world.guilds;
  if (!here || !there) throw new Error('two servers are needed');
  const { id } = await world.give('ray-flash', kite);
  await world.settle(id);
  await first.stop();

  const { database } = world;
  const gone = '199999999999999999';
  const account = { guild_id: gone, member_id: '1', balance_credits: 0, held_credits: 0 };
  await database.insertInto('account').values(account).execute();
  const cutOff = new MemberErasure(database, clock).erase(world.memberId, stopAfter(1));
  await expect(cutOff).rejects.toThrow(CutOffError);
  discord.setGuildUnavailable(here.id);

  await startTestBot(test, world);
  const count = async (table: 'member_erasure' | 'guild_departure') =>
    (await database.selectFrom(table).selectAll().execute()).length;
  await world.until('the erasure is finished', async () => (await count('member_erasure')) === 0);
  expect(await database.selectFrom('job').select(['member_id', 'locale']).execute()).toEqual([
    { member_id: expect.stringMatching(/^9\d{19}$/), locale: '' },
  ]);
  await world.until('it is known who has left', async () => (await count('guild_departure')) > 0);
  const departures = await database.selectFrom('guild_departure').select('guild_id').execute();
  expect(departures).toEqual([{ guild_id: gone }]);
  clock.skip(30 * dayMs);
  let passed = 0;
  await world.until('it is erased', async () => {
    if (passed < quarterHours) clock.skip(quarterHourMs);
    passed += 1;
    return (await count('guild_departure')) === 0;
  });
  const guilds = await database.selectFrom('account').select('guild_id').distinct().execute();
  expect(guilds).toEqual([{ guild_id: here.id }]);
});
