import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProviderError, type ProviderErrorKind } from '../../src/errors/provider-error.ts';
import { Refusal } from '../../src/errors/refusal.ts';
import type { OperationStatus, SubmitInput, Submitted } from '../../src/providers/video-provider.ts';
import { aBill, accepted, aFailure, FakeProvider, finishedStatus, runningStatus } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { storedOrigin } from '../builders/jobs.ts';

/** What becomes of a request that a provider has taken; told after so many looks that find it running. */
type Fate =
  | { readonly is: 'finished' | 'unknown' | 'nonsense' | 'no answer' }
  | { readonly is: 'failed'; readonly kind: 'moderation' | 'validation' | 'other'; readonly billed: boolean };

/** What a provider does with one paid request. */
type Reply =
  | { readonly reply: 'taken'; readonly fate: Fate; readonly looks: number; readonly atOnce: boolean }
  | { readonly reply: 'refused'; readonly kind: ProviderErrorKind; readonly sent: boolean; readonly waitMs: number }
  /** The answer is lost. It is found after so many searches, or never. */
  | { readonly reply: 'lost'; readonly arrived: boolean; readonly fate: Fate; readonly searches: number | null };

const fates: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ is: 'finished' } as const) },
  fc.constantFrom({ is: 'unknown' } as const, { is: 'nonsense' } as const, { is: 'no answer' } as const),
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('failed' as const),
      kind: fc.constantFrom('other' as const, 'other' as const, 'moderation' as const, 'validation' as const),
      billed: fc.boolean(),
    }),
  },
);

const refusalKinds = [
  'rate',
  'transient',
  'malformed',
  'credits',
  'credentials',
  'withdrawn',
  'validation',
  'moderation',
] as const;

const replies: fc.Arbitrary<Reply> = fc.oneof(
  fc.record({
    reply: fc.constant('taken' as const),
    fate: fates,
    looks: fc.nat({ max: 3 }),
    atOnce: fc.boolean(),
  }),
  fc.record({
    reply: fc.constant('refused' as const),
    kind: fc.constantFrom(...refusalKinds),
    sent: fc.boolean(),
    waitMs: fc.constantFrom(0, 5_000, 90_000),
  }),
  fc.record({
    reply: fc.constant('lost' as const),
    arrived: fc.boolean(),
    fate: fates,
    searches: fc.option(fc.nat({ max: 4 })),
  }),
);

/** One request that has left for a provider, as an observer of both sides sees it. */
interface Sent {
  readonly jobId: string;
  readonly attempt: number;
  readonly requestId: string;
  readonly isTaken: boolean;
  /** It was said of it that it failed, that nothing is billed, and that the request is not to blame. */
  isFree: boolean;
}

/** A provider that does what a script says, and what the last line says for ever. */
class ScriptedProvider extends FakeProvider {
  readonly #script: readonly Reply[];
  readonly #directory: () => string;
  readonly #fates = new Map<string, { readonly fate: Fate; looksLeft: number }>();
  readonly #found = new Map<string, { searchesLeft: number | null; readonly requestId: string | null }>();
  readonly sent: Sent[] = [];
  override readonly retentionMs = 5 * 60_000;
  onSent: (sent: Sent) => void = () => {};
  #turns = 0;

  constructor(name: 'segmind' | 'apiframe', script: readonly Reply[], directory: () => string) {
    super(name);
    this.#script = script;
    this.#directory = directory;
    this.onSubmit = (input, aboutToSend) => this.#answer(input, aboutToSend);
    this.onStatus = ({ requestId }) => this.#look(requestId);
    this.onRecover = ({ input }) => this.#search(input);
  }

  async #answer(input: SubmitInput, aboutToSend: () => Promise<void>): Promise<Submitted> {
    const reply = this.#script[Math.min(this.#turns, this.#script.length - 1)];
    if (!reply) throw new Error('a script has a line');
    this.#turns += 1;
    if (reply.reply !== 'refused' || reply.sent) await aboutToSend();
    if (reply.reply === 'refused') {
      if (reply.sent) this.#note(input, false);
      throw new ProviderError(reply.kind, `it said ${reply.kind}`, false, { retryAfterMs: reply.waitMs });
    }
    if (reply.reply === 'lost') {
      const requestId = this.#note(input, reply.arrived);
      this.#fates.set(requestId, { fate: reply.fate, looksLeft: 0 });
      const searchesLeft = reply.arrived ? reply.searches : null;
      this.#found.set(`${input.jobId} ${input.attempt}`, { searchesLeft, requestId });
      throw new ProviderError('transient', 'ECONNRESET', true);
    }
    const requestId = this.#note(input, true);
    if (reply.atOnce && reply.fate.is === 'finished') return this.#video(requestId);
    if (reply.atOnce && reply.fate.is === 'failed') return { ...this.#failed(requestId, reply.fate), requestId };
    this.#fates.set(requestId, { fate: reply.fate, looksLeft: reply.looks });
    return accepted(requestId);
  }

  #note({ jobId, attempt }: SubmitInput, isTaken: boolean): string {
    const requestId = randomUUID();
    const sent = { jobId, attempt, requestId, isTaken, isFree: !isTaken };
    this.onSent(sent);
    this.sent.push(sent);
    return requestId;
  }

  #look(requestId: string): OperationStatus {
    const known = this.#fates.get(requestId);
    if (!known) return { state: 'unknown' };
    known.looksLeft -= 1;
    if (known.looksLeft >= 0) return runningStatus;
    const { fate } = known;
    switch (fate.is) {
      case 'finished':
        return finishedStatus;
      case 'unknown':
        return { state: 'unknown' };
      case 'nonsense':
        throw new ProviderError('malformed', 'a page of HTML', true);
      case 'no answer':
        throw new ProviderError('transient', '503', true);
      case 'failed':
        return this.#failed(requestId, fate);
    }
  }

  #search({ jobId, attempt }: SubmitInput): Submitted | null {
    const lost = this.#found.get(`${jobId} ${attempt}`);
    if (!lost || lost.searchesLeft === null || lost.requestId === null) return null;
    lost.searchesLeft -= 1;
    return lost.searchesLeft < 0 ? accepted(lost.requestId) : null;
  }

  #failed(requestId: string, { kind, billed }: Extract<Fate, { is: 'failed' }>) {
    const sent = this.sent.find((each) => each.requestId === requestId);
    if (sent) sent.isFree = kind === 'other' && !billed;
    return { ...aFailure({ kind, billed }), state: 'failed' as const };
  }

  #video(requestId: string): Submitted {
    const path = join(this.#directory(), requestId);
    writeFileSync(path, 'a video');
    return { state: 'finished', requestId, video: { path }, bill: aBill };
  }
}

const runs = fc.record({
  segmind: fc.array(replies, { minLength: 1, maxLength: 4 }),
  apiframe: fc.array(replies, { minLength: 1, maxLength: 4 }),
  jobs: fc.integer({ min: 1, max: 3 }),
  /** After so many steps of ten seconds raybot is stopped and started anew. */
  restarts: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 2 }),
  /** After so many steps somebody wants something of a job; 0 is before the first one. */
  wishes: fc.array(
    fc.record({
      step: fc.integer({ min: 0, max: 12 }),
      job: fc.nat({ max: 2 }),
      wish: fc.constantFrom('cancel' as const, 'cancel' as const, 'post' as const),
      byModerator: fc.boolean(),
    }),
    { maxLength: 5 },
  ),
});

type Run = typeof runs extends fc.Arbitrary<infer Value> ? Value : never;

const stepMs = 10_000;
/** More than every patience of ours one after the other. */
const longestSteps = 360;

/**
 * Leads all jobs to their ends over the restarts of a run.
 * @param wanted - what was promised last of each, kept up to date
 */
async function live(world: JobWorld, { restarts, wishes, jobs }: Run, wanted: Map<string, Wanted>): Promise<void> {
  let process = world.newProcess();
  const wishAt = async (step: number) => {
    for (const wish of wishes.filter((each) => each.step === step && each.job < jobs)) {
      const outcome = await comeTrue(process.desk, wish);
      if (outcome) wanted.set(idOf(wish.job), outcome);
    }
  };
  await wishAt(0);
  await world.startRunner(process.runner);
  for (let step = 1; step <= longestSteps; step += 1) {
    await world.clock.advance(stepMs);
    await process.stepsEnded();
    await wishAt(step);
    if ((await world.store.unsettledJobs()).length === 0) return;
    if (!restarts.includes(step)) continue;
    await process.runner.stop(0);
    process = world.newProcess();
    await world.startRunner(process.runner);
  }
}

type Wanted = 'cancelled' | 'withheld' | 'posted';

const idOf = (n: number) => `157364191500854886${n}`;
const memberOf = (n: number) => `member-${n}`;

/** @returns what was promised; null where it was refused */
async function comeTrue(desk: JobWorld['desk'], { job, wish, byModerator }: Run['wishes'][number]) {
  const { guildId, channelId } = storedOrigin;
  const memberId = byModerator ? 'moderator' : memberOf(job);
  const actor = { guildId, channelId, memberId, mayModerate: byModerator, mayManage: false };
  try {
    if (wish === 'cancel') return await desk.cancel(idOf(job), actor);
    await desk.postAfterAll(idOf(job), actor);
    return 'posted' as const;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

async function check(run: Run): Promise<void> {
  const endings: (() => unknown)[] = [];
  const directory = () => world.directory;
  const providers = [
    new ScriptedProvider('segmind', run.segmind, directory),
    new ScriptedProvider('apiframe', run.apiframe, directory),
  ];
  const world = await startJobWorld({ onTestFinished: (ending) => endings.push(ending as () => unknown) }, providers);
  try {
    // What a provider throws is taken for its answer, so nothing is asserted in its calls.
    const wrongs: string[] = [];
    const wanted = new Map<string, Wanted>();
    const sentOf = (jobId: string) => providers.flatMap(({ sent }) => sent.filter((each) => each.jobId === jobId));
    for (const provider of providers) {
      provider.onSent = ({ jobId, attempt }) => {
        const earlier = sentOf(jobId);
        if (['cancelled', 'withheld'].includes(wanted.get(jobId) ?? '')) wrongs.push('nobody wanted it any more');
        if (earlier.some((sent) => sent.attempt === attempt)) wrongs.push(`attempt ${attempt} was sent twice`);
        if (earlier.some(({ isFree }) => !isFree)) wrongs.push('an earlier one may be billed, or may give a video');
        if (earlier.filter(({ isTaken }) => isTaken).length > 1) wrongs.push('two were taken before');
      };
    }
    const jobs = [];
    for (let n = 0; n < run.jobs; n += 1) {
      const origin = { interactionId: idOf(n), memberId: memberOf(n) };
      jobs.push(await world.jobIn('preparing', { origin }));
    }
    await live(world, run, wanted);
    expect(wrongs).toEqual([]);
    for (const { id } of jobs) {
      const job = await world.store.get(id);
      const summary = await world.summary(id);
      expect(job.settledAt, summary).not.toBeNull();
      const isDelivered = job.state === 'delivered';
      expect(summary).toMatch(isDelivered ? /hold posted, 249 left$/ : /hold voided, 300 left$/);
      const isKeptBack = job.rung === 'kept-back';
      expect(world.poster.stored.filter(({ jobId }) => jobId === id)).toHaveLength(isDelivered && !isKeptBack ? 1 : 0);
      // What was promised to whoever wished last.
      if (wanted.get(id) === 'withheld') expect(summary).not.toMatch(/channel|response|dm/);
      else expect(isKeptBack).toBe(false);
      if (wanted.get(id) === 'cancelled') expect(summary).toMatch(/^cancelled cancelled/);
      expect(world.poster.failures.filter((told) => told.id === id)).toHaveLength(isDelivered ? 0 : 1);
      const posts = await world.database.selectFrom('ledger_entry').select('kind').where('job_id', '=', id).execute();
      expect(posts).toEqual(isDelivered ? [{ kind: 'post' }] : []);
      const attempts = await world.store.attempts(id);
      expect(attempts.filter(({ state }) => state === 'submitting' || state === 'submitted')).toEqual([]);
      expect(attempts.filter(({ state }) => state === 'finished')).toHaveLength(isDelivered ? 1 : 0);
    }
  } finally {
    for (const ending of endings.reverse()) await ending();
  }
}

it('whatever two providers answer, every job ends, each hold is settled once, and no request is paid for twice', async () => {
  await fc.assert(fc.asyncProperty(runs, check), { numRuns: 60, interruptAfterTimeLimit: 15_000 });
});
