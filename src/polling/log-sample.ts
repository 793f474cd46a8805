/** What is taken for the spread of jobs of which one alone was seen, in log time. */
const unknownSpread = 0.3;

/** Mean and standard deviation. @param logs - at least one */
export function momentsOf(logs: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
  return { mean, deviation: logs.length > 1 ? Math.sqrt(squares / (logs.length - 1)) : unknownSpread };
}

/** @param sorted - ascending, at least one */
export function quantileOf(sorted: readonly number[], share: number): number {
  return sorted[Math.round((sorted.length - 1) * share)] ?? 0;
}

/** Silverman's rule for the width of a kernel: https://doi.org/10.1201/9781315140919 */
export function silvermanBandwidth(logs: readonly number[]): number {
  const sorted = logs.toSorted((a, b) => a - b);
  const { deviation } = momentsOf(logs);
  const quartiles = (quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25)) / 1.34;
  // Where most took the same time, the quartiles say nothing.
  const spread = Math.min(deviation, quartiles) || deviation;
  return 0.9 * spread * logs.length ** -0.2;
}
