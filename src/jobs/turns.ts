import { setImmediate } from 'node:timers/promises';

/** A few milliseconds: whoever waits for an acknowledgement hardly notices. */
const usualTurnMs = 5;

/**
 * For long work that is made of short steps: to be called after each of them. When the work has held the event loop for some
 * milliseconds, everything else has its turn first.
 */
export function createTurns(turnMs = usualTurnMs): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < turnMs) return;
    await setImmediate();
    since = performance.now();
  };
}
