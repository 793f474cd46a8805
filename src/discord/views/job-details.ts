import { type ProviderName, providerTitles } from '../../catalogue/models.ts';
import { isOpen, type Job } from '../../jobs/job.ts';
import { type Actor, mayShowAgain, postedMessageOf } from '../../jobs/job-desk.ts';
import type { Words } from '../../words/words.ts';
import type { Reply, Row } from '../command-result.ts';
import { button, row } from '../components.ts';
import { failureKey } from './card.ts';
import { timestamp } from './figures.ts';
import { inDetails, jobButton, jobsCommand, remakeButtons, stopButton } from './job-buttons.ts';
import { linkToVideo, situationIcons, situationOf } from './job-state.ts';
import { modelName, optionsText, textWithPrompt } from './job-text.ts';
import { priceText } from './jobs.ts';
import { tookText } from './took-text.ts';

/** One job as `/jobs` shows it to its requester, or to a moderator. */

export interface JobDetails {
  readonly job: Job;
  /** Who makes or made it; null before anybody was asked. */
  readonly service: ProviderName | null;
  /** What it would cost to have it made once more; null where nobody makes it any more. */
  readonly priceNow: number | null;
  readonly now: number;
}

export function jobDetails(details: JobDetails, actor: Actor, words: Words): Pick<Reply, 'content' | 'components'> {
  const { job } = details;
  const situation = situationOf(job);
  const content = textWithPrompt(job, true, [
    words('jobs.details.title', {
      icon: situationIcons[situation],
      model: modelName(job),
      state: words(`jobs.state.${situation}`),
    }),
    ...factLines(details, words),
    ...wayLines(details, actor, words),
    words('jobs.details.id', { jobId: job.id }),
  ]);
  return { content, components: rows(details, actor, words) };
}

function factLines({ job, service }: JobDetails, words: Words): string[] {
  const isPrivate = job.request.isPrivate ? [words('jobs.details.private')] : [];
  const { memberId, channelId, createdAt, endedAt, state, failure } = job;
  const serviceKey = isOpen(state) ? 'jobs.details.service-now' : 'jobs.details.service';
  return [
    ...(failure === null ? [] : [words(`failure.${failureKey(job)}`)]),
    [optionsText(job, words), ...isPrivate, priceText(job, words)].join(' · '),
    words('jobs.details.who', { memberId, channelId, at: timestamp(createdAt) }),
    ...(state === 'delivered' && endedAt !== null
      ? [words('jobs.details.took', { took: tookText(endedAt - createdAt, words) })]
      : []),
    ...(service === null ? [] : [words(serviceKey, { service: providerTitles[service] })]),
  ];
}

/** The ways to the video. */
function wayLines({ job, now }: JobDetails, actor: Actor, words: Words): string[] {
  const url = linkToVideo(job);
  if (url !== null) return [words('jobs.details.link', { url })];
  if (!mayShowAgain(job, actor)) return [words('jobs.details.withdrawn')];
  const { resultUrl, resultExpiresAt } = job;
  if (resultUrl === null || resultExpiresAt === null || resultExpiresAt <= now) return [];
  const expiresAt = timestamp(resultExpiresAt);
  if (job.state === 'delivered') return [words('jobs.details.kept-until', { expiresAt })];
  // Nobody has paid for it, and no place took it: the file is all that its requester can be given.
  const isTheirs = job.state === 'undelivered' && job.memberId === actor.memberId;
  return isTheirs ? [words('jobs.details.file', { expiresAt, url: resultUrl })] : [];
}

function rows({ job, priceNow, now }: JobDetails, actor: Actor, words: Words): Row[] {
  const hasLeft = job.state !== 'accepted' && job.state !== 'preparing';
  const isUnderWay = isOpen(job.state);
  const canStop = isUnderWay && job.state !== 'delivering' && !(job.withheldAt !== null && !mayShowAgain(job, actor));
  const mayHaveAgain =
    job.state === 'delivered' && job.resultUrl !== null && (job.resultExpiresAt ?? 0) > now && mayShowAgain(job, actor);
  const deeds = [
    ...(canStop ? [stopButton(job, hasLeft, words, inDetails)] : []),
    ...(priceNow === null ? [] : remakeButtons(job, priceNow, words)),
    ...(mayHaveAgain ? [jobButton('repost', job.id, words('job.button.repost'))] : []),
    ...(postedMessageOf(job) === null ? [] : [jobButton('delete', job.id, words('job.button.delete'))]),
  ];
  const back = button({ command: jobsCommand, payload: 'list:all' }, { label: words('job.button.back') });
  const refresh = isUnderWay ? [jobButton('show', job.id, words('job.button.refresh'))] : [];
  return [...(deeds.length > 0 ? [row(...deeds)] : []), row(back, ...refresh)];
}
