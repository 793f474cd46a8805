import { type APIApplicationCommandOption, ApplicationCommandOptionType } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { createCommands } from '../../commands/index.ts';
import { effectiveCatalogue } from '../../src/catalogue/offer.ts';
import type { GenerationRequest } from '../../src/catalogue/request.ts';
import { readCommandCall } from '../../src/discord/interaction.ts';
import type { Origin } from '../../src/jobs/job.ts';
import { wordsFor } from '../../src/words/words.ts';
import { anInteraction, command } from '../builders/interactions.ts';
import { aJob, anOrigin, rows } from '../builders/jobs.ts';
import { servicesWith } from '../builders/services.ts';

const words = wordsFor('en-US');
const attachmentOrigins = ['https://cdn.discordapp.com', 'https://media.discordapp.net'];
const commands = createCommands(rows, attachmentOrigins);

function find(name: string, among = commands) {
  const found = among.find(({ declaration }) => declaration.name === name);
  if (!found) throw new Error(`no command ${name}`);
  return found;
}

function option(name: string, commandName: string): APIApplicationCommandOption {
  const found = find(commandName).declaration.options?.find((each) => each.name === name);
  if (!found) throw new Error(`no option ${name}`);
  return found;
}

/** The options with those of subcommands and groups. */
function allOptions(options: readonly APIApplicationCommandOption[] = []): APIApplicationCommandOption[] {
  return options.flatMap((each) => [each, ...allOptions('options' in each ? each.options : [])]);
}

/** Runs a command as the router does, and gives what it asked of its services. */
async function run(name: string, options: Parameters<typeof command>[1] = {}) {
  const accepted: { origin: Origin; request: GenerationRequest }[] = [];
  const services = servicesWith({
    generations: {
      refuseEarly: async () => {},
      async accept(origin, request) {
        accepted.push({ origin, request });
        return aJob();
      },
    },
  });
  const call = readCommandCall(anInteraction({ data: command(name, options) }));
  return { accepted, result: await find(name).execute(call, services, words) };
}

describe('the commands', () => {
  it('are those that the configured rows can serve', () => {
    const names = (all: typeof commands) => all.map(({ declaration }) => declaration.name);
    const always = names(createCommands([], attachmentOrigins));
    expect(always).toEqual(expect.arrayContaining(['credits', 'quota']));
    expect(names(commands)).toEqual(['ray', 'ray-flash', 'animate', ...always]);
  });

  it('keep Discord’s limits', () => {
    for (const { declaration } of commands) {
      const options = allOptions(declaration.options);
      for (const each of [declaration, ...options]) {
        expect(each.name).toMatch(/^[\p{Ll}\p{N}_-]{1,32}$/u);
        expect(each.description?.length).toBeGreaterThan(0);
        expect(each.description?.length).toBeLessThanOrEqual(100);
        expect('options' in each ? each.options?.length : 0).toBeLessThanOrEqual(25);
        const choices = 'choices' in each ? (each.choices ?? []) : [];
        expect(choices.length).toBeLessThanOrEqual(25);
        for (const { name } of choices) expect(name.length).toBeLessThanOrEqual(100);
      }
      const texts = [declaration, ...options].map(({ name, description }) => `${name}${description}`);
      expect(texts.join('').length).toBeLessThanOrEqual(8_000);
    }
  });

  it('ask for what they need before what they can do without', () => {
    for (const { declaration } of commands) {
      for (const each of [declaration, ...allOptions(declaration.options)]) {
        const isRequired = ('options' in each ? (each.options ?? []) : []).map((option) => option.required ?? false);
        expect(isRequired).toEqual(isRequired.toSorted((a, b) => Number(b) - Number(a)));
      }
    }
  });

  it('are for servers alone, but for what people may always ask for', () => {
    for (const { declaration } of commands) {
      const contexts = ['privacy', 'help'].includes(declaration.name) ? [0, 1] : [0];
      expect(declaration).toMatchObject({ contexts, integration_types: [0] });
    }
    expect(commands.filter(({ worksUnserved }) => worksUnserved).map(({ declaration }) => declaration.name)).toEqual([
      'privacy',
      'help',
    ]);
  });
});

describe('the options', () => {
  it('of a prompt let Discord refuse what is too short or too long', () => {
    expect(option('prompt', 'ray')).toMatchObject({ required: true, min_length: 3, max_length: 4000 });
  });

  it('show prices, as they are configured', () => {
    expect(option('duration', 'ray-flash')).toMatchObject({
      type: ApplicationCommandOptionType.Integer,
      choices: [
        { name: '5 seconds (51 credits)', value: 5 },
        { name: '9 seconds (92 credits)', value: 9 },
      ],
    });
    expect(find('ray-flash').declaration.description).toContain('(from 51 credits)');
    const prices = { 'segmind/ray-2': { 5: 1_200 } };
    const dear = createCommands(effectiveCatalogue({ providers: ['segmind'], slugs: {}, prices }), attachmentOrigins);
    expect(find('ray', dear).declaration.description).toContain('(1,200 credits)');
  });

  it('hold no choice that cannot be made', () => {
    expect(find('ray').declaration.options?.map(({ name }) => name)).toEqual([
      'prompt',
      'aspect_ratio',
      'loop',
      'private',
    ]);
    const ratios = option('aspect_ratio', 'ray');
    expect('choices' in ratios && ratios.choices?.map(({ value }) => value)).toEqual([
      '16:9',
      '9:16',
      '1:1',
      '21:9',
      '9:21',
    ]);
  });
});

describe('/ray-flash', () => {
  it('asks for what the member chose', async () => {
    const options = { prompt: ' a  red fox ', duration: 9, aspect_ratio: '9:16', loop: true, private: true };
    const { accepted, result } = await run('ray-flash', options);
    expect(result.kind).toBe('job');
    expect(accepted).toEqual([
      {
        origin: anOrigin({ attachmentLimitBytes: 26_214_400 }),
        request: {
          model: 'ray-flash-2',
          prompt: 'a red fox',
          durationSeconds: 9,
          aspectRatio: '9:16',
          resolution: '720p',
          ratioFollowsImage: false,
          startImage: null,
          endImage: null,
          loop: true,
          concepts: [],
          isPrivate: true,
        },
      },
    ]);
  });

  it.each([
    [{ prompt: '@everyone look' }, 'prompt-mentions'],
    [{ prompt: 'a fox', duration: 6 }, 'option-not-allowed'],
    [{}, 'prompt-blank'],
  ])('with %j is refused before anything is asked', async (options, code) => {
    await expect(run('ray-flash', options)).rejects.toMatchObject({ name: 'Refusal', code });
  });
});

it('/ray asks for Ray 2', async () => {
  const { accepted } = await run('ray', { prompt: 'a red fox' });
  expect(accepted[0]?.request).toMatchObject({ model: 'ray-2', durationSeconds: 5, aspectRatio: '16:9' });
});
