import type { AnswerFaultKind, Fault } from '../generation/faults.ts';
import { type AnswerSwitches, asDocumented } from './answer-switches.ts';
import type { OutputFaultKind, SubmitFaultKind, SyncFaultKind, UploadFaultKind } from './fault-kinds.ts';
import { type HistorySwitches, plainHistory } from './history-switches.ts';
import type { JobFailureKind } from './job-failures.ts';
import { plainSync, type SyncSwitches } from './sync-switches.ts';

export type { AnswerFaultKind, Fault } from '../generation/faults.ts';
export type { ResultShape } from './answer-switches.ts';
export type * from './fault-kinds.ts';

/**
 * Everything that can be made to go wrong at the local Segmind. Assign to a key at any time, also while requests run;
 * a fresh {@link noFaults} object is a provider that works.
 */
export interface SegmindFaults extends AnswerSwitches, SyncSwitches, HistorySwitches {
  /** Answers to `POST /v2/{slug}`. */
  submit: Fault<SubmitFaultKind> | null;
  /** Answers to `POST /v1/{slug}`. */
  sync: Fault<SyncFaultKind> | null;
  /** Answers to `GET /v2/requests/{id}/status`. */
  status: Fault<AnswerFaultKind> | null;
  /** Answers to `GET /v2/requests/{id}`. */
  result: Fault<AnswerFaultKind> | null;
  /** Answers to `GET /v1/get-user-credits`. */
  credits: Fault<AnswerFaultKind> | null;
  /** Answers to `GET /inference-request/generations`. */
  history: Fault<AnswerFaultKind> | null;
  /** Answers to `POST /upload-asset`. */
  upload: Fault<UploadFaultKind> | null;
  /** Downloads of finished files. */
  output: Fault<OutputFaultKind> | null;

  /** Slugs that answer 410. */
  retiredSlugs: readonly string[];
  /** Every key is refused, as if it had been revoked. */
  keyRevoked: boolean;
  /**
   * More requests within a minute of the clock are answered 429; polls count, uploads and the history do not. Unlike an
   * `error-429`, such an answer says when to come back. Null: no limit.
   */
  requestsPerMinute: number | null;

  /**
   * How jobs submitted from now on fail, as Luma's do. Kinds that are about pictures leave jobs without any alone. Some
   * come about by themselves, too: a picture that is not to be had or cannot be decoded, and one of plain magenta
   * (`#ff00ff`), which counts as moderated.
   */
  failJobs: JobFailureKind | null;
  /** Jobs submitted from now on are charged even if they fail. */
  billsFailures: boolean;
  /** A prompt with one of these words fails as moderated, letter case aside. */
  forbiddenWords: readonly string[];
  /** While true no job ends: all stay as they are, and go on when it is false again. */
  holdJobs: boolean;
  /** Whether a job is ever seen as PROCESSING; `sometimes` is what the real one does. */
  processing: 'always' | 'sometimes' | 'never';
  /** All three read routes answer 404 for so many milliseconds of the clock after a submit. */
  unknownForMs: number;
  /** Files are padded to this size. Null: as they come. Read at the submit. */
  minimumClipBytes: number | null;
}

export function noFaults(): SegmindFaults {
  return {
    submit: null,
    sync: null,
    status: null,
    result: null,
    credits: null,
    history: null,
    upload: null,
    output: null,
    retiredSlugs: [],
    keyRevoked: false,
    requestsPerMinute: null,
    failJobs: null,
    billsFailures: false,
    forbiddenWords: ['forbidden'],
    holdJobs: false,
    processing: 'sometimes',
    unknownForMs: 0,
    minimumClipBytes: null,
    ...asDocumented(),
    ...plainSync(),
    ...plainHistory(),
  };
}
