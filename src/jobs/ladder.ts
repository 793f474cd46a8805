import { type Job, liveToken } from './job.ts';
import type { LinkReason, Poster, Road, VideoPost } from './poster.ts';

/** The ladder by which a video comes to its requester: roads and forms, best first. */

export type Content = VideoPost['content'];

/** One try. */
export interface LadderRung {
  readonly road: Road;
  readonly content: Content;
  readonly withPrompt: boolean;
}

/** What the ladder depends on. */
export interface LadderPlace {
  readonly limitBytes: Poster['limitBytes'];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Where the command was given, nothing holds any more. */
const lastRoads: readonly Road[] = ['dm'];

/** Where the command was given, best first. */
function nearRoads(job: Job, now: number): readonly Road[] {
  const near: Road[] = job.mayPost && !job.request.isPrivate ? ['channel'] : [];
  if (liveToken(job, now)) near.push('response');
  return near;
}

/**
 * The size to which a file should be made smaller: the limit of the best road, where no road near takes it as it is.
 * @returns null where one takes it, bytes else
 */
export function limitToFit(
  job: Job,
  file: { readonly bytes: number },
  { limitBytes, now }: LadderPlace,
): number | null {
  const near = nearRoads(job, now);
  const limits = (near.length > 0 ? near : lastRoads).map((road) => limitBytes(road, job));
  return limits.every((limit) => file.bytes > limit) ? (limits[0] ?? null) : null;
}

/**
 * From best to last: the file where the command was given, a smaller one, the link there, then all by direct message; each
 * with and then without the prompt's words. Files go only where their size is taken.
 * @param forms - files, the original first; or a link alone
 */
export function* rungsFor(
  job: Job,
  forms: readonly Content[],
  { limitBytes, now }: LadderPlace,
): Generator<LadderRung> {
  const hasLink = forms.every(({ form }) => form === 'file') && job.resultUrl !== null;
  const contents = hasLink ? [...forms, linkTo(job, 'too-large')] : forms;
  for (const roads of [nearRoads(job, now), lastRoads]) {
    for (const content of contents) {
      for (const road of roads) {
        if (content.form === 'file' && content.bytes > limitBytes(road, job)) continue;
        for (const withPrompt of [true, false]) yield { road, content, withPrompt };
      }
    }
  }
}

export function linkTo(job: Job, why: LinkReason): Content {
  return { form: 'link', url: job.resultUrl ?? '', expiresAt: job.resultExpiresAt ?? 0, why };
}
