import { startLocalSegmind } from '../../../sandbox/segmind/local-segmind.ts';
import { createSegmind, type SegmindOptions } from '../../../src/providers/segmind/segmind.ts';
import type { SubmitInput } from '../../../src/providers/video-provider.ts';
import { ManualClock, until } from '../../builders/manual-clock.ts';
import { startGateway } from './gateway.ts';
import { createImpatientLine, createLine, type Line } from './line.ts';
import { rateWays, type SegmindHands } from './segmind-hands.ts';
import { segmindLooks, segmindLooksThroughHistory } from './segmind-looks.ts';
import { segmindRuns, segmindSubmits } from './segmind-submits.ts';
import { type ContractWorld, never } from './world.ts';
import { createWorldFiles } from './world-files.ts';

export type SegmindRoad = Pick<SegmindOptions, 'mode' | 'v1Body'>;

const input: SubmitInput = {
  jobId: '1122334455667788990',
  attempt: 1,
  model: 'ray-flash-2',
  slug: 'ray-flash-2-720p',
  prompt: 'The tide comes in',
  durationSeconds: 5,
  aspectRatio: '16:9',
  resolution: '720p',
  loop: false,
  concepts: [],
  images: {},
};

const history = { method: 'GET', path: /^\/inference-request\/generations$/ } as const;
const uploads = { method: 'POST', path: /^\/upload-asset$/ } as const;
const noPrices = never('it names no price before a video is made');
const asLongAsTheVideo = never('it is waited for as long as the video takes');
const asLongAsTheUpload = never('a video is larger than a picture, and waited for longer');

/** Segmind on one of its roads, before the sandbox's. */
export async function startSegmindWorld({ mode, v1Body }: SegmindRoad): Promise<ContractWorld> {
  const clock = new ManualClock();
  const files = await createWorldFiles();
  const local = await startLocalSegmind({ clock, clips: files.clips, latencyMs: 0 });
  const gateway = await startGateway(local.origin);
  const lines = [createLine('segmind', clock), createImpatientLine('segmind', clock)] as const;
  const adapter = ({ peer }: Line) =>
    createSegmind({
      mode,
      v1Body,
      maxJobs: 16,
      baseUrl: gateway.origin,
      uploadUrl: local.uploadUrl.replace(local.origin, gateway.origin),
      historyUrl: local.historyUrl.replace(local.origin, gateway.origin),
      apiKey: local.apiKey,
      videoDirectory: files.videoDirectory,
      peer,
      now: clock.now,
    });

  let startCredits = local.credits;
  const hands: SegmindHands = {
    credits: (amount) => () => {
      local.credits = amount;
      startCredits = amount;
      return {};
    },
    set:
      (faults, asked = {}) =>
      () => {
        Object.assign(local.faults, faults);
        return asked;
      },
  };
  const { set, credits } = hands;
  const isSync = mode === 'sync';
  const microUsd = (usd: number) => Math.round(usd * 1_000_000);

  return {
    provider: adapter(lines[0]),
    impatient: adapter(lines[1]),
    apiKey: local.apiKey,
    clock,
    gateway,
    input,
    picture: files.picture,
    clip: files.clip,
    calls: {
      submit: { method: 'POST', path: isSync ? /^\/v1\/[\w.-]+$/ : /^\/v2\/[\w.-]+$/ },
      // Of a synchronous run the history alone knows; the other road is asked first, in vain.
      look: isSync ? history : { method: 'GET', path: /^\/v2\/requests\/[^/]+\/status$/ },
      result: isSync ? never('the history tells all at once') : { method: 'GET', path: /^\/v2\/requests\/[^/]+$/ },
      upload: uploads,
      publish: uploads,
      account: { method: 'GET', path: /^\/v1\/get-user-credits$/ },
      prices: noPrices,
      replay: never('it knows no keys of ours'),
      search: history,
    },
    unhurried: { ...(isSync && { submit: asLongAsTheVideo }), publish: asLongAsTheUpload },
    submits: isSync ? segmindRuns(hands) : segmindSubmits(hands),
    looks: isSync ? segmindLooksThroughHistory(hands) : segmindLooks(hands),
    uploads: {
      taken: { 'as documented': set({}), 'as its own library reads it': set({ uploadAnswer: 'file_urls' }) },
      withoutAddress: { 'an empty list': set({ upload: { kind: 'no-urls' } }) },
      validation: { 'too large': set({ upload: { kind: 'error-413' } }) },
      keyRefused: { revoked: set({ keyRevoked: true }), 'as OAuth': set({ keyRevoked: true, keyRefusal: 'oauth' }) },
      outage: {
        '500': set({ upload: { kind: 'error-500' } }),
        '502': set({ upload: { kind: 'error-502' } }),
        '503': set({ upload: { kind: 'error-503' } }),
      },
    },
    account: {
      readable: {
        'as documented': set({}),
        'numbers as text': set({ numbersAsStrings: true }),
        'more fields': set({ oddFields: 'extra' }),
        'null for the free ones': set({ oddFields: 'null' }),
        'in debt': credits(-1.25),
        'no record': () => {
          credits(0)();
          return set({ noBalanceRecord: true })();
        },
      },
      unreadable: never('an account without a balance has none, which is an answer'),
      keyRefused: { revoked: set({ keyRevoked: true }), 'as OAuth': set({ keyRevoked: true, keyRefusal: 'oauth' }) },
      rate: rateWays(hands),
    },
    prices: noPrices,
    replay: never('it knows no keys of ours: a repeated submit would be paid for twice'),
    search: {
      ageMs: 0,
      listed: {
        'as its own library reads it': set({}),
        'under `data`': set({ historyKey: 'data' }),
        'under `results`': set({ historyKey: 'results' }),
        'as a bare list': set({ historyKey: 'none' }),
        'without parameters': set({ historyHidesParameters: true }),
        'with the id alone': set({ historyIdOnly: true }),
        'with times without a zone': set({ historyTime: 'bare' }),
        'with words in capitals': set({ historyStatusWord: 'upper-case' }),
        'with numbers as text': set({ numbersAsStrings: true }),
        'with more fields': set({ oddFields: 'extra' }),
        'with null in some fields': set({ oddFields: 'null' }),
      },
      untold: { 'as older servers do': set({ historyOldRows: true }) },
      unlisted: { 'a late history': set({ historyDelayMs: 60_000 }) },
    },
    notices: never('it tells nobody when a video is done'),
    speakJson: set({ v1Answer: 'json-url' }),
    hold: set({ holdJobs: true }),
    takenIds: () => local.jobs.map(({ id }) => id),
    spentMicroUsd: () => microUsd(startCredits - local.credits),
    balanceMicroUsd: () => microUsd(local.credits),
    storedFiles: () => local.uploads,
    livePrices: () => new Map(),
    async finish(requestId) {
      local.faults.holdJobs = false;
      await until(() => local.jobs.some(({ id, finishedAt }) => id === requestId && finishedAt !== null));
    },
    keptVideos: files.keptVideos,
    async close() {
      await Promise.all(lines.map((line) => line.close()));
      await gateway.close();
      await local.close();
      await files.remove();
    },
  };
}
