import { ProviderError } from '../../errors/provider-error.ts';
import type { HttpAnswer } from '../http-client.ts';
import type { Peer } from '../peer.ts';
import type { LostAttempt, NotTaken } from '../video-provider.ts';
import { errorFromAnswer, isSuccess, malformed } from './apiframe-errors.ts';
import { isOwnWord } from './error-text.ts';
import { canBe, isBefore, type JobPage, type ListedJob, readJobPage } from './lost-job.ts';
import { type Accepted, type Access, readAccepted, submitCall } from './submit.ts';

/**
 * A key is known for 24 hours. An hour less: after its end the same call would be a second paid request, and clocks differ.
 * @see https://api.apiframe.ai/v2/openapi.json (IdempotencyKey)
 */
const replayableMs = 23 * 3_600_000;
const pageSize = 100;
const maxPages = 5;

export interface RecoveryParts {
  readonly access: Access;
  readonly peer: Peer;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Of the key that is in use now. */
  readonly mark: string;
}

/**
 * Finds out what became of a submit without an answer: by the same submit again while its key is known, else by the list
 * of requests.
 * @returns null when it is not in the list, or cannot be told from others
 * @throws {ProviderError} when nothing could be found out
 */
export async function recover(
  parts: RecoveryParts,
  lost: LostAttempt,
  signal: AbortSignal,
): Promise<Accepted | NotTaken | null> {
  const replay = isReplayable(parts, lost) ? await submitAgain(parts, lost, signal).catch(nullIfSenseless) : null;
  const said = replay && replay.status !== 409 ? readReplay(replay, parts.now()) : null;
  return said ?? findInList(parts, lost, signal);
}

/**
 * An attempt from the future has a clock that was set back behind it: its true age is not known. One that was made with
 * another key would be a new request with this one.
 */
function isReplayable({ now, mark }: RecoveryParts, { startedAt, input }: LostAttempt): boolean {
  const ageMs = now() - startedAt;
  if (input.account !== undefined && input.account !== mark) return false;
  return ageMs >= 0 && ageMs < replayableMs;
}

/** An answer that is too long to be read: it may have been taken, as the list may show. */
function nullIfSenseless(error: unknown): null {
  if (error instanceof ProviderError && error.kind === 'malformed') return null;
  throw error;
}

function submitAgain(parts: RecoveryParts, lost: LostAttempt, signal: AbortSignal): Promise<HttpAnswer> {
  const prepare = () => {
    // Asked again when the turn has come: the machine may have slept while it waited.
    if (!isReplayable(parts, lost)) throw new ProviderError('transient', 'too old to be submitted again', true);
    return submitCall(parts.access, lost.input, signal);
  };
  return parts.peer.call('recover', prepare, signal);
}

/**
 * A request that is refused for what it asks was refused the first time too. That holds for Apiframe's own word alone. Nothing
 * follows from a refusal that may come before anybody asks whether the key is known: of our key, of too many calls, of a
 * balance that the first request itself may have used up, of a model that is gone since.
 * @returns null when the list may know more
 */
function readReplay(answer: HttpAnswer, now: number): Accepted | NotTaken | null {
  try {
    return readAccepted(answer, 'repeated submit', now);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    // An answer that makes no sense, though it may have been taken.
    if (error.kind === 'malformed') return null;
    if (error.mayHaveArrived || !isOwnWord(answer.json)) throw error;
    const { kind, message: detail } = error;
    if (kind === 'validation' || kind === 'moderation') return { state: 'not-taken', kind, detail };
    if (kind === 'credits' || kind === 'withdrawn') return null;
    throw error;
  }
}

async function findInList(parts: RecoveryParts, lost: LostAttempt, signal: AbortSignal): Promise<Accepted | null> {
  const found = new Map<string, ListedJob>();
  let cursor: string | null = null;
  for (let page = 0; page < maxPages; page += 1) {
    const read: JobPage = await readPage(parts, lost, cursor, signal);
    for (const job of read.jobs) if (canBe(job, lost)) found.set(job.id, job);
    if (read.isLast || isBefore(read, lost)) return theOnlyStranger([...found.keys()], lost);
    if (read.cursor === null) return null;
    cursor = read.cursor;
  }
  // The rest of the list could hold another one.
  return null;
}

async function readPage(
  parts: RecoveryParts,
  { input }: LostAttempt,
  cursor: string | null,
  signal: AbortSignal,
): Promise<JobPage> {
  const { root, headers } = parts.access;
  const query = new URLSearchParams({ model: input.slug, limit: String(pageSize), ...(cursor && { cursor }) });
  const call = { method: 'GET', url: `${root}/v2/jobs?${query}`, headers, signal } as const;
  const answer = await parts.peer.call('recover', () => call, signal);
  if (!isSuccess(answer)) throw errorFromAnswer(answer, 'list call', parts.now());
  const page = readJobPage(answer.json, pageSize);
  if (!page) throw malformed(answer, 'gave no list of requests');
  return page;
}

/** The one request that belongs to no other attempt of ours; null for none or several. */
async function theOnlyStranger(ids: readonly string[], lost: LostAttempt): Promise<Accepted | null> {
  const ours = await Promise.all(ids.map((id) => lost.isOurs(id)));
  const [first, ...others] = ids.filter((_, index) => !ours[index]);
  if (await lost.hasTwin()) return null;
  return first !== undefined && others.length === 0 ? { state: 'accepted', requestId: first } : null;
}
