import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Kysely } from 'kysely';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { noFaults as noApiframeFaults } from '../../sandbox/apiframe/faults.ts';
import type { SandboxBotOptions } from '../../sandbox/bot.ts';
import { fullClipSpec } from '../../sandbox/clips/clip-spec.ts';
import type { AttachmentClaims } from '../../sandbox/discord/attachments.ts';
import { noFaults as noDiscordFaults } from '../../sandbox/discord/faults.ts';
import type { Invocation, InvokeOptions } from '../../sandbox/discord/local-discord.ts';
import type { MessageView } from '../../sandbox/discord/message-view.ts';
import type { ChooseOptions, PressOptions } from '../../sandbox/discord/people-options.ts';
import type { WorldSetup } from '../../sandbox/discord/world.ts';
import { noFaults as noSegmindFaults } from '../../sandbox/segmind/faults.ts';
import type { SandboxOptions } from '../../sandbox/start-sandbox.ts';
import { sqliteDialect } from '../../src/database/dialect.ts';
import type { AttemptRow, Database, JobRow } from '../../src/database/schema.ts';
import type { JobState } from '../../src/jobs/job.ts';
import { type CheckedWorld, checkWorld } from '../discord-openapi/checked-world.ts';
import { TestClock } from './test-clock.ts';
import { type Ending, startTestBot, startWorld, type TestWorld } from './world.ts';

/** What nearly all commands of these tests ask for: one clip, rendered once. */
export const kite = { prompt: 'a kite over the dunes' };

/** Generations are done before the bot looks for the first time, after `firstLookMs`. */
const latencyMs = 20_000;
const firstLookMs = 75_000;
const usualRate = 24;
const patienceMs = 15_000;
/** Past the time for which a provider's trouble is believed without being asked anew. */
const troubleForgottenMs = 61 * 60_000;

/** Past the time for which a submit without an answer is looked for. */
const searchMs = 11 * 60_000;
const historyPath = '/inference-request/generations';

const places: WorldSetup = {
  guilds: [
    {
      name: 'Sunset Film Club',
      channels: [{ name: 'videos' }, { name: 'read-only', botMaySend: false }, { name: 'operators' }],
    },
    { name: 'Rainy Day Animators', premiumTier: 2, channels: [{ name: 'clips' }] },
  ],
  users: [
    { username: 'mira.okafor', displayName: 'Mira' },
    { username: 'tomas_v', displayName: 'Tomás' },
    { username: 'noor', displayName: 'Noor 🎬', acceptsDirectMessages: false },
  ],
};

/** What the books say about one job. */
export interface JobBooks {
  readonly job: JobRow;
  readonly attempts: readonly AttemptRow[];
  readonly hold: string | undefined;
  /** What the member paid, credits. */
  readonly charged: number;
  /** Submits that the providers have accepted since the command. */
  readonly submits: number;
  /** How many of these they charge for. */
  readonly paid: number;
}

/** A world in which hours pass at once, and in which nothing depends on how fast the machine is. */
export interface QuickWorld extends TestWorld {
  readonly clock: TestClock;
  readonly database: Kysely<Database>;
  readonly operatorChannelId: string;
  /** Sends a command and waits for its acknowledgement. */
  give(command: string, options?: InvokeOptions['options'], more?: Partial<InvokeOptions>): Promise<Invocation>;
  /** Sends a command that is answered at once, and returns the answer. */
  ask(command: string, options?: InvokeOptions['options'], more?: Partial<InvokeOptions>): Promise<MessageView>;
  /** Presses a button or chooses in a menu, with `values`, and waits for the acknowledgement. */
  press(press: PressOptions | ChooseOptions): Promise<Invocation>;
  /** Lets jobs come to their end, and reads what the books say then; of one job when there is one. */
  settle(jobId: string): Promise<JobBooks>;
  settle(...jobIds: string[]): Promise<JobBooks>;
  /** Waits until a job is in a state. */
  whenState(jobId: string, state: JobState): Promise<void>;
  /** Waits until something is so, while the time of this world passes; real milliseconds at most, 15,000 by default. */
  until(what: string, condition: () => boolean | Promise<boolean>, mostMs?: number): Promise<void>;
  /** Messages that carry a file of this job, deleted ones too. */
  videosOf(jobId: string): MessageView[];
  /**
   * A member chooses a file for a command.
   * @param declare - what Discord says of it instead of the truth
   * @returns the value of the option
   */
  attach(bytes: Uint8Array, name?: string, declare?: AttachmentClaims): Promise<string>;
  /** Names of the files that the bot keeps of members' pictures. */
  keptPictures(): Promise<string[]>;
  /** What a person was sent directly. */
  directMessages(userId: string): MessageView[];
  /** What the operator was told, oldest first. */
  notices(): string[];
}

export async function startQuickWorld(test: Ending, options: SandboxOptions = {}): Promise<QuickWorld> {
  const clock = new TestClock(usualRate);
  const world = await startWorld(test, { latencyMs, world: places, ...options, clock });
  const { discord } = world;
  const environment = {
    ...world.environment,
    SEGMIND_REQUESTS_PER_MINUTE: '60000',
    APIFRAME_REQUESTS_PER_MINUTE: '60000',
    DEFAULT_ALLOWANCE_CREDITS: '100000',
    OPERATOR_CHANNEL_ID: discord.world.channelNamed('operators').id,
    LOG_LEVEL: 'error',
  };
  // A cold cache must not cost a test its time.
  await world.clips.clip(fullClipSpec({ ...kite, model: 'Ray Flash 2', aspectRatio: '16:9', durationSeconds: 5 }));

  const submitsBefore = new Map<string, number>();
  const send: TestWorld['send'] = (...command) => {
    const before = chargesOf(world).length;
    const invocation = world.send(...command);
    submitsBefore.set(invocation.id, before);
    return invocation;
  };
  const give: QuickWorld['give'] = async (...command) => {
    const invocation = send(...command);
    await clock.carefully(invocation.acknowledged);
    return invocation;
  };

  let database: Kysely<Database> | null = null;
  const open = () => {
    database ??= new Kysely<Database>({ dialect: sqliteDialect(`${world.environment.DATA_DIR}/raybot.sqlite`) });
    return database;
  };
  test.onTestFinished(async () => database?.destroy());

  const until: QuickWorld['until'] = async (what, condition, mostMs = patienceMs) => {
    const giveUpAt = performance.now() + mostMs;
    while (!(await condition())) {
      if (performance.now() > giveUpAt) throw new Error(`waited in vain until ${what}`);
      await delay(4);
    }
  };

  async function settle(...jobIds: string[]): Promise<JobBooks> {
    let skipped = false;
    let states = '';
    await until(`${jobIds} settled`, async () => {
      const jobs = await open().selectFrom('job').selectAll().where('id', 'in', jobIds).execute();
      states = jobs.map(({ state, failure }) => `${state} ${failure ?? ''}`).join();
      const onTheirWay = jobs.some(({ state }) => ['accepted', 'preparing', 'submitting'].includes(state));
      // On their way again: the next provider's turn.
      if (onTheirWay) skipped = false;
      if (!skipped && !onTheirWay && jobs.some(({ state }) => state === 'submitted')) {
        skipped = true;
        clock.skip(firstLookMs);
      }
      return jobs.length === jobIds.length && jobs.every(({ settled_at }) => settled_at !== null);
    }).catch((error: Error) => {
      throw new Error(`${error.message}; ${states}`);
    });
    const [first = ''] = jobIds;
    const charges = chargesOf(world).slice(submitsBefore.get(first));
    return booksOf(open(), first, { submits: charges.length, paid: charges.filter((charge) => charge > 0).length });
  }

  return {
    ...world,
    clock,
    environment,
    operatorChannelId: environment.OPERATOR_CHANNEL_ID,
    get database() {
      return open();
    },
    send,
    give,
    async ask(...command) {
      const { id } = await give(...command);
      return discord.whenMessage(({ interactionId }) => interactionId === id, { timeoutMs: patienceMs });
    },
    async press(press) {
      const invocation = 'values' in press ? discord.choose(press) : discord.press(press);
      await clock.carefully(invocation.acknowledged);
      return invocation;
    },
    settle,
    until,
    whenState: (jobId, state) =>
      until(`${jobId} is ${state}`, async () => {
        const job = await open().selectFrom('job').select('state').where('id', '=', jobId).executeTakeFirst();
        return job?.state === state;
      }),
    videosOf: (jobId) =>
      [...discord.messages(), ...discord.messages(undefined, { deleted: true })].filter(({ attachments }) =>
        attachments.some(({ filename }) => filename.includes(jobId)),
      ),
    async attach(bytes, name = 'picture.png', declare) {
      const directory = join(world.directory, 'chosen');
      await mkdir(directory, { recursive: true });
      const path = join(directory, name);
      await writeFile(path, bytes);
      return discord.attach({ channelId: world.channelId, path, ...(declare && { declare }) });
    },
    keptPictures: () => readdir(join(world.environment.DATA_DIR ?? '', 'images')),
    directMessages: (userId) => discord.messages(discord.world.directChannelWith(userId)?.id ?? ''),
    notices: () => discord.messages(environment.OPERATOR_CHANNEL_ID).map(({ content }) => content),
  };
}

/** What each accepted submit costs the operator, in the providers' own units and in the order of the submits. */
function chargesOf({ segmind, apiframe }: TestWorld): number[] {
  return [
    ...segmind.jobs.map(({ submittedAt, chargedUsd }) => ({ submittedAt, charge: chargedUsd })),
    ...apiframe.jobs.map(({ submittedAt, creditCost }) => ({ submittedAt, charge: creditCost })),
  ]
    .toSorted((a, b) => a.submittedAt - b.submittedAt)
    .map(({ charge }) => charge);
}

type Counts = Pick<JobBooks, 'submits' | 'paid'>;

async function booksOf(database: Kysely<Database>, jobId: string, counts: Counts): Promise<JobBooks> {
  const job = await database.selectFrom('job').selectAll().where('id', '=', jobId).executeTakeFirstOrThrow();
  const attempts = await database.selectFrom('attempt').selectAll().where('job_id', '=', jobId).orderBy('n').execute();
  const hold = await database.selectFrom('hold').select('state').where('job_id', '=', jobId).executeTakeFirst();
  const entries = await database.selectFrom('ledger_entry').selectAll().where('job_id', '=', jobId).execute();
  const charged = entries.reduce((sum, { amount_credits }) => sum - amount_credits, 0);
  return { job, attempts, hold: hold?.state, charged, ...counts };
}

/** The video came, was submitted once, or as often as is said, and was paid for once: by the member and by the operator. */
export function expectPaidOnce(
  books: JobBooks,
  { price = 51, rung, submits = 1 }: { price?: number; rung?: string; submits?: number } = {},
): void {
  expect(books.job).toMatchObject({ state: 'delivered', failure: null, interaction_token: null });
  if (rung !== undefined) expect(books.job.rung).toBe(rung);
  expect(books.attempts.filter(({ state }) => state === 'finished')).toHaveLength(1);
  expect(books).toMatchObject({ hold: 'posted', charged: price, submits, paid: 1 });
}

/** There is no video, and it cost nothing. */
export function expectCreditsBack(books: JobBooks, failure: string): void {
  expect(books.job).toMatchObject({ failure, interaction_token: null });
  expect(books).toMatchObject({ hold: 'voided', charged: 0 });
}

/** No hold is open, and each balance is the sum of its entries. */
export async function expectClosedBooks({ database }: QuickWorld): Promise<void> {
  expect(await database.selectFrom('hold').selectAll().where('state', '=', 'pending').execute()).toEqual([]);
  const accounts = await database.selectFrom('account').selectAll().execute();
  const entries = await database.selectFrom('ledger_entry').selectAll().execute();
  for (const { guild_id, member_id, balance_credits, held_credits } of accounts) {
    const own = entries.filter((entry) => entry.guild_id === guild_id && entry.member_id === member_id);
    expect(balance_credits).toBe(own.reduce((sum, { amount_credits }) => sum + amount_credits, 0));
    expect(held_credits).toBe(0);
  }
}

/** Lets the time go by for which a submit without an answer is looked for, once that has begun. */
export async function passSearch({ segmind, apiframe, clock, until }: QuickWorld): Promise<void> {
  const isSearch = ({ method, path }: { readonly method: string; readonly path: string }) =>
    path === historyPath || path === '/v2/jobs' || (method === 'POST' && path === '/v2/videos/generate');
  const searches = () => [...segmind.requests, ...apiframe.requests].filter(isSearch).length;
  // The first of them may have been the submit itself, and the next one may be on its way.
  const enough = searches() + 3;
  await until('it was looked for', () => searches() >= enough);
  clock.skip(searchMs);
}

/** Lets so much time pass that the bot trusts its providers again, whatever trouble they made. */
export function forgetTrouble({ clock }: QuickWorld): void {
  clock.skip(troubleForgottenMs);
}

/**
 * One world with one bot for all tests of a file, which run one after the other; read it inside of tests. At the end all
 * that the bot asked of Discord is held against Discord's description of its API, where that is at hand.
 */
export function shareWorld(
  options: SandboxOptions = {},
  bot: SandboxBotOptions | ((world: QuickWorld, file: Ending) => Promise<SandboxBotOptions>) = {},
): { readonly world: QuickWorld } {
  const endings: (() => unknown)[] = [];
  const file = { onTestFinished: (end: () => unknown) => void endings.push(end) } as Ending;
  let world: QuickWorld | null = null;
  let checked: CheckedWorld | null = null;
  beforeAll(async () => {
    world = await startQuickWorld(file, options);
    const { discord, operatorChannelId } = world;
    checked = checkWorld(discord, { operatorChannelId });
    await startTestBot(file, world, typeof bot === 'function' ? await bot(world, file) : bot);
  });
  afterEach(async () => {
    if (!world) return;
    Object.assign(world.discord.faults, noDiscordFaults());
    Object.assign(world.segmind.faults, noSegmindFaults());
    Object.assign(world.apiframe.faults, noApiframeFaults());
    const open = await world.database.selectFrom('job').select('id').where('settled_at', 'is', null).execute();
    if (open.length > 0) await world.settle(...open.map(({ id }) => id));
    await expectClosedBooks(world);
  });
  afterAll(async () => {
    for (const end of endings.reverse()) await end();
    checked?.end();
    checked?.check();
  });
  return {
    get world() {
      if (!world) throw new Error('the world begins with the first test');
      return world;
    },
  };
}
