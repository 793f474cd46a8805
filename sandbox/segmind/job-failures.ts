import { framesOf, type SegmindBody, type SegmindModel, validationFailure } from './models.ts';

/** The ways in which the model gives up a job that the gateway has accepted. */
export type JobFailureKind = keyof typeof FAILURES;

/** Why a job fails, and when. */
export interface JobFailure {
  /** The provider's words. */
  readonly text: string;
  /** So long after the job was begun, if its generation takes as long; milliseconds of the clock. */
  readonly afterMs: number;
}

/** How soon the model refuses a body; the figure was measured at the real one. */
const VALIDATION_MS = 3;
const AT_THE_END = Number.POSITIVE_INFINITY;

/**
 * The wording follows Luma's list of failure reasons; the times are guesses.
 * @see https://docs.lumalabs.ai/docs/errors
 */
const FAILURES = {
  generic: failure('The job failed because of an internal error. Please try again later.', AT_THE_END),
  moderation: failure('Prompt not allowed because advanced prompt moderation failed', 4_000),
  'blacklisted-words': failure('Contains blacklisted words', 1_000),
  'prompt-processing': failure('Prompt processing failed', 2_000),
  'image-unreachable': failure('Failed to read user input frames: image is not accessible', 2_500),
  'frames-unreadable': failure('Failed to read user input frames', 3_000),
  'frame-moderation': failure('Frame moderation failed', 5_000),
  'loop-with-end-image': failure('Loop is not supported for end frame', VALIDATION_MS),
};

/** What can only go wrong with a job that has pictures. */
const NEEDS_FRAMES: ReadonlySet<JobFailureKind> = new Set([
  'image-unreachable',
  'frames-unreadable',
  'frame-moderation',
  'loop-with-end-image',
]);

export function failureOf(kind: JobFailureKind): JobFailure {
  return FAILURES[kind];
}

/** The body is one that the model does not take: nothing of it is even looked at. */
export function refusalOf(model: SegmindModel, body: SegmindBody): JobFailure | null {
  const text = validationFailure(model, body);
  return text === null ? null : failure(text, VALIDATION_MS);
}

/** What is switched on, see `SegmindFaults`. */
interface Switches {
  readonly failJobs: JobFailureKind | null;
  readonly forbiddenWords: readonly string[];
}

/** How a job with a good body ends badly, as far as that is decided when it is submitted. */
export function fateOf(
  model: SegmindModel,
  body: SegmindBody,
  { failJobs, forbiddenWords }: Switches,
): JobFailure | null {
  const hasFrames = framesOf(model, body).length > 0;
  if (failJobs !== null && (hasFrames || !NEEDS_FRAMES.has(failJobs))) return FAILURES[failJobs];
  const prompt = String(body.prompt).toLowerCase();
  return forbiddenWords.some((word) => prompt.includes(word)) ? FAILURES.moderation : null;
}

function failure(text: string, afterMs: number): JobFailure {
  return { text, afterMs };
}
