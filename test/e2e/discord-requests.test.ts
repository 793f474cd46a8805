import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { writeSamplePhoto } from '../../sandbox/clips/sample-photo.ts';
import type { AttachmentClaims } from '../../sandbox/discord/attachments.ts';
import type { CdnFaults } from '../../sandbox/discord/cdn-faults.ts';
import type { DiscordFaults } from '../../sandbox/discord/faults.ts';
import type { InvokeOptions } from '../../sandbox/discord/local-discord.ts';
import type { SegmindFaults } from '../../sandbox/segmind/faults.ts';
import { type CheckedLife, shareCheckedLife } from '../discord-openapi/checked-life.ts';
import { absenceNote, readDescription } from '../discord-openapi/description.ts';
import { callsWithEveryOption, type Samples } from '../discord-openapi/every-option.ts';
import { type JobBooks, kite, passSearch, type QuickWorld } from './quick-world.ts';

/**
 * One bot does everything that it ever does. After each test all that it asked of Discord is held against Discord's own
 * description of its API, and against the rules that it leaves out.
 */

const description = readDescription();
if (!description) console.warn(absenceNote());

const projectRoot = fileURLToPath(new URL('../../', import.meta.url));
/** Past the life of an interaction's token. */
const tokenDeathMs = 16 * 60_000;
/** Past the time in which the bot relies on Discord to know a nonce again. */
const nonceForgottenMs = 10 * 60_000;
/** Discord's own app would not send it; another client may. */
const lenient = { strict: false } as const;
/** https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-type */
const attachmentOption = 11;
/** The commands that make videos; what the others ask is tried beside them. */
const makers = ['animate', 'ray', 'ray-flash'];
/** A place where no file fits. */
const noRoom = { attachmentSizeLimit: 1_000 } as const;
const alone = { ...kite, private: true } as const;

/** A job that is done only when its interaction has died. */
async function makeLate(
  { world }: CheckedLife,
  options: InvokeOptions['options'],
  more: Partial<InvokeOptions> = {},
): Promise<JobBooks> {
  world.segmind.faults.holdJobs = true;
  const { id } = await world.give('ray-flash', options, more);
  await world.whenState(id, 'submitted');
  world.clock.skip(tokenDeathMs);
  world.segmind.faults.holdJobs = false;
  return world.settle(id);
}

async function make(
  { world }: CheckedLife,
  options: InvokeOptions['options'],
  more: Partial<InvokeOptions> = {},
): Promise<JobBooks> {
  const { id } = await world.give('ray-flash', options, more);
  return world.settle(id);
}

/** A picture, and words for everything else; camera moves are left out, as not every model takes them. */
async function samplesOf({ world }: CheckedLife): Promise<Samples> {
  const picture = await attachPhoto(world);
  return ({ name, type }) => {
    if (name === 'concepts') return [];
    return type === attachmentOption ? [picture] : [kite.prompt];
  };
}

async function attachPhoto({ discord, directory, channelId }: QuickWorld, declare?: AttachmentClaims): Promise<string> {
  const path = join(directory, 'lake.jpg');
  await writeSamplePhoto(path, { width: 640, height: 480 });
  return discord.attach({ channelId, path, ...(declare && { declare }) });
}

async function statesOf({ world }: CheckedLife, jobIds: readonly string[]): Promise<Set<string>> {
  const jobs = await world.database.selectFrom('job').select('state').where('id', 'in', jobIds).execute();
  return new Set(jobs.map(({ state }) => state));
}

describe.skipIf(!description)('what the bot asks is what Discord describes,', { timeout: 60_000 }, () => {
  const life = shareCheckedLife();

  it('when it logs in, and when it registers its commands: at the first start, at a later one, and by hand', async () => {
    const { world, restart } = life();
    expect(world.discord.commandWrites).toBe(1);
    await restart();
    expect(world.discord.commandWrites).toBe(1);
    const env = { PATH: process.env.PATH, ...world.environment };
    await promisify(execFile)(process.execPath, ['scripts/register.ts'], { cwd: projectRoot, env });
    expect(world.discord.commandWrites).toBe(2);
  });

  it('for every command, up to what it answers in the end', async () => {
    const { world } = life();
    const samples = await samplesOf(life());
    const names: string[] = [];
    const videos: string[] = [];
    for (const command of world.discord.commands().filter(({ name }) => makers.includes(name))) {
      names.push(command.name);
      const calls = [...callsWithEveryOption(command, samples)];
      videos.push((await world.give(command.name, calls[0])).id);
    }
    expect(names.toSorted()).toEqual(makers);
    await world.ask('credits');
    await world.settle(...videos);
    expect(await statesOf(life(), videos)).toEqual(new Set(['delivered']));
  });

  it('for every value of every option, when there is no video', async () => {
    const { world } = life();
    const samples = await samplesOf(life());
    // What a file looks like makes no difference to Discord, and it takes its time.
    world.segmind.faults.failJobs = 'moderation';
    const given: string[] = [];
    for (const command of world.discord.commands().filter(({ name }) => makers.includes(name))) {
      const calls = [...callsWithEveryOption(command, samples)];
      const jobs = await Promise.all(calls.map((options) => world.give(command.name, options)));
      await world.settle(...jobs.map(({ id }) => id));
      given.push(...jobs.map(({ id }) => id));
    }
    expect(await statesOf(life(), given)).toEqual(new Set(['failed']));
    expect(given.length).toBeGreaterThan(30);
  });

  it.each<[string, string, InvokeOptions['options']]>([
    ['no words', 'ray-flash', {}],
    ['two letters', 'ray-flash', { prompt: 'ab' }],
    ['4,001 letters', 'ray-flash', { prompt: 'x'.repeat(4_001) }],
    ['hidden characters', 'ray-flash', { prompt: 'a kite \u202eover the dunes' }],
    ['a mention of everyone', 'ray-flash', { prompt: 'a kite for @everyone' }],
    ['a mention of a role', 'ray-flash', { prompt: 'a kite for <@&1212912186163200004>' }],
    ['a length that nobody makes', 'ray-flash', { ...kite, duration: 1e308 }],
    ['markdown for a shape', 'ray-flash', { ...kite, aspect_ratio: '**@here** `a` <@1> https://example.org' }],
    ['a very long shape', 'ray-flash', { ...kite, aspect_ratio: '@'.repeat(6_000) }],
    ['no picture', 'animate', kite],
    ['a command of an older version', 'dream-machine', kite],
  ])('when it refuses %s', async (_, command, options) => {
    const message = await life().world.ask(command, options, lenient);
    expect(message).toMatchObject({ ephemeral: true, pings: { users: [], roles: [], everyone: false } });
  });

  it.each<[string, AttachmentClaims]>([
    ['of another place', { url: 'https://example.org/lake.jpg' }],
    ['that is none', { filename: 'notes.txt', contentType: 'text/plain' }],
    ['of no bytes', { size: 0 }],
    ['of too many bytes', { size: 100_000_000 }],
    ['of too many pixels', { width: 20_000, height: 20_000 }],
  ])('when it refuses a picture %s', async (_, declare) => {
    const { world } = life();
    const image = await attachPhoto(world, declare);
    const answer = await world.ask('animate', { ...kite, image }, lenient);
    expect(answer).toMatchObject({ ephemeral: true, pings: { users: [] } });
  });

  it.each<[string, Partial<CdnFaults>, string, Readonly<Record<string, boolean>>]>([
    ['is gone', { notFound: 9 }, 'image-gone', {}],
    ['leads elsewhere', { redirectTo: 'http://127.0.0.1:9/' }, 'image-elsewhere', {}],
    ['is far larger than it says', { endless: true }, 'image-too-large', {}],
    ['is gone, in private', { notFound: 9 }, 'image-gone', { private: true }],
  ])('when a picture %s', async (_, faults, failure, more) => {
    const { world } = life();
    const image = await attachPhoto(world);
    Object.assign(world.discord.faults.cdn, faults);
    const { id } = await world.give('animate', { ...kite, image, ...more });
    expect((await world.settle(id)).job).toMatchObject({ failure });
    const told = world.discord.messages(world.channelId).filter(({ interactionId }) => interactionId === id);
    expect(told).toMatchObject([{ ephemeral: true, content: expect.stringContaining('credits are back') }]);
  });

  it('when it refuses in direct messages', async () => {
    const { world } = life();
    const channelId = world.discord.world.directChannelWith(world.memberId)?.id ?? '';
    for (const [command, options] of [
      ['ray-flash', kite],
      ['credits', {}],
    ] as const)
      expect((await world.ask(command, options, { ...lenient, channelId })).content).toContain('in a server');
  });

  it('when it refuses a server, a member without credits, and one whose day is over', async () => {
    const { world, restart } = life();
    const { id: channelId } = world.discord.world.channelNamed('clips');
    const userId = world.discord.world.users[1]?.id ?? '';
    await restart({ ALLOWED_GUILDS: world.guildId, DEFAULT_ALLOWANCE_CREDITS: '50' });
    expect((await world.ask('ray-flash', kite, { channelId })).content).toContain('ALLOWED_GUILDS');
    expect((await world.ask('ray-flash', kite, { userId })).content).toContain('you have **50**');
    await restart({ SPEND_LIMIT_USD_PER_DAY: '0.01' });
    expect((await world.ask('ray-flash', kite)).content).toContain('spent its budget');
    await restart();
  });

  it.each<[string, 'in time' | 'late', InvokeOptions['options'], Partial<InvokeOptions>]>([
    ['channel:file', 'in time', kite, {}],
    ['channel:file', 'in time', { ...kite, loop: true }, { locale: 'de' }],
    ['channel:file', 'late', kite, {}],
    ['channel:link', 'in time', kite, noRoom],
    ['channel:link', 'late', kite, noRoom],
    ['response:file', 'in time', alone, {}],
    ['response:link', 'in time', alone, noRoom],
    ['dm:file', 'late', alone, {}],
    ['dm:link', 'late', alone, noRoom],
  ])('when it delivers by %s, %s (%j)', async (rung, when, options, more) => {
    const { job } = await (when === 'late' ? makeLate : make)(life(), options, more);
    expect(job).toMatchObject({ state: 'delivered', rung });
  });

  it.each([
    ['2,000 kites', '🪁'.repeat(2_000)],
    ['a letter and 1,999 kites', `a${'🪁'.repeat(1_999)}`],
  ])('when a prompt is of %s, and has to be cut somewhere', async (_, prompt) => {
    const { job } = await make(life(), { prompt });
    expect(job.state).toBe('delivered');
    life().world.segmind.faults.failJobs = 'generic';
    expect((await make(life(), { prompt, private: true })).job.failure).toBe('provider-failed');
  });

  it.each<[string, SegmindFaults['failJobs'], InvokeOptions['options'], 'in time' | 'late']>([
    ['on its card', 'generic', kite, 'in time'],
    ['on its card, for what was asked', 'moderation', kite, 'in time'],
    ['on a private card', 'generic', alone, 'in time'],
    ['on the card of a dead interaction', 'generic', kite, 'late'],
    ['by direct message', 'generic', alone, 'late'],
  ])('when it tells a failure %s', async (_, failJobs, options, when) => {
    const own = life();
    own.world.segmind.faults.failJobs = failJobs;
    const { job } = await (when === 'late' ? makeLate : make)(own, options);
    expect(job).toMatchObject({ state: 'failed', failure: expect.stringMatching(/provider-failed|moderated/) });
  });

  it.each<[string, Partial<SegmindFaults>]>([
    ['an uncertain submit', { submit: { kind: 'error-500' } }],
    ['an empty account', { submit: { kind: 'credits-402' } }],
    ['a withdrawn model', { retiredSlugs: ['ray-flash-2-720p'] }],
    ['a file that is no video', { output: { kind: 'html' } }],
    ['a file on a private address', { output: { kind: 'redirect-private' } }],
  ])('when it tells the operator of %s', async (_, faults) => {
    const own = life();
    const before = own.world.notices().length;
    Object.assign(own.world.segmind.faults, faults);
    const { id } = await own.world.give('ray-flash', kite);
    if (faults.submit?.kind === 'error-500') await passSearch(own.world);
    const { job } = await own.world.settle(id);
    expect(job.failure).not.toBeNull();
    await own.world.until('the operator knows', () => own.world.notices().length > before);
  });

  it('when nobody takes the video', async () => {
    const own = life();
    const userId = own.world.discord.world.users[2]?.id ?? '';
    const { job } = await makeLate(own, alone, { userId });
    expect(job.failure).toBe('delivery-impossible');
  });

  it.each<[string, string, InvokeOptions['options'], Partial<DiscordFaults>]>([
    ['limits edits', 'channel:file', kite, { edit429: { count: 3, headers: true, retryAfterMs: 1_000 } }],
    ['limits edits without a word', 'response:file', alone, { edit429: { count: 3, headers: false, retryAfterMs: 0 } }],
    ['fails once', 'channel:file', kite, { serverErrorOnce: { method: 'POST', path: '/messages' } }],
    [
      'does not take the card away',
      'channel:file',
      kite,
      { serverErrorOnce: { method: 'DELETE', path: '/webhooks/' } },
    ],
    ['hangs up after an upload', 'channel:file', kite, { hangUpAfterUpload: 2 }],
    ['hangs up after a private upload', 'response:file', alone, { hangUpAfterUpload: 1 }],
    ['takes no file', 'channel:link', kite, { uploadTooLarge: 'json' }],
    ['takes no file in private', 'response:link', alone, { uploadTooLarge: 'html' }],
    ['lets nobody post', 'response:file', kite, { noPermissionToSend: true }],
    ['filters the words', 'channel:file', kite, { blockedWords: ['dunes'] }],
    ['filters the words in private', 'response:file', alone, { blockedWords: ['dunes'] }],
  ])('when Discord %s', async (_, rung, options, faults) => {
    const own = life();
    Object.assign(own.world.discord.faults, faults);
    expect((await make(own, options)).job).toMatchObject({ state: 'delivered', rung });
  });

  it('when its acknowledgement fails', async () => {
    const { world } = life();
    world.discord.faults.failNextCallbacks = { status: 500, count: 1 };
    const { id } = world.send('ray-flash', kite);
    expect((await world.settle(id)).job.failure).toBe('not-acknowledged');
  });

  it.each<[string, string, InvokeOptions['options'], string]>([
    ['in the channel', 'videos', kite, 'channel:found'],
    ['in the answer', 'read-only', kite, 'response:found'],
    ['by direct message', 'videos', alone, 'dm:found'],
  ])('when it starts again and finds its video %s', async (_, place, options, rung) => {
    const own = life();
    const { world } = own;
    world.discord.faults.hangUpAfterUpload = 1_000;
    const { id: channelId } = world.discord.world.channelNamed(place);
    world.segmind.faults.holdJobs = true;
    const { id } = await world.give('ray-flash', options, { channelId });
    await world.whenState(id, 'submitted');
    if (rung === 'dm:found') world.clock.skip(tokenDeathMs);
    world.segmind.faults.holdJobs = false;
    const settled = world.settle(id);
    await world.until('the video stands', () => world.videosOf(id).length > 0);
    await own.stop();
    world.discord.faults.hangUpAfterUpload = 0;
    world.clock.skip(nonceForgottenMs);
    await own.restart();
    expect((await settled).job).toMatchObject({ state: 'delivered', rung });
  });

  it('and together these are all the operations that it knows', () => {
    expect([...life().operations].toSorted()).toEqual([
      'bulk_set_application_commands',
      'create_dm',
      'create_interaction_response',
      'create_message',
      'delete_message',
      'delete_original_webhook_message',
      'execute_webhook',
      'get_bot_gateway',
      'get_my_application',
      'list_application_commands',
      'list_guild_application_commands',
      'list_messages',
      'update_message',
      'update_original_webhook_message',
    ]);
  });
});
