import type { Clock } from '../clock.ts';
import type { GuildSettings } from '../credits/guild-settings.ts';
import { PostingError } from '../errors/posting-error.ts';
import { Refusal } from '../errors/refusal.ts';
import type { Job, Origin } from './job.ts';
import type { JobStore } from './job-store.ts';
import type { PostedMessage } from './poster.ts';
import type { Report, ReportDeed, ReportedVideo, ReportStore } from './report-store.ts';

const hourMs = 60 * 60_000;
/** Of one member: moderators must find the others' reports among them. */
const mostPerHour = 10;

/** The message that somebody wants to report. */
export interface ReportTarget extends PostedMessage {
  /** Whether it is a message of ours with a video in it, as far as it says so itself. */
  readonly hasOurVideo: boolean;
  /** Whether one member alone sees it. */
  readonly isPrivate: boolean;
}

/** Who does something, and where. */
export type ReportActor = Pick<Origin, 'guildId' | 'memberId' | 'mayModerate'>;

/** What moderators can do about a report. */
export const reportActions = ['delete', 'block', 'dismiss'] as const;
export type ReportAction = (typeof reportActions)[number];

/** Where moderators read reports. */
export interface ReportBoard {
  /**
   * Safe to repeat within minutes: the report's id keeps Discord from storing it twice.
   * @throws {PostingError}
   */
  post(channelId: string, report: Report): Promise<PostedMessage>;
}

export interface ReportDeskParts {
  readonly reports: ReportStore;
  readonly jobs: Pick<JobStore, 'findByMessage'>;
  readonly settings: Pick<GuildSettings, 'current' | 'change'>;
  readonly board: ReportBoard;
  /**
   * Deletes the message with the video for good; one that is gone already is no error.
   * @throws {PostingError}
   */
  readonly removeVideo: (video: ReportedVideo, moderator: ReportActor) => Promise<void>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Videos that members report, and what moderators do about them. */
export class ReportDesk {
  readonly #parts: ReportDeskParts;

  constructor(parts: ReportDeskParts) {
    this.#parts = parts;
  }

  /**
   * For whoever is about to be asked for a reason.
   * @throws {Refusal} where there is nothing to report, or nobody to report it to
   */
  async examine(target: ReportTarget, { guildId, memberId }: ReportActor): Promise<ReportedVideo> {
    const { channelId, messageId } = target;
    const { jobs, reports } = this.#parts;
    const job = await jobs.findByMessage(channelId, messageId);
    if (!(job ? isOf(job, guildId) : target.hasOurVideo)) throw new Refusal('report-not-a-video');
    if (target.isPrivate || job?.request.isPrivate) throw new Refusal('report-private');
    if ((await reports.findOwn(messageId, memberId))?.isPosted) throw new Refusal('report-known');
    await this.#channelOf(guildId);
    await this.#refuseTooMany(guildId, memberId);
    return { channelId, messageId, jobId: job?.id ?? null, makerId: job?.memberId ?? null };
  }

  /**
   * Tells the moderators.
   * @param id - of the interaction by which the report came
   * @throws {Refusal} also where they could not be told; the member may try again then
   */
  async report(id: string, video: ReportedVideo, reason: string | null, reporter: ReportActor): Promise<void> {
    const { reports, board, clock } = this.#parts;
    const { guildId, memberId: reporterId } = reporter;
    const channelId = await this.#channelOf(guildId);
    await this.#refuseTooMany(guildId, reporterId);
    const report = await reports.add({ ...video, id, guildId, reporterId, reason }, clock.now());
    if (report.isPosted) throw new Refusal('report-known');
    try {
      const { messageId } = await board.post(channelId, report);
      await reports.posted(report.id, messageId);
    } catch (error) {
      if (!(error instanceof PostingError)) throw error;
      await reports.drop(report.id);
      throw new Refusal('report-not-posted');
    }
  }

  /**
   * Does what a moderator wants about a report. Done again, or by two at once, it changes nothing.
   * @returns the report as it stands then
   * @throws {Refusal} who may not, or where it is not known, or cannot be done
   */
  async decide(id: string, action: ReportAction, moderator: ReportActor): Promise<Report> {
    if (!moderator.mayModerate) throw new Refusal('moderators-only');
    const report = await this.#get(id, moderator);
    const isDone = { delete: report.removedBy, block: report.blockedBy, dismiss: report.dismissedBy }[action] !== null;
    if (isDone) return report;
    if (action === 'block') await this.#block(report, moderator);
    else if (action === 'delete') await this.#delete(report, moderator);
    else await this.#note(report, 'dismissed_by', moderator, 'report-dismiss');
    return this.#get(id, moderator);
  }

  /** @throws {Refusal} */
  async #refuseTooMany(guildId: string, reporterId: string): Promise<void> {
    const { reports, clock } = this.#parts;
    const sent = await reports.countSince(clock.now() - hourMs, { guildId, reporterId });
    if (sent >= mostPerHour) throw new Refusal('report-too-many', { most: mostPerHour });
  }

  async #get(id: string, { guildId }: ReportActor): Promise<Report> {
    const report = await this.#parts.reports.find(id, guildId);
    if (!report) throw new Refusal('report-unknown');
    return report;
  }

  async #delete(report: Report, moderator: ReportActor): Promise<void> {
    try {
      await this.#parts.removeVideo(report, moderator);
    } catch (error) {
      if (error instanceof PostingError) throw new Refusal('report-not-deleted');
      throw error;
    }
    await this.#note(report, 'removed_by', moderator, 'report-delete');
  }

  /** The settings write it into the audit themselves. */
  async #block({ id, makerId, reason }: Report, { guildId, memberId: actorId }: ReportActor): Promise<void> {
    if (makerId === null) throw new Refusal('report-maker-unknown');
    const outcome = await this.#parts.settings.change({
      ...{ guildId, actorId, reason, action: 'report-block', targetId: makerId },
      change: (policy) =>
        policy.blockedMembers.includes(makerId)
          ? policy
          : { ...policy, blockedMembers: [...policy.blockedMembers, makerId] },
    });
    if (outcome.kind === 'conflict') throw new Refusal('setting-changed');
    if (outcome.kind === 'refused') {
      const most = outcome.problems.find(({ problem }) => problem === 'too-many')?.most;
      throw most === undefined ? new Refusal('setting-not-valid') : new Refusal('setting-full', { most });
    }
    await this.#parts.reports.note(id, 'blocked_by', actorId, this.#parts.clock.now());
  }

  #note(report: Report, deed: ReportDeed, { memberId: actorId }: ReportActor, action: string): Promise<void> {
    const { id, guildId, makerId: targetId, reason } = report;
    const audit = { guildId, actorId, action, targetId, reason };
    return this.#parts.reports.note(id, deed, actorId, this.#parts.clock.now(), audit);
  }

  /** @throws {Refusal} where the guild has none */
  async #channelOf(guildId: string): Promise<string> {
    const { reportsChannelId } = await this.#parts.settings.current(guildId);
    if (reportsChannelId === null) throw new Refusal('report-no-channel');
    return reportsChannelId;
  }
}

function isOf({ state, guildId }: Job, ownGuildId: string): boolean {
  return state === 'delivered' && guildId === ownGuildId;
}
