const microUsdPerCredit = 10_000;

/**
 * Apiframe counts in whole credits, of which one is about a cent: a video that costs 51 of them is listed at about half a
 * dollar elsewhere.
 * @returns millionths of a US dollar; null where that is no exact number
 * @see https://apiframe.ai/docs/videos/luma/luma-ray-flash-2
 */
export function microUsdOf(credits: number): number | null {
  const microUsd = Math.round(credits * microUsdPerCredit);
  return Number.isSafeInteger(microUsd) ? microUsd : null;
}
