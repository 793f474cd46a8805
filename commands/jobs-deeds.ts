import type { Call, CommandServices } from '../src/discord/command.ts';
import type { Errand, Later, PressResult, Reply } from '../src/discord/command-result.ts';
import { button, row } from '../src/discord/components.ts';
import { failureText } from '../src/discord/views/card.ts';
import { timestamp } from '../src/discord/views/figures.ts';
import { failureButtons, inDetails, jobsCommand, stopButton } from '../src/discord/views/job-buttons.ts';
import { jobDetails } from '../src/discord/views/job-details.ts';
import { linkToMessage } from '../src/discord/views/job-state.ts';
import { messageLink } from '../src/discord/views/links.ts';
import { memberText } from '../src/discord/views/people.ts';
import { Refusal } from '../src/errors/refusal.ts';
import type { Job } from '../src/jobs/job.ts';
import { capacityOf } from '../src/jobs/job-desk.ts';
import type { Words } from '../src/words/words.ts';

/** What is done about one job: looked at, stopped, deleted, posted again. */

type Content = Pick<Reply, 'content' | 'components'>;

export async function showDetails(
  jobId: string,
  { origin }: Call,
  services: CommandServices,
  words: Words,
): Promise<Content> {
  return detailsOf(await services.jobs.mine(jobId, origin), { origin }, services, words);
}

async function detailsOf(
  job: Job,
  { origin }: Pick<Call, 'origin'>,
  { jobHistory, remakes, clock }: CommandServices,
  words: Words,
): Promise<Content> {
  const service = await jobHistory.serviceOf(job.id);
  const priceNow = unlessRefused(() => remakes.priceOf(job.request));
  return jobDetails({ job, service, priceNow, now: clock.now() }, origin, words);
}

/** What cannot be had any more has no price. */
export function unlessRefused<Result>(work: () => Result): Result | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** @param place - where the button stands: under the details, or under the card */
export async function cancelJob(
  jobId: string,
  place: string | undefined,
  call: Call,
  services: CommandServices,
  words: Words,
): Promise<PressResult> {
  const outcome = await services.jobs.cancel(jobId, call.origin);
  const job = await services.jobs.mine(jobId, call.origin);
  const note = outcome === 'cancelled' ? cancelledText(job, words) : await withheldText(job, call, services, words);
  if (place === inDetails) return { kind: 'update', ...(await detailsOf(job, call, services, words)), note };
  if (outcome === 'withheld') return { kind: 'relabel', components: [row(stopButton(job, true, words))], note };
  return { kind: 'update', content: failureText(job), components: failureButtons(job), note };
}

function cancelledText({ priceCredits: price }: Job, words: Words): string {
  return words('job.cancelled', { price });
}

async function withheldText(
  job: Job,
  { origin }: Pick<Call, 'origin'>,
  { jobs }: CommandServices,
  words: Words,
): Promise<string> {
  const price = job.priceCredits;
  if (capacityOf(job, origin) === 'moderator')
    return words('job.withheld-other', { price, member: memberText(job.memberId, words) });
  const until = await jobs.keptUntil(job);
  if (until === null) return words('job.withheld', { price });
  return words('job.withheld-until', { price, expiresAt: timestamp(until) });
}

export async function postAfterAll(
  jobId: string,
  place: string | undefined,
  call: Call,
  services: CommandServices,
  words: Words,
): Promise<PressResult> {
  await services.jobs.postAfterAll(jobId, call.origin);
  const job = await services.jobs.mine(jobId, call.origin);
  const note = words('job.posted-after-all');
  if (place === inDetails) return { kind: 'update', ...(await detailsOf(job, call, services, words)), note };
  const hasLeft = job.state !== 'accepted' && job.state !== 'preparing';
  return { kind: 'relabel', components: [row(stopButton(job, hasLeft, words))], note };
}

/** Asks once more, the one who pressed alone. */
export async function askToDelete(
  jobId: string,
  { origin }: Call,
  { jobs }: CommandServices,
  words: Words,
): Promise<Reply> {
  const job = await jobs.removable(jobId, origin);
  const command = jobsCommand;
  return {
    kind: 'reply',
    content:
      capacityOf(job, origin) === 'requester'
        ? words('job.delete.question')
        : words('job.delete.question-other', { member: memberText(job.memberId, words) }),
    components: [
      row(
        button({ command, payload: `delete-yes:${job.id}` }, { label: words('job.delete.yes'), style: 'danger' }),
        button({ command, payload: 'delete-no' }, { label: words('job.delete.no') }),
      ),
    ],
  };
}

export async function deleteVideo(
  jobId: string,
  { origin }: Call,
  { jobs }: CommandServices,
  words: Words,
): Promise<Later> {
  // Before anything is promised, so that whoever may not is told at once.
  await jobs.mine(jobId, origin);
  return {
    kind: 'later',
    replaces: true,
    async work() {
      await jobs.remove(jobId, origin);
      return { kind: 'reply', content: words('job.delete.done') };
    },
  };
}

export async function repostVideo(
  jobId: string,
  { origin }: Call,
  { reposts }: CommandServices,
  words: Words,
): Promise<Errand> {
  const job = await reposts.examine(jobId, origin);
  return {
    kind: 'errand',
    async work(signal) {
      const outcome = await reposts.repost(jobId, origin, signal);
      if (outcome.kind === 'answered') return null;
      if (outcome.kind === 'stands')
        return { kind: 'reply', content: words('job.repost.stands', { link: linkToMessage(job, outcome) }) };
      const link = messageLink({ guildId: job.guildId, ...outcome });
      return { kind: 'reply', content: words('job.repost.done', { link }) };
    },
  };
}
