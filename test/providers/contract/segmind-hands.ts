import type { SegmindFaults } from '../../../sandbox/segmind/faults.ts';
import type { SubmitInput } from '../../../src/providers/video-provider.ts';
import type { Way } from './world.ts';

/** What the ways of Segmind's situations are made of. */
export interface SegmindHands {
  /** A way in which the operator has so much left, US dollars. */
  credits(amount: number): Way;
  /** A way that makes this go wrong. */
  set(faults: Partial<SegmindFaults>, input?: Partial<SubmitInput>): Way;
}

/** More than a minute allows; the time of the next try is written in a form that is not known. */
export function rateWays({ set }: SegmindHands): Readonly<Record<string, Way>> {
  return {
    'reset in ISO 8601': set({ requestsPerMinute: 0, resetStamp: 'iso-8601' }),
    'reset in epoch seconds': set({ requestsPerMinute: 0, resetStamp: 'epoch-seconds' }),
    'reset in epoch milliseconds': set({ requestsPerMinute: 0, resetStamp: 'epoch-milliseconds' }),
  };
}
