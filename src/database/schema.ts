import type { Generated, Selectable } from 'kysely';

/**
 * The tables as TypeScript sees them. Times are milliseconds since the Unix epoch, ids of Discord are text, amounts are
 * whole credits, costs millionths of a US dollar, booleans 0 or 1.
 */
export interface Database {
  account: AccountTable;
  ledger_entry: LedgerEntryTable;
  hold: HoldTable;
  job: JobTable;
  attempt: AttemptTable;
  policy_version: PolicyVersionTable;
  audit_entry: AuditEntryTable;
  guild_budget: GuildBudgetTable;
  guild_access: GuildAccessTable;
  passed_threshold: PassedThresholdTable;
  guild_departure: GuildDepartureTable;
  open_form: OpenFormTable;
  video_report: VideoReportTable;
  member_erasure: MemberErasureTable;
  member_alias: MemberAliasTable;
  seen_duration: SeenDurationTable;
}

export interface AccountTable {
  guild_id: string;
  member_id: string;
  /** Σ of the account's entries. */
  balance_credits: number;
  /** Σ of the account's pending holds. */
  held_credits: number;
}

/**
 * - `allowance`: a period's refill
 * - `post`: a video
 * - `grant`, `take`, `set`, `reset`: an admin
 * - `correction`: a mistake of raybot's own, put right; or the sum of entries that are being erased, until they all are
 * - `exempt`, `exempt-back`: lent for a job of a member whose credits never run out; taken back where there was no video
 */
export type LedgerEntryKind =
  | 'allowance'
  | 'post'
  | 'grant'
  | 'take'
  | 'set'
  | 'reset'
  | 'correction'
  | 'exempt'
  | 'exempt-back';

export interface LedgerEntryTable {
  id: Generated<number>;
  guild_id: string;
  member_id: string;
  kind: LedgerEntryKind;
  /** Positive: credits given; negative: credits spent. */
  amount_credits: number;
  /** What makes the entry happen at most once: `post:{job}`, `allowance:{guild}:{member}:{period}`, `admin:{interaction}`. */
  key: string;
  job_id: string | null;
  /** Who caused it: a Discord user id, or null for raybot itself. */
  actor_id: string | null;
  reason: string | null;
  /** The credits that an admin named: the amount of a grant, the aim of a `set`. Null where nobody named any. */
  asked_credits: number | null;
  created_at: number;
}

export interface HoldTable {
  job_id: string;
  guild_id: string;
  member_id: string;
  amount_credits: number;
  state: 'pending' | 'posted' | 'voided';
  reason: string | null;
  created_at: number;
  resolved_at: number | null;
}

export interface JobTable {
  /** The interaction's snowflake. */
  id: string;
  state: string;
  guild_id: string;
  channel_id: string;
  member_id: string;
  application_id: string;
  /** Empty once what is personal was erased: the prompt, the messages' ids, the token. */
  locale: string;
  /** The checked request, JSON. */
  request: string;
  price_credits: number;
  /**
   * What its provider has charged the operator; before the video is made, what the dearest that may make it would. Counts
   * towards the spend limit of its day.
   */
  expected_cost_micro_usd: number;
  /** Whether the bot may post into the channel of the command. */
  may_post: number;
  /** Bytes per file on the interaction's roads. */
  attachment_limit_bytes: number;
  /** Null once it is dead or no longer needed. */
  interaction_token: string | null;
  /** The message made by the deferral. */
  progress_message_id: string | null;
  failure: string | null;
  result_url: string | null;
  /** When the address of the video dies. */
  result_expires_at: number | null;
  delivery_started_at: number | null;
  message_id: string | null;
  message_channel_id: string | null;
  rung: string | null;
  created_at: number;
  updated_at: number;
  ended_at: number | null;
  /** When the requester was told the end and the progress message was settled. */
  settled_at: number | null;
  /** When somebody asked not to have the video posted. */
  withheld_at: number | null;
  /** When the posted video was taken away by one who may. */
  removed_at: number | null;
  /** In what capacity it was kept back or taken away: nobody's id. */
  withdrawn_by: 'requester' | 'moderator' | null;
}

export interface AttemptTable {
  job_id: string;
  /** Counts from 1. */
  n: number;
  provider: string;
  model: string;
  slug: string;
  state: 'submitting' | 'submitted' | 'finished' | 'failed' | 'refused' | 'uncertain' | 'lost';
  request_id: string | null;
  /** What was asked, JSON; null in attempts of older versions. */
  input: string | null;
  started_at: number;
  submitted_at: number | null;
  ended_at: number | null;
  cost_micro_usd: number | null;
  /** The provider's own figures, a JSON object of numbers. */
  metrics: string | null;
  detail: string | null;
}

export interface PolicyVersionTable {
  guild_id: string;
  /** Counts from 1. Rows are only ever added. */
  n: number;
  /** A JSON object of the settings that admins have laid down; what it does not name follows the operator's defaults. */
  policy: string;
  actor_id: string;
  reason: string | null;
  created_at: number;
}

export interface AuditEntryTable {
  id: Generated<number>;
  guild_id: string;
  actor_id: string;
  action: string;
  /** Whom or what it was done to: a member, a role. */
  target_id: string | null;
  /** JSON. */
  before: string | null;
  /** JSON. */
  after: string | null;
  reason: string | null;
  created_at: number;
}

/** What a guild may spend of the operator's money; none where there is no row. Its history stands in the audit. */
export interface GuildBudgetTable {
  guild_id: string;
  credits: number;
  /** Null: for ever, all that was spent counts. */
  period: 'day' | 'week' | 'month' | null;
  actor_id: string;
  changed_at: number;
}

/** The operator's word on a guild, which goes before the configuration's. */
export interface GuildAccessTable {
  guild_id: string;
  is_served: number;
  actor_id: string;
  changed_at: number;
}

/** A share of a pool or limit that was passed, and told: once for each period. Or of videos that fail, while that lasts. */
export interface PassedThresholdTable {
  /** Empty for what concerns all guilds together. */
  guild_id: string;
  what: string;
  period_key: string;
  percent: number;
  passed_at: number;
}

/** Guilds that have removed the bot: what is kept of them is erased after a while. */
export interface GuildDepartureTable {
  guild_id: string;
  left_at: number;
}

/** A member whose erasure has begun and is not done. What came after its beginning is not erased. */
export interface MemberErasureTable {
  id: Generated<number>;
  member_id: string;
  begun_at: number;
  /** How many there were. */
  jobs: number;
  /** The newest job; empty where there was none. */
  last_job_id: string;
  /** The newest entry and the newest row of the audit, of all members. */
  last_entry_id: number;
  last_audit_id: number;
}

/** What a member is called in a guild from now on, while the erasure lasts: then nothing leads from one to the other. */
export interface MemberAliasTable {
  member_id: string;
  guild_id: string;
  alias: string;
}

/** What a modal has no room for, until it is sent off. */
export interface OpenFormTable {
  /** Of the interaction that was answered with the modal. */
  id: string;
  guild_id: string;
  /** Before whom it stands open. */
  member_id: string;
  /** JSON. */
  content: string;
  expires_at: number;
}

/** A member's word to the moderators about a video, and what they did. */
export interface VideoReportTable {
  /** Of the interaction by which it was sent. */
  id: string;
  guild_id: string;
  /** Where the video stands. */
  channel_id: string;
  message_id: string;
  /** Null where the job was erased. */
  job_id: string | null;
  /** Who had the video made; null where that is not known any more. */
  maker_id: string | null;
  /** Null once it was erased, as the reason is then. */
  reporter_id: string | null;
  reason: string | null;
  /** Null until the moderators were told. */
  notice_message_id: string | null;
  /** The moderator who deleted the video. */
  removed_by: string | null;
  /** The moderator who blocked its maker. */
  blocked_by: string | null;
  /** The moderator who found nothing to do. */
  dismissed_by: string | null;
  created_at: number;
}

/** How long a video took: it was under way at one look, finished at the next. Milliseconds. The last ones of each kind are kept. */
export interface SeenDurationTable {
  id: Generated<number>;
  provider: string;
  model: string;
  /** Of the clip. */
  duration_seconds: number;
  resolution: string;
  after_ms: number;
  by_ms: number;
}

export type VideoReportRow = Selectable<VideoReportTable>;
export type JobRow = Selectable<JobTable>;
export type AttemptRow = Selectable<AttemptTable>;
export type LedgerEntryRow = Selectable<LedgerEntryTable>;
export type PolicyVersionRow = Selectable<PolicyVersionTable>;
export type AuditEntryRow = Selectable<AuditEntryTable>;
