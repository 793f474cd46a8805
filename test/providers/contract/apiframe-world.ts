import { writeFileSync } from 'node:fs';
import type { ApiframeFaults, SubmitFaultKind } from '../../../sandbox/apiframe/faults.ts';
import { startLocalApiframe } from '../../../sandbox/apiframe/local-apiframe.ts';
import { createApiframe } from '../../../src/providers/apiframe/apiframe.ts';
import type { SubmitInput } from '../../../src/providers/video-provider.ts';
import { ManualClock, until } from '../../builders/manual-clock.ts';
import { startGateway } from './gateway.ts';
import { createImpatientLine, createLine, type Line } from './line.ts';
import { startNoticeBoard } from './notice-board.ts';
import { type ContractWorld, never, type Way } from './world.ts';
import { createWorldFiles } from './world-files.ts';

const input: SubmitInput = {
  jobId: '1122334455667788990',
  attempt: 1,
  model: 'ray-flash-2',
  slug: 'luma-ray-flash-2',
  prompt: 'The tide comes in',
  durationSeconds: 5,
  aspectRatio: '16:9',
  resolution: '720p',
  loop: false,
  concepts: [],
  images: {},
};

const microUsdPerCredit = 10_000;
const dayMs = 24 * 3_600_000;
const submits = { method: 'POST', path: /^\/v2\/videos\/generate$/ } as const;
const synchronousOnly = never('a submit is answered before anything is made');

/** Apiframe, with a way to tell us or without, before the sandbox's. */
export async function startApiframeWorld({ notifies }: { readonly notifies: boolean }): Promise<ContractWorld> {
  const clock = new ManualClock();
  const files = await createWorldFiles();
  const local = await startLocalApiframe({ clock, clips: files.clips, latencyMs: 0 });
  const gateway = await startGateway(local.origin);
  const board = notifies ? await startNoticeBoard(local.apiKey) : null;
  const lines = [createLine('apiframe', clock), createImpatientLine('apiframe', clock)] as const;
  const adapter = ({ peer }: Line) =>
    createApiframe({
      baseUrl: gateway.origin,
      apiKey: local.apiKey,
      webhookUrl: board?.urlOf ?? null,
      peer,
      now: clock.now,
    });

  const set =
    (faults: Partial<ApiframeFaults>, asked: Partial<SubmitInput> = {}): Way =>
    () => {
      Object.assign(local.faults, faults);
      return asked;
    };
  const fault = (kind: SubmitFaultKind): Way => set({ submit: { kind } });
  const credits =
    (amount: number): Way =>
    () => {
      local.credits = amount;
      return {};
    };
  const startCredits = local.credits;
  const keyRefused = { revoked: set({ keyRevoked: true }) };
  const rate = {
    'in seconds': set({ requestsPerMinute: 0, retryAfter: 'seconds' }),
    'as a date': set({ requestsPerMinute: 0, retryAfter: 'http-date' }),
    'after a day': set({ requestsPerMinute: 0, retryAfter: 'absurd' }),
    'without a word about when': set({ requestsPerMinute: 0, retryAfter: 'missing' }),
  };

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
      submit: submits,
      look: { method: 'GET', path: /^\/v2\/jobs\/[^/]+$/ },
      result: never('a look brings the result along'),
      upload: { method: 'POST', path: /^\/v2\/uploads$/ },
      publish: never('what is uploaded is gone within hours'),
      account: { method: 'GET', path: /^\/v2\/me$/ },
      prices: { method: 'GET', path: /^\/v2\/models$/ },
      replay: submits,
      search: { method: 'GET', path: /^\/v2\/jobs$/ },
    },
    unhurried: {},
    submits: {
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
      keyRefused,
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
      rate: { ...rate, 'for submits alone': fault('error-429') },
      outage: {
        '500': fault('error-500'),
        '502': fault('error-502'),
        '503': fault('error-503'),
        '504': fault('error-504'),
      },
      outageAfterTaking: { '502': fault('accepted-502'), '503': fault('accepted-503') },
      failed: synchronousOnly,
      spoiltVideo: synchronousOnly,
    },
    looks: {
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
      keyRefused: { ...keyRefused, inactive: set({ keyInactive: true }) },
      rate,
    },
    uploads: {
      taken: { 'as documented': set({}) },
      withoutAddress: { 'no address': set({ upload: { kind: 'no-url' } }) },
      validation: {
        'no picture': () => {
          writeFileSync(files.picture.path, 'no picture');
          return {};
        },
      },
      keyRefused: { ...keyRefused, inactive: set({ keyInactive: true }) },
      outage: { 'of the store': set({ upload: { kind: 'store-502' } }), '503': set({ upload: { kind: 'error-503' } }) },
    },
    account: {
      readable: { 'as documented': set({}), nothing: credits(0), 'in debt': credits(-12) },
      unreadable: { 'no team': set({ withoutTeam: true }) },
      keyRefused: { ...keyRefused, inactive: set({ keyInactive: true }) },
      rate,
    },
    prices: {
      published: {
        current: set({}),
        'of an older unit': set({ costs: { 'luma-ray-2': { 5: 10, 9: 20 }, 'luma-ray-flash-2': { 5: 5, 9: 10 } } }),
      },
      withheld: { 'no costs': set({ listsCosts: false }) },
    },
    replay: { ageMs: 0 },
    search: {
      ageMs: dayMs,
      listed: {
        'as documented': set({}),
        'in lower case': set({ statusWord: 'lower-case' }),
        'without `expired`': set({ hidesExpired: true }),
      },
      unlisted: { 'a late list': set({ unknownForMs: dayMs + 60_000 }) },
    },
    notices: board
      ? {
          told: board.told,
          answers: board.answers,
          forged: {
            'with a wrong signature': set({ webhookSignature: 'wrong' }),
            'without a signature': set({ webhookSignature: 'missing' }),
          },
        }
      : never('it cannot reach us'),
    speakJson: () => {},
    hold: set({ holdJobs: true }),
    takenIds: () => local.jobs.map(({ id }) => id),
    spentMicroUsd: () => (startCredits - local.credits) * microUsdPerCredit,
    balanceMicroUsd: () => local.credits * microUsdPerCredit,
    storedFiles: () => local.uploads,
    livePrices: () =>
      new Map(
        Object.entries(local.faults.costs).map(([slug, costs]) => [
          slug,
          { 5: costs[5] * microUsdPerCredit, 9: costs[9] * microUsdPerCredit },
        ]),
      ),
    async finish(requestId) {
      local.faults.holdJobs = false;
      await until(() => local.jobs.some(({ id, finishedAt }) => id === requestId && finishedAt !== null));
    },
    keptVideos: files.keptVideos,
    async close() {
      await Promise.all(lines.map((line) => line.close()));
      await gateway.close();
      await local.close();
      await board?.close();
      await files.remove();
    },
  };
}
