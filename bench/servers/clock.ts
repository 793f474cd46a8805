/** Milliseconds since the epoch with fractions: one clock for all processes of the bench. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
