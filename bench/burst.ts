import { type Acknowledgements, burstSize, measureAcknowledgements } from './acknowledgements.ts';
import { clipOf } from './clips.ts';
import { type Deliveries, measureDeliveries } from './deliveries.ts';
import { drawGenerationTimesMs } from './generation-times.ts';
import { type Moved, measureMove } from './moved-files.ts';
import type { World } from './world.ts';

export const burstMegabytes = 9.5;
/** Just after raybot's second looks, 34 s and 36 s after each submit: the third ones come within the two seconds after it. */
const togetherAfterMs = 37_000;

export interface BurstFigures {
  readonly acknowledgements: Acknowledgements;
  /** Generations of different lengths, as they are. */
  readonly spread: Deliveries;
  /** All ready in one moment: the harder line. */
  readonly together: Deliveries;
  /** The files alone. */
  readonly floor: Moved;
}

/** A hundred members type a command in the same moment. */
export async function measureBurst(world: World): Promise<BurstFigures> {
  const clipPath = await clipOf(burstMegabytes);
  const acknowledgements = await measureAcknowledgements(world);
  const floor = await measureMove(world, 'peers/move-files.ts', clipPath, burstSize);
  const together = await measureDeliveries(world, { kind: 'together', afterMs: togetherAfterMs, clipPath }, burstSize);
  const afterMs = drawGenerationTimesMs(burstSize);
  const spread = await measureDeliveries(world, { kind: 'spread', afterMs, clipPath }, burstSize);
  return { acknowledgements, spread, together, floor };
}
