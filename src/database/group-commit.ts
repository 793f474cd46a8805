import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from './schema.ts';

type Work<Result> = (trx: Transaction<Database>) => Promise<Result>;

interface Waiting {
  /** @throws what the work throws */
  readonly run: (trx: Transaction<Database>) => Promise<void>;
  /**
   * The same in a savepoint, and what the work throws is kept for it alone.
   * @throws what the work threw where the database has ended the whole transaction with it, as it does when the disk is full
   */
  readonly runApart: (trx: Transaction<Database>) => Promise<void>;
  /** The transaction's end, for better or worse. */
  readonly committed: () => void;
  readonly failed: (error: unknown) => void;
}

const longestGatherMs = 10;

/**
 * Writing transactions that share their commit. A commit waits for the disk, which costs more than all the statements
 * before it; a hundred commands at once would wait a hundred times. So whatever is asked for while one transaction runs is
 * done in the next one, together. Where a piece of work throws, all of it is rolled back and done once more, each piece in
 * a savepoint of its own: that one alone fails. A piece is done only when the whole is on the disk.
 */
export class GroupCommit {
  readonly #database: Kysely<Database>;
  #waiting: Waiting[] = [];
  #writing = false;

  constructor(database: Kysely<Database>) {
    this.#database = database;
  }

  /**
   * @param work - waits for nothing but `trx`, and may be done twice: what it did the first time was rolled back
   * @returns what the work returned, once it cannot be lost any more
   * @throws what the work threw, or why the transaction could not be committed; nothing of the work stands then
   */
  write<Result>(work: Work<Result>): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    let settle = () => reject(new Error('the work was not done'));
    this.#waiting.push({
      async run(trx) {
        const result = await work(trx);
        settle = () => resolve(result);
      },
      async runApart(trx) {
        await savepoint.execute(trx);
        try {
          const result = await work(trx);
          settle = () => resolve(result);
        } catch (error) {
          settle = () => reject(error);
          // Without its savepoint there is no transaction any more: what came next would stand by itself, at once.
          await rollBack.execute(trx).catch(() => Promise.reject(error));
        }
        await release.execute(trx);
      },
      committed: () => settle(),
      failed: reject,
    });
    void this.#writeAll();
    return promise;
  }

  async #writeAll(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    while (this.#waiting.length > 0) {
      await this.#gather();
      await this.#commit(this.#waiting.splice(0));
    }
    this.#writing = false;
  }

  /** Waits as long as each turn of the event loop brings more, at most some milliseconds: alone, work waits for one turn. */
  async #gather(): Promise<void> {
    const giveUpAt = performance.now() + longestGatherMs;
    for (let known = 0; known < this.#waiting.length && performance.now() < giveUpAt; ) {
      known = this.#waiting.length;
      await new Promise(setImmediate);
    }
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#together(group).catch((error: unknown) => {
        if (group.length === 1) throw error;
        return this.#apart(group);
      });
      for (const { committed } of group) committed();
    } catch (error) {
      for (const { failed } of group) failed(error);
    }
  }

  #together(group: readonly Waiting[]): Promise<void> {
    return this.#database.transaction().execute(async (trx) => {
      for (const { run } of group) await run(trx);
    });
  }

  #apart(group: readonly Waiting[]): Promise<void> {
    return this.#database.transaction().execute(async (trx) => {
      for (const { runApart } of group) await runApart(trx);
    });
  }
}

const savepoint = sql`savepoint work`;
const release = sql`release work`;
const rollBack = sql`rollback to work`;
