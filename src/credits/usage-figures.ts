/** What was used: credits that were spent for good, and jobs by how they ended. */
export interface UsageFigures {
  readonly creditsSpent: number;
  readonly delivered: number;
  /** Ended without a video, after the member had been told that it is made. */
  readonly failed: number;
}

export interface DayUsage extends UsageFigures {
  /** The local day, as ISO 8601 writes it. */
  readonly date: string;
}

export interface MemberUsage extends UsageFigures {
  readonly memberId: string;
}

export interface ModelUsage extends UsageFigures {
  /** Null: those that ended before any service was asked. */
  readonly model: string | null;
}

export interface FailureCount {
  /** A job's failure, as jobs name it. */
  readonly failure: string;
  readonly jobs: number;
}

/** What a guild used in a span of time. Lists are ordered, the most first; days by date. */
export interface Usage {
  readonly total: UsageFigures;
  /** Every day of the span, also those without anything. */
  readonly days: readonly DayUsage[];
  /** At most ten, only those who spent something. */
  readonly topMembers: readonly MemberUsage[];
  readonly byModel: readonly ModelUsage[];
  readonly byFailure: readonly FailureCount[];
  /** Failed ones among those that ended, 0 to 1; null where none did. */
  readonly failureShare: number | null;
  /** From the command to the delivered video, whole seconds; null where none was delivered. */
  readonly durationSeconds: { readonly median: number; readonly p95: number } | null;
}
