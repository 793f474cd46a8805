import { isAnswerFault, isFileFault } from '../generation/faults.ts';
import { sendFile, sendGarbage, sendText } from '../generation/file-answer.ts';
import { htmlPage } from '../generation/html-page.ts';
import type { RecordedContext } from '../generation/request-log.ts';
import { finishedBody, seedOf } from './answers.ts';
import { type SegmindParts, send } from './context.ts';
import type { SyncFaultKind } from './fault-kinds.ts';
import type { SegmindJob } from './job.ts';
import { written } from './odd-answers.ts';
import type { SyncSwitches } from './sync-switches.ts';

/** What the caller of a job gets that has ended: the result, or its reason for having none. */
export function answerEnded(
  context: RecordedContext,
  { account, board, faults }: SegmindParts,
  job: SegmindJob,
  fault: SyncFaultKind | null,
): Response | Promise<Response> {
  const headers = accounting(job, account.credits, faults.v1Headers);
  for (const [name, value] of Object.entries(headers)) context.header(name, value);
  const clip = board.file(job.id);
  if (job.outputUrl === null || clip === null) return context.json({ error: job.error }, faults.v1FailureStatus);

  const contentType = faults.v1ContentType;
  const finished = { job, outputUrl: job.outputUrl, fileBytes: clip.bytes, remainingCredits: account.credits };
  const result = () => written(finishedBody(finished, 'COMPLETED', faults), faults);
  if (fault === 'text') return sendText(context, contentType);
  if (fault === 'garbage-mp4') return sendGarbage(context, contentType);
  // The bare response does not know what was set above.
  if (isFileFault(fault)) return sendFile(context, { ...clip, contentType, headers, fault });
  if (isAnswerFault(fault)) return send(context, result(), 200, fault);
  switch (faults.v1Answer) {
    case 'mp4':
      return sendFile(context, { ...clip, contentType, headers });
    case 'json-url':
      return context.json(result());
    case 'html-200':
      return context.html(htmlPage(200, 'OK'));
  }
}

/** Money in US dollars, times in seconds. */
function accounting(
  job: SegmindJob,
  remainingCredits: number,
  kind: SyncSwitches['v1Headers'],
): Readonly<Record<string, string>> {
  if (kind === 'none') return {};
  if (kind === 'malformed') return MALFORMED;
  return {
    'x-cost': String(job.chargedUsd),
    'x-remaining-credits': String(remainingCredits),
    'x-request-id': job.id,
    'x-generation-time': String(((job.finishedAt ?? job.submittedAt) - job.submittedAt) / 1_000),
    'x-seed-value': seedOf(job),
  };
}

const MALFORMED = {
  'x-cost': '$0,38',
  'x-remaining-credits': 'NaN',
  'x-request-id': '../v2/requests?id=',
  'x-generation-time': '1m 2s',
  'x-seed-value': 'null',
};
