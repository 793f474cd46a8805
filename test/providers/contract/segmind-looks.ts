import { rateWays, type SegmindHands } from './segmind-hands.ts';
import { type LookSituations, never } from './world.ts';

const noEnd = never('nothing of it can be cancelled');

/** Situations of a look on the asynchronous road. */
export function segmindLooks(hands: SegmindHands): LookSituations {
  const { set } = hands;
  return {
    running: {
      queued: set({ processing: 'never' }),
      processing: set({ processing: 'always' }),
      'in lower case': set({ statusWord: 'lower-case' }),
      'a word that nobody knows': set({ statusWord: 'unknown' }),
      'null in some fields': set({ oddFields: 'null' }),
    },
    finished: {
      'as documented': set({}),
      'an object': set({ resultShape: 'output-object' }),
      'a list': set({ resultShape: 'output-array' }),
      'in `video` alone': set({ resultShape: 'video-only' }),
      'in `data`': set({ resultShape: 'nested' }),
      'in lower case': set({ statusWord: 'lower-case' }),
      'with all that a model may add': set({ resultExtras: true }),
      'numbers as text': set({ numbersAsStrings: true }),
      'more fields': set({ oddFields: 'extra' }),
      'null in some fields': set({ oddFields: 'null' }),
    },
    finishedWithoutVideo: { 'no address': set({ resultShape: 'missing' }) },
    failed: { generic: set({ failJobs: 'generic' }), 'prompt processing': set({ failJobs: 'prompt-processing' }) },
    failedBilled: { generic: set({ failJobs: 'generic', billsFailures: true }) },
    moderation: {
      prompt: set({ failJobs: 'moderation' }),
      words: set({ failJobs: 'blacklisted-words' }),
    },
    validation: { 'too short a prompt': set({}, { prompt: 'ab' }) },
    cancelled: noEnd,
    early: { 'not there yet': set({ unknownForMs: 60_000 }) },
    forgotten: { 'by its history, too': set({ historyDelayMs: Number.POSITIVE_INFINITY }) },
    outlived: { 'through its history': set({}) },
    keyRefused: { 'in words': set({ keyRevoked: true }), 'as OAuth': set({ keyRevoked: true, keyRefusal: 'oauth' }) },
    rate: rateWays(hands),
  };
}

/** Situations of a look at a request of the synchronous road, which the history alone knows. */
export function segmindLooksThroughHistory(hands: SegmindHands): LookSituations {
  const { set } = hands;
  return {
    running: {
      'listed in lower case': set({}),
      'listed in capitals': set({ historyStatusWord: 'upper-case' }),
      'known to the other road': set({ v1KnownByV2: true, historyListsRunning: false }),
    },
    finished: {
      'as its own library reads it': set({}),
      'in capitals': set({ historyStatusWord: 'upper-case' }),
      'as a bare list': set({ historyKey: 'none' }),
      'numbers as text': set({ numbersAsStrings: true }),
      'as older servers do': set({ historyOldRows: true }),
      'known to the other road': set({ v1KnownByV2: true }),
    },
    finishedWithoutVideo: never('a row without an address is a request that goes on'),
    failed: { generic: set({ failJobs: 'generic' }) },
    failedBilled: { generic: set({ failJobs: 'generic', billsFailures: true }) },
    moderation: { 'known to the other road': set({ v1KnownByV2: true, failJobs: 'moderation' }) },
    validation: never('what is refused as it stands is refused at once'),
    cancelled: noEnd,
    early: { 'not listed yet': set({ historyDelayMs: 60_000 }) },
    forgotten: never('its history does not forget'),
    outlived: { 'through its history': set({}) },
    keyRefused: { 'in words': set({ keyRevoked: true }), 'as OAuth': set({ keyRevoked: true, keyRefusal: 'oauth' }) },
    rate: rateWays(hands),
  };
}
