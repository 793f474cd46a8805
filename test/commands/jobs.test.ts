import { beforeEach, describe, expect, it } from 'vitest';
import { jobs } from '../../commands/jobs.ts';
import type { CommandServices, PressCall, PressResult } from '../../src/discord/command.ts';
import type { Row } from '../../src/discord/command-result.ts';
import { readCommandCall, readFields, readPressCall } from '../../src/discord/interaction.ts';
import { failureButtons, videoButtons } from '../../src/discord/views/job-buttons.ts';
import { Refusal } from '../../src/errors/refusal.ts';
import { eraseJob } from '../../src/jobs/erase-job.ts';
import type { JobFailure, JobState } from '../../src/jobs/job.ts';
import { JobHistory } from '../../src/jobs/job-history.ts';
import { OpenForms } from '../../src/jobs/open-forms.ts';
import { Remaking } from '../../src/jobs/remaking.ts';
import { Reposting } from '../../src/jobs/reposting.ts';
import { wordsFor } from '../../src/words/words.ts';
import { aMember, anInteraction, aPress, aSubmit, command } from '../builders/interactions.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { aJob, anOrigin, aRequest, rows } from '../builders/jobs.ts';
import { servicesWith } from '../builders/services.ts';

const words = wordsFor('en-US');
const subject = jobs(words);
const { interactionId: id, memberId } = anOrigin();
const stranger = '888888888888888888';
const moderatesMessages = 1n << 13n;

let world: JobWorld;
let services: CommandServices;
let presses = 0;

beforeEach(async (context) => {
  world = await startJobWorld(context);
  context.onTestFinished(() => world.runner.stop(1_000));
  const { desk, generations, database, clock } = world;
  services = servicesWith({
    jobs: desk,
    jobHistory: new JobHistory(database),
    remakes: new Remaking({ generations, rows, clock }),
    reposts: new Reposting({ ...world, desk }),
    forms: new OpenForms(database, clock),
    clock,
  });
});

interface Who {
  readonly userId?: string;
  readonly permissions?: bigint;
}

function by({ userId = memberId, permissions = 0n }: Who = {}) {
  presses += 1;
  const user = { id: userId, username: 'somebody' };
  return { id: `15736419150099${String(presses).padStart(5, '0')}`, member: aMember(permissions, { user }) };
}

function press(payload: string, who: Who = {}, values: readonly string[] = []): Promise<PressResult> {
  const call: PressCall = readPressCall(aPress(`jobs:${payload}`, { values }, by(who)));
  if (!subject.press) throw new Error('it has buttons');
  return subject.press(payload, call, services, words);
}

const pressed = (...given: Parameters<typeof press>) =>
  press(...given).then(
    ({ kind }) => kind,
    (error: unknown) => (error instanceof Refusal ? error.code : error),
  );

function submit(payload: string, prompt: string) {
  const interaction = aSubmit(`jobs:${payload}`, { prompt }, by());
  const call = readPressCall(interaction as never);
  if (!subject.submit) throw new Error('it has a modal');
  return subject.submit(payload, readFields(interaction), call, services, words);
}

function list(options: Parameters<typeof command>[1] = {}, who: Who = {}) {
  const call = readCommandCall(anInteraction({ ...by(who), data: command('jobs', options) }));
  return subject.execute(call, services, words);
}

function shown(result: PressResult): { content: string; labels: string[]; ids: string[] } {
  if (result.kind === 'later' || result.kind === 'errand' || result.kind === 'modal' || result.kind === 'job')
    throw new Error(`is a ${result.kind}`);
  const parts = (result.components ?? []).flatMap((row: Row) => row.components);
  return {
    content: 'content' in result ? result.content : '',
    labels: parts.flatMap((part) => ('label' in part && part.label ? [part.label] : [])),
    ids: parts.flatMap((part) => ('custom_id' in part && part.custom_id ? [part.custom_id] : [])),
  };
}

const jobCount = async () => (await world.database.selectFrom('job').select('id').execute()).length;

describe('every button', () => {
  const verbs = ['cancel', 'post', 'again', 'edit', 'vary', 'delete', 'delete-yes', 'repost', 'show'];

  it.each(verbs)('«%s» says so where its job is gone, is of another guild, or was erased', async (verb) => {
    expect(await pressed(`${verb}:${id}:51`)).toBe('job-unknown');
    await world.jobIn('delivered', { origin: { guildId: '222222222222222229' } });
    expect(await pressed(`${verb}:${id}:51`)).toBe('job-unknown');
    await world.database.updateTable('job').set({ guild_id: anOrigin().guildId }).execute();
    await world.database.transaction().execute((trx) => eraseJob(trx, { id, request: JSON.stringify(aRequest()) }));
    expect(await pressed(`${verb}:${id}:51`)).toBe('job-unknown');
  });

  it.each(['cancel', 'post', 'delete', 'delete-yes', 'repost', 'show'])('«%s» is not for strangers', async (verb) => {
    await world.jobIn('delivered');
    expect(await pressed(`${verb}:${id}`, { userId: stranger })).toBe('job-not-yours');
  });

  it.each(verbs)('«%s» of what is private is not for anybody else', async (verb) => {
    await world.jobIn('delivered', { request: { isPrivate: true } });
    expect(await pressed(`${verb}:${id}:51`, { userId: stranger, permissions: moderatesMessages })).toBe('job-unknown');
  });

  it.each([
    '',
    'nonsense',
    'list',
    'list:all:before:x',
    'list:all:before:1:2',
    'vary-ratio:1',
    'make:1:16x9.5.2:51',
    'make:1:2x1.5.0:51',
    'make:1:16x9.7.0:51',
  ])('that was not made here (%j) is refused', async (payload) => {
    expect(await pressed(payload)).toBe('component-unknown');
  });
});

describe('Cancel', () => {
  it('under the card ends a job that has not left, and takes the card’s place', async () => {
    await world.jobIn('preparing');
    const result = await press(`cancel:${id}`);
    expect(result).toMatchObject({ kind: 'update', note: expect.stringContaining('51 credits are back') });
    expect(shown(result)).toMatchObject({
      content: expect.stringContaining('cancelled before anything was made'),
      labels: ['Again (51)', 'Edit prompt'],
    });
  });

  it('that comes too late keeps the video back, and says so; pressed again it says the same', async () => {
    await world.jobIn('submitted');
    for (const _ of [1, 2]) {
      const result = await press(`cancel:${id}`);
      expect(result).toMatchObject({
        kind: 'relabel',
        note: expect.stringMatching(/will not be posted.+51 credits.+<t:\d+:f>/),
      });
      expect(shown(result).labels).toEqual(['Post it after all']);
    }
    expect(shown(await press(`post:${id}`)).labels).toEqual(['Don’t post']);
  });

  it('by a moderator speaks of the requester’s credits, and the requester reads who keeps the video back', async () => {
    await world.jobIn('submitted');
    const moderator = { userId: stranger, permissions: moderatesMessages };
    const { note } = (await press(`cancel:${id}`, moderator)) as { note: string };
    expect(note).toContain(`<@${memberId}>`);
    expect(note).not.toContain('/jobs');
    const theirs = shown(await list({ show: id })).content;
    expect(theirs).toContain('A moderator does not want it shown');
    expect(shown(await list({ show: id }, moderator)).content).not.toContain('does not want it shown');
  });

  it.each([
    ['delivering', 'job-being-posted'],
    ['delivered', 'job-over'],
    ['failed', 'job-over'],
    ['undelivered', 'job-over'],
  ] as const)('of what is %s is refused: %s', async (state, code) => {
    await world.jobIn(state);
    expect([await pressed(`cancel:${id}`), await pressed(`post:${id}`)]).toEqual([code, code]);
  });

  it('under the details redraws these', async () => {
    await world.jobIn('submitted');
    const result = shown(await press(`cancel:${id}:d`));
    expect(result.content).toContain('being made, will not be posted');
    expect(result.ids[0]).toBe(`jobs:post:${id}:d`);
  });
});

describe('Again', () => {
  it('makes the same, of anybody who pays', async () => {
    await world.jobIn('delivered', { request: { isSpoiler: true } });
    const result = await press(`again:${id}:51`, { userId: stranger });
    if (result.kind !== 'job') throw new Error(`is a ${result.kind}`);
    expect(result.job).toMatchObject({ memberId: stranger, priceCredits: 51, state: 'accepted', request: aRequest() });
  });

  it('charges nothing but what stands on it', async () => {
    await world.jobIn('delivered');
    const result = shown(await press(`again:${id}:26`));
    expect(result).toMatchObject({ content: expect.stringContaining('**51 credits**'), ids: [`jobs:again:${id}:51`] });
    expect(await jobCount()).toBe(1);
  });

  it('is refused for what a command is refused', async () => {
    await world.jobIn('delivered');
    const results = [];
    for (let n = 0; n < 6; n += 1) {
      results.push(await pressed(`again:${id}:51`));
      await world.clock.advance(3_000);
    }
    expect(results).toEqual(['job', 'job', 'job', 'job', 'too-few-credits', 'too-few-credits']);
  });

  it('twice in a row makes one', async () => {
    await world.jobIn('delivered');
    expect(await Promise.all([pressed(`again:${id}:51`), pressed(`again:${id}:51`)])).toEqual([
      'job',
      'job-on-its-way',
    ]);
    expect(await jobCount()).toBe(2);
  });
});

describe('Edit prompt', () => {
  it('shows the old words, and makes a video of the new ones', async () => {
    await world.jobIn('delivered');
    const modal = await press(`edit:${id}`);
    expect(modal).toMatchObject({
      kind: 'modal',
      payload: `edit:${id}:51`,
      inputs: [{ name: 'prompt', value: 'a red fox in the snow', description: expect.stringContaining('51 credits') }],
    });
    const result = await submit(`edit:${id}:51`, 'a blue fox');
    expect(result).toMatchObject({ kind: 'job', job: { request: aRequest({ prompt: 'a blue fox' }) } });
  });

  it.each([
    ['51', 'look @everyone, a fox that is worth a long prompt', 'mention anybody'],
    ['26', 'a fox', '**51 credits**'],
  ])('keeps words that are not taken', async (price, prompt, why) => {
    await world.jobIn('delivered');
    const refused = shown(await submit(`edit:${id}:${price}`, prompt));
    expect(refused).toMatchObject({ content: expect.stringContaining(why), labels: ['Edit prompt'] });
    const [again = ''] = refused.ids;
    expect(await press(again.replace(/^jobs:/, ''))).toMatchObject({ kind: 'modal', inputs: [{ value: prompt }] });
    expect(await pressed(again.replace(/^jobs:/, ''), { userId: stranger })).toBe('form-too-old');
    expect(await jobCount()).toBe(1);
  });
});

describe('Vary', () => {
  it('offers what the model has, with the old choice in it, and no menu without a choice', async () => {
    await world.jobIn('delivered');
    const flash = await press(`vary:${id}`);
    expect(shown(flash).ids).toEqual([
      `jobs:vary-ratio:${id}:16x9.5.0`,
      `jobs:vary-duration:${id}:16x9.5.0`,
      `jobs:vary-loop:${id}:16x9.5.0`,
      `jobs:make:${id}:16x9.5.0:51`,
    ]);
    await world.database
      .updateTable('job')
      .set({ request: JSON.stringify(aRequest({ model: 'ray-2' })) })
      .execute();
    const ray = shown(await press(`vary:${id}`));
    expect(ray.ids.some((each) => each.includes('vary-duration'))).toBe(false);
    expect(ray.labels).toEqual(['Make it (160 credits)']);
  });

  it('follows each choice, and makes what was chosen', async () => {
    await world.jobIn('delivered');
    const longer = shown(await press(`vary-duration:${id}:16x9.5.0`, {}, ['9']));
    expect(longer.labels).toEqual(['Make it (92 credits)']);
    const made = await press(`make:${id}:9x16.9.1:92`);
    const expected = aRequest({ aspectRatio: '9:16', durationSeconds: 9, loop: true });
    expect(made).toMatchObject({ kind: 'job', job: { request: expected, priceCredits: 92 } });
  });

  it('at another price than its button says shows the new one', async () => {
    await world.jobIn('delivered');
    const result = await press(`make:${id}:16x9.9.0:51`);
    expect([result.kind, shown(result).labels]).toEqual(['update', ['Make it (92 credits)']]);
    expect(shown(result).content).toContain('The price is another one now: **92 credits**');
  });

  it('says what cannot be had together', async () => {
    await world.jobIn('delivered', { request: { model: 'ray-2' } });
    const result = shown(await press(`vary-ratio:${id}:16x9.5.0`, {}, ['4:3']));
    expect(result).toMatchObject({ content: expect.stringContaining('cannot make'), labels: ['Not possible'] });
  });

  it('offers no loop where there is a picture at the end, and its shape where there is a picture', async () => {
    const endImage = { url: 'https://cdn.discordapp.com/a/1/2/a.png', width: 900, height: 1600 };
    await world.jobIn('delivered', { request: { endImage } });
    const form = await press(`vary:${id}`);
    expect(shown(form).ids.some((each) => each.includes('vary-loop'))).toBe(false);
    expect(JSON.stringify(form)).toContain('like the picture');
    expect(shown(await press(`vary-ratio:${id}:16x9.5.0`, {}, ['picture'])).ids[0]).toContain('picture.5.0');
  });
});

describe('Delete', () => {
  it('asks before it does anything, and then deletes', async () => {
    await world.jobIn('delivered');
    const question = shown(await press(`delete:${id}`));
    expect(question).toMatchObject({
      labels: ['Delete it', 'Keep it'],
      content: expect.stringContaining('stay spent'),
    });
    expect(shown(await press('delete-no')).content).toBe('The video stays.');
    expect(world.poster.deleted).toEqual([]);
    const deleting = await press(`delete-yes:${id}`);
    if (deleting.kind !== 'later') throw new Error(`is a ${deleting.kind}`);
    expect(await deleting.work(new AbortController().signal)).toMatchObject({ content: 'The video is deleted.' });
    expect(world.poster.deleted).toHaveLength(1);
    expect((await world.store.get(id)).withdrawnBy).toBe('requester');
  });

  it('by a moderator names whose it is', async () => {
    await world.jobIn('delivered');
    const moderator = { userId: stranger, permissions: moderatesMessages };
    expect(shown(await press(`delete:${id}`, moderator)).content).toContain(`<@${memberId}>`);
  });
});

describe('Post again', () => {
  const again = async () => {
    const errand = await press(`repost:${id}`);
    if (errand.kind !== 'errand') throw new Error(`is a ${errand.kind}`);
    return (await errand.work(new AbortController().signal))?.content;
  };

  it.each([
    ['in the channel', 'channel:file', 'https://discord.com/channels/222222222222222222/5/6'],
    ['in a direct message', 'dm:file', 'https://discord.com/channels/@me/5/6'],
  ] as const)('leads to a video that still stands %s', async (_where, rung, link) => {
    await world.jobIn('delivering');
    await world.store.delivered(id, { messageId: '6', channelId: '5' }, rung, world.clock.now());
    world.poster.standing = () => true;
    expect(await again()).toBe(`The video still stands there: ${link}`);
  });
});

describe('/jobs', () => {
  const idOf = (n: number) => String(1573641915008548000n + BigInt(n));
  const add = async (n: number, state: JobState, prompt = `clip ${n}`) => {
    await world.jobIn(state, { origin: { interactionId: idOf(n) }, request: { prompt } });
    await world.clock.advance(1_000);
  };

  it('shows nothing but how to begin to whoever has none', async () => {
    const { content, ids } = shown(await list());
    expect([content, ids]).toEqual([expect.stringContaining('`/ray-flash`'), []]);
    expect(shown(await list({ filter: 'open' }))).toMatchObject({
      content: 'Nothing of yours is under way.',
      ids: ['jobs:filter'],
    });
  });

  it('shows each with what became of it', async () => {
    await add(1, 'delivered');
    await add(2, 'failed');
    await add(3, 'submitted', '**bold** @here');
    expect(shown(await list()).content.split('\n')).toEqual([
      '**Your videos here, newest first**',
      '⏳ Ray Flash 2 · \\*\\*bold\\*\\* \\@here',
      expect.stringMatching(/^-# 51 credits held · <t:\d+:R> · being made$/),
      '⚠️ Ray Flash 2 · clip 2',
      expect.stringMatching(/^-# 51 credits, given back · <t:\d+:R> · no video$/),
      '🎬 Ray Flash 2 · clip 1',
      expect.stringMatching(
        /^-# 51 credits · <t:\d+:R> · \[see it\]\(https:\/\/discord.com\/channels\/2+\/3+\/message-0\)$/,
      ),
    ]);
  });

  it('turns its pages, and filters', async () => {
    await world.database
      .insertInto('account')
      .values({ guild_id: anOrigin().guildId, member_id: memberId, balance_credits: 9_000, held_credits: 0 })
      .execute();
    for (let n = 1; n <= 8; n += 1) await add(n, n === 2 ? 'cancelled' : 'delivered');
    const first = shown(await list());
    const older = first.ids.find((each) => each.includes(':before:')) ?? '';
    expect(older).toBe(`jobs:list:all:before:${idOf(3)}`);
    const second = shown(await press(older.replace(/^jobs:/, '')));
    expect(second.content).toMatch(/clip 2[\s\S]+clip 1/);
    expect(shown(await press('filter', {}, ['without-video'])).content).toMatch(/^\*\*What you asked for/);
    expect(shown(await press('list:all')).content).toBe(first.content);
  });

  it('stays within a message, whatever stands in it', async () => {
    await world.database
      .insertInto('account')
      .values({ guild_id: anOrigin().guildId, member_id: memberId, balance_credits: 9_000, held_credits: 0 })
      .execute();
    for (let n = 1; n <= 7; n += 1) await add(n, 'delivered', '*'.repeat(4_000));
    expect(shown(await list()).content.length).toBeLessThanOrEqual(2_000);
    expect(shown(await list({ show: idOf(1) })).content.length).toBeLessThanOrEqual(2_000);
  });

  it('shows one in full, with what can be done about it', async () => {
    await world.jobIn('delivered', { request: { prompt: 'a very long story', durationSeconds: 9 } });
    const { content, labels } = shown(await list({ show: id }));
    expect(content.split('\n')).toEqual([
      '🎬 **Ray Flash 2**, posted',
      '> a very long story',
      '9 s · 16:9 · 92 credits',
      expect.stringMatching(/^Asked for by <@4+> <t:\d+:f> in <#3+>$/),
      'Took 1 s',
      'Made by Segmind',
      expect.stringMatching(/^See it: https/),
      `-# Reference: \`${id}\``,
    ]);
    expect(labels).toEqual(['Again (92)', 'Edit prompt', 'Vary', 'Post again', 'Delete', '◀ All videos']);
    expect(shown(await press('open:all', {}, [id])).content).toBe(content);
  });

  it.each([
    ['preparing', ['Cancel', '◀ All videos', 'Refresh']],
    ['submitted', ['Don’t post', '◀ All videos', 'Refresh']],
    ['delivering', ['◀ All videos', 'Refresh']],
    ['failed', ['Again (51)', 'Edit prompt', '◀ All videos']],
  ] as const)('offers for what is %s: %s', async (state, labels) => {
    await world.jobIn(state);
    expect(shown(await list({ show: id })).labels).toEqual(labels);
  });

  it('gives the requester of a video that could not be posted the file itself, and nobody else', async () => {
    await world.jobIn('undelivered');
    expect(shown(await list({ show: id })).content).toContain('https://cdn.example.org/clip.mp4');
    const moderator = { userId: stranger, permissions: moderatesMessages };
    expect(shown(await list({ show: id }, moderator)).content).not.toContain('clip.mp4');
  });

  it('of others is not shown', async () => {
    await world.jobIn('delivered');
    await expect(list({ show: id }, { userId: stranger })).rejects.toMatchObject({ code: 'job-not-yours' });
    await expect(list({ show: '9' })).rejects.toMatchObject({ code: 'job-unknown' });
  });
});

describe('under what came of it', () => {
  const labels = (rowsOf: readonly Row[]) =>
    rowsOf.flatMap((row) => row.components).flatMap((part) => ('label' in part ? [part.label] : []));

  it('a video can be made again, edited, varied and deleted; one for its requester alone is theirs to dismiss', () => {
    expect(labels(videoButtons(aJob()))).toEqual(['Again (51)', 'Edit prompt', 'Vary', 'Delete']);
    const alone = aJob({ request: aRequest({ isPrivate: true }) });
    expect(labels(videoButtons(alone))).toEqual(['Again (51)', 'Edit prompt', 'Vary']);
  });

  it.each<[JobFailure, readonly string[]]>([
    ['cancelled', ['Again (51)', 'Edit prompt']],
    ['provider-failed', ['Again (51)', 'Edit prompt']],
    ['moderated', ['Edit prompt']],
    ['provider-refused', ['Edit prompt', 'Vary']],
    ['model-withdrawn', []],
    ['image-unreachable', ['Again (51)', 'Edit prompt']],
    ['image-gone', []],
  ])('a failure («%s») has what makes sense then', (failure, expected) => {
    expect(labels(failureButtons(aJob({ state: 'failed', failure })))).toEqual(expected);
  });
});
