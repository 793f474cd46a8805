import { takeFault } from '../generation/faults.ts';
import type { RecordedContext } from '../generation/request-log.ts';
import { TEXTS } from './answers.ts';
import { type SegmindApp, type SegmindParts, send } from './context.ts';
import { keyRefusal } from './gate.ts';
import { historyBody, historyRow } from './history-rows.ts';
import type { SegmindJob } from './job.ts';
import { written } from './odd-answers.ts';

export const HISTORY_PATH = '/inference-request/generations';

const ROWS_A_PAGE = 20;
const DAY_MS = 24 * 3_600_000;

/**
 * Past requests of both roads, newest first. The real one has a host of its own.
 * @see https://github.com/segmind/segmind-python/blob/main/segmind/generations.py
 */
export function mountHistoryRoutes(app: SegmindApp, parts: SegmindParts): void {
  app.get(HISTORY_PATH, (context) => readHistory(context, parts));
}

function readHistory(context: RecordedContext, parts: SegmindParts): Response | Promise<Response> {
  const { board, clock, faults } = parts;
  const refusal = keyRefusal(context, parts);
  if (refusal) return refusal;
  const asked = readQuery(context);
  if (asked === null) return context.json({ error: TEXTS.badHistoryQuery }, 400);

  const now = clock.now();
  const listed = board
    .all()
    .filter((job) => now - job.submittedAt >= faults.historyDelayMs)
    .filter(({ finishedAt }) => finishedAt !== null || faults.historyListsRunning)
    .filter((job) => matches(job, asked))
    .reverse();
  const rows = listed
    .slice((asked.page - 1) * ROWS_A_PAGE, asked.page * ROWS_A_PAGE)
    .map((job) => written(historyRow(job, faults), faults));
  const body = historyBody(rows, { total: listed.length, page: asked.page }, faults);
  return send(context, body, 200, takeFault(faults, 'history'));
}

interface HistoryQuery {
  /** From 1. */
  readonly page: number;
  /** A slug; null for all. */
  readonly modelName: string | null;
  /** Milliseconds, the first one that counts and the first one that does not any more. */
  readonly from: number;
  readonly until: number;
}

function matches({ slug, submittedAt }: SegmindJob, { modelName, from, until }: HistoryQuery): boolean {
  return (modelName === null || slug === modelName) && submittedAt >= from && submittedAt < until;
}

/** Null when a part of it is not what it has to be. */
function readQuery({ req }: RecordedContext): HistoryQuery | null {
  const page = Number(req.query('page') ?? 1);
  const from = dayStart(req.query('start_date'), Number.NEGATIVE_INFINITY);
  const lastDay = dayStart(req.query('end_date'), Number.POSITIVE_INFINITY);
  if (!Number.isInteger(page) || page < 1 || Number.isNaN(from) || Number.isNaN(lastDay)) return null;
  return { page, modelName: req.query('model_name') ?? null, from, until: lastDay + DAY_MS };
}

/** The beginning of a day in UTC, milliseconds; NaN for a text that names none. */
function dayStart(text: string | undefined, whenMissing: number): number {
  if (text === undefined) return whenMissing;
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
}
