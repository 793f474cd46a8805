/** How right answers are written, wherever sources differ or nothing is known. */
export interface AnswerSwitches {
  /** How a refused key is answered: the gateway's own words, or an OAuth error with a code. */
  keyRefusal: 'text' | 'oauth';
  /** How the 429 writes the time of its `x-rate-limit-reset-at-utc`; the real format is not known. */
  resetStamp: 'iso-8601' | 'epoch-seconds' | 'epoch-milliseconds';
  /** The status word: as documented, in lower case, or a word that nobody has heard of while the job runs. */
  statusWord: 'documented' | 'lower-case' | 'unknown';
  /** HTTP status of the full result while the job runs; not documented. */
  runningResultStatus: 200 | 202;
  /** Where a finished result names the file. */
  resultShape: ResultShape;
  /** A finished result also has the fields that not every model fills: `seed`, `prompt`, `timings`, `metrics.retry_count`. */
  resultExtras: boolean;
  /** Every number of an answer comes as a string: costs, balances, times. */
  numbersAsStrings: boolean;
  /** Answers have fields beside the documented ones, or null for those that a caller can do without. */
  oddFields: 'none' | 'extra' | 'null';
  /** The account has no balance record: the credits endpoint answers 404. */
  noBalanceRecord: boolean;
  /** Under which key an upload's answer lists the addresses: the documentation has the one, Segmind's own client the other. */
  uploadAnswer: 'urls' | 'file_urls';
}

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

export function asDocumented(): AnswerSwitches {
  return {
    keyRefusal: 'text',
    resetStamp: 'iso-8601',
    statusWord: 'documented',
    runningResultStatus: 200,
    resultShape: 'documented',
    resultExtras: false,
    numbersAsStrings: false,
    oddFields: 'none',
    noBalanceRecord: false,
    uploadAnswer: 'urls',
  };
}
