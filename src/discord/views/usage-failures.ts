import type { Usage } from '../../credits/usage-figures.ts';
import type { Words } from '../../words/words.ts';

/** So many reasons stand for themselves; the rest is counted together. */
const shownFailures = 5;

/** How many failed, and why, the most frequent reason first. */
export function failureLines({ byFailure, total }: Pick<Usage, 'byFailure' | 'total'>, words: Words): string[] {
  const counts = new Map<FailureGroup, number>();
  for (const { failure, jobs } of byFailure) {
    const group = groupOf(failure);
    counts.set(group, (counts.get(group) ?? 0) + jobs);
  }
  counts.delete('other');
  const shown = [...counts].sort(([, a], [, b]) => b - a).slice(0, shownFailures);
  const others = total.failed - shown.reduce((sum, [, jobs]) => sum + jobs, 0);
  const all = others > 0 ? [...shown, ['other', others] as const] : shown;
  const line = ([group, jobs]: readonly [FailureGroup, number]) =>
    words('usage.failure', { jobs, why: words(`usage.failure.${group}`) });
  return all.length > 0 ? [words('usage.failures'), ...all.map(line)] : [];
}

type FailureGroup =
  | 'content'
  | 'refused'
  | 'service'
  | 'unavailable'
  | 'operator'
  | 'connection'
  | 'delivery'
  | 'picture'
  | 'called-off'
  | 'other';

/** Failures that mean the same to an admin, under one reason. One that nobody knows any more is among the others. */
function groupOf(failure: string): FailureGroup {
  if (failure.startsWith('image-')) return 'picture';
  if (failure.startsWith('cancelled')) return 'called-off';
  switch (failure) {
    case 'moderated':
      return 'content';
    case 'provider-refused':
      return 'refused';
    case 'provider-failed':
    case 'provider-lost':
    case 'provider-malformed':
    case 'not-a-video':
      return 'service';
    case 'provider-unavailable':
      return 'unavailable';
    case 'model-withdrawn':
    case 'operator-attention':
      return 'operator';
    case 'submit-uncertain':
    case 'video-unreachable':
      return 'connection';
    case 'delivery-impossible':
      return 'delivery';
    default:
      return 'other';
  }
}
