import type { Random } from '../seeded-random.ts';

export interface Latency {
  /** Waiting for a free machine, milliseconds. */
  readonly queueMs: number;
  /** The generation itself, milliseconds. */
  readonly inferenceMs: number;
}

/** Spread of the logarithm: nine in ten between about half and twice the median. */
const SIGMA = 0.35;
const LONGEST_MS = 300_000;
const LONGEST_QUEUE_MS = 3_000;

/** How long one generation takes: a lognormal law around the published mean, with a long tail. */
export function drawLatency(medianMs: number, random: Random): Latency {
  const spread = Math.exp(SIGMA * standardNormal(random));
  return {
    queueMs: Math.round(200 + random() ** 2 * LONGEST_QUEUE_MS),
    inferenceMs: Math.round(Math.min(medianMs * spread, LONGEST_MS)),
  };
}

/** Box and Muller's transform of two even draws into a normal one. */
function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** What replaces the drawn times of a service that was asked to be exact, milliseconds. */
export function fixedLatency({ latencyMs, queueMs }: { latencyMs?: number; queueMs?: number }): Partial<Latency> {
  return {
    ...(latencyMs === undefined ? {} : { inferenceMs: latencyMs, queueMs: 0 }),
    ...(queueMs === undefined ? {} : { queueMs }),
  };
}
