/** A call took longer than whoever asked for it may wait. */
export class CallTimeout extends Error {
  constructor(limitMs: number) {
    super(`no answer within ${limitMs} ms`);
    this.name = 'CallTimeout';
  }
}

/**
 * Makes `work` safe to ask for at any time and as often as anybody likes: nobody waits longer than `limitMs` (of real time),
 * and a call that is still under way is shared, so that calls that hang do not pile up.
 * @returns a function that throws {@link CallTimeout}, or what `work` throws
 */
export function boundedCall<T>(work: () => T | Promise<T>, limitMs: number): () => Promise<T> {
  let underWay: Promise<T> | null = null;
  return () => {
    underWay ??= Promise.resolve()
      .then(work)
      .finally(() => {
        underWay = null;
      });
    return withinLimit(underWay, limitMs);
  };
}

async function withinLimit<T>(call: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new CallTimeout(limitMs)), limitMs);
  });
  try {
    return await Promise.race([call, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
