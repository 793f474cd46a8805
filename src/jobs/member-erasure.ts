import type { Kysely } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/schema.ts';
import { beginErasure, openJobsOf } from './begin-erasure.ts';
import { eraseAccounts } from './erase-accounts.ts';
import { eraseMentions } from './erase-mentions.ts';
import { eraseInReports } from './erase-reports.ts';
import { begunErasures, type Erasure, endErasure, stepsOf } from './erasure-record.ts';

/** What was erased. */
export interface Erased {
  /** Servers in which there was something. */
  readonly guilds: number;
  readonly jobs: number;
}

/** Says, between two steps, that enough was done for now. */
type Stop = Pick<AbortSignal, 'throwIfAborted'>;

/**
 * Erases a person in all guilds: prompts, pictures, messages' ids and tokens are gone. The accounting stays, under a random
 * id in each guild from which nothing leads back, not even the ids of the jobs.
 *
 * It is written down first, then done in small steps. Between any two of them the accounts agree with their entries, and the
 * member may go on: what was begun later is not erased. What a crash cuts off is gone on with by `finishBegunErasures`.
 *
 * One thing stays for a while, so that nobody gets an allowance twice: an empty account that says which periods' were given.
 * `Retention` removes it when all of them are over.
 *
 * Rules that a guild's admins have laid down for this person (blocked, an allowance of their own) stay as they are in force.
 */
export class MemberErasure {
  readonly #database: Kysely<Database>;
  readonly #clock: Clock;
  /** By member: whoever asks twice waits for the same. */
  readonly #underWay = new Map<string, Promise<Erased>>();

  constructor(database: Kysely<Database>, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * How many jobs of a person are under way: these have to end first.
   */
  async openJobs(memberId: string): Promise<number> {
    return openJobsOf(this.#database, memberId);
  }

  /**
   * Takes some seconds for ten thousand jobs.
   * @throws {Refusal} `privacy-open-jobs`; nothing was erased then but what had begun before
   * @throws the signal's reason; what has begun is to be finished then
   */
  erase(memberId: string, signal?: Stop): Promise<Erased> {
    const underWay = this.#underWay.get(memberId);
    if (underWay) return underWay;
    const erasing = this.#erase(memberId, signal).finally(() => this.#underWay.delete(memberId));
    this.#underWay.set(memberId, erasing);
    return erasing;
  }

  async #erase(memberId: string, signal: Stop | undefined): Promise<Erased> {
    const begun = await begunErasures(this.#database, memberId);
    const guildIds = new Set<string>();
    let jobs = 0;
    const finish = async (erasure: Erasure) => {
      for (const guildId of await finishErasure(this.#database, erasure, signal)) guildIds.add(guildId);
      jobs += erasure.jobs;
    };
    for (const erasure of begun) await finish(erasure);
    await finish(await beginErasure(this.#database, memberId, this.#clock.now()));
    return { guilds: guildIds.size, jobs };
  }
}

/**
 * Goes on with all erasures that have begun.
 * @returns how many were done
 * @throws the signal's reason; what is left can be gone on with at any time
 */
export async function finishBegunErasures(database: Kysely<Database>, signal?: Stop): Promise<number> {
  const erasures = await begunErasures(database);
  for (const erasure of erasures) await finishErasure(database, erasure, signal);
  return erasures.length;
}

/** @returns the guilds in which there was something */
async function finishErasure(
  database: Kysely<Database>,
  erasure: Erasure,
  signal: Stop | undefined,
): Promise<string[]> {
  const steps = stepsOf(database, erasure, signal);
  await eraseAccounts(steps);
  await eraseMentions(steps);
  await eraseInReports(steps);
  return endErasure(steps);
}
