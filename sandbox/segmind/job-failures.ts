import {
  invalidBody,
  type LateFailure,
  type LateFailureKind,
  refusalOf as refusalByLuma,
} from '../generation/late-failures.ts';
import { type SegmindBody, type SegmindModel, validationFailure, wishOf } from './models.ts';

/** The ways in which the model can be made to give up a job that the gateway has accepted. */
export type JobFailureKind = Exclude<LateFailureKind, 'prompt-too-short' | 'loop-with-both-images'>;

/** Why the model does not take this body: nothing of it is even looked at. Null when it does. */
export function refusalOf(model: SegmindModel, body: SegmindBody): LateFailure | null {
  const text = validationFailure(model, body);
  return text === null ? refusalByLuma(wishOf(model, body)) : invalidBody(text);
}
