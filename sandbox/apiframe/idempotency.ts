import type { Clock } from '../../src/clock.ts';

/** The keys that submits came with, and what they were for. */
export interface IdempotencyKeys {
  /** What this key was used for within its life; null when it is new. */
  find(key: string, body: unknown): { readonly jobId: string; readonly sameBody: boolean } | null;
  remember(key: string, body: unknown, jobId: string): void;
}

/** @see https://api.apiframe.ai/v2/openapi.json */
export const LONGEST_KEY = 255;
const LIFE_MS = 24 * 3_600_000;

export function createIdempotencyKeys(clock: Clock): IdempotencyKeys {
  const used = new Map<string, { readonly at: number; readonly body: string; readonly jobId: string }>();
  return {
    find(key, body) {
      const found = used.get(key);
      if (!found || clock.now() - found.at >= LIFE_MS) return null;
      return { jobId: found.jobId, sameBody: found.body === canonical(body) };
    },
    remember(key, body, jobId) {
      used.set(key, { at: clock.now(), body: canonical(body), jobId });
    },
  };
}

/** The same text for the same content, in whatever order its keys stand. */
function canonical(body: unknown): string {
  return JSON.stringify(body, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
