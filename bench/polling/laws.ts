import type { Random } from '../../sandbox/seeded-random.ts';
import { type Below, lognormalBelow, mixtureBelow } from '../../src/polling/distribution.ts';

/** How long the videos of the simulation take. */
export interface Law {
  readonly title: string;
  /** Milliseconds. */
  draw(random: Random): number;
  /** P(T ≤ age): what only the optimum knows. */
  readonly below: Below;
}

interface Lognormal {
  readonly medianMs: number;
  readonly sigma: number;
}

export function lognormal({ medianMs, sigma }: Lognormal): Law {
  return {
    title: `lognormal, ${medianMs / 1000} s, σ ${sigma}`,
    draw: (random) => drawLognormal({ medianMs, sigma }, random),
    below: lognormalBelow(Math.log(medianMs), sigma),
  };
}

/** Some videos find no machine that is warm. */
function bimodal(warm: Lognormal, cold: Lognormal, coldShare: number): Law {
  return {
    title: `${100 * (1 - coldShare)} % ${warm.medianMs / 1000} s, ${100 * coldShare} % cold starts ${cold.medianMs / 1000} s, σ ${warm.sigma}`,
    draw: (random) => drawLognormal(random() < coldShare ? cold : warm, random),
    below: mixtureBelow([
      [1 - coldShare, lognormalBelow(Math.log(warm.medianMs), warm.sigma)],
      [coldShare, lognormalBelow(Math.log(cold.medianMs), cold.sigma)],
    ]),
  };
}

/** Box and Muller's transform of two even draws into a normal one. */
function drawLognormal({ medianMs, sigma }: Lognormal, random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return medianMs * Math.exp(sigma * normal);
}

export const steadyLaws = {
  usual: lognormal({ medianMs: 60_000, sigma: 0.35 }),
  narrow: lognormal({ medianMs: 60_000, sigma: 0.15 }),
  wide: lognormal({ medianMs: 60_000, sigma: 0.8 }),
  coldStarts: bimodal({ medianMs: 60_000, sigma: 0.15 }, { medianMs: 150_000, sigma: 0.15 }, 0.2),
} as const satisfies Readonly<Record<string, Law>>;

/** What `usual` becomes where the provider takes twice as long from one day to the next. */
export const twiceAsLong = lognormal({ medianMs: 120_000, sigma: 0.35 });
