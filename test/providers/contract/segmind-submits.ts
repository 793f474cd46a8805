import type { SubmitFaultKind, SyncFaultKind } from '../../../sandbox/segmind/faults.ts';
import { rateWays, type SegmindHands } from './segmind-hands.ts';
import { never, type SubmitSituations, type Way } from './world.ts';

const slug = 'ray-flash-2-720p';
const synchronousOnly = never('a submit is answered before anything is made');

/** Situations of a submit on the asynchronous road. */
export function segmindSubmits(hands: SegmindHands): SubmitSituations {
  const { set } = hands;
  const fault = (kind: SubmitFaultKind): Way => set({ submit: { kind } });
  return {
    taken: {
      'as documented': set({}),
      'more fields': set({ oddFields: 'extra' }),
      'null in some fields': set({ oddFields: 'null' }),
      'numbers as text': set({ numbersAsStrings: true }),
    },
    ...commonRefusals(hands, fault),
    moderation: never('it takes every prompt and refuses it later'),
    credits: {
      '402': fault('credits-402'),
      '406': fault('credits-406'),
      'spend limit': fault('spend-limit-406'),
      'too low a balance': tooPoor(hands),
    },
    outage: {
      '500': fault('error-500'),
      '502': fault('error-502'),
      '503': fault('error-503'),
      '504': fault('error-504'),
    },
    outageAfterTaking: { '502': fault('accepted-502') },
    failed: synchronousOnly,
    spoiltVideo: synchronousOnly,
  };
}

/** Situations of a submit on the synchronous road, whose answer is the end. */
export function segmindRuns(hands: SegmindHands): SubmitSituations {
  const { set } = hands;
  const fault = (kind: SyncFaultKind): Way => set({ sync: { kind } });
  return {
    taken: {
      'a video called a picture': set({}),
      'a video called a video': set({ v1ContentType: 'video/mp4' }),
      'a video called bytes': set({ v1ContentType: 'application/octet-stream' }),
      'no accounting': set({ v1Headers: 'none' }),
      'accounting that is none': set({ v1Headers: 'malformed' }),
      'in pieces': fault('chunked'),
      'index last': fault('moov-last'),
      'an address in JSON': set({ v1Answer: 'json-url' }),
      'an address in an object': set({ v1Answer: 'json-url', resultShape: 'output-object' }),
      'an address in a list': set({ v1Answer: 'json-url', resultShape: 'output-array' }),
      'an address in `video`': set({ v1Answer: 'json-url', resultShape: 'video-only' }),
      'an address in `data`': set({ v1Answer: 'json-url', resultShape: 'nested' }),
      'numbers as text': set({ v1Answer: 'json-url', numbersAsStrings: true }),
    },
    ...commonRefusals(hands, fault),
    validation: {
      '406 of a value': fault('value-406'),
      '400': fault('error-400'),
      '406 of the model': set({ v1RefusedStatus: 406 }, { prompt: 'ab' }),
      '400 of the model': set({ v1RefusedStatus: 400 }, { prompt: 'ab' }),
    },
    moderation: {
      '400': set({ failJobs: 'moderation', v1FailureStatus: 400 }),
      '403': set({ failJobs: 'moderation', v1FailureStatus: 403 }),
      '406': set({ failJobs: 'moderation', v1FailureStatus: 406 }),
      '422': set({ failJobs: 'moderation', v1FailureStatus: 422 }),
    },
    credits: {
      '402': fault('credits-402'),
      '406': fault('credits-406'),
      'spend limit': fault('spend-limit-406'),
      'too low a balance, 406': tooPoor(hands),
      'too low a balance, 402': () => {
        set({ v1CreditsStatus: 402 })();
        return tooPoor(hands)();
      },
    },
    outage: {
      '500': fault('error-500'),
      '502': fault('error-502'),
      '503': fault('error-503'),
      '504': fault('error-504'),
    },
    outageAfterTaking: {
      '502': fault('accepted-502'),
      '504 while it is made': set({ holdJobs: true, v1GatewayTimeoutMs: 0 }),
      // Nobody can tell it from an outage.
      '500 for a run that failed': set({ failJobs: 'generic', v1FailureStatus: 500 }),
    },
    failed: { '422': set({ failJobs: 'generic', v1FailureStatus: 422 }) },
    spoiltVideo: {
      cut: fault('truncated'),
      'a line of text': fault('text'),
      noise: fault('garbage-mp4'),
      'a page': set({ v1Answer: 'html-200' }),
      'JSON without an address': set({ v1Answer: 'json-url', resultShape: 'missing' }),
    },
  };
}

function commonRefusals(hands: SegmindHands, fault: (kind: SubmitFaultKind) => Way) {
  const { set } = hands;
  return {
    validation: { '406': fault('value-406'), '400': fault('error-400') },
    keyRefused: { 'in words': set({ keyRevoked: true }), 'as OAuth': set({ keyRevoked: true, keyRefusal: 'oauth' }) },
    forbidden: { '403': fault('error-403') },
    withdrawn: { '410': set({ retiredSlugs: [slug] }) },
    unknownModel: { '404': set({}, { slug: 'ray-flash-9' }) },
    rate: { ...rateWays(hands), 'without a word about when': fault('error-429') },
  } as const;
}

/** Less than the model costs, though not nothing. */
function tooPoor({ credits }: SegmindHands): Way {
  return credits(0.25);
}
