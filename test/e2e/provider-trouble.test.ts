import { beforeEach, describe, expect, it } from 'vitest';
import type {
  AnswerFaultKind,
  OutputFaultKind,
  ResultShape,
  SegmindFaults,
  SubmitFaultKind,
} from '../../sandbox/segmind/faults.ts';
import { freePort } from './free-port.ts';
import {
  expectClosedBooks,
  expectCreditsBack,
  expectPaidOnce,
  forgetTrouble,
  type JobBooks,
  kite,
  passSearch,
  type QuickWorld,
  shareWorld,
  startQuickWorld,
} from './quick-world.ts';
import { startTestBot } from './world.ts';

const minuteMs = 60_000;
const shared = shareWorld();
beforeEach(() => forgetTrouble(shared.world));

/** One flash clip, asked for and brought to its end while something is wrong at the provider. */
async function makeWith(faults: Partial<SegmindFaults>): Promise<JobBooks> {
  const { world } = shared;
  Object.assign(world.segmind.faults, faults);
  const { id } = await world.give('ray-flash', kite);
  return world.settle(id);
}

/** The member reads why there is no video, on the card of the command, and that it cost nothing. */
function expectTold(world: QuickWorld, { job }: JobBooks, why: string): void {
  const cards = world.discord.messages(job.channel_id).filter(({ interactionId }) => interactionId === job.id);
  expect(cards).toMatchObject([
    { content: expect.stringContaining(why), pings: { roles: [], everyone: false }, attachments: [] },
  ]);
  expect(cards[0]?.content).toContain('Your 51 credits are back.');
  expect(world.videosOf(job.id)).toEqual([]);
}

/** The looks at requests from now on. */
function looksOf({ segmind }: QuickWorld) {
  const before = segmind.requests.length;
  return () => segmind.requests.slice(before).filter(({ method, path }) => method === 'GET' && path.startsWith('/v2/'));
}

async function expectNotice(world: QuickWorld, ...words: string[]): Promise<void> {
  await world.until(`the operator reads ${words}`, () =>
    world.notices().some((notice) => words.every((word) => notice.includes(word))),
  );
}

describe('a submit without an answer is looked for, and never repeated:', () => {
  it.each<SubmitFaultKind>(['drop', 'accepted-502', 'malformed-json', 'html', 'empty', 'huge-json'])(
    'one that was taken (%s) is found, and paid for once',
    async (kind) => {
      const { world } = shared;
      const before = world.segmind.requests.length;
      const books = await makeWith({ submit: { kind } });
      expectPaidOnce(books, { rung: 'channel:file' });
      expect(books.attempts).toMatchObject([{ n: 1, request_id: world.segmind.jobs.at(-1)?.id }]);
      expect(world.segmind.requests.slice(before).filter(({ method }) => method === 'POST')).toHaveLength(1);
    },
  );

  it.each<SubmitFaultKind>(['drop-before-reading', 'error-500', 'error-502', 'error-503', 'error-504'])(
    'one that was not (%s) is given up after ten minutes, with the credits back and the operator told',
    async (kind) => {
      const { world } = shared;
      const before = world.segmind.requests.length;
      world.segmind.faults.submit = { kind };
      const { id } = await world.give('ray-flash', kite);
      await world.discord.whenMessage(
        ({ interactionId, content }) => interactionId === id && content.includes('It is being found out'),
        { timeoutMs: 10_000 },
      );
      await passSearch(world);
      const books = await world.settle(id);
      expectCreditsBack(books, 'submit-uncertain');
      expect(books).toMatchObject({ submits: 0, attempts: [{ n: 1, state: 'uncertain', request_id: null }] });
      expect(world.segmind.requests.slice(before).filter(({ method }) => method === 'POST')).toHaveLength(1);
      expectTold(world, books, 'To be safe it was not tried twice. Send the command again.');
      await expectNotice(world, 'may have been taken without an answer', id);

      world.segmind.faults.submit = null;
      expectPaidOnce(await makeWith({}));
    },
  );
});

describe('a submit that was certainly not taken', () => {
  it('because nobody listens is tried for ten minutes, then the credits come back', async (test) => {
    const world = await startQuickWorld(test);
    await startTestBot(test, world, { environment: { SEGMIND_BASE_URL: `http://127.0.0.1:${await freePort()}` } });
    const { id } = await world.give('ray-flash', kite);
    await world.discord.whenMessage(
      ({ content }) => content.includes('Segmind cannot be reached. You keep your place'),
      {
        timeoutMs: 10_000,
      },
    );
    world.clock.skip(10 * minuteMs);
    const books = await world.settle(id);
    expectCreditsBack(books, 'provider-unavailable');
    expect(books.attempts.length).toBeGreaterThan(1);
    expect(new Set(books.attempts.map(({ state }) => state))).toEqual(new Set(['refused']));
    expect(books.submits).toBe(0);
    expectTold(world, books, 'No video service could take it in time. Try again later.');
    await expectClosedBooks(world);
  });

  it('because of too many requests is tried again, and paid for once', async () => {
    const books = await makeWith({ submit: { kind: 'error-429', times: 2 } });
    expectPaidOnce(books);
    expect(books.attempts.map(({ state }) => state)).toEqual(['refused', 'refused', 'finished']);
  });

  it('because the minute is used up waits for the next, and is paid for once', async () => {
    const { world } = shared;
    world.clock.skip(2 * minuteMs);
    const before = world.segmind.requests.length;
    world.segmind.faults.requestsPerMinute = 0;
    const { id } = await world.give('ray-flash', kite);
    await world.until('it was turned away', async () => (await firstAttempt(world, id))?.state === 'refused');
    world.segmind.faults.requestsPerMinute = null;
    world.clock.skip(50_000);
    expectPaidOnce(await world.settle(id));
    const submits = world.segmind.requests.slice(before).filter(({ method }) => method === 'POST');
    expect(submits.map(({ status }) => status)).toEqual([429, 200]);
    expect((submits[1]?.at ?? 0) - (submits[0]?.at ?? 0)).toBeGreaterThanOrEqual(minuteMs);
  });

  it.each<[string, Partial<SegmindFaults>, string, string, string, string]>([
    ['401', { keyRevoked: true }, 'operator-attention', 'does not serve this bot', 'refuses us', 'the bot’s key'],
    ['403', { submit: { kind: 'error-403' } }, 'operator-attention', 'serve this bot', 'refuses us', 'the bot’s key'],
    ['402', { submit: { kind: 'credits-402' } }, 'operator-attention', 'serve this bot', 'credits', 'out of credits'],
    ['406', { submit: { kind: 'credits-406' } }, 'operator-attention', 'serve this bot', 'credits', 'out of credits'],
    ['410', { retiredSlugs: ['ray-flash-2-720p'] }, 'model-withdrawn', 'no longer offers', 'MODEL_SLUGS', 'no longer'],
  ])(
    'because of a %s ends at once, the operator is told, and the next command is refused before anything is held',
    async (_, faults, failure, told, notice, refusal) => {
      const { world } = shared;
      const before = world.notices().length;
      // A look at the account would say that all is well.
      const books = await makeWith({ credits: { kind: 'error-503' }, ...faults });
      expectCreditsBack(books, failure);
      expect(books).toMatchObject({ submits: 0, attempts: [{ n: 1, state: 'refused' }] });
      expectTold(world, books, told);
      await expectNotice(world, notice);

      const answer = await world.ask('ray-flash', kite);
      expect(answer).toMatchObject({ ephemeral: true, content: expect.stringContaining(refusal) });
      const held = world.database
        .selectFrom('job')
        .selectAll()
        .where('id', '=', answer.interactionId ?? '');
      expect(await held.execute()).toEqual([]);
      expect(world.notices()).toHaveLength(before + 1);
    },
  );
});

async function firstAttempt({ database }: QuickWorld, jobId: string) {
  return database.selectFrom('attempt').select('state').where('job_id', '=', jobId).executeTakeFirst();
}

describe('an accepted request', () => {
  it.each<['status' | 'result', AnswerFaultKind]>([
    ['status', 'malformed-json'],
    ['result', 'malformed-json'],
    ['status', 'html'],
    ['result', 'empty'],
    ['status', 'huge-json'],
    ['result', 'drop'],
    ['status', 'error-429'],
    ['result', 'error-500'],
    ['status', 'error-502'],
  ])('is looked at again after a %s like %s', async (call, kind) => {
    const books = await makeWith({ [call]: { kind, times: 1 } });
    expectPaidOnce(books);
    expect(shared.world.videosOf(books.job.id)).toHaveLength(1);
  });

  it.each<[string, Partial<SegmindFaults>]>([
    ['a status that cannot be read', { status: { kind: 'malformed-json' } }],
    ['a result that cannot be read', { result: { kind: 'html' } }],
    ['a result without a video', { resultShape: 'missing' }],
  ])('is given up when it goes on with %s', async (_, faults) => {
    const { world } = shared;
    const looks = looksOf(world);
    const settled = makeWith(faults);
    await world.until('two looks were in vain', () => looks().length > 2);
    world.clock.skip(10 * minuteMs);
    const books = await settled;
    expectCreditsBack(books, 'provider-malformed');
    expect(books).toMatchObject({ submits: 1, attempts: [{ state: 'failed' }] });
    expectTold(world, books, 'an answer that makes no sense');
    await expectNotice(world, 'cannot be read', books.job.id);
  });

  it.each<ResultShape>(['output-object', 'output-array', 'video-only', 'nested'])(
    'may name its video in other ways (%s)',
    async (resultShape) => expectPaidOnce(await makeWith({ resultShape })),
  );

  it.each(['lower-case', 'unknown'] as const)('may say its state in other words (%s)', async (statusWord) => {
    expectPaidOnce(await makeWith({ statusWord }));
  });

  it.each<[string, SegmindFaults['failJobs'], string, string]>([
    ['fails', 'generic', 'provider-failed', 'could not make it. Try again'],
    ['is moderated', 'moderation', 'moderated', 'turned the prompt down for its content'],
  ])('that %s costs nothing', async (_, failJobs, failure, told) => {
    const books = await makeWith({ failJobs });
    expectCreditsBack(books, failure);
    expect(books).toMatchObject({ submits: 1, attempts: [{ state: 'failed' }] });
    expectTold(shared.world, books, told);
    expect(shared.world.segmind.jobs.at(-1)?.chargedUsd).toBe(0);
  });

  it('may be unknown for a moment', async () => {
    const { world } = shared;
    const looks = looksOf(world);
    const settled = makeWith({ unknownForMs: 3_600_000 });
    await world.until('it was unknown', () => looks().some(({ status }) => status === 404));
    world.segmind.faults.unknownForMs = 0;
    expectPaidOnce(await settled);
  });

  it('that stays unknown is given up, and the operator is told', async () => {
    const { world } = shared;
    const books = await makeWith({ unknownForMs: 3_600_000 });
    expectCreditsBack(books, 'provider-lost');
    expect(books).toMatchObject({ submits: 1, attempts: [{ state: 'lost' }] });
    expectTold(world, books, 'lost track of the request');
    await expectNotice(world, 'no longer knows job', books.job.id);
  });

  it('that never ends is given up after twice the hour for which the provider keeps it', async () => {
    const { world } = shared;
    world.segmind.faults.holdJobs = true;
    const { id } = await world.give('ray-flash', kite);
    await world.whenState(id, 'submitted');
    world.clock.skip(58 * minuteMs);
    const looks = looksOf(world);
    await world.until('it was looked at', () => looks().some(({ status }) => status === 200));
    world.clock.skip(3 * minuteMs);
    await world.until('it was unknown', () => looks().some(({ status }) => status === 404));
    await world.whenState(id, 'submitted');
    world.clock.skip(60 * minuteMs);
    const books = await world.settle(id);
    expectCreditsBack(books, 'provider-lost');
    expect(books).toMatchObject({ submits: 1, attempts: [{ state: 'lost' }] });
    await expectNotice(world, 'no longer knows job', id);
  });

  it('is looked at again when the key is good again, and the operator is told meanwhile', async () => {
    const { world } = shared;
    const before = world.notices().length;
    const { id } = await world.give('ray-flash', kite);
    await world.whenState(id, 'submitted');
    world.segmind.faults.keyRevoked = true;
    const settled = world.settle(id);
    await world.until('the operator is told', () => world.notices().length > before);
    expect(world.notices().at(-1)).toContain('refuses us');
    world.segmind.faults.keyRevoked = false;
    world.clock.skip(minuteMs);
    expectPaidOnce(await settled);
  });
});

describe('a finished file', () => {
  it.each<OutputFaultKind>(['chunked', 'octet-stream'])('may come %s', async (kind) => {
    expectPaidOnce(await makeWith({ output: { kind } }), { rung: 'channel:file' });
  });

  it.each<OutputFaultKind>(['truncated', 'html', 'text', 'garbage-mp4', 'error-500', 'not-found'])(
    'that comes %s once is fetched once more',
    async (kind) => {
      const { world } = shared;
      const before = world.segmind.requests.length;
      expectPaidOnce(await makeWith({ output: { kind, times: 1 } }), { rung: 'channel:file' });
      const fetches = world.segmind.requests.slice(before).filter(({ path }) => path.startsWith('/outputs/'));
      expect(fetches).toHaveLength(2);
    },
  );

  it.each<OutputFaultKind>(['html', 'text', 'garbage-mp4'])(
    'that is %s, twice, is no video: nothing is paid, no link is posted',
    async (kind) => {
      const { world } = shared;
      const before = world.segmind.requests.length;
      const books = await makeWith({ output: { kind } });
      expectCreditsBack(books, 'not-a-video');
      expectTold(world, books, 'a file that is no video');
      expectNoLink(world, books);
      expect(world.segmind.requests.slice(before).filter(({ path }) => path.startsWith('/outputs/'))).toHaveLength(2);
      await expectNotice(world, 'could not be delivered', books.job.id);
    },
  );

  it.each<OutputFaultKind>(['error-500', 'truncated'])(
    'that stays %s for minutes is posted as a link with a note',
    async (kind) => {
      const { world } = shared;
      world.segmind.faults.output = { kind };
      const { id } = await world.give('ray-flash', kite);
      await passDelivery(world, id);
      expectPaidOnce(await world.settle(id), { rung: 'channel:link' });
      expect(world.discord.messages(world.channelId).at(-1)?.content).toContain('could not be fetched to post it here');
    },
  );

  it('that stays away for minutes costs nothing, and the operator is told', async () => {
    const { world } = shared;
    world.segmind.faults.output = { kind: 'not-found' };
    const { id } = await world.give('ray-flash', kite);
    await passDelivery(world, id);
    const books = await world.settle(id);
    expectCreditsBack(books, 'video-unreachable');
    expect(books).toMatchObject({ submits: 1, job: { state: 'undelivered' } });
    expectTold(world, books, 'it could not be fetched');
    await expectNotice(world, 'could not be delivered', id);
  });

  it('that sends us to a private address is refused: no link is posted, nothing is paid', async () => {
    const { world } = shared;
    const books = await makeWith({ output: { kind: 'redirect-private' } });
    expectCreditsBack(books, 'video-unreachable');
    expectTold(world, books, 'it could not be fetched');
    expectNoLink(world, books);
    await expectNotice(world, 'could not be delivered', books.job.id);
  });

  it('at a private address is refused: no link is posted, nothing is paid', async (test) => {
    const world = await startQuickWorld(test);
    await startTestBot(test, world, { environment: { TRUSTED_ORIGINS: '' } });
    const { id } = await world.give('ray-flash', kite);
    const books = await world.settle(id);
    expectCreditsBack(books, 'video-unreachable');
    expectNoLink(world, books);
    expect(world.segmind.requests.filter(({ path }) => path.startsWith('/outputs/'))).toEqual([]);
  });
});

/** Lets the time go by for which a file is tried. */
async function passDelivery(world: QuickWorld, jobId: string): Promise<void> {
  const before = world.segmind.requests.length;
  const fetches = () => world.segmind.requests.slice(before).filter(({ path }) => path.startsWith('/outputs/'));
  await world.whenState(jobId, 'submitted');
  world.clock.skip(75_000);
  await world.until('it was fetched twice', () => fetches().length > 1);
  world.clock.skip(10 * minuteMs);
}

/** The operator may learn the address, members may not. */
function expectNoLink(world: QuickWorld, { job }: JobBooks): void {
  const link = job.result_url ?? 'none';
  const told = world.discord.messages().filter(({ channelId }) => channelId !== world.operatorChannelId);
  expect(told.filter(({ content }) => content.includes(link))).toEqual([]);
}
