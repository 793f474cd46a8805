import type { HistorySwitches } from './history-switches.ts';
import type { SegmindJob } from './job.ts';

/** One past request as the history tells it: money in US dollars, null for what is not known before the end. */
export function historyRow(job: SegmindJob, switches: HistorySwitches): object {
  const { id, slug, body, submittedAt, finishedAt, outputUrl } = job;
  const ended = finishedAt !== null;
  const row = {
    id,
    ...(switches.historyIdOnly ? {} : { request_id: id }),
    model: slug,
    model_name: slug,
    created_at: timeText(submittedAt, switches.historyTime),
    output: outputUrl,
  };
  if (switches.historyOldRows) return row;
  return {
    ...row,
    status: switches.historyStatusWord === 'lower-case' ? job.state.toLowerCase() : job.state,
    prompt: body.prompt ?? null,
    ...(switches.historyHidesParameters ? {} : { parameters: body }),
    credits_deduction: ended ? job.chargedUsd : null,
    latency_ms: ended ? finishedAt - submittedAt : null,
  };
}

/** The rows of one page, in the object that is switched on, or bare. */
export function historyBody(
  rows: readonly object[],
  counts: { readonly total: number; readonly page: number },
  { historyKey }: HistorySwitches,
): object {
  return historyKey === 'none' ? rows : { [historyKey]: rows, ...counts };
}

function timeText(timeMs: number, kind: HistorySwitches['historyTime']): string {
  const text = new Date(timeMs).toISOString();
  return kind === 'bare' ? text.replace(/Z$/, '') : text;
}
