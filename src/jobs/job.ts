import type { ModelId, ProviderName } from '../catalogue/models.ts';
import type { GenerationRequest } from '../catalogue/request.ts';
import type { RequestChannel } from '../credits/admission-rules.ts';
import type { SubmitInput } from '../providers/video-provider.ts';

/**
 * The life of a job. A state is written before what it announces happens, so that a restart knows what may have happened:
 *
 * - `accepted`: credits are held; Discord was not told yet that we took the command
 * - `preparing`: the command is acknowledged; nothing has left for a provider
 * - `submitting`: a paid request may have left
 * - `submitted`: the provider has it, its id is known
 * - `finished`: the video is made, its address is known
 * - `delivering`: the video may already stand in the channel
 *
 * and the ends: `delivered` (hold posted), `failed`, `cancelled`, `undelivered` (hold voided).
 */
export type OpenJobState = 'accepted' | 'preparing' | 'submitting' | 'submitted' | 'finished' | 'delivering';
export type EndedJobState = 'delivered' | 'failed' | 'cancelled' | 'undelivered';
export type JobState = OpenJobState | EndedJobState;

export const openJobStates: readonly OpenJobState[] = [
  'accepted',
  'preparing',
  'submitting',
  'submitted',
  'finished',
  'delivering',
];

export function isOpen(state: JobState): state is OpenJobState {
  return openJobStates.some((open) => open === state);
}

/** Why a job ended without a video. Each has words in `src/words/`. */
export type JobFailure =
  | 'not-acknowledged'
  | 'cancelled'
  | 'cancelled-by-moderator'
  | 'provider-unavailable'
  | 'provider-refused'
  | 'provider-failed'
  | 'provider-lost'
  | 'provider-malformed'
  | 'moderated'
  | 'model-withdrawn'
  | 'operator-attention'
  | 'submit-uncertain'
  | 'video-unreachable'
  | 'not-a-video'
  | 'delivery-impossible'
  | ImageFailure;

/** What is wrong with the member's own picture, found out when it was fetched. */
export type ImageFailure =
  | 'image-gone'
  | 'image-unreachable'
  | 'image-elsewhere'
  | 'image-too-large'
  | 'image-too-many-pixels'
  | 'image-unreadable';

/** Whether a job ended for its picture: something for the member alone to know and to mend. */
export function isImageFailure(failure: JobFailure | null): failure is ImageFailure {
  return failure?.startsWith('image-') ?? false;
}

/** Where a job came from, and where its video goes. */
export interface Origin {
  /** Snowflake of the interaction: it becomes the job's id. */
  readonly interactionId: string;
  readonly interactionToken: string;
  readonly applicationId: string;
  readonly guildId: string;
  readonly channelId: string;
  readonly memberId: string;
  /** The member's language, as Discord names it. */
  readonly locale: string;
  /** Whether the bot may see the channel, write in it and attach files. */
  readonly mayPost: boolean;
  /** Bytes per file on the interaction's roads. */
  readonly attachmentLimitBytes: number;
  /** The member's roles at the time of the command, without that of everyone. This and what follows is not stored. */
  readonly roleIds: readonly string[];
  /** Whether the member may manage the server, or is its administrator. */
  readonly mayManage: boolean;
  /** Whether the member may delete others' messages in the channel, or manage the server. */
  readonly mayModerate: boolean;
  /** The channel as the guild's rules see it. */
  readonly channel: RequestChannel;
}

/** As what somebody does something about a job. */
export type Capacity = 'requester' | 'moderator';

export interface Job {
  readonly id: string;
  readonly state: JobState;
  readonly guildId: string;
  readonly channelId: string;
  readonly memberId: string;
  readonly applicationId: string;
  readonly locale: string;
  readonly request: GenerationRequest;
  readonly priceCredits: number;
  readonly mayPost: boolean;
  readonly attachmentLimitBytes: number;
  /** Null once it is dead or no longer needed. */
  readonly interactionToken: string | null;
  readonly progressMessageId: string | null;
  readonly failure: JobFailure | null;
  readonly resultUrl: string | null;
  /** Milliseconds since the epoch, as all times here. */
  readonly resultExpiresAt: number | null;
  readonly deliveryStartedAt: number | null;
  readonly messageId: string | null;
  readonly messageChannelId: string | null;
  /** Road and form by which the video was delivered, for example `channel:file`. */
  readonly rung: string | null;
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly settledAt: number | null;
  /** When somebody asked not to have the video posted: it is kept back once it is made. */
  readonly withheldAt: number | null;
  /** When the posted video was taken away. */
  readonly removedAt: number | null;
  /** As what somebody did either; a moderator's word goes before the requester's. */
  readonly withdrawnBy: Capacity | null;
}

/** Whether what was personal of a job is gone: prompt, pictures, messages. */
export function isErased({ locale }: Pick<Job, 'locale'>): boolean {
  return locale === '';
}

/** One try at a provider: not taken (`refused`), taken and over, or nobody knows (`uncertain`). */
export interface Attempt {
  readonly jobId: string;
  /** Counts from 1. */
  readonly n: number;
  readonly provider: ProviderName;
  readonly model: ModelId;
  readonly slug: string;
  readonly state: 'submitting' | 'submitted' | 'finished' | 'failed' | 'refused' | 'uncertain' | 'lost';
  readonly requestId: string | null;
  /** What was asked; null in attempts of older versions. */
  readonly input: SubmitInput | null;
  readonly startedAt: number;
  readonly submittedAt: number | null;
  readonly endedAt: number | null;
}

/**
 * How long an interaction's token is used, milliseconds after the command. Discord lets it live 15 minutes
 * (https://docs.discord.com/developers/interactions/receiving-and-responding); the margin is for an upload on its way.
 */
export const tokenLifeMs = 13.5 * 60_000;

/** The interaction's token while it may be used, else null. */
export function liveToken(job: Job, now: number): string | null {
  return now < job.createdAt + tokenLifeMs ? job.interactionToken : null;
}
