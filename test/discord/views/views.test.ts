import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cameraConcepts, maxConcepts } from '../../../src/catalogue/concepts.ts';
import { cardText, failureText } from '../../../src/discord/views/card.ts';
import { videoFileName, videoText } from '../../../src/discord/views/video.ts';
import type { Job, JobFailure } from '../../../src/jobs/job.ts';
import type { LinkReason, Progress, VideoPost } from '../../../src/jobs/poster.ts';
import { escapeText } from '../../../src/words/plain-text.ts';
import { wordsFor } from '../../../src/words/words.ts';
import { aJob, aRequest } from '../../builders/jobs.ts';

const job = aJob({ request: aRequest({ prompt: '# "fox" *now* <@1> 🦊', loop: true }) });
const post: VideoPost = {
  content: { form: 'file', path: '/tmp/1.mp4', bytes: 1, playsEverywhere: true },
  withPrompt: true,
  tookMs: 75_400,
  availableCredits: 1_249,
};
const quote = '> \\# "fox" \\*now\\* \\<\\@1> 🦊';
const details = '-# Ray Flash 2 · 5 s · 16:9 · loop · took 1 min 15 s · 51 credits · 1,249 left';

describe('the text over a video', () => {
  it('rings the requester, and says what was asked, how long it took, what it cost and what is left', () => {
    expect(videoText(job, post)).toBe(`🎬 <@444444444444444444>, your video is ready.\n${quote}\n${details}`);
  });

  it('leaves out words that are not wanted', () => {
    expect(videoText(job, { ...post, withPrompt: false })).not.toContain('fox');
  });

  it.each([
    ['too-large', 'cannot be posted here'],
    ['unverified', 'could not be checked'],
    ['unreachable', 'could not be fetched'],
  ] satisfies [LinkReason, string][])('with a link says why (%s), and how long it works', (why, words) => {
    const url = 'https://cdn.example.org/a_b*c?sig=1&x=2';
    const text = videoText(job, { ...post, content: { form: 'link', url, why, expiresAt: 1_795_996_800_000 } });
    expect(text).toContain(words);
    expect(text).toContain(url);
    expect(text).toContain('<t:1795996800:f>');
  });

  it.each([
    [200, '1 s'],
    [59_400, '59 s'],
    [59_600, '1 min 0 s'],
    [3_600_000, '60 min 0 s'],
  ])('took %i ms reads %s', (tookMs, expected) => {
    expect(videoText(job, { ...post, tookMs })).toContain(`took ${expected} ·`);
  });
});

describe('every message fits into Discord', () => {
  const nasty = fc.constantFrom('f', '*', '\\', '🦊', 'f ', '_', '://', '@', '\u{1f469}\u200d\u{1f466}', '#');
  const prompts = fc.tuple(fc.array(nasty, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 4_000 }));
  const longest = cameraConcepts.toSorted((a, b) => b.length - a.length).slice(0, maxConcepts);
  const jobs = prompts.map(([parts, length]) => {
    const prompt = parts.join('').repeat(length).slice(0, length);
    return aJob({
      request: aRequest({ prompt, loop: true, concepts: longest }),
      failure: 'delivery-impossible',
      priceCredits: 1e12,
    });
  });
  const urls = fc
    .tuple(fc.integer({ min: 1, max: 2_500 }), fc.constantFrom('a', '_', '%20'))
    .map(([length, part]) => `https://cdn.example.org/${part.repeat(length)}`);
  const reasons = fc.constantFrom<LinkReason>('too-large', 'unverified', 'unreachable');
  const link = (url: string, why: LinkReason, withPrompt: boolean): VideoPost => ({
    content: { form: 'link', url, why, expiresAt: 1_795_996_800_000 },
    withPrompt,
    tookMs: 3_599_000_000,
    availableCredits: 1e12,
  });
  const stages = fc.constantFrom<Progress>(
    { stage: 'waiting-for-provider', why: 'out-of-reach', provider: 'Apiframe' },
    { stage: 'late' },
    { stage: 'making', percent: 40, expectedAt: 1_795_996_800_000 },
    { stage: 'queued', ahead: 1_000, startsAt: 1_795_996_800_000 },
  );
  const runs = { numRuns: 400, seed: 20261123 };

  it('with a link, which is there as a whole or is left to the operator', () => {
    fc.assert(
      fc.property(jobs, urls, reasons, fc.boolean(), (any, url, why, withPrompt) => {
        const text = videoText(any, link(url, why, withPrompt));
        expect(text.length).toBeLessThanOrEqual(2_000);
        const leftToTheOperator = text.includes('too long for a message. Whoever runs the bot has it');
        expect(text.includes('https://cdn')).toBe(!leftToTheOperator);
        expect(text.includes(url)).toBe(!leftToTheOperator);
        if (url.length <= 1_700) expect(leftToTheOperator).toBe(false);
      }),
      runs,
    );
  });

  it('as a file, a card and a failure', () => {
    fc.assert(
      fc.property(jobs, stages, (any, progress) => {
        for (const text of [videoText(any, post), cardText(any, progress), failureText(any)]) {
          expect(text.length).toBeLessThanOrEqual(2_000);
        }
      }),
      runs,
    );
  });

  it('and the prompt has all the room that is left', () => {
    const long = aJob({ request: aRequest({ prompt: 'f'.repeat(4_000) }) });
    expect(videoText(long, post)).toHaveLength(2_000);
    expect(videoText(long, link('https://cdn.example.org/clip.mp4', 'too-large', true))).toHaveLength(2_000);
    expect(cardText(long, { stage: 'late' })).toHaveLength(2_000);
    expect(failureText(long)).toHaveLength(2_000);
  });

  it('and a link too long for the prompt stands without it', () => {
    const url = `https://cdn.example.org/${'a'.repeat(1_740)}`;
    const text = videoText(job, link(url, 'too-large', true));
    expect(text).toContain(url);
    expect(text).not.toContain('fox');
  });

  it('and a link too long for any message is left to the operator, with the prompt', () => {
    const text = videoText(job, link(`https://cdn.example.org/${'a'.repeat(2_000)}`, 'too-large', true));
    expect(text.split('\n')).toEqual([
      '🎬 <@444444444444444444>, your video is ready.',
      quote,
      expect.stringMatching(/too long for a message.*`1573641915008548864`/),
      expect.stringMatching(/^-# Ray Flash 2/),
    ]);
  });
});

it.each([
  ['operator-attention', 'Try again later'],
  ['model-withdrawn', 'Try another command'],
  ['submit-uncertain', 'Send the command again'],
  ['video-unreachable', 'Send the command again'],
  ['delivery-impossible', 'then send the command again'],
] satisfies [JobFailure, string][])('a failure (%s) says what the member can do next', (failure, words) => {
  expect(failureText({ ...job, failure })).toContain(words);
});

it('a card and a failure can do without the words of the prompt', () => {
  expect(cardText(job, { stage: 'late' }, false)).not.toContain('fox');
  expect(failureText(job, false)).not.toContain('fox');
});

it('a file is named by its model and job', () => {
  expect(videoFileName(job)).toBe('ray-flash-2-1573641915008548864.mp4');
});

describe('a card', () => {
  const asked = '-# 5 s · 16:9 · loop\n-# 51 credits · asked for <t:1795435200:R>';
  const card = (progress: Progress, changes: Partial<Job> = {}) => cardText({ ...job, ...changes }, progress);

  it('shows whose it is, what was asked, how far it is, what it costs and since when', () => {
    expect(card({ stage: 'making', percent: 40, expectedAt: 1_795_392_000_400 })).toBe(
      [
        '🎬 **Ray Flash 2** for <@444444444444444444>',
        quote,
        '▰▰▰▰▱▱▱▱▱▱ 40 %',
        'Being made, should be ready <t:1795392000:R>',
        asked,
      ].join('\n'),
    );
  });

  it.each([
    [
      { stage: 'queued', ahead: 2, startsAt: 1_795_392_000_400 },
      'In the queue: 2 ahead of you, should start <t:1795392000:R>',
    ],
    [{ stage: 'queued', ahead: 0, startsAt: 1_795_392_000_400 }, 'Next in the queue, should start <t:1795392000:R>'],
    [{ stage: 'queued', ahead: 0, startsAt: null }, 'Next in the queue, starts any moment'],
    [{ stage: 'queued', ahead: 1_025, startsAt: null }, 'In the queue: about 1,025 ahead, starts any moment'],
    [{ stage: 'making', percent: 90, expectedAt: null }, '▰▰▰▰▰▰▰▰▰▱ 90 %\nBeing made, should be ready any moment'],
    [
      { stage: 'making', percent: 40, expectedAt: 1_795_392_000_400, latestAt: 1_795_392_060_400 },
      'Being made, should be ready <t:1795392000:R> (at the latest <t:1795392060:R>)',
    ],
    [{ stage: 'making', percent: 0, expectedAt: null }, '▱▱▱▱▱▱▱▱▱▱ 0 %'],
    [{ stage: 'late' }, 'longer than 95 % of such videos'],
  ] satisfies [Progress, string][])('says of %o: %s', (progress, words) => {
    expect(card(progress)).toContain(words);
  });

  it('says that a video will not be posted, while that stands', () => {
    expect(card({ stage: 'late' })).not.toContain('not be posted');
    expect(card({ stage: 'late' }, { withheldAt: 1, withdrawnBy: 'requester' })).toContain('Will not be posted.');
  });

  it('says when it is a moderator who keeps the video back', () => {
    const text = card({ stage: 'late' }, { withheldAt: 1, withdrawnBy: 'moderator' });
    expect(text).toContain('A moderator decided not to have it posted.');
    expect(text).not.toContain('Will not be posted.');
  });

  it('has short lines, besides the prompt and a list of camera moves', () => {
    const waits = ['busy', 'out-of-reach', 'failing'] as const;
    const stages = ['preparing', 'trying-elsewhere', 'checking', 'late', 'delivering'] as const;
    const all: Progress[] = [
      ...waits.map((why) => ({ stage: 'waiting-for-provider', why, provider: 'Apiframe' }) as const),
      ...stages.map((stage) => ({ stage })),
      { stage: 'queued', ahead: 100, startsAt: 1_795_392_000_400 },
      { stage: 'making', percent: 40, expectedAt: 1_795_392_000_400 },
      { stage: 'fitting', percent: 40 },
    ];
    const small = { url: 'https://cdn.discordapp.com/a', width: 300, height: 300 };
    for (const progress of all) {
      const text = card(progress, { withheldAt: 1, request: aRequest({ loop: true, startImage: small }) });
      const lines = text
        .replaceAll(/<t:\d+:R>/g, 'in 12 minutes')
        .replaceAll(/<@\d+>/g, '@somebody')
        .split('\n');
      for (const line of lines.filter((each) => !each.startsWith('> '))) expect(line.length).toBeLessThanOrEqual(60);
    }
  });
});

it('a failure says why and that the credits are back', () => {
  expect(failureText({ ...job, failure: 'provider-lost' }).split('\n')).toEqual([
    '⚠️ <@444444444444444444>, there is no video this time.',
    quote,
    'The video service lost track of the request. Try again.',
    'Your 51 credits are back.',
  ]);
});

describe('camera concepts', () => {
  const moved = aJob({ request: aRequest({ concepts: ['push_in', 'over_the_shoulder', 'pov'], loop: true }) });

  it('stand on the card and over the video in readable words, with the other options', () => {
    const options = '5 s · 16:9 · push in, over the shoulder, POV · loop';
    expect(cardText(moved, { stage: 'late' })).toContain(`-# ${options}\n`);
    expect(videoText(moved, post)).toContain(`· ${options} ·`);
  });

  it('leave no trace where there are none', () => {
    expect(cardText(job, { stage: 'late' })).toContain('-# 5 s · 16:9 · loop\n');
  });

  it('all have a name that shows as it is written', () => {
    for (const concept of cameraConcepts) {
      const name = wordsFor('en-US')(`concept.${concept}`);
      expect(escapeText(name, 40)).toBe(name);
      expect(cardText(aJob({ request: aRequest({ concepts: [concept] }) }), { stage: 'late' })).toContain(` ${name}\n`);
    }
  });
});

describe('a card of a job with pictures', () => {
  const picture = (width: number | null, height: number | null) => ({
    url: 'https://cdn.discordapp.com/a',
    width,
    height,
  });
  const card = (startImage: ReturnType<typeof picture> | null, endImage: ReturnType<typeof picture> | null = null) =>
    cardText(aJob({ request: aRequest({ startImage, endImage }) }), { stage: 'preparing' });

  it.each([
    ['the first', picture(300, 1_200), null, '(300 × 1,200)'],
    ['the last', null, picture(800, 511), '(800 × 511)'],
    ['the small one of two', picture(800, 800), picture(100, 100), '(100 × 100)'],
    ['the first of two small ones', picture(200, 200), picture(100, 100), '(200 × 200)'],
  ])('says that a small picture makes a soft video: %s', (_what, startImage, endImage, size) => {
    const text = card(startImage, endImage);
    expect(text).toContain(`Your picture is small ${size}`);
    expect(text).toContain('at least 512 pixels');
    expect(text.split('small (')).toHaveLength(2);
  });

  it.each([
    [null, null],
    [picture(512, 512), null],
    [picture(null, null), picture(512, 4_000)],
    [picture(null, 100), null],
    [picture(0, 0), null],
  ])('says nothing of it otherwise: %j, %j', (startImage, endImage) => {
    expect(card(startImage, endImage)).not.toContain('small');
  });

  it('holds no address of a picture', () => {
    expect(card(picture(100, 100))).not.toContain('discordapp');
  });
});

describe('an end for which the picture may be to blame', () => {
  const picture = { url: 'https://cdn.discordapp.com/a', width: 800, height: 800 };
  it.each([
    ['moderated', {}, 'turned the prompt down'],
    ['moderated', { startImage: picture }, 'the prompt or the picture down'],
    ['moderated', { endImage: picture }, 'the prompt or the picture down'],
    ['provider-refused', {}, 'Change the prompt or an option'],
    ['provider-refused', { startImage: picture }, 'Take another picture'],
    ['provider-refused', { endImage: picture }, 'Take another picture'],
    ['provider-failed', { startImage: picture }, 'could not make it'],
  ] as const)('(%s) with %j says: %s', (failure, images, words) => {
    expect(failureText(aJob({ failure, request: aRequest(images) }))).toContain(words);
  });
});
