/**
 * A time that never goes back, for what lasts a while: it ends when its time has passed, although somebody has set the clock
 * back meanwhile.
 * @param now - milliseconds since the epoch, as the clock shows them
 * @returns milliseconds; ahead of the clock by as much as it was set back since the first call
 */
export function steadyTime(now: () => number): () => number {
  let last = now();
  let setBackMs = 0;
  return () => {
    const current = now();
    setBackMs += Math.max(0, last - current);
    last = current;
    return current + setBackMs;
  };
}
