import { type Kysely, sql, type Transaction } from 'kysely';
import { type NewAuditEntry, writeAudit } from '../credits/audit-trail.ts';
import { isDuplicateKey } from '../database/dialect.ts';
import { insertRow } from '../database/insert-row.ts';
import type { Database, VideoReportRow } from '../database/schema.ts';

/** A message with a video of ours, as a report means it. */
export interface ReportedVideo {
  readonly channelId: string;
  readonly messageId: string;
  /** Null where what leads from the message to its job was erased. */
  readonly jobId: string | null;
  /** Who had it made; null with the job. */
  readonly makerId: string | null;
}

/** A member's word to the moderators about a video, and what they did. */
export interface Report extends ReportedVideo {
  readonly id: string;
  readonly guildId: string;
  /** Null once it was erased. */
  readonly reporterId: string | null;
  readonly reason: string | null;
  /** Whether the moderators were told. */
  readonly isPosted: boolean;
  /** The moderators who deleted the video, blocked its maker, or found nothing to do. */
  readonly removedBy: string | null;
  readonly blockedBy: string | null;
  readonly dismissedBy: string | null;
}

export type NewReport = Pick<Report, 'id' | 'guildId' | 'reason' | keyof ReportedVideo> & {
  readonly reporterId: string;
};

/** What moderators can have done about a report, by the column that says who it was. */
export type ReportDeed = 'removed_by' | 'blocked_by' | 'dismissed_by';

/** The reports of videos. A member reports a message once. */
export class ReportStore {
  readonly #database: Kysely<Database>;

  constructor(database: Kysely<Database>) {
    this.#database = database;
  }

  /**
   * Writes a report down.
   * @returns the one that was written down before, of this member about this message, where there is one
   */
  async add(report: NewReport, now: number): Promise<Report> {
    const { id, guildId, channelId, messageId, jobId, makerId, reporterId, reason } = report;
    const places = { guild_id: guildId, channel_id: channelId, message_id: messageId };
    const people = { job_id: jobId, maker_id: makerId, reporter_id: reporterId, reason };
    const undone = { notice_message_id: null, removed_by: null, blocked_by: null, dismissed_by: null };
    return this.#database.transaction().execute(async (trx) => {
      try {
        await insertRow(trx, 'video_report', { id, ...places, ...people, ...undone, created_at: now });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      return toReport(await this.#own(messageId, reporterId, trx).executeTakeFirstOrThrow());
    });
  }

  /** What a member has reported about a message, or null. */
  async findOwn(messageId: string, reporterId: string): Promise<Report | null> {
    const row = await this.#own(messageId, reporterId).executeTakeFirst();
    return row ? toReport(row) : null;
  }

  /** How many a member has sent in a guild since a moment, milliseconds since the epoch. */
  async countSince(moment: number, { guildId, reporterId }: { guildId: string; reporterId: string }): Promise<number> {
    const { count } = await this.#database
      .selectFrom('video_report')
      .select(({ fn }) => fn.countAll<number | bigint | string>().as('count'))
      .where('guild_id', '=', guildId)
      .where('reporter_id', '=', reporterId)
      .where('created_at', '>', moment)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Null where there is none of this id in the guild. */
  async find(id: string, guildId: string): Promise<Report | null> {
    const row = await this.#database
      .selectFrom('video_report')
      .selectAll()
      .where('id', '=', id)
      .where('guild_id', '=', guildId)
      .executeTakeFirst();
    return row ? toReport(row) : null;
  }

  /** The moderators were told, by this message. */
  async posted(id: string, noticeMessageId: string): Promise<void> {
    await sql`update video_report set notice_message_id = ${noticeMessageId} where id = ${id}`.execute(this.#database);
  }

  /** Nobody was told of it, and the member knows that. */
  async drop(id: string): Promise<void> {
    await sql`delete from video_report where id = ${id} and notice_message_id is null`.execute(this.#database);
  }

  /**
   * A moderator did something about it. The first one counts.
   * @param audit - written down with it, where it has not been yet
   */
  async note(id: string, deed: ReportDeed, moderatorId: string, now: number, audit?: NewAuditEntry): Promise<void> {
    await this.#database.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('video_report')
        .set({ [deed]: moderatorId })
        .where('id', '=', id)
        .where(deed, 'is', null)
        .executeTakeFirstOrThrow();
      if (audit && numUpdatedRows > 0n) await writeAudit(trx, audit, now);
    });
  }

  #own(messageId: string, reporterId: string, database: Kysely<Database> | Transaction<Database> = this.#database) {
    return database
      .selectFrom('video_report')
      .selectAll()
      .where('message_id', '=', messageId)
      .where('reporter_id', '=', reporterId);
  }
}

function toReport(row: VideoReportRow): Report {
  return {
    id: row.id,
    guildId: row.guild_id,
    channelId: row.channel_id,
    messageId: row.message_id,
    jobId: row.job_id,
    makerId: row.maker_id,
    reporterId: row.reporter_id,
    reason: row.reason,
    isPosted: row.notice_message_id !== null,
    removedBy: row.removed_by,
    blockedBy: row.blocked_by,
    dismissedBy: row.dismissed_by,
  };
}
