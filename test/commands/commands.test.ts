import { type APIApplicationCommandOption, ApplicationCommandOptionType } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { createCommands } from '../../commands/index.ts';
import { effectiveCatalogue } from '../../src/catalogue/offer.ts';
import type { GenerationRequest } from '../../src/catalogue/request.ts';
import type { CommandServices } from '../../src/discord/command.ts';
import { readCommandCall } from '../../src/discord/interaction.ts';
import type { Origin } from '../../src/jobs/job.ts';
import { wordsFor } from '../../src/words/words.ts';
import { anInteraction, command } from '../builders/interactions.ts';
import { aJob, anOrigin, rows } from '../builders/jobs.ts';

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

/** Runs a command as the router does, and gives what it asked of its services. */
async function run(name: string, options: Parameters<typeof command>[1] = {}) {
  const accepted: { origin: Origin; request: GenerationRequest }[] = [];
  const services: CommandServices = {
    generations: {
      async accept(origin, request) {
        accepted.push({ origin, request });
        return aJob();
      },
    },
    wallet: {
      overview: async () => ({
        balanceCredits: 300,
        heldCredits: 0,
        availableCredits: 300,
        allowance: { credits: 300, period: 'week' },
        nextRefillAt: 0,
        entries: [],
      }),
    },
  };
  const call = readCommandCall(anInteraction({ data: command(name, options) }));
  return { accepted, result: await find(name).execute(call, services, words) };
}

describe('the commands', () => {
  it('are those that the configured rows can serve', () => {
    const names = (all: typeof commands) => all.map(({ declaration }) => declaration.name);
    expect(names(commands)).toEqual(['ray', 'ray-flash', 'animate', 'credits']);
    expect(names(createCommands([], attachmentOrigins))).toEqual(['credits']);
  });

  it('keep Discord’s limits', () => {
    for (const { declaration } of commands) {
      expect(declaration.name).toMatch(/^[\p{Ll}\p{N}_-]{1,32}$/u);
      expect(declaration.description?.length).toBeLessThanOrEqual(100);
      for (const each of declaration.options ?? []) {
        expect(each.name).toMatch(/^[\p{Ll}\p{N}_-]{1,32}$/u);
        expect(each.description.length).toBeGreaterThan(0);
        expect(each.description.length).toBeLessThanOrEqual(100);
        const choices = 'choices' in each ? (each.choices ?? []) : [];
        expect(choices.length).toBeLessThanOrEqual(25);
        for (const { name } of choices) expect(name.length).toBeLessThanOrEqual(100);
      }
    }
  });

  it('are for servers alone', () => {
    for (const { declaration } of commands)
      expect(declaration).toMatchObject({ contexts: [0], integration_types: [0] });
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

it('/credits answers at once', async () => {
  expect((await run('credits')).result).toEqual({ kind: 'reply', content: expect.stringContaining('**300**') });
});
