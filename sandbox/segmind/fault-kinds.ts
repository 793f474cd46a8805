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

/** What may happen to a file on its way. */
export type FileFaultKind =
  /** Without Content-Length. */
  | 'chunked'
  /** About 80 kB a second. */
  | 'slow'
  /** The connection is closed halfway through the announced bytes. */
  | 'truncated'
  /** Without Content-Length; after the file a zero comes now and then, without end. */
  | 'endless'
  /** Without Content-Length; after the file zeros follow as fast as they are taken, without end. */
  | 'flood'
  /** The same clip with its index behind the pictures. */
  | 'moov-last';

/** A submit is turned away for a reason of its own; nothing was accepted. */
export type SubmitRefusalKind =
  /** Too few credits, in the form of v2. */
  | 'credits-402'
  /** Too few credits, in the form of v1. */
  | 'credits-406'
  /** The team has spent what it may. */
  | 'spend-limit-406'
  /** The value of a parameter is refused up front. */
  | 'value-406'
  | 'error-400'
  /** The team may not use this model. */
  | 'error-403';

/**
 * For a submit, a spoilt 200 belongs to a job that was accepted and will be charged; so does a lost answer (`endless`,
 * `silent`, `drop`). An error status belongs to none, except where its name says so.
 */
export type SubmitFaultKind =
  | AnswerFaultKind
  | SubmitRefusalKind
  /** The connection is closed before the body is read: nothing was accepted. */
  | 'drop-before-reading'
  /** A gateway error for a job that was accepted. */
  | 'accepted-502';

/**
 * As for a submit, of the road that answers with the result itself. The connection is dropped, left silent or answered
 * 502 as soon as the job has begun; all else is spoilt once it is done.
 */
export type SyncFaultKind =
  | SubmitFaultKind
  | FileFaultKind
  /** A line of text that claims to be the video. */
  | 'text'
  /** Begins like an mp4 and goes on as noise. */
  | 'garbage-mp4';

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
  | FileFaultKind
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
