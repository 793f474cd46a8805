import type { RecordedContext } from '../generation/request-log.ts';
import { requestUnknown } from './answers.ts';
import type { SegmindParts } from './context.ts';
import type { SegmindJob } from './job.ts';

/** The job in the path, as far as the read routes of v2 and the older one may know it now. */
export function knownJob(context: RecordedContext, { board, clock, faults }: SegmindParts): SegmindJob | null {
  const job = board.find(context.req.param('id') ?? '');
  if (!job || (job.road === 'sync' && !faults.v1KnownByV2)) return null;
  return clock.now() - job.submittedAt >= faults.unknownForMs ? job : null;
}

export function unknownRequest(context: RecordedContext): Response {
  return context.json({ error: requestUnknown(context.req.param('id') ?? '') }, 404);
}
