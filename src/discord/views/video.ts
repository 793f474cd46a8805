import type { Job } from '../../jobs/job.ts';
import type { VideoPost } from '../../jobs/poster.ts';
import type { VideoFile } from '../../jobs/video-files.ts';
import { type Words, wordsFor } from '../../words/words.ts';
import { messageMaxLength } from '../message-text.ts';
import { modelName, optionsText, textWithPrompt } from './job-text.ts';
import { tookText } from './took-text.ts';

/** The text over the finished video. A link is never cut: one that fits into no message is left to the operator. */
export function videoText(job: Job, post: VideoPost): string {
  const words = wordsFor(job.locale);
  const hidden = (url: string) => (job.request.isSpoiler ? `||${url}||` : url);
  const textWith = (links: readonly string[]) =>
    textWithPrompt(job, post.withPrompt, [
      words(post.again ? 'video.title.again' : 'video.title', { memberId: job.memberId }),
      ...links,
      `-# ${detailsText(job, post, words)}`,
    ]);
  const text = textWith(linkLines(post.content, hidden, words));
  return text.length <= messageMaxLength ? text : textWith([words('video.link-too-long', { jobId: job.id })]);
}

/** What was paid and waited for is no news the second time. */
function detailsText(job: Job, { tookMs, availableCredits, again }: VideoPost, words: Words): string {
  const about = { model: modelName(job), options: optionsText(job, words) };
  if (again) return words('video.details.again', about);
  const took = tookText(tookMs, words);
  return words('video.details', { ...about, took, price: job.priceCredits, left: availableCredits });
}

function linkLines(content: VideoPost['content'], hidden: (url: string) => string, words: Words): string[] {
  if (content.form === 'file') return fileLines(content, words);
  return [
    words(`video.link.${content.why}`, { url: hidden(content.url) }),
    words('video.link.expires', { expiresAt: Math.round(content.expiresAt / 1000) }),
  ];
}

function fileLines(file: VideoFile, words: Words): string[] {
  const note = file.playsEverywhere ? [] : [words('video.may-not-play')];
  if (file.originalBytes === undefined) return note;
  const sizes = { original: sizeText(file.originalBytes, words), posted: sizeText(file.bytes, words) };
  return [...note, `-# ${words('video.made-to-fit', sizes)}`];
}

const kibibyte = 1024;
const mebibyte = kibibyte * kibibyte;

/** As Discord counts, which calls 1,024 a thousand: `19.6 MB`. */
function sizeText(bytes: number, words: Words): string {
  if (bytes < mebibyte) return words('size.kilobytes', { size: Math.ceil(bytes / kibibyte) });
  return words('size.megabytes', { size: Math.round((bytes / mebibyte) * 10) / 10 });
}

/** Discord hides a file of such a name behind a click: https://docs.discord.com/developers/reference#uploading-files */
const spoilerPrefix = 'SPOILER_';

/** A name that tells the clip from others, and by which its message is found again. */
export function videoFileName(job: Job): string {
  return `${job.request.isSpoiler ? spoilerPrefix : ''}${job.request.model}-${job.id}.mp4`;
}
