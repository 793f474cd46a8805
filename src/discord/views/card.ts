import type { Job } from '../../jobs/job.ts';
import type { Progress } from '../../jobs/poster.ts';
import { type Words, wordsFor } from '../../words/words.ts';
import { modelName, optionsText, textWithPrompt } from './job-text.ts';

/** The card of a job under way. */
export function cardText(job: Job, progress: Progress, withPrompt = true): string {
  const words = wordsFor(job.locale);
  const details = { options: optionsText(job, words), price: job.priceCredits };
  return textWithPrompt(job, withPrompt, [
    words('card.title', { model: modelName(job), memberId: job.memberId }),
    stageText(progress, words),
    `-# ${words('details.job', details)}`,
  ]);
}

function stageText(progress: Progress, words: Words): string {
  return progress.stage === 'making'
    ? words('card.making', { expectedAt: Math.round(progress.expectedAt / 1000) })
    : words(`card.${progress.stage}`);
}

/** What stands in the card's place when there is no video. */
export function failureText(job: Job, withPrompt = true): string {
  const words = wordsFor(job.locale);
  return textWithPrompt(job, withPrompt, [
    words('failure.title', { memberId: job.memberId }),
    words(`failure.${job.failure ?? 'provider-failed'}`),
    words('failure.credits-back', { price: job.priceCredits }),
  ]);
}
