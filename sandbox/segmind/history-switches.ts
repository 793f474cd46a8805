/** How the history lists past requests. Segmind's own client reads it; its shape is documented nowhere. */
export interface HistorySwitches {
  /** The key of the list; `none`: the answer is the bare list. */
  historyKey: 'generations' | 'data' | 'results' | 'none';
  /** Whether jobs are listed before they have ended. */
  historyListsRunning: boolean;
  /** Rows lack `parameters`. */
  historyHidesParameters: boolean;
  /** Rows lack all that older servers did not tell: `status`, `prompt`, `parameters`, `credits_deduction`, `latency_ms`. */
  historyOldRows: boolean;
  /** A row shows only so many milliseconds of the clock after its submit. */
  historyDelayMs: number;
  /** Rows have `id` alone, not `request_id` as well. */
  historyIdOnly: boolean;
  /** How the status word is written. */
  historyStatusWord: 'lower-case' | 'upper-case';
  /** Whether `created_at` names its zone, which is UTC. */
  historyTime: 'zoned' | 'bare';
}

export function plainHistory(): HistorySwitches {
  return {
    historyKey: 'generations',
    historyListsRunning: true,
    historyHidesParameters: false,
    historyOldRows: false,
    historyDelayMs: 0,
    historyIdOnly: false,
    historyStatusWord: 'lower-case',
    historyTime: 'zoned',
  };
}
