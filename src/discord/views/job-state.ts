import type { Job } from '../../jobs/job.ts';
import { postedMessageOf } from '../../jobs/job-desk.ts';
import type { PostedMessage } from '../../jobs/poster.ts';
import { messageLink } from './links.ts';

/** What has become of a job, as people put it. */
export type JobSituation =
  | 'waiting'
  | 'making'
  | 'posting'
  | 'withheld'
  | 'delivered'
  | 'kept-back'
  | 'removed'
  | 'failed'
  | 'cancelled'
  | 'undelivered';

export const situationIcons: Readonly<Record<JobSituation, string>> = {
  waiting: '⏳',
  making: '⏳',
  posting: '📤',
  withheld: '🤐',
  delivered: '🎬',
  'kept-back': '📦',
  removed: '🗑️',
  failed: '⚠️',
  cancelled: '🚫',
  undelivered: '⚠️',
};

export function situationOf(job: Job): JobSituation {
  switch (job.state) {
    case 'accepted':
    case 'preparing':
      return job.withheldAt === null ? 'waiting' : 'withheld';
    case 'submitting':
    case 'submitted':
    case 'finished':
      return job.withheldAt === null ? 'making' : 'withheld';
    case 'delivering':
      return 'posting';
    case 'delivered':
      if (job.removedAt !== null) return 'removed';
      return job.rung === 'kept-back' ? 'kept-back' : 'delivered';
    default:
      return job.state;
  }
}

/** Where the video stands; null where it does not, or where no link leads. */
export function linkToVideo(job: Job): string | null {
  const posted = postedMessageOf(job);
  return posted && linkToMessage(job, posted);
}

/** To the message in which the video stands as the job says: in its guild, or between the bot and its requester. */
export function linkToMessage({ guildId, rung }: Job, message: PostedMessage): string {
  const isDirect = rung?.startsWith('dm:') ?? false;
  return messageLink({ guildId: isDirect ? null : guildId, ...message });
}
