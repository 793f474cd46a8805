import { describe, expect, it } from 'vitest';
import { type DurationKey, LearnedDurations } from '../../src/polling/learned-durations.ts';

const flash: DurationKey = { provider: 'segmind', model: 'ray-flash-2', durationSeconds: 5, resolution: '720p' };
const longFlash = { ...flash, durationSeconds: 9 };
const ray = { ...flash, model: 'ray-2' };
const elsewhere = { ...flash, provider: 'apiframe' };
const prior = { medianSeconds: 60, sigma: 0.35 };
const longPrior = { medianSeconds: 108, sigma: 0.35 };

function teach(learned: LearnedDurations, key: DurationKey, ms: number, count: number, own = prior): number {
  let remembered = 0;
  for (let job = 1; job <= count; job += 1) {
    const byMs = ms * (1 + ((job % 5) - 2) / 20);
    remembered = learned.learn({ key, prior: own, span: { afterMs: byMs - 1_000, byMs } }, job * ms);
  }
  return remembered;
}

const medianOf = (learned: LearnedDurations, key: DurationKey, own = prior) =>
  learned.tableOf(key, own).quantileMs(0.5);

describe('learned durations', () => {
  it('are the catalogue’s at first', () => {
    expect(medianOf(new LearnedDurations(), flash) / 60_000).toBeCloseTo(1, 2);
  });

  it('are those of the very kind, once some were seen', () => {
    const learned = new LearnedDurations();
    expect(teach(learned, flash, 40_000, 16)).toBe(16);
    expect(medianOf(learned, flash) / 40_000).toBeCloseTo(1, 1);
  });

  it('say of a kind that was never seen what others of its model show, in proportion to the catalogue', () => {
    const learned = new LearnedDurations();
    learned.tableOf(longFlash, longPrior);
    teach(learned, flash, 40_000, 20);
    expect(medianOf(learned, longFlash, longPrior) / 72_000).toBeCloseTo(1, 1);
  });

  it('else what all of the provider show, and nothing of another provider', () => {
    const learned = new LearnedDurations();
    teach(learned, flash, 30_000, 20);
    expect(medianOf(learned, ray, { medianSeconds: 125, sigma: 0.35 }) / 62_500).toBeCloseTo(1, 1);
    expect(medianOf(learned, elsewhere) / 60_000).toBeCloseTo(1, 2);
  });

  it('believe the model before the provider', () => {
    const learned = new LearnedDurations();
    teach(learned, longFlash, 108_000, 16, longPrior);
    teach(learned, ray, 20_000, 20);
    expect(medianOf(learned, flash) / 60_000).toBeCloseTo(1, 1);
  });

  it('go by too few others not at all', () => {
    const learned = new LearnedDurations();
    teach(learned, longFlash, 300_000, 15, longPrior);
    expect(medianOf(learned, flash) / 60_000).toBeCloseTo(1, 2);
  });

  it('tell how many jobs count after a change, and that nonsense was left out', () => {
    const learned = new LearnedDurations();
    teach(learned, flash, 40_000, 30);
    let remembered = 0;
    for (const at of [1, 2, 3]) {
      const span = { afterMs: 199_000, byMs: 200_000 };
      remembered = learned.learn({ key: flash, prior, span }, 10_000_000 + at * 200_000);
    }
    expect(remembered).toBe(3);
    expect(learned.learn({ key: flash, prior, span: { afterMs: 0, byMs: 0 } }, 0)).toBe(0);
  });

  it('go on after a restart as before', () => {
    const before = new LearnedDurations();
    const after = new LearnedDurations();
    const seen = Array.from({ length: 20 }, (_, job) => {
      const byMs = 40_000 + 500 * (job % 7);
      return { key: flash, prior, span: { afterMs: byMs - 1_000, byMs } };
    });
    for (const [index, job] of seen.entries()) before.learn(job, (index + 1) * 41_000);
    after.recall(seen);
    expect(medianOf(after, flash)).toBe(medianOf(before, flash));
    expect(medianOf(after, longFlash, longPrior)).toBe(medianOf(before, longFlash, longPrior));
  });
});
