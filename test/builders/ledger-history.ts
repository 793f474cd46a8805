import fc from 'fast-check';
import type { Kysely } from 'kysely';
import { LedgerConflictError } from '../../src/credits/account.ts';
import { Budgets } from '../../src/credits/budgets.ts';
import { defaultPolicy, type GuildPolicy } from '../../src/credits/policy.ts';
import { PolicyStore } from '../../src/credits/policy-store.ts';
import { type QuotaOrder, Quotas } from '../../src/credits/quotas.ts';
import type { Database } from '../../src/database/schema.ts';
import { DuplicateJobError, StaleJobError } from '../../src/errors/job-error.ts';
import { Refusal } from '../../src/errors/refusal.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import { aCandidate, anOrigin, aRequest } from './jobs.ts';
import { ManualClock } from './manual-clock.ts';

/** What happens to the accounts of a guild, in an order that a test makes up. Members and jobs are numbers. */
export type Deed =
  | { readonly kind: 'accept'; readonly member: number; readonly job: number; readonly seconds: 5 | 9 }
  | { readonly kind: 'deliver' | 'fail'; readonly job: number }
  | {
      readonly kind: 'grant' | 'take' | 'set';
      readonly member: number;
      readonly order: number;
      readonly credits: number;
    }
  | { readonly kind: 'reset'; readonly member: number; readonly order: number }
  | { readonly kind: 'show'; readonly member: number };

export type Event =
  | Deed
  | { readonly kind: 'together'; readonly deeds: readonly Deed[] }
  | { readonly kind: 'policy'; readonly policy: Partial<GuildPolicy> }
  | { readonly kind: 'operator-pool'; readonly credits: number | null }
  | { readonly kind: 'clock'; readonly seconds: number }
  | { readonly kind: 'restart' };

const members = 3;
/** The first one has a tier, the second one never runs out where the policy says so. */
const rolesOf = (member: number): readonly string[] => [[patron], [crew], []][member] ?? [];
const patron = '700000000000000001';
const crew = '700000000000000002';

const hour = 3_600;
const day = 24 * hour;
const member = fc.nat(members - 1);
const job = fc.nat(9);
const order = fc.nat(5);
const credits = fc.integer({ min: 1, max: 400 });
/** Some have no midnight on a day, two of them, or days that are not there; some are as far apart as zones can be. */
const timeZone = fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Apia', 'America/Sao_Paulo', 'Pacific/Kiritimati');
const period = fc.constantFrom('day' as const, 'week' as const, 'month' as const);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('accept' as const), member, job, seconds: fc.constantFrom(5, 9) }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('deliver' as const, 'fail' as const), job }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('grant' as const, 'take' as const, 'set' as const),
      member,
      order,
      credits,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset' as const), member, order }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('show' as const), member }) },
);

const policy: fc.Arbitrary<Partial<GuildPolicy>> = fc.record(
  {
    timeZone,
    allowance: fc.record({ credits: fc.integer({ min: 0, max: 300 }), period }),
    rolloverCredits: fc.integer({ min: 0, max: 300 }),
    tiers: fc.constantFrom([], [{ roleId: patron, credits: 500 }]),
    exemptRoles: fc.constantFrom([], [crew], [crew]),
    pool: fc.option(fc.record({ credits: fc.integer({ min: 0, max: 800 }), period })),
    cooldownSeconds: fc.constantFrom(0, 0, hour),
    maxJobsPerMember: fc.constantFrom(0, 0, 2),
  },
  { requiredKeys: [] },
);

/** An hour around the changes of clocks, some days, a wrong year; forwards and back. */
const jump = fc
  .oneof(fc.constantFrom(1, hour, day, 7 * day, 31 * day, 200 * day, 800 * day), fc.integer({ min: 1, max: 3 * day }))
  .chain((seconds) => fc.constantFrom(seconds, seconds, seconds, -seconds));

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 20, arbitrary: deed },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('together' as const),
      deeds: fc.array(deed, { minLength: 2, maxLength: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('policy' as const), policy }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('operator-pool' as const),
      credits: fc.option(fc.integer({ min: 0, max: 1_500 })),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('clock' as const), seconds: jump }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

/** Forty events, on one of the days on which clocks change somewhere, or none. */
export const history = fc.record({
  start: fc.constantFrom(
    '2026-03-28T22:30Z',
    '2026-10-24T22:30Z',
    '2018-11-04T02:30Z',
    '2011-12-30T09:30Z',
    '2026-11-23T12:00Z',
  ),
  events: fc.array(event, { minLength: 40, maxLength: 40, size: 'max' }),
});

/** What was in force when something happened. */
export interface Moment {
  readonly now: number;
  readonly policy: GuildPolicy;
}

const fallback: GuildPolicy = { ...defaultPolicy({ credits: 150, period: 'week' }), exemptRoles: [crew] };

/** One guild on a database that it shares with others, led through its history. */
export class GuildHistory {
  readonly guildId: string;
  /** By their time, which no two events share. */
  readonly moments = new Map<number, Moment>();
  readonly done: Deed[] = [];
  #database: Kysely<Database>;
  readonly #reopen: (() => Promise<Kysely<Database>>) | undefined;
  readonly #clock: ManualClock;
  #process: ReturnType<typeof startProcess>;

  /**
   * @param number - no other one on the same database
   * @param reopen - what a restart does with the database; without it, only what a process has in mind is lost
   */
  constructor(database: Kysely<Database>, number: number, start: string, reopen?: () => Promise<Kysely<Database>>) {
    this.guildId = String(222_222_222_222_000_000n + BigInt(number));
    this.#database = database;
    this.#reopen = reopen;
    this.#clock = new ManualClock(Date.parse(start));
    this.#process = startProcess(database, this.#clock);
  }

  async live(event: Event): Promise<void> {
    const { guildId } = this;
    const { policies, budgets } = this.#process;
    // Jumps are of whole seconds: with a millisecond for each event no two of them have one time.
    this.#clock.set(this.#clock.now() + 1);
    switch (event.kind) {
      case 'together':
        await this.#remember();
        await Promise.all(event.deeds.map((each) => this.attempt(each)));
        return;
      case 'policy': {
        const change = (policy: GuildPolicy) => ({ ...policy, ...event.policy });
        await policies.change({ guildId, actorId: '9', reason: null, fallback, change }, this.#clock.now());
        return;
      }
      case 'operator-pool': {
        const pool = event.credits === null ? null : { credits: event.credits, period: 'month' as const };
        await budgets.setPool({ guildId, actorId: '9', reason: null }, pool);
        return;
      }
      case 'clock':
        this.#clock.set(this.#clock.now() + event.seconds * 1_000);
        return;
      case 'restart':
        if (this.#reopen) this.#database = await this.#reopen();
        this.#process = startProcess(this.#database, this.#clock);
        return;
      default:
        await this.#remember();
        await this.attempt(event);
    }
  }

  /** Does what may be refused. What was done stands in `done`. */
  async attempt(deed: Deed): Promise<void> {
    try {
      await this.#do(deed);
      this.done.push(deed);
    } catch (error) {
      if (!isAnswer(error)) throw error;
    }
  }

  async #remember(): Promise<void> {
    const policy = await this.#process.policies.current(this.guildId, fallback);
    this.moments.set(this.#clock.now(), { now: this.#clock.now(), policy });
  }

  async #do(deed: Deed): Promise<unknown> {
    const { store, quotas } = this.#process;
    const now = this.#clock.now();
    switch (deed.kind) {
      case 'accept': {
        const policy = await this.#process.policies.current(this.guildId, fallback);
        const request = aRequest({ durationSeconds: deed.seconds });
        const origin = { ...this.account(deed.member), interactionId: this.#id(deed.job) };
        const rules = { policy, spendLimitMicroUsdPerDay: 0 };
        return store.accept(anOrigin(origin), request, aCandidate(request), rules, now);
      }
      case 'deliver': {
        const jobId = this.#id(deed.job);
        // The stages between have no say over credits.
        const begin = this.#database.updateTable('job').set({ state: 'delivering' });
        await begin.where('id', '=', jobId).where('state', '=', 'accepted').execute();
        return store.delivered(jobId, { messageId: '1', channelId: '3' }, 'channel:file', now);
      }
      case 'fail':
        return store.end(this.#id(deed.job), 'failed', 'provider-unavailable', now);
      case 'show':
        return quotas.show(this.account(deed.member));
      case 'reset':
        return quotas.reset(this.#order(deed));
      default:
        return quotas[deed.kind](this.#order(deed), deed.credits);
    }
  }

  account(number: number) {
    return { guildId: this.guildId, memberId: `44444444444444444${number}`, roleIds: rolesOf(number) };
  }

  #order({ member: number, order }: { readonly member: number; readonly order: number }): QuotaOrder {
    return { ...this.account(number), actorId: '9', interactionId: `${this.guildId}${order}`, reason: null };
  }

  #id(job: number): string {
    return `${this.guildId}${job}`;
  }
}

/** What a process has in mind: all of it is new after a restart. */
function startProcess(database: Kysely<Database>, clock: ManualClock) {
  const policies = new PolicyStore(database);
  const policyOf = (guildId: string) => policies.current(guildId, fallback);
  return {
    policies,
    store: new JobStore(database),
    quotas: new Quotas({ database, policyOf, clock }),
    budgets: new Budgets(database, clock),
  };
}

function isAnswer(error: unknown): boolean {
  const answers = [Refusal, DuplicateJobError, StaleJobError, LedgerConflictError];
  return answers.some((answer) => error instanceof answer);
}
