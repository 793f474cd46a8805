import { startLocalApiframe } from '../../../sandbox/apiframe/local-apiframe.ts';
import { createApiframe } from '../../../src/providers/apiframe/apiframe.ts';
import type { SubmitInput } from '../../../src/providers/video-provider.ts';
import { ManualClock, until } from '../../builders/manual-clock.ts';
import {
  type ApiframeHands,
  apiframeLooks,
  apiframeSubmits,
  apiframeUploads,
  keyWays,
  rateWays,
} from './apiframe-situations.ts';
import { startGateway } from './gateway.ts';
import { createImpatientLine, createLine, type Line } from './line.ts';
import { startNoticeBoard } from './notice-board.ts';
import { type ContractWorld, never } from './world.ts';
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
      maxJobs: 16,
      webhookUrl: board?.urlOf ?? null,
      peer,
      now: clock.now,
    });

  let startCredits = local.credits;
  const hands: ApiframeHands = {
    picturePath: files.picture.path,
    set:
      (faults, asked = {}) =>
      () => {
        Object.assign(local.faults, faults);
        return asked;
      },
    credits: (amount) => () => {
      local.credits = amount;
      startCredits = amount;
      return {};
    },
  };
  const { set, credits } = hands;

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
    submits: apiframeSubmits(hands),
    looks: apiframeLooks(hands),
    uploads: apiframeUploads(hands),
    account: {
      readable: { 'as documented': set({}), nothing: credits(0), 'in debt': credits(-12) },
      unreadable: { 'no team': set({ withoutTeam: true }) },
      keyRefused: keyWays(hands),
      rate: rateWays(hands),
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
      untold: never('its list tells what was asked for'),
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
