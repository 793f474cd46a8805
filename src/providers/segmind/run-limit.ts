import pLimit from 'p-limit';
import { ProviderError } from '../../errors/provider-error.ts';

/** Lets so many runs go on at a time. Whoever waits can leave; whoever runs ends by itself. */
export function createRunLimit(most: number) {
  const limit = pLimit(most);
  return async <T>(run: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    const abortedEarly = () =>
      new ProviderError('transient', 'aborted before the call', false, { cause: signal.reason });
    const aborted = Promise.withResolvers<never>();
    let runs = false;
    const begin = () => {
      if (signal.aborted) throw abortedEarly();
      runs = true;
      return run();
    };
    const onAbort = () => {
      if (!runs) aborted.reject(abortedEarly());
    };
    signal.addEventListener('abort', onAbort);
    try {
      return await Promise.race([limit(begin), aborted.promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  };
}
