import { createHash } from 'node:crypto';

/**
 * Rate limits as Discord tells them: https://docs.discord.com/developers/topics/rate-limits . By default there is always
 * room, so that a scaled clock and a real limit do not get into each other's way.
 */

/** Where a request stands in its bucket. */
export interface Quota {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAfterMs: number;
}

interface LimitDetails {
  /** Whether the answer says more than its status and body. Default true. */
  readonly headers?: boolean;
  /** Whose limit it is; `global` is the bot's own over all routes, `shared` is used up by others too. Default `user`. */
  readonly scope?: 'user' | 'global' | 'shared';
  /** Discord's own code, for limits that have one. */
  readonly code?: number;
  readonly message?: string;
}

/** The answer 429. Without headers a client is left to guess. */
export class RateLimited extends Error {
  readonly retryAfterMs: number;
  readonly withHeaders: boolean;
  readonly scope: 'user' | 'global' | 'shared';
  readonly code: number | undefined;

  constructor(retryAfterMs: number, details: LimitDetails = {}) {
    super(details.message ?? 'You are being rate limited.');
    this.name = 'RateLimited';
    this.retryAfterMs = retryAfterMs;
    this.withHeaders = details.headers ?? true;
    this.scope = details.scope ?? 'user';
    this.code = details.code;
  }

  toJSON(): Record<string, unknown> {
    return {
      message: this.message,
      retry_after: this.retryAfterMs / 1_000,
      global: this.scope === 'global',
      ...(this.code === undefined ? {} : { code: this.code }),
    };
  }
}

interface Rule {
  readonly method: string;
  /** Its group is what the limit is counted for: a channel, or an application with a token. */
  readonly path: RegExp;
  readonly limit: number;
  readonly windowMs: number;
}

const EDITS: Rule = {
  method: 'PATCH',
  path: /^\/webhooks\/(\d+\/[^/]+)\/messages\/[^/]+$/,
  limit: 5,
  windowMs: 2_000,
};

/**
 * Discord promises no numbers. These are what others have seen: 5 in 2 seconds for each webhook token, 5 in 5 seconds for
 * messages and edits in a channel. https://github.com/bwmarrin/discordgo/issues/1384
 */
const RULES: readonly Rule[] = [
  EDITS,
  { method: 'POST', path: /^\/webhooks\/(\d+\/[^/]+)$/, limit: 5, windowMs: 2_000 },
  { method: 'POST', path: /^\/channels\/(\d+)\/messages$/, limit: 5, windowMs: 5_000 },
  { method: 'PATCH', path: /^\/channels\/(\d+)\/messages\/\d+$/, limit: 5, windowMs: 5_000 },
];

/** https://docs.discord.com/developers/topics/rate-limits#global-rate-limit */
const GLOBAL = { limit: 50, windowMs: 1_000 };

/** Counts requests in windows of real time: a client waits for them in real time too. */
export class RouteLimiter {
  readonly #windows = new Map<string, { startMs: number; count: number }>();

  /**
   * Takes a place in the bucket of this route.
   * @param which - `edits` looks at edits of interaction messages alone
   * @returns undefined for a route without a limit
   * @throws {RateLimited} when the window is used up
   */
  take(method: string, path: string, which: 'edits' | 'all'): Quota | undefined {
    const rules = which === 'edits' ? [EDITS] : RULES;
    for (const rule of rules) {
      const [, major] = (rule.method === method && rule.path.exec(path)) || [];
      if (major !== undefined) return this.#count(`${method} ${rule.path} ${major}`, rule, 'user');
    }
    return undefined;
  }

  /** @throws {RateLimited} when the bot has sent too much over all its routes */
  takeGlobal(): void {
    this.#count('global', GLOBAL, 'global');
  }

  #count(key: string, { limit, windowMs }: { limit: number; windowMs: number }, scope: 'user' | 'global'): Quota {
    const nowMs = Date.now();
    const current = this.#windows.get(key);
    const window = current && nowMs - current.startMs < windowMs ? current : { startMs: nowMs, count: 0 };
    const resetAfterMs = window.startMs + windowMs - nowMs;
    if (window.count >= limit) throw new RateLimited(resetAfterMs, { scope });
    this.#windows.set(key, { startMs: window.startMs, count: window.count + 1 });
    return { limit, remaining: limit - window.count - 1, resetAfterMs };
  }
}

const ROOMY: Quota = { limit: 5, remaining: 4, resetAfterMs: 1_000 };

interface Place {
  readonly method: string;
  /** Decoded; ids and tokens do not make a bucket of their own. */
  readonly path: string;
}

/** Headers of an answer that was not limited. */
export function quotaHeaders(quota: Quota = ROOMY, place: Place, nowMs: number): Record<string, string> {
  return {
    'x-ratelimit-limit': String(quota.limit),
    'x-ratelimit-remaining': String(quota.remaining),
    'x-ratelimit-reset': ((nowMs + quota.resetAfterMs) / 1_000).toFixed(3),
    'x-ratelimit-reset-after': (quota.resetAfterMs / 1_000).toFixed(3),
    'x-ratelimit-bucket': bucketOf(place),
  };
}

/** Headers of the answer 429. A global one belongs to no bucket. */
export function limitedHeaders(limited: RateLimited, place: Place, nowMs: number): Record<string, string> {
  if (!limited.withHeaders) return {};
  const common = {
    'retry-after': String(Math.ceil(limited.retryAfterMs / 1_000)),
    'x-ratelimit-scope': limited.scope,
  };
  if (limited.scope === 'global') return { ...common, 'x-ratelimit-global': 'true' };
  const spent = { ...ROOMY, remaining: 0, resetAfterMs: limited.retryAfterMs };
  return { ...common, ...quotaHeaders(spent, place, nowMs) };
}

function bucketOf({ method, path }: Place): string {
  const route = path.replace(/^(\/(?:webhooks|interactions)\/)\d+\/[^/]+/, '$1').replaceAll(/\d{15,20}/g, ':id');
  return createHash('sha256').update(`${method} ${route}`).digest('hex').slice(0, 32);
}
