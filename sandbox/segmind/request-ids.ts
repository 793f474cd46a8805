import type { Random } from '../seeded-random.ts';

/**
 * Request ids in both shapes that were seen: the documentation has dashed UUIDs, the live service answered 32 hex
 * characters. They alternate, so that two requests are enough to meet both.
 */
export function createRequestIds(random: Random): () => string {
  let count = 0;
  return () => {
    const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
    count++;
    return count % 2 === 1 ? hex : hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  };
}
