import type { CameraConcept } from '../../catalogue/concepts.ts';
import { models } from '../../catalogue/models.ts';
import type { Job } from '../../jobs/job.ts';
import { escapeText } from '../../words/plain-text.ts';
import type { Words } from '../../words/words.ts';
import { messageMaxLength } from '../message-text.ts';

/** Parts that the card, the video and the failure share. */

/** Less than this of a prompt says nothing. */
const promptMinLength = 20;
/** Of one concept's name, characters. */
const conceptMaxLength = 40;

/**
 * A text with the prompt as a quote under its title. The other lines come first: the prompt is cut to the room that they
 * leave in a message, or left out.
 */
export function textWithPrompt(
  job: Job,
  withPrompt: boolean,
  [title, ...lines]: readonly [string, ...string[]],
): string {
  const room = messageMaxLength - [title, '> ', ...lines].join('\n').length;
  const quote = withPrompt && room >= promptMinLength ? [`> ${escapeText(job.request.prompt, room)}`] : [];
  return [title, ...quote, ...lines].join('\n');
}

export function modelName(job: Job): string {
  return models[job.request.model].name;
}

/** The options that matter to a reader: `5 s · 16:9 · push in, tilt up · loop`. */
export function optionsText({ request }: Job, words: Words): string {
  const parts = [words('details.seconds', { seconds: request.durationSeconds }), request.aspectRatio];
  if (request.concepts.length > 0) parts.push(conceptsText(request.concepts, words));
  if (request.loop) parts.push(words('details.loop'));
  return parts.join(' · ');
}

/** Our own words, and yet escaped: a name of a concept might hold a mark one day. */
function conceptsText(concepts: readonly CameraConcept[], words: Words): string {
  return concepts.map((concept) => escapeText(words(`concept.${concept}`), conceptMaxLength)).join(', ');
}
