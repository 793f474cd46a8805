import { readInstant } from '../instant.ts';
import { readVideoUrl } from '../result-url.ts';
import type { Bill, OperationStatus } from '../video-provider.ts';
import { failureOf } from './answers.ts';
import { billOf, joinBills, readBill } from './bill.ts';
import { type Fields, fieldsOf, readErrorText, readNumber, readRequestId } from './wire.ts';

const listNames = ['generations', 'data', 'results', 'result', 'items'] as const;
const timeNames = ['created_at', 'createdAt', 'created', 'timestamp', 'started_at', 'startedAt', 'time'] as const;
const failedWords = /^\s*(failed|failure|error|errored)\s*$/i;
const openWords = /^\s*(queued|processing|pending|running|started|in[ _-]progress)\s*$/i;

/** One past request. */
export interface HistoryRow {
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The model's name, where it looks like one that is asked for. */
  readonly slug: string | null;
  /** What was asked; empty where the row does not tell. */
  readonly parameters: Fields;
  readonly hasFailed: boolean;
  readonly errorText: string;
  /** Untrusted; null until it is made. */
  readonly videoUrl: string | null;
  readonly bill: Bill;
}

/** A page of the history. */
export interface HistoryPage {
  /** One for each request, whose id and time can be read. */
  readonly rows: readonly HistoryRow[];
  /** How many there are on all pages, where that is said. */
  readonly total: number | null;
}

/**
 * Reads a page in any of the forms in which libraries show it: rows under some name or bare, times with or without a
 * zone. Rows of older servers lack most of it.
 * @returns null where there is no list, or one in which no row can be read
 * @see https://github.com/segmind/segmind-python/blob/main/segmind/generations.py
 */
export function readHistoryPage(answer: unknown): HistoryPage | null {
  const list = findList(answer);
  if (list === null) return null;
  const rows = new Map<string, HistoryRow>();
  // A request with several outputs has several rows; the first with an output tells most.
  for (const row of list.flatMap(readRow)) {
    const known = rows.get(row.requestId);
    if (known === undefined || (known.videoUrl === null && row.videoUrl !== null)) rows.set(row.requestId, row);
  }
  if (list.length > 0 && rows.size === 0) return null;
  return { rows: [...rows.values()], total: readNumber(fieldsOf(answer)?.total) ?? null };
}

/** What a row says of its request; null where it says neither of its end nor that it goes on. */
export function statusOf({ hasFailed, errorText, videoUrl, bill }: HistoryRow): OperationStatus | null {
  if (hasFailed) return { state: 'failed', ...failureOf(errorText, bill) };
  return videoUrl === null ? null : { state: 'finished', videoUrl, bill };
}

function findList(answer: unknown, depth = 0): readonly unknown[] | null {
  if (Array.isArray(answer)) return answer;
  const fields = depth > 2 ? null : fieldsOf(answer);
  if (fields === null) return null;
  for (const name of listNames) {
    const found = findList(fields[name], depth + 1);
    if (found !== null) return found;
  }
  return null;
}

function readRow(value: unknown): HistoryRow[] {
  const row = fieldsOf(value);
  const requestId = readRequestId(row);
  const createdAt = timeNames.map((name) => readInstant(row?.[name])).find((time) => time !== undefined);
  if (row === null || requestId === null || createdAt === undefined) return [];
  const status = typeof row.status === 'string' ? row.status : '';
  const bill = billOf(
    { credits_deduction: row.credits_deduction, latency_ms: row.latency_ms },
    row.credits_deduction ?? undefined,
  );
  return [
    {
      requestId,
      createdAt,
      slug: readSlug(row.model_name),
      parameters: readParameters(row),
      hasFailed: failedWords.test(status),
      errorText: readErrorText(row),
      videoUrl: openWords.test(status) ? null : readOutput(row),
      bill: joinBills(bill, readBill(row)),
    },
  ];
}

/** Names for people, such as «Ray Flash 2», say nothing here. */
function readSlug(name: unknown): string | null {
  return typeof name === 'string' && /^[a-z0-9]+([.-][a-z0-9]+)+$/.test(name) ? name : null;
}

/** Only where outputs stand: a row has other addresses, too. */
function readOutput({ output, output_url: url, outputs, video, video_url: videoUrl }: Fields): string | null {
  return readVideoUrl({ output: output ?? url ?? outputs, video, video_url: videoUrl });
}

/** What stands in the row itself counts before what stands inside it. */
function readParameters(row: Fields): Fields {
  const prompt = typeof row.prompt === 'string' ? { prompt: row.prompt } : {};
  return { ...fieldsIn(row.input), ...fieldsIn(row.parameters), ...prompt };
}

/** Objects that are stored as text come as text. */
function fieldsIn(value: unknown): Fields {
  if (typeof value !== 'string') return fieldsOf(value) ?? {};
  try {
    return fieldsOf(JSON.parse(value)) ?? {};
  } catch {
    return {};
  }
}
