import type { Sandbox } from './start-sandbox.ts';

/** What the demo plays. */

/** One of the systems that make videos. */
export interface System {
  readonly name: string;
  /** Whether it has made, and been paid for, exactly one video of this prompt. */
  made(sandbox: Sandbox, prompt: string): boolean;
}

/** One command of a member. */
export interface Scene {
  readonly command: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** The file that is attached as `image`. */
  readonly picture?: string;
  readonly aspectRatio: number;
  readonly system: System;
}

/** Some scenes with one configuration of the bot. */
export interface Act {
  readonly title?: string;
  /** Over the sandbox's own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly scenes: readonly Scene[];
}

const picture = 'evening-at-the-lake.jpg';

function segmind(road: 'sync' | 'async', slug: string): System {
  const path = road === 'sync' ? `POST /v1/${slug}` : `POST /v2/${slug}`;
  return {
    name: `Segmind ${road === 'sync' ? 'v1, synchronous' : 'v2, asynchronous'}: ${path}`,
    made({ segmind: { jobs } }, prompt) {
      const own = jobs.filter(({ body }) => body.prompt === prompt);
      return own.length === 1 && own.every((job) => job.road === road && job.slug === slug && job.chargedUsd > 0);
    },
  };
}

const apiframe: System = {
  name: 'Apiframe v2: POST /v2/videos/generate',
  made({ apiframe: { jobs } }, prompt) {
    const own = jobs.filter(({ body }) => body.prompt === prompt);
    return own.length === 1 && own.every(({ state }) => state === 'COMPLETED');
  },
};

export const usualActs: readonly Act[] = [
  {
    environment: {},
    scenes: [
      {
        command: 'ray-flash',
        options: { prompt: 'A paper boat sails past a sign that says "Hello, sea!" 🌊, golden hour' },
        aspectRatio: 16 / 9,
        system: segmind('async', 'ray-flash-2-720p'),
      },
      {
        command: 'animate',
        picture,
        options: { prompt: 'The light fades over the lake, clouds drift, slow push in' },
        aspectRatio: 4 / 3,
        system: segmind('async', 'ray-flash-2-720p'),
      },
      {
        command: 'ray',
        options: { prompt: 'A red fox walks through tall grass at dawn, low camera' },
        aspectRatio: 16 / 9,
        system: segmind('async', 'luma-ray-txt-2-video'),
      },
    ],
  },
];

/** Every system once. One member asks for all of it, which is more than a week's usual allowance. */
const forAll = { DEFAULT_ALLOWANCE_CREDITS: '1000' };
export const providerActs: readonly Act[] = [
  {
    title: 'Segmind v1, synchronous (SEGMIND_MODE=sync)',
    environment: { ...forAll, SEGMIND_MODE: 'sync' },
    scenes: [
      {
        command: 'ray-flash',
        options: { prompt: 'A lighthouse in a storm, waves break on the rocks' },
        aspectRatio: 16 / 9,
        system: segmind('sync', 'ray-flash-2-720p'),
      },
      {
        command: 'ray',
        options: { prompt: 'A glass city at night, slow drone flight' },
        aspectRatio: 16 / 9,
        system: segmind('sync', 'luma-ray-txt-2-video'),
      },
      {
        command: 'animate',
        picture,
        options: { prompt: 'Mist rises from the lake', model: 'ray-2', aspect_ratio: '16:9' },
        aspectRatio: 16 / 9,
        system: segmind('sync', 'luma-ray-img-2-video'),
      },
    ],
  },
  {
    title: 'Segmind v2, asynchronous (the default)',
    environment: forAll,
    scenes: [
      {
        command: 'ray-flash',
        options: { prompt: 'Paper lanterns float over a river', aspect_ratio: '9:21' },
        aspectRatio: 9 / 21,
        system: segmind('async', 'ray-flash-2-720p'),
      },
    ],
  },
  {
    title: 'Apiframe v2 (PROVIDERS=apiframe)',
    environment: { ...forAll, PROVIDERS: 'apiframe' },
    scenes: [
      {
        command: 'ray-flash',
        options: { prompt: 'A kite over dunes', concepts: 'push in, crane up', aspect_ratio: '1:1' },
        aspectRatio: 1,
        system: apiframe,
      },
    ],
  },
];
