import { seededRandom } from '../sandbox/seeded-random.ts';

/** Standard normal quantiles at 0, 5, 10 … 45 per cent above the median. */
const normalQuantiles = [0, 0.1257, 0.2533, 0.3853, 0.5244, 0.6745, 0.8416, 1.0364, 1.2816, 1.6449] as const;
const medianMs = 60_000;
const sigma = 0.35;
const seed = 100;
/** The part of the law that is drawn from. */
const shares = { from: 0.05, to: 0.8 };

/**
 * How long each of `count` generations takes, milliseconds: the law that raybot's catalogue assumes (lognormal, median
 * 60 s, σ 0.35) from its 5th to its 80th hundredth, in an order drawn from a fixed seed. The values are spread evenly over
 * the law, so that each run has the same. In the fastest twentieth (before 34 s) next to nobody looks, by design of the schedule, so
 * that a delay there says nothing about speed; in the slowest fifth (after 81 s) one would only wait longer.
 */
export function drawGenerationTimesMs(count: number): number[] {
  const times = Array.from({ length: count }, (_, index) => {
    const share = shares.from + (shares.to - shares.from) * ((index + 0.5) / count);
    return Math.round(medianMs * Math.exp(sigma * normalQuantile(share)));
  });
  return shuffle(times);
}

/** By straight lines between known points: good to a hundredth. @param share - from 0.05 to 0.95 */
export function normalQuantile(share: number): number {
  const steps = Math.abs(share - 0.5) / 0.05;
  const lower = Math.min(Math.floor(steps), normalQuantiles.length - 2);
  const [from = 0, to = 0] = normalQuantiles.slice(lower);
  return Math.sign(share - 0.5) * (from + (steps - lower) * (to - from));
}

function shuffle(values: readonly number[]): number[] {
  const random = seededRandom(seed);
  return values
    .map((value) => ({ value, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value);
}
