import type { AnswerFaultKind, Fault, OutputFaultKind } from '../generation/faults.ts';
import type { LateFailureKind } from '../generation/late-failures.ts';
import { type Costs, CURRENT_COSTS } from './models.ts';
import { noWebhookFaults, type WebhookFaults } from './webhook-faults.ts';

/**
 * Everything that can be made to go wrong, or is not known for sure, at the local Apiframe. Assign to a key at any time,
 * also while requests run; a fresh {@link noFaults} object is a provider that works.
 */
export interface ApiframeFaults extends WebhookFaults {
  /** Answers to `POST /v2/videos/generate`. */
  submit: Fault<SubmitFaultKind> | null;
  /** Answers to `GET /v2/jobs/{id}`. */
  job: Fault<AnswerFaultKind> | null;
  /** Answers to `GET /v2/jobs`. */
  list: Fault<AnswerFaultKind> | null;
  /** Answers to `GET /v2/me`. */
  me: Fault<AnswerFaultKind> | null;
  /** Answers to `GET /v2/models`. */
  models: Fault<AnswerFaultKind> | null;
  /** Answers to `POST /v2/uploads`. */
  upload: Fault<UploadFaultKind> | null;
  /** Downloads of finished files. */
  output: Fault<OutputFaultKind> | null;

  /** Every key is refused, as if it had been revoked. */
  keyRevoked: boolean;
  /** The key is right, but switched off: 403. */
  keyInactive: boolean;
  /** The account may not make videos: 403. */
  videosDisabled: boolean;
  /** More requests with a key within a minute of the clock are answered 429. Null: no limit; the real one is not published. */
  requestsPerMinute: number | null;
  /** How a 429 says when to come back. */
  retryAfter: 'seconds' | 'http-date' | 'absurd' | 'missing';

  /** Models that are served no more. */
  withdrawnModels: readonly string[];
  /** How a model that is not served is refused. */
  unknownModelStatus: 400 | 404 | 410;
  /** A 400 comes without its `details`. */
  hidesDetails: boolean;
  /** Whether a picture may be given as a `data:` address; its job then fails. */
  dataUris: 'refused' | 'accepted';
  /** What an idempotency key that is used again with another body gets: 409, or the first job. */
  reusedKey: 'conflict' | 'first-job';
  /** Credits of each video. */
  costs: Costs;
  /** Whether the catalogue names them. */
  listsCosts: boolean;
  /** `team` of the account is null, and so no balance known. */
  withoutTeam: boolean;

  /**
   * How jobs submitted from now on fail, as Luma's do. Kinds that are about pictures leave jobs without any alone. Some
   * come about by themselves, too: a picture that is not to be had or cannot be decoded, and one of plain magenta
   * (`#ff00ff`), which counts as moderated.
   */
  failJobs: LateFailureKind | null;
  /** A prompt with one of these words fails as moderated, letter case aside. */
  forbiddenWords: readonly string[];
  /** Jobs submitted from now on end as CANCELLED, free of charge. */
  cancelJobs: boolean;
  /** A job that fails keeps its `creditCost`, and the credits are not returned. */
  failuresBilled: boolean;
  /** While true no job ends: all stay as they are, and go on when it is false again. */
  holdJobs: boolean;
  /** Jobs are unknown for so many milliseconds of the clock after their submit. */
  unknownForMs: number;
  /** The status word: as documented, in lower case, or a word that nobody has heard of while the job runs. */
  statusWord: 'documented' | 'lower-case' | 'unknown';
  /** Whether `progress` is ever more than null. */
  progress: 'moving' | 'none';
  /** Where a finished job names the file. */
  resultShape: ResultShape;
  /** Files are gone so many milliseconds of the clock after they were finished. */
  expiresAfterMs: number;
  /** Leaves `expired` out, as the documentation's samples do. */
  hidesExpired: boolean;
  /** Uploaded files are gone so many milliseconds of the clock after they came. */
  uploadLifeMs: number;
  /** Finished files are padded to this size. Null: as they come. Read at the submit. */
  minimumClipBytes: number | null;
}

/**
 * For a submit, a spoilt 202 belongs to a job that was accepted; so does a lost answer (`endless`, `silent`, `drop`). An
 * error status belongs to none, except where its name says so.
 */
export type SubmitFaultKind =
  | AnswerFaultKind
  /** The connection is closed before the body is read: nothing was accepted. */
  | 'drop-before-reading'
  /** A gateway error for a job that was accepted. */
  | 'accepted-502'
  /** An outage reported for a job that was accepted. */
  | 'accepted-503'
  /** Too few credits, whatever the balance is. */
  | 'credits-402'
  | 'error-403';

/** A spoilt 201 or a lost answer belongs to a file that was stored; an error status to none. */
export type UploadFaultKind =
  | AnswerFaultKind
  /** The connection is closed before the body is read. */
  | 'drop-before-reading'
  /** The store behind the service is out of order: a 502 in JSON. */
  | 'store-502'
  /** The right answer, with no address in it. */
  | 'no-url';

export type ResultShape =
  /** `{videoUrl}`: the current documentation. */
  | 'object'
  /** The address itself: the older one. */
  | 'string'
  /** `{videos: [url]}`, as other models have it. */
  | 'videos-strings'
  /** `{videos: [{url}]}`. */
  | 'videos-objects'
  | 'video_url'
  | 'url'
  | 'output'
  /** A finished job that names no file. */
  | 'missing';

const HOUR_MS = 3_600_000;

export function noFaults(): ApiframeFaults {
  return {
    ...noWebhookFaults(),
    submit: null,
    job: null,
    list: null,
    me: null,
    models: null,
    upload: null,
    output: null,
    keyRevoked: false,
    keyInactive: false,
    videosDisabled: false,
    requestsPerMinute: null,
    retryAfter: 'seconds',
    withdrawnModels: [],
    unknownModelStatus: 400,
    hidesDetails: false,
    dataUris: 'refused',
    reusedKey: 'conflict',
    costs: CURRENT_COSTS,
    listsCosts: true,
    withoutTeam: false,
    failJobs: null,
    forbiddenWords: ['forbidden'],
    cancelJobs: false,
    failuresBilled: false,
    holdJobs: false,
    unknownForMs: 0,
    statusWord: 'documented',
    progress: 'moving',
    resultShape: 'object',
    // The specification says a day, the FAQ three months; the shorter one is the harder.
    expiresAfterMs: 24 * HOUR_MS,
    hidesExpired: false,
    uploadLifeMs: HOUR_MS,
    minimumClipBytes: null,
  };
}
