import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProviderName } from '../../src/catalogue/models.ts';
import { type Candidate, candidatesFor } from '../../src/catalogue/offer.ts';
import { priorLaw } from '../../src/jobs/duration-law.ts';
import { FairQueue } from '../../src/jobs/fair-queue.ts';
import type { Job } from '../../src/jobs/job.ts';
import { aJob, aRequest, rowsOf } from '../builders/jobs.ts';
import { settled } from '../builders/manual-clock.ts';

const candidates = candidatesFor(aRequest(), rowsOf('segmind', 'apiframe'));
const law = priorLaw({ medianSeconds: 60, sigma: 0.35 });

/** A job as the database knows it. */
interface Row {
  readonly job: Job;
  readonly wants: readonly ProviderName[];
  state: 'preparing' | 'submitted' | 'over';
  provider: ProviderName | null;
  startedAt: number | null;
}

/** Who has been served since each of those who wait has: nobody may come up twice meanwhile. */
class Fairness {
  readonly #since = new Map<string, Map<string, number>>();

  waits(party: string): void {
    if (!this.#since.has(party)) this.#since.set(party, new Map());
  }

  leaves(party: string): void {
    this.#since.delete(party);
  }

  /** @returns those who were passed over once too often */
  served(party: string): string[] {
    const wronged: string[] = [];
    for (const [waiting, counts] of this.#since) {
      if (waiting === party) continue;
      const times = (counts.get(party) ?? 0) + 1;
      counts.set(party, times);
      if (times > 1) wronged.push(`${waiting} by ${party}`);
    }
    if (this.#since.has(party)) this.#since.set(party, new Map());
    return wronged;
  }
}

/** A queue, and a database beside it from which it is built anew. */
class World {
  readonly rows = new Map<string, Row>();
  readonly most: Record<ProviderName, number>;
  readonly #aborts = new Map<string, AbortController>();
  readonly granted: Row[] = [];
  readonly cancelled: Row[] = [];
  now = 0;
  queue: FairQueue;

  constructor(segmind: number, apiframe: number) {
    this.most = { segmind, apiframe };
    this.queue = this.#newQueue();
  }

  #newQueue(): FairQueue {
    const clock = { now: () => this.now, sleep: async () => {} };
    return new FairQueue({ maxJobsOf: (name) => this.most[name], clock });
  }

  of(state: Row['state']): Row[] {
    return [...this.rows.values()].filter((row) => row.state === state);
  }

  add(guild: number, member: number, wants: readonly ProviderName[]): void {
    const id = String(this.rows.size + 1);
    const job = aJob({ id, guildId: `g${guild}`, memberId: `m${member}`, state: 'preparing', createdAt: this.now });
    const row: Row = { job, wants, state: 'preparing', provider: null, startedAt: null };
    this.rows.set(id, row);
    this.enter(row);
  }

  enter(row: Row): void {
    const abort = new AbortController();
    this.#aborts.set(row.job.id, abort);
    const { queue } = this;
    const ready = (): Candidate[] => candidates.filter(({ row: { provider } }) => row.wants.includes(provider));
    void queue.enter(row.job, ready, abort.signal).then(({ candidate }) => {
      if (!candidate || this.queue !== queue) return;
      this.granted.push(row);
      row.state = 'submitted';
      row.provider = candidate.row.provider;
      row.startedAt = this.now;
    });
  }

  end(row: Row): void {
    row.state = 'over';
    this.queue.note({ id: row.job.id, state: 'delivered' });
  }

  /** It was not taken after all, and is tried again. */
  async putBack(row: Row): Promise<void> {
    Object.assign(row, { state: 'preparing', provider: null, startedAt: null });
    this.queue.note({ id: row.job.id, state: 'preparing' });
    this.enter(row);
  }

  cancel(row: Row): void {
    row.state = 'over';
    this.cancelled.push(row);
    this.#aborts.get(row.job.id)?.abort();
    this.queue.note({ id: row.job.id, state: 'cancelled' });
  }

  restart(): void {
    this.queue = this.#newQueue();
    const found = [...this.of('preparing'), ...this.of('submitted')].map(({ job, state, provider, startedAt }) => ({
      job: { ...job, state: state === 'over' ? ('delivered' as const) : state },
      place: provider && startedAt !== null ? { provider, since: startedAt, law } : null,
    }));
    const turns = [...this.rows.values()].flatMap(({ job, state, startedAt: at }) =>
      at === null || state === 'preparing' ? [] : [{ jobId: job.id, guildId: job.guildId, memberId: job.memberId, at }],
    );
    this.queue.load(found, turns);
    for (const row of this.of('preparing')) this.enter(row);
  }

  taken(provider: ProviderName): number {
    return this.of('submitted').filter((row) => row.provider === provider).length;
  }
}

type Action =
  | { readonly do: 'add'; readonly guild: number; readonly member: number; readonly wants: readonly ProviderName[] }
  | { readonly do: 'end' | 'cancel' | 'put back'; readonly which: number }
  | { readonly do: 'restart' };

const both: readonly ProviderName[] = ['segmind', 'apiframe'];
const actionsWith = (wants: fc.Arbitrary<readonly ProviderName[]>, ...others: 'put back'[]) =>
  fc.array(
    fc.oneof(
      {
        weight: 5,
        // Few small guilds beside a large one.
        arbitrary: fc.record({
          do: fc.constant('add' as const),
          guild: fc.constantFrom(0, 0, 0, 1, 2),
          member: fc.nat({ max: 3 }),
          wants,
        }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constantFrom('end' as const, 'end' as const, 'cancel' as const, ...others),
          which: fc.nat({ max: 30 }),
        }),
      },
      { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
    ),
    // Long enough for lines to form.
    { maxLength: 60, size: 'max' },
  ) satisfies fc.Arbitrary<Action[]>;

async function act(world: World, action: Action): Promise<void> {
  world.now += 1;
  const pick = (rows: Row[], which: number) => rows[which % Math.max(1, rows.length)];
  if (action.do === 'restart') world.restart();
  else if (action.do === 'add') world.add(action.guild, action.member, action.wants);
  else {
    const row = pick(world.of(action.do === 'cancel' ? 'preparing' : 'submitted'), action.which);
    if (row && action.do === 'end') world.end(row);
    if (row && action.do === 'cancel') world.cancel(row);
    if (row && action.do === 'put back') await world.putBack(row);
  }
  await settled(1);
}

const partyOf = ({ job }: Row) => `${job.guildId} ${job.memberId}`;
const runs = { numRuns: 300, seed: 20261121 };
const capacities = [fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 2 })] as const;

describe('whatever comes, ends, fails, is cancelled, and over restarts', () => {
  it('no service has more than it takes, and no place stays free while somebody waits for it', () =>
    fc.assert(
      fc.asyncProperty(
        ...capacities,
        actionsWith(fc.constantFrom<readonly ProviderName[]>(both, ['segmind'], ['apiframe']), 'put back'),
        async (segmind, apiframe, actions) => {
          const world = new World(segmind, apiframe);
          for (const action of actions) {
            await act(world, action);
            for (const provider of both) {
              expect(world.taken(provider)).toBeLessThanOrEqual(world.most[provider]);
              const isWaitedFor = world.of('preparing').some(({ wants }) => wants.includes(provider));
              if (isWaitedFor) expect(world.taken(provider)).toBe(world.most[provider]);
            }
          }
        },
      ),
      runs,
    ));

  it('nobody who waits is passed over twice by the same: no guild by a guild, no member by one of the same guild', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), actionsWith(fc.constant(both)), async (segmind, actions) => {
        const world = new World(segmind, 0);
        const guilds = new Fairness();
        const members = new Map<string, Fairness>();
        const membersOf = (guildId: string) => {
          const fairness = members.get(guildId) ?? new Fairness();
          members.set(guildId, fairness);
          return fairness;
        };
        for (const action of actions) {
          await act(world, action);
          // Places are given one by one, in this order.
          for (const row of world.granted.splice(0)) {
            expect(guilds.served(row.job.guildId)).toEqual([]);
            expect(membersOf(row.job.guildId).served(partyOf(row))).toEqual([]);
          }
          // A place belongs to the job: whoever takes back the oldest stands where the next one came.
          for (const row of world.cancelled.splice(0)) {
            guilds.leaves(row.job.guildId);
            membersOf(row.job.guildId).leaves(partyOf(row));
          }
          const waiting = world.of('preparing');
          for (const row of world.rows.values()) {
            const { guildId } = row.job;
            const party = partyOf(row);
            if (waiting.some((each) => each.job.guildId === guildId)) guilds.waits(guildId);
            else guilds.leaves(guildId);
            if (waiting.some((each) => partyOf(each) === party)) membersOf(guildId).waits(party);
            else membersOf(guildId).leaves(party);
          }
        }
      }),
      runs,
    ));

  it('nor at one service while others of theirs wait for another', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        actionsWith(fc.constantFrom<readonly ProviderName[]>(both, ['segmind'], ['apiframe'])),
        async (segmind, actions) => {
          const world = new World(segmind, 1);
          // Guilds, and members of each guild, at each service.
          const fairness = new Map<string, Fairness>();
          const among = (provider: ProviderName, guildId = '') => {
            const key = `${provider} ${guildId}`;
            const known = fairness.get(key) ?? new Fairness();
            fairness.set(key, known);
            return known;
          };
          for (const action of actions) {
            const told = new Map(world.queue.forecast(world.now).map(({ jobId, ahead }) => [jobId, ahead]));
            await act(world, action);
            for (const row of world.granted.splice(0)) {
              const { guildId, id } = row.job;
              // Who waits for one service alone was told that nobody is ahead there.
              if (action.do === 'end' && row.wants.length === 1) expect(told.get(id)).toBe(0);
              for (const name of both) {
                const [guilds, members] = [among(name), among(name, guildId)];
                if (name === row.provider) {
                  expect([...guilds.served(guildId), ...members.served(partyOf(row))]).toEqual([]);
                } else {
                  // A turn is a turn, wherever it was.
                  guilds.leaves(guildId);
                  members.leaves(partyOf(row));
                }
              }
            }
            for (const row of world.cancelled.splice(0)) {
              for (const name of both) {
                among(name).leaves(row.job.guildId);
                among(name, row.job.guildId).leaves(partyOf(row));
              }
            }
            for (const name of both) {
              const waiting = world.of('preparing').filter(({ wants }) => wants.includes(name));
              for (const row of world.rows.values()) {
                const { guildId } = row.job;
                const party = partyOf(row);
                if (waiting.some((each) => each.job.guildId === guildId)) among(name).waits(guildId);
                else among(name).leaves(guildId);
                if (waiting.some((each) => partyOf(each) === party)) among(name, guildId).waits(party);
                else among(name, guildId).leaves(party);
              }
            }
          }
        },
      ),
      runs,
    ));

  it('each member’s jobs go in the order in which they came, and all of them go in the end', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), actionsWith(fc.constant(both)), async (segmind, actions) => {
        const world = new World(segmind, 0);
        for (const action of actions) await act(world, action);
        while (world.of('submitted').length > 0) {
          for (const row of world.of('submitted')) world.end(row);
          await settled(1);
        }
        expect(world.of('preparing')).toEqual([]);
        const started = world.granted.map(({ job }) => job);
        for (const party of new Set(world.granted.map(partyOf))) {
          const own = started.filter((job) => `${job.guildId} ${job.memberId}` === party).map(({ id }) => Number(id));
          expect(own).toEqual(own.toSorted((a, b) => a - b));
        }
      }),
      runs,
    ));
});
