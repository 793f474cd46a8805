import { describe, expect, it } from 'vitest';
import { createMessageMenus } from '../../commands/index.ts';
import type { GenerationRequest } from '../../src/catalogue/request.ts';
import type { WalletOverview } from '../../src/credits/wallet.ts';
import type { Fields, MessageCommand } from '../../src/discord/command.ts';
import type { Modal, SelectInput, TextInput } from '../../src/discord/command-result.ts';
import { readCustomId } from '../../src/discord/components.ts';
import { readCall, readMessageCall, readPressCall } from '../../src/discord/interaction.ts';
import { Refusal } from '../../src/errors/refusal.ts';
import { wordsFor } from '../../src/words/words.ts';
import { aMenuUse, anInteraction, aPictureFile, aPress } from '../builders/interactions.ts';
import { aJob, rows } from '../builders/jobs.ts';
import { servicesWith } from '../builders/services.ts';

const origins = ['https://cdn.discordapp.com', 'https://media.discordapp.net'];
const words = wordsFor('en-US');

function menuOf(name: string, among = rows): MessageCommand {
  const menu = createMessageMenus(among, origins).find(({ declaration }) => declaration.name === name);
  if (!menu) throw new Error(`no menu ${name}`);
  return menu;
}

const someOverview: WalletOverview = {
  ...{ balanceCredits: 300, heldCredits: 0, availableCredits: 300, isExempt: false, entries: [] },
  ...{ rolloverCredits: 0, nextRefillAt: 0 },
  allowance: { credits: 300, period: 'week' },
  why: { credits: 300, why: 'allowance' },
};

/** Uses the menu on a message, then sends the form off as it was filled in. */
function openWorld(among = rows) {
  const menu = menuOf('Animate this', among);
  const kept = new Map<string, unknown>();
  const accepted: GenerationRequest[] = [];
  let early: Refusal | null = null;
  let account = { isExempt: false, availableCredits: 51 };
  const services = servicesWith({
    wallet: { overview: async () => ({ ...someOverview, ...account }) },
    forms: {
      async keep({ interactionId }, content) {
        kept.set(interactionId, JSON.parse(JSON.stringify(content)));
        return interactionId;
      },
      async find(id, _owner, schema) {
        if (!kept.has(id)) throw new Refusal('form-too-old');
        return schema.parse(kept.get(id));
      },
    },
    generations: {
      async refuseEarly() {
        if (early) throw early;
      },
      async accept(_origin, request) {
        accepted.push(request);
        return aJob({ request });
      },
    },
  });
  return {
    kept,
    refuse: (refusal: Refusal) => {
      early = refusal;
    },
    setAccount: (own: typeof account) => {
      account = own;
    },
    async open(message: Readonly<Record<string, unknown>>): Promise<Modal> {
      const result = await menu.executeOn(readMessageCall(aMenuUse('Animate this', message)), services, words);
      if (result.kind !== 'modal') throw new Error(`no modal but ${result.kind}`);
      return result;
    },
    async submit(payload: string, fields: Fields): Promise<GenerationRequest | undefined> {
      await menu.submit?.(payload, fields, readCall(anInteraction()), services, words);
      return accepted.at(-1);
    },
    /** Sends a form off that is not taken: the answer, and what its button opens. */
    async submitInVain(payload: string, fields: Fields) {
      const answer = await menu.submit?.(payload, fields, readCall(anInteraction({ id: '99' })), services, words);
      if (answer?.kind !== 'reply') throw new Error(`no reply but ${answer?.kind}`);
      const [part] = answer.components?.[0]?.components ?? [];
      const { payload: draft } = readCustomId(part && 'custom_id' in part ? part.custom_id : '') ?? { payload: '' };
      const call = readPressCall(aPress(`Animate this:${draft}`));
      return { content: answer.content, reopen: () => menu.press?.(draft, call, services, words), accepted };
    },
  };
}

const kite = { attachments: [aPictureFile('kite.png')] };
const filled = { prompt: 'it flies away', video: ['ray-flash-2:5'], shape: ['picture'], extras: [] };
const namesIn = ({ inputs }: Modal) => inputs.map(({ name }) => name);

function list({ inputs }: Modal, name: string): SelectInput {
  const found = inputs.find((input): input is SelectInput => input.name === name && 'options' in input);
  if (!found) throw new Error(`no list ${name}`);
  return found;
}

describe('the pictures of a message', () => {
  const other = aPictureFile('dune.png', { url: 'https://cdn.discordapp.com/attachments/3/8/dune.png' });
  const shown = { url: 'https://media.discordapp.net/attachments/3/7/sea.webp?ex=1', width: 10, height: 20 };
  it.each([
    ['one file', kite, ['kite.png']],
    ['several files', { attachments: [aPictureFile('kite.png'), other] }, ['kite.png', 'dune.png']],
    ['one of an embed on Discord’s own host', { embeds: [{ image: shown }] }, ['sea.webp']],
    ['files and embeds', { ...kite, embeds: [{ thumbnail: shown }] }, ['kite.png', 'sea.webp']],
    [
      'one that stands in an embed as well, signed anew',
      { ...kite, embeds: [{ image: { url: `${aPictureFile('kite.png').url}2` } }] },
      ['kite.png'],
    ],
    [
      'those that can be used, beside a video, a text and a photo of another kind',
      {
        attachments: [
          aPictureFile('clip.mp4', { content_type: 'video/mp4', url: 'https://cdn.discordapp.com/1' }),
          aPictureFile('notes.txt', { content_type: 'text/plain', url: 'https://cdn.discordapp.com/2' }),
          aPictureFile('photo.heic', { content_type: 'image/heic', url: 'https://cdn.discordapp.com/3' }),
          other,
        ],
      },
      ['dune.png'],
    ],
    [
      'those of Discord, beside one of another website',
      { ...kite, embeds: [{ image: { url: 'https://example.org/cat.png' } }] },
      ['kite.png'],
    ],
    [
      'one of which only the name says what it is',
      { attachments: [aPictureFile('a.JPG', { content_type: undefined })] },
      ['a.JPG'],
    ],
  ])('are %s', async (_what, message, names) => {
    const { open, kept } = openWorld();
    await open(message);
    expect([...kept.values()]).toMatchObject([{ pictures: names.map((fileName) => ({ fileName })) }]);
  });

  it.each([
    ['there is none', {}, 'message-without-picture'],
    [
      'there is only a video',
      { attachments: [aPictureFile('a.mp4', { content_type: 'video/mp4' })] },
      'message-without-picture',
    ],
    [
      'it stands on another website',
      { embeds: [{ image: { url: 'https://example.org/cat.png' } }] },
      'message-picture-elsewhere',
    ],
    [
      'Discord only passes it on',
      { embeds: [{ thumbnail: { url: 'https://images-ext-1.discordapp.net/external/x/https/example.org/cat.png' } }] },
      'message-picture-elsewhere',
    ],
    [
      'it is of a kind that cannot be read',
      { attachments: [aPictureFile('a.heic', { content_type: 'image/heic' })] },
      'image-not-taken',
    ],
    ['it is too large', { attachments: [aPictureFile('a.png', { size: 30_000_000 })] }, 'image-too-large'],
    ['it has too many pixels', { attachments: [aPictureFile('a.png', { width: 20_000 })] }, 'image-too-many-pixels'],
  ])('are refused where %s, and nothing is kept', async (_what, message, code) => {
    const { open, kept } = openWorld();
    await expect(open(message)).rejects.toMatchObject({ code });
    expect(kept.size).toBe(0);
  });

  it('are 25 at most', async () => {
    const { open } = openWorld();
    const attachments = Array.from({ length: 30 }, (_, index) =>
      aPictureFile(`${index}.png`, { url: `https://cdn.discordapp.com/attachments/3/${index}/a.png` }),
    );
    expect(list(await open({ attachments }), 'picture').options).toHaveLength(25);
  });
});

describe('the form', () => {
  it('asks for words, length and shape, and names the prices', async () => {
    const form = await openWorld().open(kite);
    expect(namesIn(form)).toEqual(['prompt', 'video', 'shape', 'extras']);
    expect(list(form, 'video').options).toMatchObject([
      { label: 'Ray Flash 2, 5 seconds: 51 credits', value: 'ray-flash-2:5', isChosen: true },
      { label: 'Ray Flash 2, 9 seconds: 92 credits', value: 'ray-flash-2:9' },
      { label: 'Ray 2, 5 seconds: 160 credits', value: 'ray-2:5' },
    ]);
    expect(list(form, 'shape').options[0]).toMatchObject({ label: 'Like the picture', isChosen: true });
    expect(list(form, 'extras').options.map(({ value }) => value)).toEqual(['loop', 'private']);
  });

  it('asks which of several pictures, and shows their sizes', async () => {
    const attachments = [
      aPictureFile('kite.png'),
      aPictureFile('dune.png', { url: 'https://cdn.discordapp.com/attachments/3/8/dune.png', width: undefined }),
    ];
    const form = await openWorld().open({ attachments });
    expect(namesIn(form)).toEqual(['prompt', 'picture', 'video', 'shape', 'extras']);
    expect(list(form, 'picture').options).toEqual([
      { label: '1. kite.png', description: '800 × 600', value: '0', isChosen: true },
      { label: '2. dune.png', value: '1', isChosen: false },
    ]);
  });

  it('keeps Discord’s limits, with any number of pictures', async () => {
    const attachments = [
      aPictureFile('kite.png'),
      aPictureFile(`${'k'.repeat(300)}.png`, { url: 'https://cdn.discordapp.com/9' }),
    ];
    const { payload, title, inputs } = await openWorld().open({ attachments });
    expect(`Animate this:${payload}`.length).toBeLessThanOrEqual(100);
    expect(title.length).toBeLessThanOrEqual(45);
    expect(inputs.length).toBeLessThanOrEqual(5);
    for (const { label, description = '' } of inputs) {
      expect(label.length).toBeLessThanOrEqual(45);
      expect(description.length).toBeLessThanOrEqual(100);
    }
    expect(inputs[0] satisfies TextInput | SelectInput | undefined).toMatchObject({ minLength: 3, maxLength: 4_000 });
  });

  it('is not shown to whom no words would help', async () => {
    const world = openWorld();
    world.refuse(new Refusal('member-blocked'));
    await expect(world.open(kite)).rejects.toMatchObject({ code: 'member-blocked' });
    expect(world.kept.size).toBe(0);
  });

  it('is not shown to whom even the cheapest video costs too much, unless credits never run out', async () => {
    const world = openWorld();
    world.setAccount({ isExempt: false, availableCredits: 50 });
    await expect(world.open(kite)).rejects.toMatchObject({
      code: 'too-few-credits',
      context: { price: 51, available: 50 },
    });
    expect(world.kept.size).toBe(0);
    world.setAccount({ isExempt: true, availableCredits: 0 });
    await world.open(kite);
  });

  it('stands in no menu where nothing can begin with a picture', () => {
    const names = createMessageMenus([], origins).map(({ declaration }) => declaration.name);
    expect(names).toEqual(['Report']);
  });
});

describe('what comes back', () => {
  it('is asked for as `/animate` would', async () => {
    const { open, submit } = openWorld();
    const { payload } = await open(kite);
    expect(await submit(payload, filled)).toMatchObject({
      ...{ model: 'ray-flash-2', prompt: 'it flies away', durationSeconds: 5, loop: false, isPrivate: false },
      ...{ aspectRatio: '4:3', ratioFollowsImage: true, endImage: null },
      startImage: { url: aPictureFile('kite.png').url, width: 800, height: 600 },
    });
  });

  it('may be another model, length, shape and picture, a loop, and for the member alone', async () => {
    const { open, submit } = openWorld();
    const second = aPictureFile('dune.png', { url: 'https://cdn.discordapp.com/attachments/3/8/dune.png' });
    const { payload } = await open({ attachments: [aPictureFile('kite.png'), second] });
    const chosen = { video: ['ray-flash-2:9'], shape: ['9:16'], picture: ['1'], extras: ['loop', 'private'] };
    expect(await submit(payload, { ...filled, ...chosen })).toMatchObject({
      ...{ durationSeconds: 9, aspectRatio: '9:16', ratioFollowsImage: false, loop: true, isPrivate: true },
      startImage: { url: second.url },
    });
    expect(await submit(payload, { ...filled, video: ['ray-2:5'] })).toMatchObject({ model: 'ray-2' });
  });

  it.each([
    ['words that say nothing', { prompt: '  ' }, 'Your prompt has no words'],
    ['no words at all', { prompt: [] }, 'Your prompt has no words'],
    ['words that ring somebody', { prompt: 'a kite for @everyone' }, 'cannot mention anybody'],
    ['a model that is not offered', { video: ['ray-9:5'] }, 'That model cannot animate'],
    ['a length that there is not', { video: ['ray-2:7'] }, 'cannot make duration'],
    ['no length', { video: ['ray-2'] }, 'cannot make duration'],
    ['a shape that there is not', { shape: ['5:5'] }, 'cannot make aspect_ratio'],
  ])('is refused with %s, and what was typed is not lost', async (_what, fields, why) => {
    const { open, submitInVain } = openWorld();
    const first = await open(kite);
    const { content, reopen, accepted } = await submitInVain(first.payload, { ...filled, ...fields });
    expect([content, accepted]).toEqual([expect.stringContaining(why), []]);
    const typed = { ...filled, ...fields }.prompt;
    const again = await reopen();
    expect(again).toMatchObject({
      kind: 'modal',
      inputs: [{ value: typeof typed === 'string' ? typed : '' }, {}, {}, {}],
    });
  });

  it.each([
    ['a picture that there is not', { picture: ['7'] }, 'form-too-old'],
    ['a picture of no number', { picture: ['x'] }, 'form-too-old'],
  ])('is refused with %s', async (_what, fields, code) => {
    const { open, submit } = openWorld();
    const { payload } = await open(kite);
    await expect(submit(payload, { ...filled, ...fields })).rejects.toMatchObject({ code });
  });

  it('that was not taken can be sent off from the form that its button opens, in which all stands that was chosen', async () => {
    const { open, submit, submitInVain } = openWorld();
    const second = aPictureFile('dune.png', { url: 'https://cdn.discordapp.com/attachments/3/8/dune.png' });
    const { payload } = await open({ attachments: [aPictureFile('kite.png'), second] });
    const chosen = { video: ['ray-flash-2:9'], shape: ['9:16'], picture: ['1'], extras: ['loop', 'private'] };
    const { reopen } = await submitInVain(payload, { ...chosen, prompt: '@here' });
    const again = await reopen();
    if (again?.kind !== 'modal') throw new Error('no modal');
    const inForm = Object.keys(chosen).map((input) => {
      const { options } = list(again, input);
      return [input, options.filter(({ isChosen }) => isChosen).map(({ value }) => value)];
    });
    expect(Object.fromEntries(inForm)).toEqual(chosen);
    expect(await submit(again.payload, filled)).toMatchObject({ startImage: { url: aPictureFile('kite.png').url } });
  });

  it('is refused where nothing is known of the form', async () => {
    await expect(openWorld().submit('7', filled)).rejects.toMatchObject({ code: 'form-too-old' });
  });
});
