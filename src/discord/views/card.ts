import { isSoft, softSide } from '../../catalogue/image.ts';
import type { Job } from '../../jobs/job.ts';
import type { Progress } from '../../jobs/poster.ts';
import { type Words, wordsFor } from '../../words/words.ts';
import { modelName, optionsText, textWithPrompt } from './job-text.ts';

/** The card of a job under way: short lines, as most read it on a phone. */
export function cardText(job: Job, progress: Progress, withPrompt = true): string {
  const words = wordsFor(job.locale);
  const asked = { price: job.priceCredits, at: seconds(job.createdAt) };
  return textWithPrompt(job, withPrompt, [
    words('card.title', { model: modelName(job), memberId: job.memberId }),
    ...stageLines(progress, words),
    ...withheldLines(job, words),
    ...smallPictureLines(job, words),
    `-# ${optionsText(job, words)}`,
    `-# ${words('card.asked', asked)}`,
  ]);
}

function withheldLines({ withheldAt, withdrawnBy }: Job, words: Words): string[] {
  if (withheldAt === null) return [];
  return [words(withdrawnBy === 'moderator' ? 'card.withheld-by-moderator' : 'card.withheld')];
}

/** Said while it is made; on the finished video it would only spoil the joy. */
function smallPictureLines({ request }: Job, words: Words): string[] {
  const { width, height } = [request.startImage, request.endImage].find((image) => image && isSoft(image)) ?? {};
  return width && height ? [words('card.small-picture', { width, height, least: softSide })] : [];
}

function stageLines(progress: Progress, words: Words): string[] {
  switch (progress.stage) {
    case 'queued':
      return [queueText(progress, words)];
    case 'making':
      return [
        barText(progress.percent, words),
        makingText(progress, words),
        ...(progress.elsewhere ? [words('card.making.elsewhere')] : []),
      ];
    case 'fitting':
      return [words('card.fitting', { percent: progress.percent })];
    case 'waiting-for-provider':
      return [words(`card.waiting.${progress.why}`, { provider: progress.provider })];
    default:
      return [words(`card.${progress.stage}`)];
  }
}

function queueText({ ahead, startsAt }: Extract<Progress, { stage: 'queued' }>, words: Words): string {
  const place = words(ahead === 0 ? 'queue.next' : ahead < 10 ? 'queue.ahead' : 'queue.about', { ahead });
  if (startsAt === null) return words('card.queued.any-moment', { place });
  return words('card.queued', { place, at: seconds(startsAt) });
}

function makingText({ expectedAt, latestAt }: Extract<Progress, { stage: 'making' }>, words: Words): string {
  if (expectedAt === null) return words('card.making.any-moment');
  if (latestAt === undefined) return words('card.making', { at: seconds(expectedAt) });
  return words('card.making.spread', { at: seconds(expectedAt), latestAt: seconds(latestAt) });
}

const barLength = 10;

function barText(percent: number, words: Words): string {
  const done = Math.min(barLength, Math.max(0, Math.floor((percent * barLength) / 100)));
  return words('card.bar', { bar: '▰'.repeat(done) + '▱'.repeat(barLength - done), percent });
}

/** As Discord counts time. */
const seconds = (moment: number) => Math.round(moment / 1000);

/** Where a picture went along, it may be the picture's fault. */
export function failureKey({ failure, request }: Job) {
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
