import { writeFileSync } from 'node:fs';
import type { ApiframeFaults, SubmitFaultKind } from '../../../sandbox/apiframe/faults.ts';
import type { SubmitInput } from '../../../src/providers/video-provider.ts';
import { type LookSituations, never, type SubmitSituations, type UploadSituations, type Way } from './world.ts';

/** What the ways of Apiframe's situations are made of. */
export interface ApiframeHands {
  readonly picturePath: string;
  /** A way in which the operator has so many credits left. */
  credits(amount: number): Way;
  /** A way that makes this go wrong. */
  set(faults: Partial<ApiframeFaults>, input?: Partial<SubmitInput>): Way;
}

const synchronousOnly = never('a submit is answered before anything is made');

export function apiframeSubmits(hands: ApiframeHands): SubmitSituations {
  const { set, credits } = hands;
  const fault = (kind: SubmitFaultKind): Way => set({ submit: { kind } });
  return {
    taken: {
      'as documented': set({}),
      'in lower case': set({ statusWord: 'lower-case' }),
      'a word that nobody knows': set({ statusWord: 'unknown' }),
    },
    validation: {
      'a ratio that it does not make': set({}, { aspectRatio: '9:21' }),
      'without details': set({ hidesDetails: true }, { aspectRatio: '9:21' }),
    },
    moderation: never('it takes every prompt and refuses it later'),
    credits: { '402': fault('credits-402'), 'too low a balance': credits(7) },
    keyRefused: { revoked: set({ keyRevoked: true }) },
    forbidden: {
      'an inactive key': set({ keyInactive: true }),
      'no videos': set({ videosDisabled: true }),
      '403': fault('error-403'),
    },
    withdrawn: {
      '400': set({ withdrawnModels: ['luma-ray-flash-2'] }),
      '404': set({ withdrawnModels: ['luma-ray-flash-2'], unknownModelStatus: 404 }),
      '410': set({ withdrawnModels: ['luma-ray-flash-2'], unknownModelStatus: 410 }),
    },
    unknownModel: {
      '400': set({}, { slug: 'luma-ray-9' }),
      '404': set({ unknownModelStatus: 404 }, { slug: 'luma-ray-9' }),
      '410': set({ unknownModelStatus: 410 }, { slug: 'luma-ray-9' }),
    },
    rate: { ...rateWays(hands), 'for submits alone': fault('error-429') },
    outage: {
      '500': fault('error-500'),
      '502': fault('error-502'),
      '503': fault('error-503'),
      '504': fault('error-504'),
    },
    outageAfterTaking: { '502': fault('accepted-502'), '503': fault('accepted-503') },
    failed: synchronousOnly,
    spoiltVideo: synchronousOnly,
  };
}

export function apiframeLooks(hands: ApiframeHands): LookSituations {
  const { set } = hands;
  return {
    running: {
      'with progress': set({}),
      'without progress': set({ progress: 'none' }),
      'in lower case': set({ statusWord: 'lower-case' }),
      'a word that nobody knows': set({ statusWord: 'unknown' }),
    },
    finished: {
      'as documented': set({}),
      'a text': set({ resultShape: 'string' }),
      'a list of texts': set({ resultShape: 'videos-strings' }),
      'a list of objects': set({ resultShape: 'videos-objects' }),
      'under `video_url`': set({ resultShape: 'video_url' }),
      'under `url`': set({ resultShape: 'url' }),
      'under `output`': set({ resultShape: 'output' }),
      'in lower case': set({ statusWord: 'lower-case' }),
      'without `expired`': set({ hidesExpired: true }),
    },
    finishedWithoutVideo: { 'no address': set({ resultShape: 'missing' }) },
    failed: { generic: set({ failJobs: 'generic' }), 'prompt processing': set({ failJobs: 'prompt-processing' }) },
    failedBilled: { generic: set({ failJobs: 'generic', failuresBilled: true }) },
    moderation: { prompt: set({ failJobs: 'moderation' }), words: set({ failJobs: 'blacklisted-words' }) },
    validation: { 'too short a prompt': set({}, { prompt: 'ab' }) },
    cancelled: { CANCELLED: set({ cancelJobs: true }) },
    early: { 'not there yet': set({ unknownForMs: 60_000 }) },
    forgotten: never('it goes on knowing its requests when their files are gone'),
    outlived: never('files are deleted when the retention is over'),
    keyRefused: keyWays(hands),
    rate: rateWays(hands),
  };
}

export function apiframeUploads(hands: ApiframeHands): UploadSituations {
  const { set, picturePath } = hands;
  return {
    taken: { 'as documented': set({}) },
    withoutAddress: { 'no address': set({ upload: { kind: 'no-url' } }) },
    validation: {
      'no picture': () => {
        writeFileSync(picturePath, 'no picture');
        return {};
      },
    },
    keyRefused: keyWays(hands),
    outage: { 'of the store': set({ upload: { kind: 'store-502' } }), '503': set({ upload: { kind: 'error-503' } }) },
  };
}

/** A key that does not open what any key opens. */
export function keyWays({ set }: ApiframeHands): Readonly<Record<string, Way>> {
  return { revoked: set({ keyRevoked: true }), inactive: set({ keyInactive: true }) };
}

/** More than a minute allows. */
export function rateWays({ set }: ApiframeHands): Readonly<Record<string, Way>> {
  return {
    'in seconds': set({ requestsPerMinute: 0, retryAfter: 'seconds' }),
    'as a date': set({ requestsPerMinute: 0, retryAfter: 'http-date' }),
    'after a day': set({ requestsPerMinute: 0, retryAfter: 'absurd' }),
    'without a word about when': set({ requestsPerMinute: 0, retryAfter: 'missing' }),
  };
}
