import type { JobFailureKind } from './job-failures.ts';

/**
 * Everything that can be made to go wrong at the local Segmind. Assign to a key at any time, also while requests run;
 * a fresh {@link noFaults} object is a provider that works.
 */
export interface SegmindFaults {
  /** Answers to `POST /v2/{slug}`. */
  submit: Fault<SubmitFaultKind> | null;
  /** Answers to `GET /v2/requests/{id}/status`. */
  status: Fault<AnswerFaultKind> | null;
  /** Answers to `GET /v2/requests/{id}`. */
  result: Fault<AnswerFaultKind> | null;
  /** Answers to `GET /v1/get-user-credits`. */
  credits: Fault<AnswerFaultKind> | null;
  /** Answers to `POST /upload-asset`. */
  upload: Fault<UploadFaultKind> | null;
  /** Downloads of finished files. */
  output: Fault<OutputFaultKind> | null;

  /** Slugs that answer 410. */
  retiredSlugs: readonly string[];
  /** Every key is refused, as if it had been revoked. */
  keyRevoked: boolean;
  /** More requests within a minute of the clock are answered 429; polls count, uploads do not. Null: no limit. */
  requestsPerMinute: number | null;
  /** How the 429 writes the time of its `x-rate-limit-reset-at-utc`; the real format is not known. */
  resetStamp: 'iso-8601' | 'epoch-seconds' | 'epoch-milliseconds';

  /**
   * How jobs submitted from now on fail, as Luma's do. Kinds that are about pictures leave jobs without any alone. Some
   * come about by themselves, too: a picture that is not to be had or cannot be decoded, and one of plain magenta
   * (`#ff00ff`), which counts as moderated.
   */
  failJobs: JobFailureKind | null;
  /** A prompt with one of these words fails as moderated, letter case aside. */
  forbiddenWords: readonly string[];
  /** While true no job ends: all stay as they are, and go on when it is false again. */
  holdJobs: boolean;
  /** Whether a job is ever seen as PROCESSING; `sometimes` is what the real one does. */
  processing: 'always' | 'sometimes' | 'never';
  /** All three read routes answer 404 for so many milliseconds of the clock after a submit. */
  unknownForMs: number;
  /** The status word: as documented, in lower case, or a word that nobody has heard of while the job runs. */
  statusWord: 'documented' | 'lower-case' | 'unknown';
  /** HTTP status of the full result while the job runs; not documented. */
  runningResultStatus: 200 | 202;
  /** Where a finished result names the file. */
  resultShape: ResultShape;
  /** Under which key an upload's answer lists the addresses: the documentation has the one, Segmind's own client the other. */
  uploadAnswer: 'urls' | 'file_urls';
  /** Files are padded to this size. Null: as they come. Read at the submit. */
  minimumClipBytes: number | null;
}

/** A kind of trouble, and how many answers it spoils before all is well again; without `times`, every answer. */
export interface Fault<Kind extends string> {
  readonly kind: Kind;
  times?: number;
}

export type AnswerFaultKind =
  /** The first half of the right JSON. */
  | 'malformed-json'
  /** A 200 with a web page. */
  | 'html'
  /** A 200 with nothing. */
  | 'empty'
  /** The right JSON with 10 MB of padding. */
  | 'huge-json'
  /** Headers, then blanks without end. */
  | 'endless'
  /** No answer at all until the caller gives up. */
  | 'silent'
  /** The connection is closed without an answer. */
  | 'drop'
  /** With no hint of when to come back; `requestsPerMinute` gives one. */
  | 'error-429'
  | 'error-500'
  /** As a web page, from the gateway. */
  | 'error-502'
  | 'error-503'
  /** As a web page, from the gateway. */
  | 'error-504';

/**
 * For a submit, a spoilt 200 belongs to a job that was accepted and will be charged; so does a lost answer (`endless`,
 * `silent`, `drop`). An error status belongs to none, except where its name says so.
 */
export type SubmitFaultKind =
  | AnswerFaultKind
  /** The connection is closed before the body is read: nothing was accepted. */
  | 'drop-before-reading'
  /** A gateway error for a job that was accepted. */
  | 'accepted-502'
  /** Too few credits, in the form of v2. */
  | 'credits-402'
  /** Too few credits, in the form of v1. */
  | 'credits-406'
  /** The team may not use this model. */
  | 'error-403';

/** A spoilt 200 or a lost answer belongs to files that were stored; an error status to none. */
export type UploadFaultKind =
  | AnswerFaultKind
  /** The connection is closed before the body is read. */
  | 'drop-before-reading'
  | 'error-401'
  | 'error-413'
  /** The right answer, with no address in it. */
  | 'no-urls';

export type OutputFaultKind =
  /** Without Content-Length. */
  | 'chunked'
  /** About 80 kB a second. */
  | 'slow'
  /** The connection is closed halfway through the announced bytes. */
  | 'truncated'
  | 'not-found'
  | 'error-500'
  /** A web page instead of the file, as 200. */
  | 'html'
  /** A line of text that claims to be a video. */
  | 'text'
  /** Begins like an mp4 and goes on as noise. */
  | 'garbage-mp4'
  /** The right file, labelled as plain bytes. */
  | 'octet-stream'
  /** To another port of this machine, where nobody listens. */
  | 'redirect-private'
  /** To a host name that can never exist. */
  | 'redirect-elsewhere';

export type ResultShape =
  /** `output` is the address and `video` describes the file: the documented one. */
  | 'documented'
  /** `output: {url}`. */
  | 'output-object'
  /** `output: [url]`. */
  | 'output-array'
  /** No `output`, only `video.url`. */
  | 'video-only'
  /** Everything under `data`. */
  | 'nested'
  /** A finished job that names no file. */
  | 'missing';

export function noFaults(): SegmindFaults {
  return {
    submit: null,
    status: null,
    result: null,
    credits: null,
    upload: null,
    output: null,
    retiredSlugs: [],
    keyRevoked: false,
    requestsPerMinute: null,
    resetStamp: 'iso-8601',
    failJobs: null,
    forbiddenWords: ['forbidden'],
    holdJobs: false,
    processing: 'sometimes',
    unknownForMs: 0,
    statusWord: 'documented',
    runningResultStatus: 200,
    resultShape: 'documented',
    uploadAnswer: 'urls',
    minimumClipBytes: null,
  };
}

type CountedFault = 'submit' | 'status' | 'result' | 'credits' | 'upload' | 'output';

/** The trouble that the next answer of this kind gets, if any; counts it down. */
export function takeFault<Key extends CountedFault>(
  faults: SegmindFaults,
  key: Key,
): NonNullable<SegmindFaults[Key]>['kind'] | null {
  const fault = faults[key];
  if (!fault) return null;
  if (fault.times !== undefined) {
    fault.times--;
    if (fault.times <= 0) faults[key] = null;
  }
  return fault.kind;
}
