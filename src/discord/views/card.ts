import { isSoft, softSide } from '../../catalogue/image.ts';
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
    ...smallPictureLines(job, words),
    `-# ${words('details.job', details)}`,
  ]);
}

/** Said while it is made; on the finished video it would only spoil the joy. */
function smallPictureLines({ request }: Job, words: Words): string[] {
  const { width, height } = [request.startImage, request.endImage].find((image) => image && isSoft(image)) ?? {};
  return width && height ? [words('card.small-picture', { width, height, least: softSide })] : [];
}

function stageText(progress: Progress, words: Words): string {
  switch (progress.stage) {
    case 'making':
      return words('card.making', { expectedAt: Math.round(progress.expectedAt / 1000) });
    case 'waiting-for-provider':
      return words(`card.waiting.${progress.why}`, { provider: progress.provider });
    default:
      return words(`card.${progress.stage}`);
  }
}

/** Where a picture went along, it may be the picture's fault. */
function failureKey({ failure, request }: Job) {
  const hasPicture = request.startImage !== null || request.endImage !== null;
  if (hasPicture && (failure === 'moderated' || failure === 'provider-refused')) return `${failure}-picture` as const;
  return failure ?? 'provider-failed';
}

/** What stands in the card's place when there is no video. */
export function failureText(job: Job, withPrompt = true): string {
  const words = wordsFor(job.locale);
  return textWithPrompt(job, withPrompt, [
    words('failure.title', { memberId: job.memberId }),
    words(`failure.${failureKey(job)}`),
    words('failure.credits-back', { price: job.priceCredits }),
  ]);
}
