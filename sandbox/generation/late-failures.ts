import type { Frame } from './frames.ts';

/** The ways in which Luma gives up a job that was accepted. */
export type LateFailureKind = keyof typeof FAILURES;

/** Why a job fails, and when. */
export interface LateFailure {
  /** Luma's words. */
  readonly text: string;
  /** So long after the job was begun, if its generation takes as long; milliseconds of the clock. */
  readonly afterMs: number;
}

/** How soon a body is refused that Luma does not take; measured once, at Segmind. */
const VALIDATION_MS = 3;
const AT_THE_END = Number.POSITIVE_INFINITY;
const MIN_PROMPT_CHARACTERS = 3;

/**
 * The wording follows Luma's list of failure reasons; the times are guesses.
 * @see https://docs.lumalabs.ai/docs/errors
 */
const FAILURES = {
  generic: failure('The job failed because of an internal error. Please try again later.', AT_THE_END),
  moderation: failure('Prompt not allowed because advanced prompt moderation failed', 4_000),
  'blacklisted-words': failure('Contains blacklisted words', 1_000),
  'prompt-processing': failure('Prompt processing failed', 2_000),
  'prompt-too-short': failure(
    `Prompt is too short, minimum length is ${MIN_PROMPT_CHARACTERS} characters`,
    VALIDATION_MS,
  ),
  'image-unreachable': failure('Failed to read user input frames: image is not accessible', 2_500),
  'frames-unreadable': failure('Failed to read user input frames', 3_000),
  'frame-moderation': failure('Frame moderation failed', 5_000),
  'loop-with-end-image': failure('Loop is not supported for end frame', VALIDATION_MS),
  'loop-with-both-images': failure('Loop is not supported for keyframes', VALIDATION_MS),
};

/** What can only go wrong with a job that has pictures. */
const NEEDS_FRAMES: ReadonlySet<LateFailureKind> = new Set([
  'image-unreachable',
  'frames-unreadable',
  'frame-moderation',
  'loop-with-end-image',
  'loop-with-both-images',
]);

export function failureOf(kind: LateFailureKind): LateFailure {
  return FAILURES[kind];
}

/** What a job asks for, as far as its fate depends on it. */
export interface Wish {
  readonly prompt: string;
  readonly loop: boolean;
  readonly frames: readonly Frame[];
}

/** Why Luma does not even begin with this, though a reseller has taken it; null when it does. */
export function refusalOf({ prompt, loop, frames }: Wish): LateFailure | null {
  if (prompt.trim().length < MIN_PROMPT_CHARACTERS) return FAILURES['prompt-too-short'];
  if (!loop || !frames.some(({ role }) => role === 'end')) return null;
  return FAILURES[frames.length > 1 ? 'loop-with-both-images' : 'loop-with-end-image'];
}

/** How a job ends whose body does not even have the right form. */
export function invalidBody(text: string): LateFailure {
  return failure(text, VALIDATION_MS);
}

/** What is switched on at the service. */
export interface FailureSwitches {
  readonly failJobs: LateFailureKind | null;
  readonly forbiddenWords: readonly string[];
}

/** How a job that Luma begins with ends badly, as far as that is decided when it is submitted. */
export function fateOf({ prompt, frames }: Wish, { failJobs, forbiddenWords }: FailureSwitches): LateFailure | null {
  if (failJobs !== null && (frames.length > 0 || !NEEDS_FRAMES.has(failJobs))) return FAILURES[failJobs];
  const words = prompt.toLowerCase();
  return forbiddenWords.some((word) => words.includes(word)) ? FAILURES.moderation : null;
}

function failure(text: string, afterMs: number): LateFailure {
  return { text, afterMs };
}
