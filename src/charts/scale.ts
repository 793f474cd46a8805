/** Steps that people count in. */
const steps = [1, 2, 5, 10];

/**
 * Where an axis from zero has its lines: whole, evenly spaced, in steps of 1, 2 or 5 times a power of ten, the last one at or
 * above the largest value.
 * @param largest - above zero
 * @param maxSteps - so many at most, at least 1
 */
export function axisTicks(largest: number, maxSteps: number): number[] {
  const least = largest / maxSteps;
  const power = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  const step = power * (steps.find((each) => each * power >= least) ?? 10);
  return Array.from({ length: Math.ceil(largest / step) + 1 }, (_, index) => index * step);
}
