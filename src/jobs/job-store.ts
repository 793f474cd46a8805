import type { Kysely, Transaction } from 'kysely';
import type { ProviderName } from '../catalogue/models.ts';
import type { Candidate } from '../catalogue/offer.ts';
import type { GenerationRequest } from '../catalogue/request.ts';
import { type NewAuditEntry, writeAudit } from '../credits/audit-trail.ts';
import { postHold, voidHold } from '../credits/ledger.ts';
import { GroupCommit } from '../database/group-commit.ts';
import { insertRow } from '../database/insert-row.ts';
import type { Database } from '../database/schema.ts';
import { StaleJobError } from '../errors/job-error.ts';
import type { Bill, SubmitInput } from '../providers/video-provider.ts';
import type { PastTurn } from './fair-queue.ts';
import {
  type Attempt,
  type Capacity,
  type EndedJobState,
  type Job,
  type JobFailure,
  type JobState,
  type Origin,
  openJobStates,
} from './job.ts';
import { type AcceptRules, insertAndHold } from './job-acceptance.ts';
import { type AttemptEnd, billed, changeAttempt, endAttempt, expectCost, move } from './job-changes.ts';
import { newJobRow, toAttempt, toJob } from './job-rows.ts';
import type { PostedMessage, Rung } from './poster.ts';
import { type SeenDuration, writeSeenDuration } from './seen-durations.ts';
import { forgetCosts } from './spend-limit.ts';

/** The finished video. */
export interface FinishedAttempt {
  readonly n: number;
  /** Null when the file came with the provider's answer, and is on our disk. */
  readonly url: string | null;
  /** When the address dies, milliseconds since the epoch; null without one. */
  readonly expiresAt: number | null;
  readonly bill: Bill;
  /** What is to be remembered of how long it took; absent where that is not known. */
  readonly seen?: SeenDuration;
  /** Where the submit itself brought the video. */
  readonly submitted?: { readonly requestId: string | null };
}

/** While nothing of the video can stand in Discord yet. */
const withholdable: readonly JobState[] = ['accepted', 'preparing', 'submitting', 'submitted', 'finished'];

/** Jobs and their attempts. Each operation is one transaction; where credits move, they move in the same one. */
export class JobStore {
  readonly #database: Kysely<Database>;
  readonly #commits: GroupCommit;

  constructor(database: Kysely<Database>) {
    this.#database = database;
    this.#commits = new GroupCommit(database);
  }

  /**
   * Takes a request: inserts the job and holds its price, where all limits have room for it.
   * @throws {Refusal} of a limit that has none, or for too few credits; nothing is held then
   * @throws {DuplicateJobError} when this interaction was taken before
   * @throws {LedgerConflictError} when it was taken before of another member, or at another price
   */
  async accept(
    origin: Origin,
    request: GenerationRequest,
    candidate: Candidate,
    rules: AcceptRules,
    now: number,
  ): Promise<Job> {
    const row = newJobRow(origin, request, candidate, now);
    return this.#write(async (trx) => {
      await insertAndHold(trx, row, origin, rules, now);
      return toJob(row, request);
    });
  }

  /** Does what `accept` does, and rolls it back. */
  async rehearse(...accept: Parameters<JobStore['accept']>): Promise<Job> {
    const [origin, request, candidate, rules, now] = accept;
    const row = newJobRow(origin, request, candidate, now);
    const curtain = new Error('the rehearsal is over');
    await this.#write(async (trx) => {
      await insertAndHold(trx, row, origin, rules, now);
      throw curtain;
    }).catch((error: unknown) => {
      if (error !== curtain) throw error;
    });
    return toJob(row, request);
  }

  /** The command is acknowledged: the job may run. False when it was cancelled meanwhile. */
  async acknowledge(jobId: string, progressMessageId: string | null, now: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#write((trx) =>
      trx
        .updateTable('job')
        .set({ state: 'preparing', progress_message_id: progressMessageId, updated_at: now })
        .where('id', '=', jobId)
        .where('state', '=', 'accepted')
        .executeTakeFirstOrThrow(),
    );
    return numUpdatedRows > 0n;
  }

  /** Writes down what was found out about a request before anything was sent. */
  async changeRequest(jobId: string, request: GenerationRequest, now: number): Promise<void> {
    await this.#write((trx) => move(trx, jobId, ['preparing'], { request: JSON.stringify(request), updated_at: now }));
  }

  /** Writes down that a paid request is about to leave, and which. */
  async startAttempt({ row, terms }: Candidate, input: SubmitInput, now: number): Promise<void> {
    await this.#write(async (trx) => {
      await move(trx, input.jobId, ['preparing'], {
        state: 'submitting',
        updated_at: now,
      });
      await expectCost(trx, input.jobId, terms.costMicroUsd);
      await insertRow(trx, 'attempt', {
        job_id: input.jobId,
        n: input.attempt,
        provider: row.provider,
        model: row.model,
        slug: row.slug,
        state: 'submitting',
        request_id: null,
        input: JSON.stringify(input),
        started_at: now,
        submitted_at: null,
        ended_at: null,
        cost_micro_usd: null,
        metrics: null,
        detail: null,
      });
    });
  }

  /**
   * The provider accepted the attempt.
   * @param submittedAt - from when on its age counts, milliseconds since the epoch
   */
  async submitted(jobId: string, n: number, requestId: string, submittedAt: number, now: number): Promise<void> {
    await this.#write(async (trx) => {
      await move(trx, jobId, ['submitting'], { state: 'submitted', updated_at: now });
      await changeAttempt(trx, jobId, n, { state: 'submitted', request_id: requestId, submitted_at: submittedAt });
    });
  }

  /** The attempt is over without a video and without a bill: the job waits for another one, under the same hold. */
  async backToPreparing(jobId: string, end: AttemptEnd, now: number): Promise<void> {
    await this.#write(async (trx) => {
      await move(trx, jobId, ['submitting', 'submitted'], { state: 'preparing', updated_at: now });
      await endAttempt(trx, jobId, end, now);
    });
  }

  /** The video is made. */
  async finished(
    jobId: string,
    { n, url, expiresAt, bill, seen, submitted }: FinishedAttempt,
    now: number,
  ): Promise<void> {
    await this.#write(async (trx) => {
      forgetCosts(trx);
      if (seen) await writeSeenDuration(trx, seen);
      await move(trx, jobId, submitted ? ['submitting'] : ['submitted'], {
        state: 'finished',
        result_url: url,
        result_expires_at: expiresAt,
        updated_at: now,
        // A video for nothing is more likely a figure that is missing.
        ...(bill.costMicroUsd && { expected_cost_micro_usd: bill.costMicroUsd }),
      });
      await changeAttempt(trx, jobId, n, {
        state: 'finished',
        ended_at: now,
        ...billed(bill),
        ...(submitted && { request_id: submitted.requestId, submitted_at: now }),
      });
    });
  }

  /** A video that came without an address has one now. */
  async published(jobId: string, { url, expiresAt }: { url: string; expiresAt: number }, now: number): Promise<void> {
    const change = { result_url: url, result_expires_at: expiresAt, updated_at: now };
    await this.#write((trx) => move(trx, jobId, ['finished', 'delivering'], change));
  }

  /**
   * The video may be posted from now on. A delivery that is taken up again keeps its first time.
   * @throws {StaleJobError} also when it is not wanted in the channel any more
   */
  async startDelivery(job: Job, now: number): Promise<void> {
    const delivery_started_at = job.deliveryStartedAt ?? now;
    const expected: readonly JobState[] = ['finished', 'delivering'];
    const { numUpdatedRows } = await this.#write((trx) =>
      trx
        .updateTable('job')
        .set({ state: 'delivering', delivery_started_at, updated_at: now })
        .where('id', '=', job.id)
        .where('state', 'in', expected)
        .where('withheld_at', 'is', null)
        .executeTakeFirstOrThrow(),
    );
    if (numUpdatedRows === 0n) throw new StaleJobError(job.id, expected);
  }

  /** The video stands in Discord: the hold is posted. */
  async delivered(jobId: string, message: PostedMessage, rung: Rung, now: number): Promise<void> {
    await this.#write(async (trx) => {
      await move(trx, jobId, ['delivering'], {
        state: 'delivered',
        message_id: message.messageId,
        message_channel_id: message.channelId,
        rung,
        ended_at: now,
        updated_at: now,
      });
      await postHold(trx, jobId, rung, now);
    });
  }

  /**
   * Ends a job without a video: its hold is voided.
   * @param attempt - how its attempt ended, where one was open
   */
  async end(
    jobId: string,
    state: Exclude<EndedJobState, 'delivered'>,
    failure: JobFailure,
    now: number,
    attempt?: AttemptEnd,
  ): Promise<void> {
    await this.#write(async (trx) => {
      await move(trx, jobId, openJobStates, {
        state,
        failure,
        ended_at: now,
        updated_at: now,
      });
      if (attempt) await endAttempt(trx, jobId, attempt, now);
      await voidHold(trx, jobId, failure, now);
    });
  }

  /**
   * Ends a job of which nothing has left for a provider: its hold is voided.
   * @param audit - written down with it
   * @returns false when it is too late for that, or over; nothing was changed then
   */
  async cancel(
    jobId: string,
    failure: 'cancelled' | 'cancelled-by-moderator',
    now: number,
    audit?: NewAuditEntry,
  ): Promise<boolean> {
    return this.#write(async (trx) => {
      const change = { state: 'cancelled', failure, ended_at: now, updated_at: now };
      const { numUpdatedRows } = await trx
        .updateTable('job')
        .set(change)
        .where('id', '=', jobId)
        .where('state', '=', 'preparing')
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return false;
      await voidHold(trx, jobId, failure, now);
      if (audit) await writeAudit(trx, audit, now);
      return true;
    });
  }

  /**
   * Writes down whether the video is wanted in the channel once it is made.
   * @param by - as what somebody does not want it; null where it is wanted
   * @param audit - written down with it
   * @returns false when the video is being posted already, when the job is over, or when somebody has said something about
   *   it since `job` was read; nothing was changed then
   */
  async withhold(
    { id, withdrawnBy }: Pick<Job, 'id' | 'withdrawnBy'>,
    by: Capacity | null,
    now: number,
    audit?: NewAuditEntry,
  ): Promise<boolean> {
    return this.#write(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('job')
        .set({ withheld_at: by === null ? null : now, withdrawn_by: by, updated_at: now })
        .where('id', '=', id)
        .where('state', 'in', withholdable)
        .where('withdrawn_by', withdrawnBy === null ? 'is' : '=', withdrawnBy)
        .executeTakeFirstOrThrow();
      if (audit && numUpdatedRows > 0n) await writeAudit(trx, audit, now);
      return numUpdatedRows > 0n;
    });
  }

  /** The video is made and paid for, and is not wanted in the channel: the hold is posted. */
  async keptBack(jobId: string, now: number): Promise<void> {
    const rung: Rung = 'kept-back';
    await this.#write(async (trx) => {
      const expected: readonly JobState[] = ['finished'];
      const { numUpdatedRows } = await trx
        .updateTable('job')
        .set({ state: 'delivered', rung, ended_at: now, updated_at: now })
        .where('id', '=', jobId)
        .where('state', 'in', expected)
        .where('withheld_at', 'is not', null)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw new StaleJobError(jobId, expected);
      await postHold(trx, jobId, rung, now);
    });
  }

  /**
   * The posted video was taken away by one who may. The first time counts, and a moderator's word.
   * @param audit - written down with it
   */
  async removed(jobId: string, by: Capacity, now: number, audit?: NewAuditEntry): Promise<void> {
    await this.#write(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('job')
        .set({ removed_at: now, withdrawn_by: by, updated_at: now })
        .where('id', '=', jobId)
        .where(({ eb, or }) =>
          or([
            eb('removed_at', 'is', null),
            ...(by === 'moderator' ? [eb('withdrawn_by', '=', 'requester' as const)] : []),
          ]),
        )
        .executeTakeFirstOrThrow();
      if (audit && numUpdatedRows > 0n) await writeAudit(trx, audit, now);
    });
  }

  /**
   * A video that was paid for stands in another message now.
   * @returns false where somebody has taken it away since `job` was read: the new message has to go
   */
  async reposted({ id, removedAt }: Job, message: PostedMessage, rung: Rung, now: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#write((trx) =>
      trx
        .updateTable('job')
        .set({
          message_id: message.messageId,
          message_channel_id: message.channelId,
          rung,
          removed_at: null,
          withdrawn_by: null,
          updated_at: now,
        })
        .where('id', '=', id)
        .where('state', '=', 'delivered')
        .where('locale', '!=', '')
        .where('removed_at', removedAt === null ? 'is' : '=', removedAt)
        .executeTakeFirstOrThrow(),
    );
    return numUpdatedRows > 0n;
  }

  /** The requester knows the end; the token is of no more use. */
  async settle(jobId: string, now: number): Promise<void> {
    await this.#write((trx) =>
      trx
        .updateTable('job')
        .set({ settled_at: now, interaction_token: null })
        .where('id', '=', jobId)
        .where('ended_at', 'is not', null)
        .execute(),
    );
  }

  /** Forgets the tokens of interactions that began before a moment. */
  async forgetTokensBefore(moment: number): Promise<void> {
    await this.#write((trx) =>
      trx
        .updateTable('job')
        .set({ interaction_token: null })
        .where('interaction_token', 'is not', null)
        .where('created_at', '<', moment)
        .execute(),
    );
  }

  async get(jobId: string): Promise<Job> {
    return toJob(await this.#selectById(jobId).executeTakeFirstOrThrow());
  }

  /** @returns null where there is no job of this id */
  async find(jobId: string): Promise<Job | null> {
    const row = await this.#selectById(jobId).executeTakeFirst();
    return row ? toJob(row) : null;
  }

  /** The job whose video stands in a message; null where there is none, or where its message was forgotten. */
  async findByMessage(channelId: string, messageId: string): Promise<Job | null> {
    const row = await this.#database
      .selectFrom('job')
      .selectAll()
      .where('message_id', '=', messageId)
      .where('message_channel_id', '=', channelId)
      .executeTakeFirst();
    return row ? toJob(row) : null;
  }

  /** The newest attempt of a job, or null where none was made. */
  async lastAttempt(jobId: string): Promise<Attempt | null> {
    const row = await this.#database
      .selectFrom('attempt')
      .selectAll()
      .where('job_id', '=', jobId)
      .orderBy('n', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row ? toAttempt(row) : null;
  }

  /** All attempts of a job, oldest first. */
  async attempts(jobId: string): Promise<Attempt[]> {
    const rows = await this.#database
      .selectFrom('attempt')
      .selectAll()
      .where('job_id', '=', jobId)
      .orderBy('n')
      .execute();
    return rows.map(toAttempt);
  }

  /** Whether a provider's request belongs to one of our attempts. */
  async knowsRequest(provider: ProviderName, requestId: string): Promise<boolean> {
    const row = await this.#database
      .selectFrom('attempt')
      .select('n')
      .where('provider', '=', provider)
      .where('request_id', '=', requestId)
      .executeTakeFirst();
    return row !== undefined;
  }

  /**
   * What was asked of a provider about a moment and may have been taken, without our knowing its id: on its way, without an
   * answer, given up, or answered with the video alone.
   * @param moment - milliseconds since the epoch; `spanMs` before and after it count
   */
  async unnamedInputs(provider: ProviderName, moment: number, spanMs: number): Promise<SubmitInput[]> {
    const rows = await this.#database
      .selectFrom('attempt')
      .selectAll()
      .where('provider', '=', provider)
      .where('request_id', 'is', null)
      .where('started_at', '>=', moment - spanMs)
      .where('started_at', '<=', moment + spanMs)
      .where('state', 'in', ['submitting', 'uncertain', 'finished'])
      .execute();
    return rows.flatMap((row) => toAttempt(row).input ?? []);
  }

  /** All jobs that are open, or whose requester was not told the end; oldest first. */
  async unsettledJobs(): Promise<Job[]> {
    const rows = await this.#database
      .selectFrom('job')
      .selectAll()
      .where('settled_at', 'is', null)
      .orderBy('created_at')
      .execute();
    return rows.map((row) => toJob(row));
  }

  /** The newest attempt of each open job that has one. */
  async lastAttemptsOfOpenJobs(): Promise<Attempt[]> {
    const rows = await this.#database
      .selectFrom('attempt')
      .innerJoin('job', 'job.id', 'attempt.job_id')
      .selectAll('attempt')
      .where('job.settled_at', 'is', null)
      .where('job.ended_at', 'is', null)
      .orderBy('attempt.n')
      .execute();
    return [...new Map(rows.map((row) => [row.job_id, toAttempt(row)])).values()];
  }

  /** Jobs that have left for a provider since a moment and were taken, as far as is known; once for each time. */
  async turnsSince(moment: number): Promise<PastTurn[]> {
    return this.#database
      .selectFrom('attempt')
      .innerJoin('job', 'job.id', 'attempt.job_id')
      .select(['job.id as jobId', 'job.guild_id as guildId', 'job.member_id as memberId', 'attempt.started_at as at'])
      .where('attempt.started_at', '>=', moment)
      .where('attempt.state', '!=', 'refused')
      .where('job.state', '!=', 'preparing')
      .execute();
  }

  #selectById(jobId: string) {
    return this.#database.selectFrom('job').selectAll().where('id', '=', jobId);
  }

  #write<Result>(work: (trx: Transaction<Database>) => Promise<Result>): Promise<Result> {
    return this.#commits.write(work);
  }
}
