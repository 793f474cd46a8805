import type { LostAttempt, Submitted } from '../video-provider.ts';
import { submitBody } from './body.ts';
import { readHistory } from './history.ts';
import { type HistoryRow, statusOf } from './history-rows.ts';
import type { SegmindParts } from './parts.ts';
import { type Fields, readNumber } from './wire.ts';

/** Our clock and theirs. */
const slackMs = 5_000;
/** So long a submit may be on its way, and some more. */
const longestWayMs = 150_000;

/**
 * Segmind knows no keys of ours: a submit without an answer is looked for in the history, by model, time and what was
 * asked. One that cannot be told from another is left alone.
 * @throws {ProviderError}
 */
export async function recover(parts: SegmindParts, lost: LostAttempt, signal: AbortSignal): Promise<Submitted | null> {
  const { input, startedAt } = lost;
  const [from, until] = [startedAt - slackMs, startedAt + longestWayMs];
  const rows = await readHistory(parts, { slug: input.slug, from, until }, signal);
  const fitting = new Map<string, HistoryRow>();
  for (const row of rows) {
    const isThen = row.createdAt >= from && row.createdAt <= until;
    if (isThen && fits(row, lost) && !(await lost.isOurs(row.requestId))) fitting.set(row.requestId, row);
  }
  const [only] = fitting.values();
  if (only === undefined || fitting.size > 1 || (await lost.hasTwin())) return null;
  return submittedAs(only);
}

function submittedAs(row: HistoryRow): Submitted {
  const { requestId } = row;
  const status = statusOf(row);
  if (status?.state === 'finished')
    return { state: 'finished', requestId, video: { url: status.videoUrl }, bill: status.bill };
  return status?.state === 'failed' ? { ...status, requestId } : { state: 'accepted', requestId };
}

/**
 * Whether a row is of what was asked: the same words, and nothing else in it that contradicts. A row without words could be
 * of anything that this key was used for.
 */
function fits({ slug, parameters }: HistoryRow, { input }: LostAttempt): boolean {
  const asked: Fields = submitBody(input);
  return (
    (slug === null || slug === input.slug) &&
    readText(parameters.prompt) === readText(input.prompt) &&
    agree(parameters.duration, input.durationSeconds, readNumber) &&
    agree(parameters.aspect_ratio, asked.aspect_ratio, readText) &&
    pictureFields.every((field) => samePicture(parameters, field, asked[field]))
  );
}

const pictureFields = ['start_frame', 'start_image_url', 'end_image_url'] as const;

/** Whether two values are the same as far as both can be read. */
function agree<T>(told: unknown, asked: unknown, read: (value: unknown) => T | undefined): boolean {
  const value = read(told);
  return value === undefined || value === read(asked);
}

/** A field that is there and empty tells of no picture; one that is not there tells nothing. */
function samePicture(parameters: Fields, field: string, asked: unknown): boolean {
  if (!(field in parameters)) return true;
  const told = readText(parameters[field]) ?? '';
  const isAddress = /^https?:/i.test(told);
  return asked === undefined ? !isAddress : told === asked;
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim() : undefined;
}
