import type { Operation } from '../video-provider.ts';
import { isSuccess, malformed } from './answers.ts';
import { type HistoryPage, type HistoryRow, readHistoryPage } from './history-rows.ts';
import type { SegmindParts } from './parts.ts';
import { errorFromAnswer } from './segmind-errors.ts';

const dayMs = 24 * 3_600_000;
const mostPages = 2;
/** No page size is published: shorter than this is no full page. */
const shortestFullPage = 10;

/** What is looked for: requests of one model, made at some time. */
export interface HistoryQuery {
  readonly slug: string;
  /** Milliseconds since the epoch, both. */
  readonly from: number;
  readonly until: number;
}

/**
 * The past requests of a model about some time, newest first as they come; more than asked for, and not those that lie
 * behind many newer ones.
 * @throws {ProviderError} malformed when the answer cannot be read
 */
export async function readHistory(
  parts: SegmindParts,
  query: HistoryQuery,
  signal: AbortSignal,
): Promise<readonly HistoryRow[]> {
  const rows: HistoryRow[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const read = await readPage(parts, query, page, signal);
    rows.push(...read.rows);
    if (!mayGoOn(read, rows.length, query)) break;
  }
  return rows;
}

/** The row of one request; null where it is not listed (yet). */
export async function findRow(
  parts: SegmindParts,
  { requestId, slug, submittedAt }: Operation,
  signal: AbortSignal,
): Promise<HistoryRow | null> {
  const rows = await readHistory(parts, { slug, from: submittedAt, until: submittedAt }, signal);
  return rows.find((row) => row.requestId === requestId) ?? null;
}

/** Whether a full page is newer than all that is looked for, and there may be more. */
function mayGoOn({ rows, total }: HistoryPage, seen: number, { from }: HistoryQuery): boolean {
  const isFull = rows.length >= shortestFullPage && (total === null || seen < total);
  return isFull && rows.every(({ createdAt }) => createdAt > from);
}

async function readPage(
  { historyUrl, headers, peer, now }: SegmindParts,
  query: HistoryQuery,
  page: number,
  signal: AbortSignal,
): Promise<HistoryPage> {
  const url = pageUrl(historyUrl, query, page);
  const answer = await peer.call('recover', () => ({ method: 'GET', url, headers, signal }), signal);
  if (page > 1 && answer.status === 404) return { rows: [], total: null };
  if (!isSuccess(answer)) throw errorFromAnswer(answer, 'history', now());
  const read = readHistoryPage(answer.json);
  if (read === null) throw malformed(answer, 'gave a history that cannot be read');
  return read;
}

/** A day to either side: nobody says by which zone days are counted, nor whether the last one is in. */
function pageUrl(historyUrl: string, { slug, from, until }: HistoryQuery, page: number): string {
  const url = new URL(historyUrl);
  url.searchParams.set('page', String(page));
  url.searchParams.set('model_name', slug);
  url.searchParams.set('start_date', utcDay(from - dayMs));
  url.searchParams.set('end_date', utcDay(until + dayMs));
  return url.href;
}

/** Such as `2026-08-02`. */
function utcDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
