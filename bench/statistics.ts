/** What a series of measurements comes to. */
export interface Summary {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export function summarise(values: readonly number[]): Summary {
  return { p50: percentile(values, 50), p99: percentile(values, 99), max: percentile(values, 100) };
}

/**
 * The nearest-rank percentile: the smallest value that at least `rank` per cent of all are not above. It is always one of
 * the values; of a hundred, the 99th is the second largest.
 * @param rank - above 0, at most 100
 */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('no values');
  return value;
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [lower, upper] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (lower === undefined || upper === undefined) throw new RangeError('no values');
  return (lower + upper) / 2;
}

/** How ratios are spread: half of them lie between `lower` and `upper`. */
export interface RatioSpread {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/** Each value by the one that was measured beside it: what disturbs both of them disturbs their ratio less. */
export function ratioSpread(values: readonly number[], others: readonly number[]): RatioSpread {
  const ratios = values.map((value, index) => value / (others[index] ?? Number.NaN));
  return { median: median(ratios), lower: percentile(ratios, 25), upper: percentile(ratios, 75) };
}
