import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitTimeLimitMs, planFit } from '../../src/media/fit-plan.ts';

const mebibyte = 1024 * 1024;
const fullHd = { width: 1920, height: 1080, durationSeconds: 5, hasSound: false };

describe('a plan', () => {
  it('gives a video all the bits of the limit, less the tables and what the encoder takes more than it is told', () => {
    expect(planFit(fullHd, 20 * mebibyte)).toEqual({
      width: 1920,
      height: 1080,
      // (20,971,520 − 14,500) × 8 bits in 5 s, divided by 1.14
      videoBitsPerSecond: 29_413_361,
      soundBitsPerSecond: null,
    });
  });

  it('leaves room for the sound where there is some', () => {
    const silent = planFit(fullHd, 20 * mebibyte);
    const loud = planFit({ ...fullHd, hasSound: true }, 20 * mebibyte);
    expect(loud?.soundBitsPerSecond).toBe(96_000);
    expect((silent?.videoBitsPerSecond ?? 0) - (loud?.videoBitsPerSecond ?? 0)).toBe(Math.ceil(96_000 / 1.14));
  });

  it('comes out under the limit, also where the encoder takes an eighth more than it was told', () => {
    const facts = fc.record({
      width: fc.integer({ min: 16, max: 4_096 }),
      height: fc.integer({ min: 16, max: 4_096 }),
      durationSeconds: fc.double({ min: 0.1, max: 60, noNaN: true }),
      hasSound: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 200 * mebibyte }), (video, limitBytes) => {
        const plan = planFit(video, limitBytes);
        if (!plan) return;
        const bits = plan.videoBitsPerSecond * 1.125 + (plan.soundBitsPerSecond ?? 0);
        expect((bits * video.durationSeconds) / 8).toBeLessThan(limitBytes);
        expect([plan.width % 2, plan.height % 2, plan.width > 0, plan.height > 0]).toEqual([0, 0, true, true]);
        expect(Math.min(plan.width, plan.height)).toBeLessThanOrEqual(1080);
        // The sides are rounded to whole pairs of pixels.
        expect(plan.videoBitsPerSecond / (plan.width * plan.height)).toBeGreaterThanOrEqual(1.5);
      }),
      { seed: 20261123 },
    );
  });

  it.each([
    [20 * mebibyte, '1920x1080'],
    [2.3 * mebibyte, '1920x1080'],
    [2 * mebibyte, '1280x720'],
    [1 * mebibyte, '1280x720'],
    [0.9 * mebibyte, '960x540'],
    [0.5 * mebibyte, '854x480'],
    [0.3 * mebibyte, '640x360'],
    [0.2 * mebibyte, 'none'],
    [0, 'none'],
  ])('for %i bytes has the most pixels that can be fed: %s', (limitBytes, size) => {
    const plan = planFit(fullHd, limitBytes);
    expect(plan ? `${plan.width}x${plan.height}` : 'none').toBe(size);
  });

  it.each([
    ['upright', { width: 1080, height: 1920 }, 1 * mebibyte, { width: 720, height: 1280 }],
    ['square', { width: 960, height: 960 }, 0.5 * mebibyte, { width: 540, height: 540 }],
    ['far larger than any message', { width: 3840, height: 2160 }, 100 * mebibyte, { width: 1920, height: 1080 }],
    ['with odd sides', { width: 641, height: 361 }, 20 * mebibyte, { width: 642, height: 362 }],
    ['smaller than the smallest step', { width: 320, height: 180 }, 100_000, { width: 320, height: 180 }],
  ])('keeps the shape of a video that is %s', (_, size, limitBytes, expected) => {
    expect(planFit({ ...fullHd, ...size }, limitBytes)).toMatchObject(expected);
  });

  it('is none where even the smallest picture would starve', () => {
    const tiny = { ...fullHd, width: 320, height: 180 };
    // 320 × 180 pixels × 1.5 bits × 5 s, with the tables and the overshoot: 76,060 bytes
    expect(planFit(tiny, 76_100)).not.toBeNull();
    expect(planFit(tiny, 76_000)).toBeNull();
  });
});

describe('the time for an encode', () => {
  it('grows with length and with pixels, and ends somewhere', () => {
    expect(fitTimeLimitMs(fullHd)).toBe(90_000);
    expect(fitTimeLimitMs({ ...fullHd, durationSeconds: 9 })).toBe(138_000);
    expect(fitTimeLimitMs({ ...fullHd, width: 3840, height: 2160 })).toBe(270_000);
    expect(fitTimeLimitMs({ ...fullHd, durationSeconds: 3_600 })).toBe(600_000);
  });

  it('is not less for small pictures: starting takes as long', () => {
    expect(fitTimeLimitMs({ ...fullHd, width: 64, height: 48 })).toBe(90_000);
  });
});
