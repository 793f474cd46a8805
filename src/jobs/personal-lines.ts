import type { AttemptRow, JobRow, LedgerEntryRow, VideoReportRow } from '../database/schema.ts';

/** What is kept of a person, row by row, as this person reads it: others are not named. */

export function entryForReading(row: LedgerEntryRow, memberId: string): object {
  return {
    serverId: row.guild_id,
    at: iso(row.created_at),
    kind: row.kind,
    amountCredits: row.amount_credits,
    ...(row.asked_credits !== null && { askedCredits: row.asked_credits }),
    ...(row.job_id !== null && { videoId: row.job_id }),
    by: whoIs(row.actor_id, memberId),
    reason: row.reason,
  };
}

/** Without what the operator pays: that is no data of the member. */
export function jobForReading(row: JobRow, attempts: readonly AttemptRow[]): object {
  return {
    id: row.id,
    serverId: row.guild_id,
    channelId: row.channel_id,
    state: row.state,
    failure: row.failure,
    language: row.locale,
    asked: parsed(row.request),
    priceCredits: row.price_credits,
    askedAt: iso(row.created_at),
    endedAt: row.ended_at === null ? null : iso(row.ended_at),
    videoAddress: row.result_url,
    progressMessageId: row.progress_message_id,
    messageId: row.message_id,
    messageChannelId: row.message_channel_id,
    deliveredBy: row.rung,
    isAnswerTokenKept: row.interaction_token !== null,
    withheldAt: row.withheld_at === null ? null : iso(row.withheld_at),
    removedAt: row.removed_at === null ? null : iso(row.removed_at),
    withdrawnBy: row.withdrawn_by,
    attempts: attempts.map(({ provider, model, state, request_id, input, detail, started_at, ended_at }) => ({
      ...{ service: provider, model, state, requestId: request_id, detail },
      sent: input === null ? null : parsed(input),
      startedAt: iso(started_at),
      endedAt: ended_at === null ? null : iso(ended_at),
    })),
  };
}

export function reportForReading(row: VideoReportRow, memberId: string): object {
  const isOwn = row.reporter_id === memberId;
  const didByYou = (['removed_by', 'blocked_by', 'dismissed_by'] as const).filter((deed) => row[deed] === memberId);
  return {
    serverId: row.guild_id,
    channelId: row.channel_id,
    messageId: row.message_id,
    at: iso(row.created_at),
    by: isOwn ? 'you' : 'somebody else',
    ...(isOwn && { reason: row.reason }),
    isAboutYourVideo: row.maker_id === memberId,
    isVideoRemoved: row.removed_by !== null,
    ...(didByYou.length > 0 && { whatYouDid: didByYou.map((deed) => deed.split('_')[0]) }),
  };
}

export function rulesFor(policy: string, memberId: string): object {
  const { blockedMembers, overrides } = Object(parsed(policy));
  const own: unknown = Array.isArray(overrides) ? overrides.find((each) => Object(each).memberId === memberId) : null;
  return {
    isBlocked: Array.isArray(blockedMembers) && blockedMembers.includes(memberId),
    ownAllowanceCredits: Object(own).credits ?? null,
  };
}

export function whoIs(actorId: string | null, memberId: string): string {
  if (actorId === null) return 'the bot';
  return actorId === memberId ? 'you' : 'an admin';
}

export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
