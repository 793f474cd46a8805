import { type Kysely, sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { AttemptRow, AuditEntryRow, Database, JobRow } from '../database/schema.ts';
import { entryForReading, iso, jobForReading, parsed, reportForReading, rulesFor, whoIs } from './personal-lines.ts';
import { createTurns } from './turns.ts';

const rowsAtOnce = 100;
const auditRowsAtOnce = 1_000;

/** Makes a file of all that is kept of a person, in all guilds, for this person to read. */
export class PersonalRecords {
  readonly #database: Kysely<Database>;
  readonly #clock: Clock;

  constructor(database: Kysely<Database>, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * A JSON document in UTF-8. Of others it names nobody: who gave or took credits is «an admin».
   * @param signal - nobody waits for it any more
   * @throws {DOMException} named AbortError
   */
  async write(memberId: string, signal?: AbortSignal): Promise<Uint8Array> {
    const about = { about: 'What this bot keeps about you. Times are UTC, amounts are credits.', memberId };
    const head = JSON.stringify({ ...about, exportedAt: iso(this.#clock.now()) }, null, 1).slice(0, -2);
    const parts: Buffer[] = [Buffer.from(head)];
    const lists = {
      accounts: this.#accounts(memberId),
      credits: this.#entries(memberId),
      videos: this.#jobs(memberId),
      reports: this.#reports(memberId),
      openForms: this.#forms(memberId),
      adminActions: this.#audit(memberId),
      rulesAboutYou: this.#rules(memberId),
    };
    const nextTurn = createTurns();
    for (const [name, list] of Object.entries(lists)) {
      let separator = `,\n "${name}": [\n`;
      for await (const item of list) {
        parts.push(Buffer.from(`${separator}  ${JSON.stringify(item)}`));
        separator = ',\n';
        signal?.throwIfAborted();
        await nextTurn();
      }
      parts.push(Buffer.from(separator === ',\n' ? '\n ]' : `${separator} ]`));
    }
    parts.push(Buffer.from('\n}\n'));
    return Buffer.concat(parts);
  }

  async *#accounts(memberId: string): AsyncGenerator<object> {
    const rows = await this.#database.selectFrom('account').selectAll().where('member_id', '=', memberId).execute();
    for (const { guild_id, balance_credits, held_credits } of rows) {
      yield { serverId: guild_id, balanceCredits: balance_credits, heldCredits: held_credits };
    }
  }

  async *#entries(memberId: string): AsyncGenerator<object> {
    for (const guildId of await this.#guilds(memberId)) {
      for (let last = 0; ; ) {
        const rows = await this.#database
          .selectFrom('ledger_entry')
          .selectAll()
          .where('guild_id', '=', guildId)
          .where('member_id', '=', memberId)
          .where('id', '>', last)
          .orderBy('id')
          .limit(rowsAtOnce)
          .execute();
        for (const row of rows) yield entryForReading(row, memberId);
        const newest = rows.at(-1);
        if (!newest) break;
        last = newest.id;
      }
    }
  }

  async *#jobs(memberId: string): AsyncGenerator<object> {
    for (const guildId of await this.#guilds(memberId)) {
      for (let last = { at: 0, id: '' }; ; ) {
        const { rows } = await sql<JobRow>`
          select job.* from hold join job on job.id = hold.job_id
          where hold.guild_id = ${guildId} and hold.member_id = ${memberId}
            and (hold.created_at, hold.job_id) > (${last.at}, ${last.id})
          order by hold.created_at, hold.job_id limit ${rowsAtOnce}`.execute(this.#database);
        for (const row of rows) yield jobForReading(row, await this.#attempts(row.id));
        const newest = rows.at(-1);
        if (!newest) break;
        last = { at: newest.created_at, id: newest.id };
      }
    }
  }

  #attempts(jobId: string): Promise<AttemptRow[]> {
    return this.#database.selectFrom('attempt').selectAll().where('job_id', '=', jobId).orderBy('n').execute();
  }

  /** Those of others about this person's videos come without a word of who wrote them, and what. */
  async *#reports(memberId: string): AsyncGenerator<object> {
    const rows = await this.#database
      .selectFrom('video_report')
      .selectAll()
      .where((report) =>
        report.or(
          (['reporter_id', 'maker_id', 'removed_by', 'blocked_by', 'dismissed_by'] as const).map((column) =>
            report(column, '=', memberId),
          ),
        ),
      )
      .orderBy('created_at')
      .execute();
    for (const row of rows) yield reportForReading(row, memberId);
  }

  async *#forms(memberId: string): AsyncGenerator<object> {
    const rows = await this.#database.selectFrom('open_form').selectAll().where('member_id', '=', memberId).execute();
    for (const { guild_id, content, expires_at } of rows) {
      yield { serverId: guild_id, content: parsed(content), keptUntil: iso(expires_at) };
    }
  }

  async *#audit(memberId: string): AsyncGenerator<object> {
    const { rows: ends } = await sql<{ id: number }>`
      select coalesce(max(id), 0) as id from audit_entry`.execute(this.#database);
    const lastId = Number(ends[0]?.id ?? 0);
    for (let afterId = 0; afterId < lastId; afterId += auditRowsAtOnce) {
      const { rows } = await sql<AuditEntryRow>`
        select * from audit_entry where id > ${afterId} and id <= ${afterId + auditRowsAtOnce}
          and (actor_id = ${memberId} or target_id = ${memberId}) order by id`.execute(this.#database);
      for (const { guild_id, action, actor_id, target_id, reason, created_at } of rows) {
        const [by, to] = [whoIs(actor_id, memberId), target_id === memberId ? 'you' : 'somebody or something else'];
        yield { serverId: guild_id, at: iso(created_at), action, by, to, reason };
      }
      // So that a long list in which nothing is found lets others have their turn too.
      await new Promise(setImmediate);
    }
  }

  /** Servers whose rules in force name this person. */
  async *#rules(memberId: string): AsyncGenerator<object> {
    const newest = async (after: string) => {
      const { rows } = await sql<{ guild_id: string; policy: string }>`
        select guild_id, policy from policy_version
        where guild_id = (select min(guild_id) from policy_version where guild_id > ${after})
        order by n desc limit 1`.execute(this.#database);
      return rows[0];
    };
    for (let row = await newest(''); row; row = await newest(row.guild_id)) {
      if (row.policy.includes(`"${memberId}"`)) yield { serverId: row.guild_id, ...rulesFor(row.policy, memberId) };
    }
  }

  async #guilds(memberId: string): Promise<string[]> {
    const rows = await this.#database
      .selectFrom('account')
      .select('guild_id')
      .where('member_id', '=', memberId)
      .execute();
    return rows.map(({ guild_id }) => guild_id);
  }
}
