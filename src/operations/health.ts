import { boundedCall, CallTimeout } from './bounded-call.ts';

/** What a check may say of its part: `connecting` and `stopping` mean «alive, but do not count on it now». */
export type CheckResult = 'ok' | 'connecting' | 'stopping';

/** Looks at one part. To throw means that the part does not work; what is thrown is shown to nobody, as it may hold a secret. */
export type ReadinessCheck = () => Promise<CheckResult>;

/** The answer of `/readyz`. */
export interface Readiness {
  readonly status: 'ready' | 'not-ready';
  readonly checks: Readonly<Record<string, CheckResult | 'failed' | 'timeout'>>;
}

/** Whoever asks about readiness waits a few seconds at most: https://kubernetes.io/docs/concepts/workloads/pods/probes/ */
const checkLimitMs = 2_000;

/**
 * Puts checks together into one answer: ready when each of them says `ok`. They run side by side, each for two seconds at
 * most; the answer never throws.
 * @param checks - by the name under which the answer shows them
 */
export function createReadiness(checks: Readonly<Record<string, ReadinessCheck>>): () => Promise<Readiness> {
  const bounded = Object.entries(checks).map(([name, check]) => [name, boundedCall(check, checkLimitMs)] as const);
  return async () => {
    const results = await Promise.all(
      bounded.map(async ([name, check]) => [name, await check().catch(failed)] as const),
    );
    const isReady = results.every(([, result]) => result === 'ok');
    return { status: isReady ? 'ready' : 'not-ready', checks: Object.fromEntries(results) };
  };
}

function failed(error: unknown): 'failed' | 'timeout' {
  return error instanceof CallTimeout ? 'timeout' : 'failed';
}
