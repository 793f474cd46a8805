import { readInstant } from '../instant.ts';
import type { LostAttempt, SubmitInput } from '../video-provider.ts';
import { type Fields, fieldsOf, layersOf, readAmount, readList, readRequestId } from './wire.ts';

/** The clocks of both sides may differ by this much. */
const clockSlackMs = 5_000;
/** A submit is given up after two minutes; what it asked for may be made a little later. */
const longestSubmitMs = 3 * 60_000;

/** One request as the list shows it. */
export interface ListedJob {
  readonly id: string;
  /** Milliseconds since the epoch; null where it cannot be read. */
  readonly createdAt: number | null;
  readonly fields: Fields;
}

/** A page of the list, newest first. */
export interface JobPage {
  readonly jobs: readonly ListedJob[];
  /** What the next page is asked for with. */
  readonly cursor: string | null;
  /** Whether nothing older follows. */
  readonly isLast: boolean;
}

/**
 * @param limit - how many the page was asked for: as many without a word about more leave it open whether there are more
 * @returns null when the answer holds no list
 * @see https://docs-v2.apiframe.ai/docs/jobs/list
 */
export function readJobPage(answer: unknown, limit: number): JobPage | null {
  const rows = readList(answer, ['jobs', 'data', 'results', 'items']);
  if (!rows) return null;
  const around = layersOf(answer);
  const cursor = around.map(({ nextCursor }) => nextCursor).find((value) => typeof value === 'string' && value !== '');
  const hasMore = around.map((fields) => fields.hasMore).find((value) => typeof value === 'boolean');
  return {
    jobs: rows.flatMap((row) => readListedJob(row) ?? []),
    cursor: typeof cursor === 'string' ? cursor : null,
    isLast: hasMore === false || (hasMore === undefined && cursor === undefined && rows.length < limit),
  };
}

/** Whether a page reaches back to before the attempt, so that older ones cannot hold its request. */
export function isBefore({ jobs }: JobPage, { startedAt }: LostAttempt): boolean {
  return jobs.some(({ createdAt }) => createdAt !== null && createdAt < startedAt - clockSlackMs);
}

/**
 * Whether a listed request can be the one of a lost attempt: made at its time, of the same words, and nothing else in it is
 * different. One without words could be another member's.
 */
export function canBe({ createdAt, fields }: ListedJob, { input, startedAt }: LostAttempt): boolean {
  if (createdAt === null) return false;
  if (createdAt < startedAt - clockSlackMs || createdAt > startedAt + longestSubmitMs) return false;
  if (isGiven(fields.model) && fields.model !== input.slug) return false;
  const given = fieldsOf(fields.input);
  return given !== null && isSameText(given.prompt, input.prompt) && !contradicts(given, input);
}

function readListedJob(row: unknown): ListedJob | null {
  const fields = fieldsOf(row);
  const id = readRequestId(fields);
  return fields && id ? { id, createdAt: readInstant(fields.createdAt ?? fields.created_at) ?? null, fields } : null;
}

function isSameText(told: unknown, asked: string): boolean {
  return typeof told === 'string' && told.trim() === asked.trim();
}

/** What else the list repeats of a request is compared; what it leaves out says nothing. */
function contradicts(given: Fields, { durationSeconds, aspectRatio, concepts }: SubmitInput): boolean {
  const params = fieldsOf(given.lumaParams) ?? {};
  const read = (name: string) => params[name] ?? given[name];
  const differs = (value: unknown, isEqual: (value: unknown) => boolean) => isGiven(value) && !isEqual(value);
  return (
    differs(read('duration'), (value) => readSeconds(value) === durationSeconds) ||
    differs(read('aspect_ratio'), (value) => value === aspectRatio) ||
    differs(read('concepts'), (value) => areSame(value, concepts))
  );
}

/** Luma itself writes `5s`. */
function readSeconds(value: unknown): number | null {
  return readAmount(typeof value === 'string' ? value.replace(/\s*s\s*$/, '') : value);
}

function areSame(given: unknown, concepts: readonly string[]): boolean {
  return Array.isArray(given) && given.toSorted().join() === concepts.toSorted().join();
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
