import type { Candidate } from '../catalogue/offer.ts';
import { type GenerationRequest, parseStoredGeneration } from '../catalogue/request.ts';
import type { AttemptRow, JobRow } from '../database/schema.ts';
import type { SubmitInput } from '../providers/video-provider.ts';
import type { Attempt, Job, JobFailure, JobState, Origin } from './job.ts';

/** Jobs and attempts as they stand in the database, to and from what the program works with. */

export function newJobRow(origin: Origin, request: GenerationRequest, { terms }: Candidate, now: number): JobRow {
  return {
    id: origin.interactionId,
    state: 'accepted',
    guild_id: origin.guildId,
    channel_id: origin.channelId,
    member_id: origin.memberId,
    application_id: origin.applicationId,
    locale: origin.locale,
    request: JSON.stringify(request),
    price_credits: terms.priceCredits,
    expected_cost_micro_usd: terms.costMicroUsd,
    may_post: origin.mayPost ? 1 : 0,
    attachment_limit_bytes: origin.attachmentLimitBytes,
    interaction_token: origin.interactionToken,
    progress_message_id: null,
    failure: null,
    result_url: null,
    result_expires_at: null,
    delivery_started_at: null,
    message_id: null,
    message_channel_id: null,
    rung: null,
    created_at: now,
    updated_at: now,
    ended_at: null,
    settled_at: null,
    withheld_at: null,
    removed_at: null,
    withdrawn_by: null,
  };
}

/** @param request - the row's, where it is known already */
export function toJob(row: JobRow, request: GenerationRequest = parseStoredGeneration(row.request)): Job {
  return {
    id: row.id,
    state: row.state as JobState,
    guildId: row.guild_id,
    channelId: row.channel_id,
    memberId: row.member_id,
    applicationId: row.application_id,
    locale: row.locale,
    request,
    priceCredits: row.price_credits,
    mayPost: row.may_post === 1,
    attachmentLimitBytes: row.attachment_limit_bytes,
    interactionToken: row.interaction_token,
    progressMessageId: row.progress_message_id,
    failure: row.failure as JobFailure | null,
    resultUrl: row.result_url,
    resultExpiresAt: row.result_expires_at,
    deliveryStartedAt: row.delivery_started_at,
    messageId: row.message_id,
    messageChannelId: row.message_channel_id,
    rung: row.rung,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    settledAt: row.settled_at,
    withheldAt: row.withheld_at,
    removedAt: row.removed_at,
    withdrawnBy: row.withdrawn_by,
  };
}

export function toAttempt(row: AttemptRow): Attempt {
  return {
    jobId: row.job_id,
    n: row.n,
    provider: row.provider as Attempt['provider'],
    model: row.model as Attempt['model'],
    slug: row.slug,
    state: row.state,
    requestId: row.request_id,
    // Written by raybot itself: as it was sent.
    input: row.input === null ? null : (JSON.parse(row.input) as SubmitInput),
    startedAt: row.started_at,
    submittedAt: row.submitted_at,
    endedAt: row.ended_at,
  };
}
