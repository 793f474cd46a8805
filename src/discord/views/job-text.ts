import { models } from '../../catalogue/models.ts';
import type { Job } from '../../jobs/job.ts';
import { escapeText } from '../../words/plain-text.ts';
import type { Words } from '../../words/words.ts';

/** Parts that the card, the video and the failure share. */

/** Discord's limit for a message is 2,000 characters (https://docs.discord.com/developers/resources/message); the rest of the text needs some. */
const promptMaxLength = 1_200;

/** The prompt as a quote, or nothing where its words are not wanted. */
export function quotedPrompt(job: Job, withPrompt = true): string[] {
  return withPrompt ? [`> ${escapeText(job.request.prompt, promptMaxLength)}`] : [];
}

export function modelName(job: Job): string {
  return models[job.request.model].name;
}

/** The options that matter to a reader: `5 s · 16:9 · loop`. */
export function optionsText({ request }: Job, words: Words): string {
  const parts = [words('details.seconds', { seconds: request.durationSeconds }), request.aspectRatio];
  if (request.loop) parts.push(words('details.loop'));
  return parts.join(' · ');
}
