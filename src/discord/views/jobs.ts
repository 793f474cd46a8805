import type { Job } from '../../jobs/job.ts';
import { type JobFilter, type JobPage, type JobSpot, jobFilters } from '../../jobs/job-history.ts';
import { escapeText } from '../../words/plain-text.ts';
import type { Words } from '../../words/words.ts';
import type { Reply, Row } from '../command-result.ts';
import { button, menu, row } from '../components.ts';
import { timestamp } from './figures.ts';
import { jobsCommand as command } from './job-buttons.ts';
import { linkToVideo, situationIcons, situationOf } from './job-state.ts';
import { modelName, optionsText } from './job-text.ts';

/** The list of `/jobs`: what its lines say, and what stands under it. */

/** A page of them fits into a message, with links and all. */
export const jobsOnPage = 6;
/** Of a prompt, characters. */
const promptMaxLength = 80;

type List = Pick<Reply, 'content' | 'components'>;

export function jobsList(page: JobPage, filter: JobFilter, words: Words): List {
  const lines = page.jobs.map((job) => jobLine(job, words));
  const content =
    lines.length > 0 ? [words(`jobs.title.${filter}`), ...lines].join('\n') : words(`jobs.none.${filter}`);
  const isEmpty = filter === 'all' && lines.length === 0;
  return {
    content,
    components: isEmpty
      ? []
      : [filterRow(filter, words), ...chooseRows(page.jobs, filter, words), ...pagerRow(page, filter, words)],
  };
}

function jobLine(job: Job, words: Words): string {
  const situation = situationOf(job);
  const url = linkToVideo(job);
  return words('jobs.line', {
    icon: situationIcons[situation],
    model: modelName(job),
    prompt: escapeText(job.request.prompt, promptMaxLength),
    price: priceText(job, words),
    at: timestamp(job.createdAt),
    more: url === null ? words(`jobs.state.${situation}`) : words('jobs.line.link', { url }),
  });
}

/** What became of the credits. */
export function priceText({ state, priceCredits: price }: Job, words: Words): string {
  switch (state) {
    case 'delivered':
      return words('jobs.price', { price });
    case 'failed':
    case 'cancelled':
    case 'undelivered':
      return words('jobs.price.back', { price });
    default:
      return words('jobs.price.held', { price });
  }
}

function filterRow(filter: JobFilter, words: Words): Row {
  const options = jobFilters.map((value) => ({
    label: words(`jobs.filter.${value}`),
    value,
    isChosen: value === filter,
  }));
  return row(menu({ command, payload: 'filter' }, {}, options));
}

function chooseRows(jobs: readonly Job[], filter: JobFilter, words: Words): Row[] {
  if (jobs.length === 0) return [];
  const options = jobs.map((job) => ({
    label: words('jobs.option', { icon: situationIcons[situationOf(job)], prompt: job.request.prompt }),
    value: job.id,
    description: words('jobs.option.about', {
      model: modelName(job),
      options: optionsText(job, words),
      price: priceText(job, words),
    }),
  }));
  return [row(menu({ command, payload: `open:${filter}` }, { placeholder: words('jobs.choose') }, options))];
}

function pagerRow({ jobs, hasNewer, hasOlder }: JobPage, filter: JobFilter, words: Words): Row[] {
  const [first, last] = [jobs[0], jobs.at(-1)];
  if (!first || !last || !(hasNewer || hasOlder)) return [];
  return [
    row(
      button(
        { command, payload: `list:${filter}:after:${first.id}` },
        { label: words('page.newer'), isDisabled: !hasNewer },
      ),
      button(
        { command, payload: `list:${filter}:before:${last.id}` },
        { label: words('page.older'), isDisabled: !hasOlder },
      ),
    ),
  ];
}

/** Null for what was not made here. The list alone means its newest page. */
export function readListPayload(
  parts: readonly string[],
): { readonly filter: JobFilter; readonly spot: JobSpot } | null {
  const [filterName, direction, jobId = '', ...rest] = parts;
  const filter = jobFilters.find((known) => known === filterName);
  if (!filter || rest.length > 0) return null;
  if (direction === undefined) return { filter, spot: {} };
  if (!/^\d{1,20}$/.test(jobId)) return null;
  if (direction === 'before') return { filter, spot: { beforeId: jobId } };
  return direction === 'after' ? { filter, spot: { afterId: jobId } } : null;
}
