import { describe, expect, it } from 'vitest';
import { cardText } from '../../../src/discord/views/card.ts';
import { videoText } from '../../../src/discord/views/video.ts';
import type { VideoPost } from '../../../src/jobs/poster.ts';
import { aJob, aRequest } from '../../builders/jobs.ts';

const mebibyte = 1024 * 1024;

function textOf(bytes: number, originalBytes: number, { locale = 'en-US', playsEverywhere = true } = {}): string {
  const post: VideoPost = {
    content: { form: 'file', path: '/tmp/1.mp4', bytes, playsEverywhere, originalBytes },
    withPrompt: true,
    tookMs: 60_000,
    availableCredits: 10,
  };
  return videoText(aJob({ locale }), post);
}

describe('the text over a video that was made to fit', () => {
  it.each([
    [19.64 * mebibyte, 48.02 * mebibyte, '48 MB, made to fit: 19.6 MB'],
    [0.5 * mebibyte, 1.26 * mebibyte, '1.3 MB, made to fit: 512 KB'],
    [1, 1025, '2 KB, made to fit: 1 KB'],
  ])('names both sizes as Discord counts them (%d of %d bytes)', (bytes, originalBytes, expected) => {
    expect(textOf(bytes, originalBytes).split('\n')).toContain(`-# ${expected}`);
  });

  it('stands under what was asked, and over the details', () => {
    const lines = textOf(10 * mebibyte, 48 * mebibyte).split('\n');
    expect(lines.map((line) => line.slice(0, 6))).toEqual(
      ['🎬 <@44', '> a re', '-# 48 ', '-# Ray'].map((line) => line.slice(0, 6)),
    );
  });

  it('says nothing of sizes where the video is as it was made', () => {
    const content = { form: 'file', path: '/tmp/1.mp4', bytes: 1, playsEverywhere: true } as const;
    expect(videoText(aJob(), { content, withPrompt: true, tookMs: 1, availableCredits: 1 })).not.toContain('fit');
  });

  it('fits into a message with the longest prompt', () => {
    const job = aJob({ request: aRequest({ prompt: 'f'.repeat(4_000) }) });
    const content = { form: 'file', path: '/', bytes: mebibyte, originalBytes: 1e12, playsEverywhere: false } as const;
    expect(videoText(job, { content, withPrompt: true, tookMs: 1, availableCredits: 1e12 })).toHaveLength(2_000);
  });
});

it('a card says how far it is that a video is made to fit', () => {
  expect(cardText(aJob(), { stage: 'fitting', percent: 40 })).toContain('Making it fit: 40 %');
});
