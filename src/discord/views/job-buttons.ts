import { isOpen, type Job, type JobFailure } from '../../jobs/job.ts';
import type { Progress } from '../../jobs/poster.ts';
import { type Words, wordsFor } from '../../words/words.ts';
import type { Row } from '../command-result.ts';
import { button, row } from '../components.ts';

/**
 * The buttons under a job's messages. They belong to `/jobs` and name the job; all else stands in the database, so that they
 * work after a restart, and weeks later.
 */
export const jobsCommand = 'jobs';

/** What a button does to the job that it names. */
export const jobVerbs = ['cancel', 'post', 'again', 'edit', 'vary', 'delete', 'repost', 'show'] as const;
export type JobVerb = (typeof jobVerbs)[number];

/** Under the details, which are drawn anew; everywhere else it is the job's own message. */
export const inDetails = 'd';

type Button = ReturnType<typeof button>;

/** @param more - what the verb needs besides, such as the price that stands on the button */
export function jobButton(
  verb: JobVerb,
  jobId: string,
  label: string,
  {
    more,
    style = 'secondary',
  }: { readonly more?: string | number; readonly style?: 'secondary' | 'danger' | 'primary' } = {},
): Button {
  const payload = [verb, jobId, ...(more === undefined ? [] : [more])].join(':');
  return button({ command: jobsCommand, payload }, { label, style });
}

/** Where something may have left for a provider, no more can be done than not to post the video. */
const left: readonly Progress['stage'][] = ['checking', 'making', 'late'];

/** Under the card of a job under way. */
export function cardButtons(job: Job, { stage }: Progress): Row[] {
  if (stage === 'delivering' || stage === 'fitting') return [];
  return [row(stopButton(job, left.includes(stage), wordsFor(job.locale)))];
}

/**
 * Under the card after a press, and under the details.
 * @param hasLeft - whether something may have left for a provider
 */
export function stopButton({ id, withheldAt }: Job, hasLeft: boolean, words: Words, place?: string): Button {
  const more = place === undefined ? {} : { more: place };
  if (withheldAt !== null) return jobButton('post', id, words('job.button.post'), more);
  return jobButton('cancel', id, words(hasLeft ? 'job.button.withhold' : 'job.button.cancel'), more);
}

/** What is made anew from the same words, by whoever likes: it costs what stands there. */
export function remakeButtons(job: Job, price: number, words: Words): Button[] {
  const ways = remakesOf(job);
  return [
    ...(ways.includes('again')
      ? [jobButton('again', job.id, words('job.button.again', { price }), { more: price })]
      : []),
    ...(ways.includes('edit') ? [jobButton('edit', job.id, words('job.button.edit'))] : []),
    ...(ways.includes('vary') ? [jobButton('vary', job.id, words('job.button.vary'))] : []),
  ];
}

/** Under the finished video. */
export function videoButtons(job: Job): Row[] {
  const words = wordsFor(job.locale);
  // What one member alone sees, that member can dismiss.
  const isSeenByOthers = !job.request.isPrivate;
  return [
    row(
      ...remakeButtons({ ...job, state: 'delivered' }, job.priceCredits, words),
      ...(isSeenByOthers ? [jobButton('delete', job.id, words('job.button.delete'))] : []),
    ),
  ];
}

/** In the card's place when there is no video. */
export function failureButtons(job: Job): Row[] {
  const buttons = remakeButtons(job, job.priceCredits, wordsFor(job.locale));
  return buttons.length > 0 ? [row(...buttons)] : [];
}

type Remake = Extract<JobVerb, 'again' | 'edit' | 'vary'>;

const otherWords: readonly Remake[] = ['edit'];
const other: readonly Remake[] = ['edit', 'vary'];
const nothing: readonly Remake[] = [];

/** What is not named here may well succeed when it is tried again just so. */
const remakesAfter: Readonly<Partial<Record<JobFailure, readonly Remake[]>>> = {
  moderated: otherWords,
  'provider-refused': other,
  'model-withdrawn': nothing,
  'image-unreachable': ['again', 'edit'],
  'image-gone': nothing,
  'image-elsewhere': nothing,
  'image-too-large': nothing,
  'image-too-many-pixels': nothing,
  'image-unreadable': nothing,
};

/** Which ways there are to have something like it made; none while it is under way. */
export function remakesOf({ state, failure }: Pick<Job, 'state' | 'failure'>): readonly Remake[] {
  if (failure !== null) return remakesAfter[failure] ?? ['again', 'edit'];
  return isOpen(state) ? nothing : ['again', 'edit', 'vary'];
}
