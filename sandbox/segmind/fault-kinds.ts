import type { AnswerFaultKind, FileFaultKind, OutputFaultKind as PlainOutputFaultKind } from '../generation/faults.ts';

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

/** Downloads of finished files. */
export type OutputFaultKind = PlainOutputFaultKind | FileFaultKind;
