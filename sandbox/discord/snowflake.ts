/** First millisecond of 2015, from which Discord counts. https://docs.discord.com/developers/reference#snowflakes */
export const DISCORD_EPOCH_MS = 1_420_070_400_000;

const INCREMENT_BITS = 22n;
const IDS_PER_MILLISECOND = 1 << 22;

/** Milliseconds since the Unix epoch at which an id was made. */
export function snowflakeTimeMs(id: string): number {
  return Number(BigInt(id) >> INCREMENT_BITS) + DISCORD_EPOCH_MS;
}

/** Orders ids as Discord does: by number, not by text. */
export function compareSnowflakes(left: string, right: string): number {
  const difference = BigInt(left) - BigInt(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Makes ids that are never repeated, also not for times in the past (an event that is delivered late). */
export class Snowflakes {
  readonly #nowMs: () => number;
  readonly #used = new Map<number, number>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  next(atMs: number = this.#nowMs()): string {
    const count = this.#used.get(atMs) ?? 0;
    if (count >= IDS_PER_MILLISECOND) throw new RangeError('no snowflake is left in this millisecond');
    this.#used.set(atMs, count + 1);
    return ((BigInt(atMs - DISCORD_EPOCH_MS) << INCREMENT_BITS) | BigInt(count)).toString();
  }
}
