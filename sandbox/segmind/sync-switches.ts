/** How the synchronous road, `POST /v1/{slug}`, answers: little of it is documented, and that in several ways. */
export interface SyncSwitches {
  /**
   * What a 200 carries: the file itself, JSON with its address in the shapes of `resultShape`, or a web page. The job is
   * done and charged each time.
   */
  v1Answer: 'mp4' | 'json-url' | 'html-200';
  /** What the file is labelled as; the documentation says `image/jpeg`, of a video. */
  v1ContentType: 'image/jpeg' | 'video/mp4' | 'application/octet-stream';
  /** The accounting headers, `x-cost` and the others: right, left out, or with values that are none. */
  v1Headers: 'all' | 'none' | 'malformed';
  /** HTTP status for a body that the model does not take, at once and without a job. */
  v1RefusedStatus: 400 | 406;
  /** HTTP status for a job that failed, a moderated one for instance; the reason stands in the text. */
  v1FailureStatus: 400 | 403 | 406 | 422 | 500;
  /** HTTP status for too few credits; the text is the same. */
  v1CreditsStatus: 402 | 406;
  /**
   * After so many milliseconds of the clock something on the way answers 504 with a web page, while the job goes on and
   * is charged. Null: it waits as long as the job takes.
   */
  v1GatewayTimeoutMs: number | null;
  /** Whether the read routes know the jobs of this road by their `x-request-id`. */
  v1KnownByV2: boolean;
}

export function plainSync(): SyncSwitches {
  return {
    v1Answer: 'mp4',
    v1ContentType: 'image/jpeg',
    v1Headers: 'all',
    v1RefusedStatus: 406,
    v1FailureStatus: 500,
    v1CreditsStatus: 406,
    v1GatewayTimeoutMs: null,
    v1KnownByV2: false,
  };
}
