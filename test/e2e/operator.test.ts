import { expect, it } from 'vitest';
import { kite, shareWorld, startQuickWorld } from './quick-world.ts';
import { startTestBot } from './world.ts';

/** What whoever runs the bot can do from Discord, in their own server alone. The tests go on with one another's world. */

const price = 51;
const dayMs = 86_400_000;
const life = shareWorld({}, (world) =>
  Promise.resolve({ environment: { OPERATOR_IDS: world.discord.world.userNamed('mira.okafor').id } }),
);
const patience = { timeoutMs: 15_000 };
const lenient = { strict: false } as const;

type Options = Readonly<Record<string, string | number | boolean>>;

function places() {
  const { world } = life.world.discord;
  const [home, guest] = world.guilds;
  if (!home || !guest) throw new Error('two servers are needed');
  const id = (username: string) => world.userNamed(username).id;
  return { home, guest, operator: id('mira.okafor'), member: id('tomas_v'), clips: world.channelNamed('clips').id };
}

/** What the operator is told, when what was promised is there. */
async function order(command: string, options: Options = {}): Promise<string> {
  const { give, discord } = life.world;
  const { operator } = places();
  const { id } = await give(`operator ${command}`, options, { userId: operator });
  const answer = await discord.whenMessage(({ interactionId, loading }) => interactionId === id && !loading, patience);
  expect(answer.visibleTo).toBe(operator);
  return answer.content;
}

/** What somebody in the guest server is told at once. */
async function told(command: string, options: Options = {}, userId = places().member): Promise<string> {
  return (await life.world.ask(command, options, { userId, channelId: places().clips, ...lenient })).content;
}

async function make(): Promise<string> {
  const { member, clips } = places();
  const { id } = await life.world.give('ray-flash', kite, { userId: member, channelId: clips });
  expect((await life.world.settle(id)).job.state).toBe('delivered');
  return id;
}

it('/operator is there in the operator’s server alone, and for the operator alone', async () => {
  const { world } = life;
  const { home, guest, operator, member, clips } = places();
  const known = world.discord.commands().filter(({ name }) => name === 'operator');
  expect(known).toMatchObject([{ guild_id: home.id }]);

  const pool = { server: guest.id, credits: 1_000, period: 'day' };
  // Also for the operator in another server, and for somebody else who calls it by its id.
  const elsewhere = { userId: operator, channelId: clips, ...lenient };
  expect((await world.ask('operator', {}, elsewhere)).content).toContain('not known any more');
  const { content } = await world.ask('operator pool set', pool, { userId: member, ...lenient });
  expect(content).toContain('Only whoever runs this bot');
  const forged = await world.ask('operator pool set', pool, {
    userId: member,
    ...lenient,
    alter: (payload) => Object.assign(Object(payload.member), { permissions: '9007199254740991' }),
  });
  expect(forged.content).toContain('Only whoever runs this bot');
  expect(await world.database.selectFrom('guild_budget').selectAll().execute()).toEqual([]);
});

it('a pool of the operator holds members and admins of its server, at once and whatever its admins say', async () => {
  const { world } = life;
  const { home, guest, operator, member } = places();
  const set = { server: guest.id, credits: 2 * price, period: 'total', reason: 'a trial' };
  expect(await order('pool set', set)).toContain(`${2 * price} credits in all`);
  await make();
  expect(await order('spend', { server: guest.id })).toContain(`spent or held ${price}`);
  expect(await order('spend')).toContain(guest.id);
  await make();
  expect(await told('ray-flash', kite)).toContain('whoever runs the bot allows this server **0** are left');
  expect(await told('quota grant', { member, amount: '500' }, operator)).toContain(
    'Whoever runs the bot lets admins of this server give',
  );
  expect(await told('quota pool set', { credits: '100000', period: 'day' }, operator)).toContain('✅');
  expect(await told('ray-flash', kite)).toContain('whoever runs the bot allows');
  expect(await told('quota audit', {}, operator)).toContain('> a trial');

  const { id } = await world.give('ray-flash', kite, { userId: member });
  expect((await world.settle(id)).job.guild_id).toBe(home.id);
  expect(await order('pool remove', { server: guest.id })).toContain('no pool of yours any more');
  await make();
});

it('a server is denied and allowed without a restart; videos under way come to their end', async () => {
  const { world } = life;
  const { guest, member, clips } = places();
  world.segmind.faults.holdJobs = true;
  const { id } = await world.give('ray-flash', kite, { userId: member, channelId: clips });
  expect(await order('deny', { server: guest.id, reason: 'no answer for weeks' })).toContain('served no longer');
  expect(await told('ray-flash', kite)).toContain('not switched on for this server');
  expect(await told('credits')).toContain('not switched on for this server');
  expect(await order('spend', { server: guest.id })).toContain('It is not served.');
  world.segmind.faults.holdJobs = false;
  expect((await world.settle(id)).job.state).toBe('delivered');
  expect(await order('allow', { server: guest.id })).toContain('is served from now on');
  await make();
  expect(await order('allow', { server: 'the other one, Mira' })).toContain('id');
});

it('admins hear of their pool at 80 and at 100 percent, once each, where they want to', async () => {
  const { world } = life;
  const { operator, clips } = places();
  // The day's pool is whole again.
  world.clock.skip(dayMs);
  expect(await told('settings notices', { channel: clips }, operator)).toContain('✅');
  expect(await told('quota pool set', { credits: String(5 * price), period: 'day' }, operator)).toContain('✅');
  const heard = (percent: number) =>
    world.discord
      .messages(clips)
      .filter(({ ephemeral, content }) => !ephemeral && new RegExp(`\\b${percent} ?%`).test(content)).length;
  for (let videos = 1; videos <= 3; videos += 1) await make();
  expect(heard(80)).toBe(0);
  await make();
  await world.until('80 % is told', () => heard(80) === 1);
  await make();
  await world.until('100 % is told', () => heard(100) === 1);
  expect(await told('ray-flash', kite)).toContain('pool of this server has **0** left');
  expect([heard(80), heard(100)]).toEqual([1, 1]);
});

it('the operator hears of a server’s pool at 80 and at 100 percent, once each, and its admins do not', async () => {
  const { world } = life;
  const { guest, clips } = places();
  world.clock.skip(dayMs);
  expect(await told('quota pool remove', {}, places().operator)).toContain('✅');
  expect(await order('pool set', { server: guest.id, credits: 5 * price, period: 'day' })).toContain('a day');
  const before = world.notices().length;
  const inGuest = () => world.discord.messages(clips).filter(({ content }) => /\b(80|100) ?%/.test(content)).length;
  const saidInGuest = inGuest();
  const heard = (percent: number) =>
    world
      .notices()
      .slice(before)
      .filter((text) => text.includes(`${percent} % of what server \`${guest.id}\` may spend`)).length;
  for (let videos = 1; videos <= 3; videos += 1) await make();
  expect(heard(80)).toBe(0);
  await make();
  await world.until('80 % is told', () => heard(80) === 1);
  await make();
  await world.until('100 % is told', () => heard(100) === 1);
  expect(await told('ray-flash', kite)).toContain('whoever runs the bot allows');
  expect([heard(80), heard(100)]).toEqual([1, 1]);
  expect(inGuest()).toBe(saidInGuest);
});

it('the operator hears of the day’s limit at 80 and at 100 percent, once each', async (test) => {
  const world = await startQuickWorld(test);
  // Five flash clips of 37.5 cents.
  await startTestBot(test, world, { environment: { SPEND_LIMIT_USD_PER_DAY: '1.875' } });
  const heard = (percent: number) => world.notices().filter((text) => new RegExp(`\\b${percent} ?%`).test(text)).length;
  const four: string[] = [];
  for (let videos = 1; videos <= 4; videos += 1) four.push((await world.give('ray-flash', kite)).id);
  await world.settle(...four);
  await world.until('80 % is told', () => heard(80) === 1);
  expect(heard(100)).toBe(0);
  const { id } = await world.give('ray-flash', kite);
  await world.settle(id);
  await world.until('100 % is told', () => heard(100) === 1);
  expect((await world.ask('ray-flash', kite)).content).toContain('spent its budget for today');
  expect([heard(80), heard(100)]).toEqual([1, 1]);
});
