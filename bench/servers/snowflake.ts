/** https://docs.discord.com/developers/reference#snowflakes */
const discordEpochMs = 1_420_070_400_000n;

let count = 0n;

/** A new id of the present moment, larger than all before it. */
export function nextSnowflake(): string {
  count += 1n;
  return String(((BigInt(Date.now()) - discordEpochMs) << 22n) + (count % 4096n));
}
