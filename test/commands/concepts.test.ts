import { type APIApplicationCommandBasicOption, ApplicationCommandOptionType } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { createCommands } from '../../commands/index.ts';
import type { CatalogueRow, ProviderName } from '../../src/catalogue/models.ts';
import { effectiveCatalogue } from '../../src/catalogue/offer.ts';
import type { GenerationRequest } from '../../src/catalogue/request.ts';
import { readCommandCall } from '../../src/discord/interaction.ts';
import { wordsFor } from '../../src/words/words.ts';
import { aFocusedInteraction, anInteraction, command } from '../builders/interactions.ts';
import { aJob, rowsOf } from '../builders/jobs.ts';
import { servicesWith } from '../builders/services.ts';

const words = wordsFor('en-US');
const commandsOf = (rows: readonly CatalogueRow[]) => createCommands(rows, ['https://cdn.discordapp.com']);
const both = commandsOf(rowsOf('segmind', 'apiframe'));

function find(name: string, among = both) {
  const found = among.find(({ declaration }) => declaration.name === name);
  if (!found) throw new Error(`no command ${name}`);
  return found;
}
const optionsOf = (name: string, among = both) =>
  (find(name, among).declaration.options ?? []) as readonly APIApplicationCommandBasicOption[];
const option = (name: string, commandName: string, among = both) =>
  optionsOf(commandName, among).find((each) => each.name === name);

async function run(name: string, options: Parameters<typeof command>[1], among = both): Promise<GenerationRequest> {
  const accepted: GenerationRequest[] = [];
  const accept = async (_origin: unknown, request: GenerationRequest) => {
    accepted.push(request);
    return aJob();
  };
  const call = readCommandCall(anInteraction({ data: command(name, options) }));
  await find(name, among).execute(call, servicesWith({ generations: { accept, refuseEarly: async () => {} } }), words);
  const [request] = accepted;
  if (!request) throw new Error('nothing was asked for');
  return request;
}

/** Every way to configure the providers. */
const configurations: ProviderName[][] = [['segmind'], ['apiframe'], ['segmind', 'apiframe'], ['apiframe', 'segmind']];

describe('the option for concepts', () => {
  it('is declared with suggestions, after what is chosen and before the switches', () => {
    for (const name of ['ray', 'ray-flash', 'animate']) {
      expect(option('concepts', name)).toEqual({
        type: ApplicationCommandOptionType.String,
        name: 'concepts',
        description: 'How the camera moves or looks: up to 3, separated by commas',
        description_localizations: { de: 'Wie sich die Kamera bewegt oder blickt: bis zu 3, mit Kommas getrennt' },
        max_length: 100,
        autocomplete: true,
      });
      const names = optionsOf(name).map((each) => each.name);
      expect(names.slice(-3)).toEqual(['concepts', 'loop', 'private']);
    }
  });

  it('is there only where somebody takes them', () => {
    const segmind = commandsOf(rowsOf('segmind'));
    expect(option('concepts', 'ray', segmind)).toBeUndefined();
    expect(option('concepts', 'ray-flash', segmind)).toBeUndefined();
    expect(option('concepts', 'animate', segmind)).toBeDefined();
  });

  it('is read from what the member typed', async () => {
    expect(await run('ray', { prompt: 'a fox', concepts: 'Push in, tilt_up' })).toMatchObject({
      model: 'ray-2',
      concepts: ['push_in', 'tilt_up'],
    });
    expect((await run('ray-flash', { prompt: 'a fox' })).concepts).toEqual([]);
  });

  it('refuses what is not known, with a way out', async () => {
    await expect(run('ray-flash', { prompt: 'a fox', concepts: 'pushin' })).rejects.toMatchObject({
      code: 'concept-unknown',
      context: { nearest: '`push_in`' },
    });
    const segmind = commandsOf(rowsOf('segmind'));
    const failing = run('ray-flash', { prompt: 'a fox', concepts: 'push_in' }, segmind);
    await expect(failing).rejects.toMatchObject({ code: 'concepts-not-served' });
  });
});

describe('suggestions', () => {
  const suggest = (name: string, focused: string, value: string, among = both) => {
    const call = readCommandCall(aFocusedInteraction(name, { [focused]: value }, focused));
    return find(name, among).suggest?.({ name: focused, value }, call, words);
  };

  it.each(['ray', 'ray-flash', 'animate'])('of /%s complete what is typed', (name) => {
    expect(suggest(name, 'concepts', 'aerial, dolly')).toEqual([
      { name: 'aerial, dolly zoom', value: 'aerial, dolly_zoom' },
    ]);
  });

  it('of another option, and of a command without any, are none', () => {
    expect(suggest('ray', 'prompt', 'push')).toBeNull();
    expect(suggest('credits', 'concepts', 'push')).toBeUndefined();
    expect(suggest('ray', 'concepts', 'push', commandsOf(rowsOf('segmind')))).toEqual([]);
  });
});

describe('with two services', () => {
  it('/ray has a length to choose, and promises none', () => {
    expect(option('duration', 'ray')).toMatchObject({
      choices: [
        { name: '5 seconds (160 credits)', value: 5 },
        { name: '9 seconds (288 credits)', value: 9 },
      ],
    });
    expect(find('ray').declaration.description).toBe(
      'Make a video with Ray 2, the finest Luma model here (from 160 credits)',
    );
    const segmind = commandsOf(rowsOf('segmind'));
    expect(option('duration', 'ray', segmind)).toBeUndefined();
    expect(find('ray', segmind).declaration.description).toContain('a 5-second video');
    expect(find('ray', segmind).declaration.description).toContain('(160 credits)');
  });

  it('ratios are those of either', async () => {
    const ratios = (among: typeof both) => {
      const found = option('aspect_ratio', 'ray', among);
      return found && 'choices' in found ? found.choices?.map(({ value }) => value) : [];
    };
    expect(ratios(both)).toEqual(['16:9', '9:16', '1:1', '4:3', '3:4', '21:9', '9:21']);
    expect(ratios(commandsOf(rowsOf('apiframe')))).toEqual(['16:9', '9:16', '1:1', '4:3', '3:4', '21:9']);
  });

  it('prices are shown from the lowest to the highest', () => {
    const prices = { 'apiframe/ray-flash-2': { 5: 60 }, 'apiframe/ray-2': { 5: 1_600 } };
    const rows = effectiveCatalogue({ providers: ['segmind', 'apiframe'], slugs: {}, prices });
    expect(option('duration', 'ray-flash', commandsOf(rows))).toMatchObject({
      choices: [
        { name: '5 seconds (51 to 60 credits)', value: 5 },
        { name: '9 seconds (92 credits)', value: 9 },
      ],
    });
    expect(option('duration', 'animate', commandsOf(rows))).toMatchObject({
      choices: [
        { name: '5 seconds (Ray Flash 2: 51 to 60 credits, Ray 2: 160 to 1,600 credits)', value: 5 },
        { name: '9 seconds (Ray Flash 2: 92 credits, Ray 2: 288 credits)', value: 9 },
      ],
    });
    expect(find('ray-flash', commandsOf(rows)).declaration.description).toContain('(from 51 credits)');
    const oneLength = rows
      .filter(({ model, images }) => model === 'ray-2' && images.includes('none'))
      .map((row) => ({ ...row, terms: row.terms[5] ? { 5: row.terms[5] } : {} }));
    expect(find('ray', commandsOf(oneLength)).declaration.description).toContain('(160 to 1,600 credits)');
  });

  it('/animate takes an end_image with either model', () => {
    expect(option('end_image', 'animate', commandsOf(rowsOf('apiframe')))).toBeDefined();
  });
});

describe.each(configurations.map((providers) => [providers]))('configured with %j', (providers) => {
  const dear = Object.fromEntries(
    rowsOf(...providers).map(({ key, provider }) => [
      key,
      provider === 'segmind' ? { 5: 999_999, 9: 999_999 } : { 5: 1_000_000, 9: 1_000_000 },
    ]),
  );
  it.each([
    ['usual prices', rowsOf(...providers)],
    ['the highest prices', effectiveCatalogue({ providers, slugs: {}, prices: dear })],
  ])('and %s, the commands keep Discord’s limits', (_what, rows) => {
    for (const { declaration } of commandsOf(rows)) {
      const options = declaration.options ?? [];
      expect(options.length).toBeLessThanOrEqual(25);
      expect(new Set(options.map(({ name }) => name)).size).toBe(options.length);
      expect(declaration.description.length).toBeLessThanOrEqual(100);
      for (const each of options) {
        expect(each.description.length).toBeLessThanOrEqual(100);
        const choices = 'choices' in each ? (each.choices ?? []) : [];
        expect(choices.length).toBeLessThanOrEqual(25);
        for (const { name } of choices) expect(name.length).toBeLessThanOrEqual(100);
        if ('autocomplete' in each && each.autocomplete) expect(choices).toEqual([]);
      }
      const texts: string[] = [];
      JSON.stringify(declaration, (key, value) => {
        if (['name', 'description', 'value'].includes(key)) texts.push(String(value));
        return value;
      });
      expect(texts.join('').length).toBeLessThanOrEqual(8_000);
    }
  });

  it('no choice is offered that none of them makes', () => {
    const rows = rowsOf(...providers);
    for (const name of ['ray', 'ray-flash', 'animate']) {
      for (const each of optionsOf(name, commandsOf(rows))) {
        for (const { value } of ('choices' in each && each.choices) || []) {
          const isMade = (row: CatalogueRow) =>
            row.aspectRatios.some((ratio) => ratio === value) ||
            Object.keys(row.terms).includes(String(value)) ||
            row.model === value;
          expect(rows.some(isMade), `${name} ${each.name} ${value}`).toBe(true);
        }
      }
    }
  });
});
