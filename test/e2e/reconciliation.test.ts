import { beforeEach, describe, expect, it } from 'vitest';
import type { SubmitFaultKind as ApiframeSubmitFault } from '../../sandbox/apiframe/faults.ts';
import type { SegmindFaults, SubmitFaultKind, SyncFaultKind } from '../../sandbox/segmind/faults.ts';
import {
  expectCreditsBack,
  expectPaidOnce,
  forgetTrouble,
  type JobBooks,
  kite,
  passSearch,
  type QuickWorld,
  shareWorld,
} from './quick-world.ts';

/** A submit whose answer was lost: nobody knows whether it was taken. It is looked for, and never paid a second time. */

const minuteMs = 60_000;

async function make({ give, settle }: QuickWorld): Promise<JobBooks> {
  const { id } = await give('ray-flash', kite);
  return settle(id);
}

const searchesIn = ({ segmind }: QuickWorld) =>
  segmind.requests.filter(({ path }) => path === '/inference-request/generations');

/** The member and the operator read what happened. */
async function expectGivenUp(world: QuickWorld, books: JobBooks): Promise<void> {
  const { job } = books;
  expectCreditsBack(books, 'submit-uncertain');
  expect(books.attempts).toMatchObject([{ n: 1, state: 'uncertain', request_id: null }]);
  const [card] = world.discord.messages(job.channel_id).filter(({ interactionId }) => interactionId === job.id);
  expect(card?.content).toContain('To be safe it was not tried twice.');
  expect(card?.content).toContain('Your 51 credits are back.');
  await world.until('the operator knows', () =>
    world.notices().some((notice) => notice.includes('may have been taken') && notice.includes(job.id)),
  );
}

describe('at Segmind v2', () => {
  const shared = shareWorld();
  beforeEach(() => forgetTrouble(shared.world));
  const lose = (faults: Partial<SegmindFaults> = {}) =>
    Object.assign(shared.world.segmind.faults, { submit: { kind: 'drop', times: 1 }, ...faults });

  it.each<[string, Partial<SegmindFaults>]>([
    ['as documented', {}],
    ['with a gateway’s error for an answer', { submit: { kind: 'accepted-502', times: 1 } }],
    ['half a minute late', { historyDelayMs: minuteMs / 2 }],
    ['only when it is done', { historyListsRunning: false }],
    ['without what was asked', { historyHidesParameters: true }],
    ['under another id’s name', { historyIdOnly: true }],
    ['under «data»', { historyKey: 'data' }],
    ['under «results»', { historyKey: 'results' }],
    ['as a bare list', { historyKey: 'none' }],
    ['in capitals', { historyStatusWord: 'upper-case' }],
    ['at a time without a zone', { historyTime: 'bare' }],
    ['with numbers as text', { numbersAsStrings: true }],
    ['with more fields', { oddFields: 'extra' }],
    ['with empty fields', { oddFields: 'null' }],
    ['after a broken answer', { history: { kind: 'malformed-json', times: 1 } }],
    ['after a web page', { history: { kind: 'html', times: 1 } }],
    ['after an error', { history: { kind: 'error-503', times: 1 } }],
    ['after a lost answer', { history: { kind: 'drop', times: 1 } }],
    ['after too many calls', { history: { kind: 'error-429', times: 1 } }],
  ])('it is found in a history that shows it %s', async (_, faults) => {
    const { world } = shared;
    lose(faults);
    const books = await make(world);
    expectPaidOnce(books, { rung: 'channel:file' });
    expect(books.attempts).toMatchObject([{ n: 1, request_id: world.segmind.jobs.at(-1)?.id }]);
    expect(world.videosOf(books.job.id)).toHaveLength(1);
  });

  it('it is found when it has failed, too: the credits come back', async () => {
    const { world } = shared;
    lose({ failJobs: 'generic', historyListsRunning: false });
    const books = await make(world);
    expectCreditsBack(books, 'provider-failed');
    expect(books).toMatchObject({ submits: 1, paid: 0, attempts: [{ state: 'failed' }] });
  });

  it('and its twin was answered: the other one of the two in the history is ours', async () => {
    const { world } = shared;
    const [, other] = world.discord.world.users;
    const known = await world.give('ray-flash', kite, { userId: other?.id ?? '' });
    await world.whenState(known.id, 'submitted');
    lose();
    const lost = await world.give('ray-flash', kite);
    const books = await world.settle(lost.id, known.id);
    expectPaidOnce(books);
    const ids = world.segmind.jobs.slice(-2).map(({ id }) => id);
    expect(books.attempts).toMatchObject([{ request_id: ids[1] }]);
    expect((await world.settle(known.id)).attempts).toMatchObject([{ request_id: ids[0] }]);
  });

  /** Two members ask for the same in the same breath, and both answers are lost. */
  async function loseTwins(kind: SubmitFaultKind): Promise<readonly [string, string]> {
    const { world } = shared;
    const [, other] = world.discord.world.users;
    const before = world.segmind.submitCount;
    // Neither is to be found before the other one is lost, too.
    lose({ historyDelayMs: minuteMs / 2 });
    const first = await world.give('ray-flash', kite, { userId: other?.id ?? '' });
    await world.until('it was taken', () => world.segmind.submitCount === before + 1);
    lose({ submit: { kind, times: 1 } });
    const second = await world.give('ray-flash', kite);
    await world.until('it was sent', () => world.segmind.faults.submit === null);
    await world.whenState(second.id, 'submitting');
    return [first.id, second.id];
  }

  it('and so was its twin: they cannot be told apart, and both are given up', async () => {
    const { world } = shared;
    const before = world.segmind.submitCount;
    const twins = await loseTwins('drop');
    await passSearch(world);
    for (const id of twins) await expectGivenUp(world, await world.settle(id));
    expect(world.segmind.submitCount).toBe(before + 2);
  });

  it('and so was its twin, which was not taken: nobody says whose the one is while both are sought', async () => {
    const { world } = shared;
    const before = world.segmind.submitCount;
    const twins = await loseTwins('drop-before-reading');
    world.clock.skip(minuteMs);
    const searches = searchesIn(world).length;
    await world.until('both were looked for again', () => searchesIn(world).length > searches + 3);
    for (const id of twins) await world.whenState(id, 'submitting');

    await passSearch(world);
    const states = [];
    for (const id of twins) states.push((await world.settle(id)).job.state);
    // The first one is given up; the other one has no twin any more.
    expect(states.filter((state) => state === 'delivered').length).toBeLessThan(2);
    expect(world.segmind.submitCount).toBe(before + 1);
  });

  it.each<[string, Partial<SegmindFaults>]>([
    ['does not tell what was asked', { historyOldRows: true }],
    ['never shows it', { historyDelayMs: 24 * 60 * minuteMs }],
    ['stays broken', { history: { kind: 'malformed-json' } }],
    ['stays a web page', { history: { kind: 'html' } }],
    ['stays empty', { history: { kind: 'empty' } }],
    ['stays out of order', { history: { kind: 'error-500' } }],
    ['is far too long', { history: { kind: 'huge-json' } }],
  ])('it is given up after ten minutes when the history %s', async (_, faults) => {
    const { world } = shared;
    const before = world.segmind.submitCount;
    lose(faults);
    const { id } = await world.give('ray-flash', kite);
    await passSearch(world);
    await expectGivenUp(world, await world.settle(id));
    expect(world.segmind.submitCount).toBe(before + 1);
    expect(searchesIn(world).length).toBeGreaterThan(2);
  });
});

describe('at Segmind v1', () => {
  const shared = shareWorld({ latencyMs: 8_000 }, { environment: { SEGMIND_MODE: 'sync' } });
  beforeEach(() => forgetTrouble(shared.world));

  it.each<[SyncFaultKind, Partial<SegmindFaults>]>([
    ['drop', {}],
    ['accepted-502', {}],
    ['truncated', {}],
    ['html', {}],
    ['empty', {}],
    ['malformed-json', { v1Answer: 'json-url' }],
    ['drop', { historyListsRunning: false }],
    ['drop', { v1KnownByV2: true }],
  ])('a run whose answer is lost (%s, %j) is found in the history', async (kind, faults) => {
    const { world } = shared;
    Object.assign(world.segmind.faults, { sync: { kind, times: 1 }, ...faults });
    const books = await make(world);
    expectPaidOnce(books, { rung: 'channel:file' });
    expect(books.attempts).toMatchObject([{ n: 1, request_id: world.segmind.jobs.at(-1)?.id }]);
  });

  it('a run that a gateway cuts off goes on, and is found', async () => {
    const { world } = shared;
    world.segmind.faults.v1GatewayTimeoutMs = 5_000;
    expectPaidOnce(await make(world), { rung: 'channel:file' });
  });

  it.each<SyncFaultKind>(['error-500', 'drop-before-reading'])(
    'a run that was not taken (%s) is given up',
    async (kind) => {
      const { world } = shared;
      const before = world.segmind.submitCount;
      world.segmind.faults.sync = { kind };
      const { id } = await world.give('ray-flash', kite);
      await passSearch(world);
      await expectGivenUp(world, await world.settle(id));
      expect(world.segmind.submitCount).toBe(before);
    },
  );
});

describe('at Apiframe', () => {
  const shared = shareWorld({ providers: ['apiframe'] });
  beforeEach(() => forgetTrouble(shared.world));
  const submitsIn = ({ apiframe }: QuickWorld) =>
    apiframe.requests.filter(({ path }) => path === '/v2/videos/generate');

  it.each<ApiframeSubmitFault>([
    'drop',
    'drop-before-reading',
    'accepted-502',
    'accepted-503',
    'error-500',
    'error-502',
    'error-503',
    'error-504',
    'malformed-json',
    'html',
    'empty',
    'huge-json',
  ])('a submit without an answer (%s) is repeated under its own key, and made once', async (kind) => {
    const { world } = shared;
    const before = submitsIn(world).length;
    world.apiframe.faults.submit = { kind, times: 1 };
    const books = await make(world);
    expectPaidOnce(books, { rung: 'channel:file' });
    const sent = submitsIn(world).slice(before);
    expect(sent).toHaveLength(2);
    expect(new Set(sent.map(({ headers }) => headers['idempotency-key']))).toEqual(
      new Set([`raybot-${books.job.id}-1`]),
    );
  });

  it('twins of two members are told apart by their keys', async () => {
    const { world } = shared;
    const [, other] = world.discord.world.users;
    const before = world.apiframe.submitCount;
    world.apiframe.faults.submit = { kind: 'drop', times: 2 };
    const jobs = [
      await world.give('ray-flash', kite, { userId: other?.id ?? '' }),
      await world.give('ray-flash', kite),
    ];
    const ids = jobs.map(({ id }) => id);
    await world.settle(...ids);
    for (const id of ids) {
      const { job, hold, charged } = await world.settle(id);
      expect({ state: job.state, hold, charged }).toEqual({ state: 'delivered', hold: 'posted', charged: 51 });
      expect(world.videosOf(id)).toHaveLength(1);
    }
    expect(world.apiframe.submitCount).toBe(before + 2);
  });

  it('a submit that is refused when it is repeated is looked for in the list', async () => {
    const { world } = shared;
    const before = world.apiframe.submitCount;
    world.apiframe.faults.submit = { kind: 'drop', times: 1 };
    const { id } = await world.give('ray-flash', kite);
    await world.until('it was taken', () => world.apiframe.submitCount > before);
    // Meanwhile somebody has used the key for something else.
    world.apiframe.faults.submit = { kind: 'credits-402' };
    expectPaidOnce(await world.settle(id));
  });

  it('a submit that is never answered is given up after ten minutes', async () => {
    const { world } = shared;
    const before = world.apiframe.submitCount;
    world.apiframe.faults.submit = { kind: 'accepted-502' };
    const { id } = await world.give('ray-flash', kite);
    await passSearch(world);
    await expectGivenUp(world, await world.settle(id));
    expect(world.apiframe.submitCount).toBe(before + 1);
  });
});
