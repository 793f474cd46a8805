/** Schedules that know nothing: when to look at a job, whatever it is. */
export interface Schedule {
  readonly title: string;
  /** The first look, milliseconds of age. */
  readonly firstMs: number;
  /** From one look to the next. @param looks - so many were made, at least one */
  nextMs(looks: number): number;
}

function every(seconds: number): Schedule {
  return { title: `every ${seconds} s`, firstMs: seconds * 1000, nextMs: () => seconds * 1000 };
}

function backOff(firstSeconds: number, factor: number, longestSeconds: number): Schedule {
  const cap = Number.isFinite(longestSeconds) ? `at most ${longestSeconds} s` : 'no limit';
  return {
    title: `back-off, ${firstSeconds} s × ${factor}, ${cap}`,
    firstMs: firstSeconds * 1000,
    nextMs: (looks) => Math.min(longestSeconds, firstSeconds * factor ** looks) * 1000,
  };
}

export const fixed: readonly Schedule[] = [0.5, 1, 2, 5, 10].map(every);

/** https://github.com/segmind/segmind-python, segmind/pixelflows.py: looks at once. */
const segmindClient: Schedule = { title: 'Segmind’s client, 2 s', firstMs: 0, nextMs: () => 2_000 };

/** https://github.com/apiframe-ai/apiframe-nodejs-sdk, src/resources/jobs.ts: looks at once, too. */
export const apiframeClient: Schedule = {
  title: 'Apiframe’s client, 2 s × 1.5, at most 5 s',
  firstMs: 0,
  nextMs: (looks) => Math.min(5_000, Math.floor(2_000 * 1.5 ** (looks - 1))),
};

export const official: readonly Schedule[] = [segmindClient, apiframeClient];

export const backOffs: readonly Schedule[] = [
  backOff(1, 1.5, 10),
  backOff(2, 2, 30),
  backOff(1, 2, Number.POSITIVE_INFINITY),
];

export const strangers: readonly Schedule[] = [...fixed, ...official, ...backOffs];
