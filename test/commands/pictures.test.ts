import { type APIApplicationCommandBasicOption, ApplicationCommandOptionType } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { createCommands } from '../../commands/index.ts';
import type { CatalogueRow } from '../../src/catalogue/models.ts';
import type { GenerationRequest } from '../../src/catalogue/request.ts';
import { readCommandCall } from '../../src/discord/interaction.ts';
import { wordsFor } from '../../src/words/words.ts';
import { anInteraction, command } from '../builders/interactions.ts';
import { aJob, rows } from '../builders/jobs.ts';
import { servicesWith } from '../builders/services.ts';

const origins = ['https://cdn.discordapp.com', 'https://media.discordapp.net'];
const commands = createCommands(rows, origins);

function find(name: string, among = commands) {
  const found = among.find(({ declaration }) => declaration.name === name);
  if (!found) throw new Error(`no command ${name}`);
  return found;
}
const optionsOf = (name: string, among = commands) =>
  (find(name, among).declaration.options ?? []) as readonly APIApplicationCommandBasicOption[];
const option = (name: string, commandName = 'animate', among = commands) =>
  optionsOf(commandName, among).find((each) => each.name === name);

type Given = Readonly<Record<string, unknown>>;

/** A file as Discord describes it. */
const file = (changes: Given = {}): Given => ({
  id: '900000000000000001',
  filename: 'fox.jpg',
  content_type: 'image/jpeg',
  size: 1_000_000,
  url: 'https://cdn.discordapp.com/ephemeral-attachments/1/2/fox.jpg',
  proxy_url: 'https://media.discordapp.net/ephemeral-attachments/1/2/fox.jpg',
  width: 900,
  height: 1600,
  ...changes,
});

/** Runs a command with files, as Discord delivers it, and gives what it asked for. */
async function run(
  name: string,
  options: Parameters<typeof command>[1],
  files: Readonly<Record<string, Given>>,
  change: (data: Given) => Given = (data) => data,
): Promise<GenerationRequest | undefined> {
  const accepted: GenerationRequest[] = [];
  const services = servicesWith({
    generations: {
      refuseEarly: async () => {},
      async accept(_origin, request) {
        accepted.push(request);
        return aJob({ request });
      },
    },
  });
  const { options: plain, ...rest } = command(name, options);
  const ids = Object.keys(files).map((option, index) => [option, `90000000000000000${index}`] as const);
  const data = {
    ...rest,
    options: [
      ...plain,
      ...ids.map(([option, value]) => ({ name: option, value, type: ApplicationCommandOptionType.Attachment })),
    ],
    resolved: { attachments: Object.fromEntries(ids.map(([option, id]) => [id, { ...files[option], id }])) },
  };
  const call = readCommandCall(anInteraction({ data: change(data) }));
  await find(name).execute(call, services, wordsFor('en-US'));
  expect(accepted).toHaveLength(1);
  return accepted[0];
}

const refused = (code: string) => ({ name: 'Refusal', code });

describe('/animate is declared', () => {
  it('with the picture and the words first, since both are needed', () => {
    expect(optionsOf('animate').map(({ name, required = false }) => [name, required])).toEqual([
      ['image', true],
      ['prompt', true],
      ['model', false],
      ['end_image', false],
      ['duration', false],
      ['aspect_ratio', false],
      ['concepts', false],
      ['loop', false],
      ['private', false],
    ]);
  });

  it.each(['ray', 'ray-flash', 'animate'])('as /%s is: what is needed stands before what is not', (name) => {
    const needed = optionsOf(name).map(({ required = false }) => required);
    expect(needed).toEqual(needed.toSorted((a, b) => Number(b) - Number(a)));
  });

  it('with the files that can be read', () => {
    for (const name of ['image', 'end_image'])
      expect(option(name)).toMatchObject({
        type: ApplicationCommandOptionType.Attachment,
        file_types: ['.jpg', '.jpeg', '.png', '.webp', '.gif', '.avif'],
      });
  });

  it('with both models and what they cost', () => {
    expect(option('model')).toMatchObject({
      choices: [
        { name: 'Ray Flash 2 (from 51 credits)', value: 'ray-flash-2' },
        { name: 'Ray 2 (from 160 credits)', value: 'ray-2' },
      ],
    });
    expect(option('duration')).toMatchObject({
      choices: [
        { name: '5 seconds (Ray Flash 2: 51 credits, Ray 2: 160 credits)', value: 5 },
        { name: '9 seconds (Ray Flash 2: 92 credits)', value: 9 },
      ],
    });
    expect(find('animate').declaration.description).toContain('from 51 credits');
  });

  it('with the ratios of any model', () => {
    expect(option('aspect_ratio')).toMatchObject({
      choices: ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9', '9:21'].map((value) => ({ value })),
    });
  });

  it('within Discord’s limits: 8,000 characters a command, 25 choices, no name twice', () => {
    for (const { declaration } of commands) {
      const texts: string[] = [];
      JSON.stringify(declaration, (key, value) => {
        if (['name', 'description', 'value'].includes(key)) texts.push(String(value));
        return value;
      });
      expect(texts.join('').length).toBeLessThanOrEqual(8_000);
      const names = (declaration.options ?? []).map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(names.length).toBeLessThanOrEqual(25);
      for (const each of declaration.options ?? [])
        expect('choices' in each ? (each.choices ?? []).length : 0).toBeLessThanOrEqual(25);
    }
  });

  const only = (...keys: string[]): CatalogueRow[] => rows.filter(({ key }) => keys.includes(key));
  it('without what nobody here serves', () => {
    const flash = createCommands(only('segmind/ray-flash-2'), origins);
    expect(option('model', 'animate', flash)).toBeUndefined();
    const ray = createCommands(only('segmind/ray-2', 'segmind/ray-2-image'), origins);
    expect(optionsOf('animate', ray).map(({ name }) => name)).toEqual([
      'image',
      'prompt',
      'aspect_ratio',
      'concepts',
      'loop',
      'private',
    ]);
    const text = createCommands(only('segmind/ray-2'), origins);
    const always = createCommands([], origins).map(({ declaration }) => declaration.name);
    expect(text.map(({ declaration }) => declaration.name)).toEqual(['ray', ...always]);
    const pictures = createCommands(only('segmind/ray-2-image'), origins);
    expect(pictures.map(({ declaration }) => declaration.name)).toEqual(['animate', ...always]);
  });
});

describe('/animate asks for', () => {
  it('what the member chose', async () => {
    const options = { prompt: ' a  fox runs ', model: 'ray-2', aspect_ratio: '21:9', loop: true, private: true };
    expect(await run('animate', options, { image: file() })).toEqual({
      model: 'ray-2',
      prompt: 'a fox runs',
      durationSeconds: 5,
      aspectRatio: '21:9',
      resolution: '720p',
      ratioFollowsImage: false,
      startImage: { url: file().url, width: 900, height: 1600 },
      endImage: null,
      loop: true,
      concepts: [],
      isPrivate: true,
    });
  });

  it('the usual model, in the shape of the picture, where nothing else is said', async () => {
    expect(await run('animate', { prompt: 'a fox' }, { image: file() })).toMatchObject({
      model: 'ray-flash-2',
      aspectRatio: '9:16',
      ratioFollowsImage: true,
      durationSeconds: 5,
    });
  });

  it('both pictures', async () => {
    const end = file({ url: 'https://media.discordapp.net/end.png', width: null, height: undefined });
    expect(await run('animate', { prompt: 'a fox' }, { image: file(), end_image: end })).toMatchObject({
      startImage: { width: 900 },
      endImage: { url: 'https://media.discordapp.net/end.png', width: null, height: null },
    });
  });
});

describe('/animate refuses before anything is asked', () => {
  it.each([
    [{ url: 'https://evil.example/fox.jpg' }, 'image-elsewhere'],
    [{ url: null }, 'image-elsewhere'],
    [{ content_type: 'text/html' }, 'image-not-taken'],
    [{ content_type: undefined, filename: 'fox.heic' }, 'image-not-taken'],
    [{ content_type: null, filename: 'fox.txt' }, 'image-not-taken'],
    [{ size: 0 }, 'image-empty'],
    [{ size: -1 }, 'image-empty'],
    [{ size: 20 * 1024 * 1024 + 1 }, 'image-too-large'],
    [{ width: 20_000, height: 20_000 }, 'image-too-many-pixels'],
  ])('a picture with %j: %s', async (changes, code) => {
    const prompt = 'a fox';
    await expect(run('animate', { prompt }, { image: file(changes) })).rejects.toMatchObject(refused(code));
    const both = { image: file(), end_image: file(changes) };
    await expect(run('animate', { prompt }, both)).rejects.toMatchObject(refused(code));
    await expect(run('ray-flash', { prompt }, { start_image: file(changes) })).rejects.toMatchObject(refused(code));
    await expect(run('ray-flash', { prompt }, { end_image: file(changes) })).rejects.toMatchObject(refused(code));
  });

  it.each([
    [
      'no picture',
      (data: Given) => ({ ...data, options: command('animate', { prompt: 'a fox' }).options }),
      'image-missing',
    ],
    ['nothing resolved', (data: Given) => ({ ...data, resolved: undefined }), 'image-missing'],
    ['null resolved', (data: Given) => ({ ...data, resolved: null }), 'image-missing'],
    ['no files resolved', (data: Given) => ({ ...data, resolved: {} }), 'image-missing'],
    ['null files resolved', (data: Given) => ({ ...data, resolved: { attachments: null } }), 'image-missing'],
    [
      'another file resolved',
      (data: Given) => ({ ...data, resolved: { attachments: { 1: file() } } }),
      'image-missing',
    ],
  ])('a call with %s', async (_what, change, code) => {
    await expect(run('animate', { prompt: 'a fox' }, { image: file() }, change)).rejects.toMatchObject(refused(code));
  });

  it('a file that is named by an option of another kind', async () => {
    const options = { prompt: 'a fox', image: '900000000000000000' };
    await expect(run('animate', options, {})).rejects.toMatchObject(refused('image-missing'));
  });

  it.each(['__proto__', 'constructor', 'toString'])('a file with the id %s', async (value) => {
    const change = (data: Given) => ({
      ...data,
      options: [
        { name: 'prompt', value: 'a fox', type: ApplicationCommandOptionType.String },
        { name: 'image', value, type: ApplicationCommandOptionType.Attachment },
      ],
    });
    await expect(run('animate', {}, { image: file() }, change)).rejects.toThrow(/^image-/);
  });

  it.each(['ray-3', '', 'RAY-2', 5, true, '__proto__'])('the model %j', async (model) => {
    const failing = run('animate', { prompt: 'a fox', model }, { image: file() });
    await expect(failing).rejects.toMatchObject({
      ...refused('model-not-offered'),
      context: { models: 'Ray Flash 2, Ray 2' },
    });
  });

  it.each([
    [{ prompt: 'a fox', loop: true }, { image: file(), end_image: file() }, 'loop-with-end-image'],
    [{ prompt: 'a fox', aspect_ratio: '2:1' }, { image: file() }, 'option-not-allowed'],
    [{ prompt: 'a fox', duration: 7 }, { image: file() }, 'option-not-allowed'],
    [{ prompt: '@everyone' }, { image: file() }, 'prompt-mentions'],
    [{}, { image: file() }, 'prompt-blank'],
  ])('%j', async (options, files, code) => {
    await expect(run('animate', options, files)).rejects.toMatchObject(refused(code));
  });
});

describe('/ray-flash', () => {
  it('takes pictures if the member likes, after what is needed', () => {
    expect(optionsOf('ray-flash').map(({ name }) => name)).toEqual([
      'prompt',
      'duration',
      'aspect_ratio',
      'start_image',
      'end_image',
      'loop',
      'private',
    ]);
    for (const name of ['start_image', 'end_image'])
      expect(option(name, 'ray-flash')).toMatchObject({
        type: ApplicationCommandOptionType.Attachment,
        required: false,
      });
  });

  it.each([
    [{ start_image: file() }, { startImage: { width: 900 }, endImage: null, aspectRatio: '9:16' }],
    [{ end_image: file() }, { startImage: null, endImage: { width: 900 }, aspectRatio: '9:16' }],
    [
      { start_image: file({ width: 1000, height: 1000 }), end_image: file() },
      { startImage: { width: 1000 }, endImage: { width: 900 }, aspectRatio: '1:1' },
    ],
    [{}, { startImage: null, endImage: null, aspectRatio: '16:9', ratioFollowsImage: false }],
  ])('with %j', async (files, request) => {
    expect(await run('ray-flash', { prompt: 'a fox' }, files)).toMatchObject({ model: 'ray-flash-2', ...request });
  });

  it.each(['start_image', 'end_image'])('does not leave out a %s whose file is not there', async (name) => {
    const change = (data: Given) => ({ ...data, resolved: {} });
    const failing = run('ray-flash', { prompt: 'a fox' }, { [name]: file() }, change);
    await expect(failing).rejects.toMatchObject({ ...refused('image-missing'), context: { option: name } });
    expect(wordsFor('en-US')('refusal.image-missing', { option: name })).toContain(`\`${name}\``);
  });

  it('has no end and a loop at once', async () => {
    const failing = run('ray-flash', { prompt: 'a fox', loop: true }, { end_image: file() });
    await expect(failing).rejects.toMatchObject(refused('loop-with-end-image'));
  });
});

it('/ray takes no picture, whoever sends one', async () => {
  expect(optionsOf('ray').some(({ type }) => type === ApplicationCommandOptionType.Attachment)).toBe(false);
  expect(await run('ray', { prompt: 'a fox' }, { image: file(), start_image: file() })).toMatchObject({
    model: 'ray-2',
    startImage: null,
    endImage: null,
  });
});
