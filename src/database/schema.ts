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
}

export interface AccountTable {
  guild_id: string;
  member_id: string;
  /** Σ of the account's entries. */
  balance_credits: number;
  /** Σ of the account's pending holds. */
  held_credits: number;
}

export type LedgerEntryKind = 'allowance' | 'post';

export interface LedgerEntryTable {
  id: Generated<number>;
  guild_id: string;
  member_id: string;
  kind: LedgerEntryKind;
  /** Positive: credits given; negative: credits spent. */
  amount_credits: number;
  /** What makes the entry happen at most once: `post:{job}`, `allowance:{guild}:{member}:{period}`. */
  key: string;
  job_id: string | null;
  /** Who caused it: a Discord user id, or null for raybot itself. */
  actor_id: string | null;
  reason: string | null;
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

export type JobRow = Selectable<JobTable>;
export type AttemptRow = Selectable<AttemptTable>;
export type LedgerEntryRow = Selectable<LedgerEntryTable>;
