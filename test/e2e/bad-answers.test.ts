import { beforeEach, describe, expect, it } from 'vitest';
import { plainPicture } from '../sandbox/clip-frames.ts';
import { type Line, openLine } from './line.ts';
import {
  expectCreditsBack,
  expectPaidOnce,
  forgetTrouble,
  type JobBooks,
  kite,
  type QuickWorld,
  shareWorld,
} from './quick-world.ts';
import { type Spoil, senseless, unusual, withTexts } from './spoilt-answers.ts';

/**
 * Answers that are none, to every call of every provider. Whatever comes, the bot lives on, pays once at most, posts no
 * video that it has not got, tells the member in plain words, and its log names the kind of trouble.
 */

const minuteMs = 60_000;

/** Calls by what they ask for. */
interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
}

/** A call that a video needs. */
interface NeededCall extends Call {
  readonly name: string;
  /** What a job comes to when the answers never make sense; null: its video all the same. */
  readonly failure: string | null;
}

interface System {
  readonly name: string;
  readonly provider: 'segmind' | 'apiframe';
  readonly environment: Readonly<Record<string, string>>;
  /** Those that a video needs; the last one names its address. */
  readonly calls: readonly [...NeededCall[], NeededCall];
  /** Those that it does not. */
  readonly asides: readonly Call[];
}

/** Those of the table that stand for the others where a job takes its time to be given up. */
const lastingTroubles = Object.entries(senseless).filter(([title]) =>
  ['a web page', 'half an answer', 'fields without values', 'ten megabytes'].includes(title),
);

const segmindAsides: readonly Call[] = [{ method: 'GET', path: /get-user-credits/ }];

const systems: readonly System[] = [
  {
    name: 'Segmind v2',
    provider: 'segmind',
    environment: {},
    calls: [
      { name: 'submit', method: 'POST', path: /^\/v2\/ray-flash/, failure: null },
      { name: 'status', method: 'GET', path: /^\/v2\/requests\/.*\/status$/, failure: 'provider-malformed' },
      { name: 'result', method: 'GET', path: /^\/v2\/requests\/[^/]+$/, failure: 'provider-malformed' },
    ],
    asides: segmindAsides,
  },
  {
    name: 'Segmind v1',
    provider: 'segmind',
    environment: { SEGMIND_MODE: 'sync' },
    calls: [{ name: 'run', method: 'POST', path: /^\/v1\/ray-flash/, failure: null }],
    asides: segmindAsides,
  },
  {
    name: 'Apiframe',
    provider: 'apiframe',
    environment: {},
    calls: [
      { name: 'submit', method: 'POST', path: /^\/v2\/videos\/generate/, failure: null },
      { name: 'job', method: 'GET', path: /^\/v2\/jobs\/[^/?]+$/, failure: 'provider-malformed' },
    ],
    asides: [{ method: 'GET', path: /^\/v2\/(me|models|jobs\?)/ }],
  },
];

/** One bot for a system, whose every answer comes over a line. */
function share({ provider, environment }: System) {
  let line: Line | null = null;
  const log: string[] = [];
  const shared = shareWorld({ providers: [provider], latencyMs: 4_000 }, async (world, file) => {
    line = await openLine(file, world[provider].origin);
    const name = provider.toUpperCase();
    return {
      environment: { ...environment, [`${name}_BASE_URL`]: line.origin, LOG_LEVEL: 'info' },
      logOutput: { write: (text) => void log.push(text) },
    };
  });
  beforeEach(() => {
    if (line) line.rewrite = null;
    forgetTrouble(shared.world);
    shared.world.segmind.faults.v1Answer = 'json-url';
  });
  return {
    get world() {
      return shared.world;
    },
    /** What the log says of a job. */
    logOf: (jobId: string) => log.filter((entry) => entry.includes(jobId)).join(''),
    /** @returns how many answers were spoilt until now */
    spoil(calls: readonly Call[], spoil: Spoil, times = Number.POSITIVE_INFINITY): () => number {
      let spoilt = 0;
      if (!line) throw new Error('the world begins with the first test');
      line.rewrite = ({ method, path }, answer) => {
        if (spoilt >= times || !calls.some((call) => call.method === method && call.path.test(path))) return answer;
        spoilt += 1;
        return spoil(answer);
      };
      return () => spoilt;
    },
    mend() {
      if (line) line.rewrite = null;
    },
  };
}

type Shared = ReturnType<typeof share>;

/** A job that meets what never makes sense, and is given up after its time. */
async function makeInVain({ world }: Shared, spoilt: () => number): Promise<JobBooks> {
  const { id } = await world.give('ray-flash', kite);
  const settled = world.settle(id);
  await world.until('it has come three times', () => spoilt() >= 3);
  world.clock.skip(11 * minuteMs);
  return settled;
}

async function make({ world }: Shared): Promise<JobBooks> {
  const { id } = await world.give('ray-flash', kite);
  return world.settle(id);
}

/** The member reads words of ours, and nothing of the answer. */
function expectPlainWords({ discord }: QuickWorld, { job }: JobBooks): void {
  const [card] = discord.messages(job.channel_id).filter(({ interactionId }) => interactionId === job.id);
  expect(card?.content).toMatch(
    /there is no video this time\.\n> .*\nThe (connection to the )?video service .*\nYour 51 credits are back\.$/,
  );
}

describe.each(systems)('$name', (system) => {
  const shared = share(system);
  const calls = system.calls.map((call) => ({ name: call.name, call }));

  it.each(calls)('may answer anything once to its $name call', { timeout: 40_000 }, async ({ call }) => {
    for (const [title, spoil] of Object.entries(senseless)) {
      const spoilt = shared.spoil([call], spoil, 1);
      const books = await make(shared);
      expect([title, books.job.state, spoilt()]).toEqual([title, 'delivered', 1]);
      expectPaidOnce(books, { rung: 'channel:file' });
    }
  });

  it.each(calls)('may always answer its $name call in unusual forms', { timeout: 40_000 }, async ({ call }) => {
    for (const [title, spoil] of Object.entries(unusual)) {
      shared.spoil([call], spoil);
      const books = await make(shared);
      expect([title, books.job.state]).toEqual([title, 'delivered']);
      expectPaidOnce(books, { rung: 'channel:file' });
    }
  });

  it.each(calls.flatMap(({ name, call }) => lastingTroubles.map(([title, spoil]) => ({ name, call, title, spoil }))))(
    'that always answers its $name call with $title comes to an end that is paid once at most',
    async ({ call, spoil }) => {
      const { world } = shared;
      const spoilt = shared.spoil([call], spoil);
      if (call.failure === null) return expectPaidOnce(await make(shared), { rung: 'channel:file' });

      const books = await makeInVain(shared, spoilt);
      expectCreditsBack(books, call.failure);
      expect(books.submits).toBe(1);
      expect(world.videosOf(books.job.id)).toEqual([]);
      expectPlainWords(world, books);
      expect(shared.logOf(books.job.id)).toMatch(new RegExp(`operator: ${call.failure}`));
      await world.until('the operator knows', () => world.notices().some((notice) => notice.includes(books.job.id)));

      shared.mend();
      forgetTrouble(world);
      expectPaidOnce(await make(shared));
    },
  );

  it('makes videos while nothing else that it is asked makes sense', { timeout: 40_000 }, async () => {
    for (const [title, spoil] of lastingTroubles) {
      shared.spoil(system.asides, spoil);
      // Until the account was looked at.
      forgetTrouble(shared.world);
      const books = await make(shared);
      expect([title, books.job.state]).toEqual([title, 'delivered']);
    }
  });

  const result = system.calls[system.calls.length - 1] ?? system.calls[0];

  it.each([
    'http://10.1.2.3/video.mp4',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::ffff:127.0.0.1]:9/video.mp4',
    'https://localhost/video.mp4',
  ])('that names %s as the place of its video is not followed', async (address) => {
    const { world } = shared;
    shared.spoil([result], withTexts(/^http.*\.mp4$/, address));
    const books = await make(shared);
    expectCreditsBack(books, 'video-unreachable');
    const said = world.discord.messages(world.channelId).map(({ content }) => content);
    expect(said.filter((content) => content.includes(address))).toEqual([]);
  });

  it.each([
    'http://user:password@127.0.0.1/video.mp4',
    'file:///etc/passwd',
    'javascript:alert(1)//.mp4',
    '/outputs/video.mp4',
    'a nice video.mp4',
  ])('that names %s as the place of its video has named none', async (address) => {
    const { world } = shared;
    const spoilt = shared.spoil([result], withTexts(/^http.*\.mp4$/, address));
    const isSought = result.failure === null;
    const books = isSought ? await make(shared) : await makeInVain(shared, spoilt);
    if (isSought) expectPaidOnce(books);
    else expectCreditsBack(books, 'provider-malformed');
    const said = world.discord.messages(world.channelId).map(({ content }) => content);
    expect(said.filter((content) => content.includes(address))).toEqual([]);
  });
});

describe('Apiframe, in other words,', () => {
  const shared = shareWorld({ providers: ['apiframe'] });
  beforeEach(() => forgetTrouble(shared.world));
  const make = async () => {
    const { id } = await shared.world.give('ray-flash', kite);
    return shared.world.settle(id);
  };

  it.each(['object', 'string', 'videos-strings', 'videos-objects', 'video_url', 'url', 'output'] as const)(
    'may name its video in «%s»',
    async (resultShape) => {
      shared.world.apiframe.faults.resultShape = resultShape;
      expectPaidOnce(await make(), { rung: 'channel:file' });
    },
  );

  it.each(['lower-case', 'unknown'] as const)('may say its state in other words (%s)', async (statusWord) => {
    shared.world.apiframe.faults.statusWord = statusWord;
    expectPaidOnce(await make());
  });

  it('may cancel a request, which costs nothing', async () => {
    shared.world.apiframe.faults.cancelJobs = true;
    expectCreditsBack(await make(), 'provider-failed');
  });

  it.each([
    [{ kind: 'html', times: 1 }, null],
    [{ kind: 'no-url', times: 1 }, null],
    [{ kind: 'store-502', times: 1 }, null],
    [{ kind: 'html' }, 'provider-unavailable'],
  ] as const)('may answer an upload with %j, and the job ends as %s', async (upload, failure) => {
    const { world } = shared;
    const image = await world.attach(await plainPicture([240, 130, 20], { width: 600, height: 600 }));
    world.apiframe.faults.upload = { ...upload };
    const uploads = () => world.apiframe.requests.filter(({ path }) => path === '/v2/uploads').length;
    const before = uploads();
    const { id } = await world.give('animate', { ...kite, image });
    if (failure !== null) {
      await world.until('it was tried', () => uploads() > before + 1);
      world.clock.skip(11 * minuteMs);
    }
    const books = await world.settle(id);
    if (failure === null) expectPaidOnce(books);
    else expectCreditsBack(books, failure);
    expect(books.submits).toBe(failure === null ? 1 : 0);
  });
});

describe('Segmind v1, with a file for an answer,', () => {
  const shared = shareWorld({ latencyMs: 4_000 }, { environment: { SEGMIND_MODE: 'sync' } });
  beforeEach(() => forgetTrouble(shared.world));
  const make = async () => {
    const { id } = await shared.world.give('ray-flash', kite);
    return shared.world.settle(id);
  };

  it.each(['image/jpeg', 'video/mp4', 'application/octet-stream'] as const)('may label it %s', async (label) => {
    shared.world.segmind.faults.v1ContentType = label;
    expectPaidOnce(await make(), { rung: 'channel:file' });
  });

  it.each(['none', 'malformed'] as const)('may keep its books in headers that are %s', async (v1Headers) => {
    const { world } = shared;
    world.segmind.faults.v1Headers = v1Headers;
    const books = await make();
    expectPaidOnce(books, { rung: 'channel:file' });
    expect(books.attempts).toMatchObject([{ cost_micro_usd: null, request_id: null }]);
  });

  it.each(['text', 'garbage-mp4', 'truncated'] as const)(
    'may send what is no video (%s): the real one is found in the history',
    async (kind) => {
      const { world } = shared;
      world.segmind.faults.sync = { kind };
      const books = await make();
      expectPaidOnce(books, { rung: 'channel:file' });
      expect(world.videosOf(books.job.id)[0]?.attachments[0]?.durationSeconds).toBeCloseTo(5, 0);
    },
  );

  it.each([400, 403, 406, 422, 500] as const)('may say with %s that it has turned a prompt down', async (status) => {
    const { world } = shared;
    Object.assign(world.segmind.faults, { failJobs: 'moderation', v1FailureStatus: status });
    const { id } = await world.give('ray-flash', kite);
    const books = await world.settle(id);
    expectCreditsBack(books, status === 500 ? 'provider-failed' : 'moderated');
    expect(books.paid).toBe(0);
  });
});
