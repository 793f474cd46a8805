import type { Job } from '../../jobs/job.ts';
import type { VideoPost } from '../../jobs/poster.ts';
import { type Words, wordsFor } from '../../words/words.ts';
import { messageMaxLength } from '../message-text.ts';
import { modelName, optionsText, textWithPrompt } from './job-text.ts';

/** The text over the finished video. A link is never cut: one that fits into no message is left to the operator. */
export function videoText(job: Job, post: VideoPost): string {
  const words = wordsFor(job.locale);
  const hidden = (url: string) => (job.request.isSpoiler ? `||${url}||` : url);
  const textWith = (links: readonly string[]) =>
    textWithPrompt(job, post.withPrompt, [
      words('video.title', { memberId: job.memberId }),
      ...links,
      `-# ${words('video.details', {
        model: modelName(job),
        options: optionsText(job, words),
        took: tookText(post.tookMs, words),
        price: job.priceCredits,
        left: post.availableCredits,
      })}`,
    ]);
  const text = textWith(linkLines(post.content, hidden, words));
  return text.length <= messageMaxLength ? text : textWith([words('video.link-too-long', { jobId: job.id })]);
}

function linkLines(content: VideoPost['content'], hidden: (url: string) => string, words: Words): string[] {
  if (content.form === 'file') return content.playsEverywhere ? [] : [words('video.may-not-play')];
  return [
    words(`video.link.${content.why}`, { url: hidden(content.url) }),
    words('video.link.expires', { expiresAt: Math.round(content.expiresAt / 1000) }),
  ];
}

function tookText(tookMs: number, words: Words): string {
  const seconds = Math.max(1, Math.round(tookMs / 1000));
  return seconds < 60
    ? words('took.seconds', { seconds })
    : words('took.minutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
}

/** Discord hides a file of such a name behind a click: https://docs.discord.com/developers/reference#uploading-files */
const spoilerPrefix = 'SPOILER_';

/** A name that tells the clip from others, and by which its message is found again. */
export function videoFileName(job: Job): string {
  return `${job.request.isSpoiler ? spoilerPrefix : ''}${job.request.model}-${job.id}.mp4`;
}
