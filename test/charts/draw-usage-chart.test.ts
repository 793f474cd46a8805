import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawUsageChart } from '../../src/charts/draw-usage-chart.ts';
import { anOrder, columns, inkIn, members, words } from './chart-samples.ts';

const title = { left: 30, top: 10, width: 1_140, height: 60 };
const secondName = { left: 810, top: 246, width: 200, height: 40 };
const creditBars = { left: 118, top: 200, width: 570, height: 230 };
const axisLabels = { left: 60, top: 685, width: 660, height: 50 };

describe('the picture of a usage', () => {
  it.each([
    ['thirty days', columns(30), members('Ann', 'Ben')],
    ['one day', columns(1, () => 51), members('Ann')],
    ['a year', columns(367), members(...Array.from({ length: 14 }, (_, index) => `m${index}`))],
    ['one great day among small ones', columns(7, (index) => (index === 4 ? 1e9 : 1)), members('Ann')],
    ['days without anything', columns(30, () => 0), []],
    ['no days', [], []],
    [
      'names that nobody can draw',
      columns(3),
      members('田中', '🔥', '\u0000', '</text>&', '\ud800', 'ا'.repeat(2_000)),
    ],
  ])('is a PNG of one size for %s', async (_what, days, people) => {
    const png = await drawUsageChart(anOrder({ chart: { columns: days, members: people } }));
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 1_200, height: 740 });
    expect(png.length).toBeLessThan(400_000);
  });

  it('shows texts, bars and names in both themes', async () => {
    for (const theme of ['dark', 'light'] as const) {
      const png = await drawUsageChart(anOrder({ theme }));
      for (const area of [title, creditBars, secondName, axisLabels])
        expect(await inkIn(png, area)).toBeGreaterThan(300);
    }
  });

  it('has no bars where nothing was spent, and a small one where little was', async () => {
    const inkOf = async (creditsSpent: (index: number) => number) => {
      const chart = { columns: columns(7, creditsSpent), members: [] };
      const png = await drawUsageChart(anOrder({ chart, words: { ...words, nothing: '' } }));
      return inkIn(png, { left: 118, top: 425, width: 70, height: 6 });
    };
    expect(await inkOf(() => 0)).toBe(0);
    expect(await inkOf((index) => (index === 4 ? 1_000_000 : 1))).toBeGreaterThan(100);
  });

  it('draws a name beside one that cannot be drawn as if it stood alone', async () => {
    const inkWith = async (name: string) => {
      const png = await drawUsageChart(anOrder({ chart: { columns: columns(3), members: members('Ann', name) } }));
      return inkIn(png, secondName);
    };
    expect(await inkWith('🔥 Ben 🔥')).toBe(await inkWith('Ben'));
    expect(await inkWith('田中')).toBe(await inkWith(words.nameless));
    expect(await inkWith('田中')).not.toBe(await inkWith('Ben'));
  });

  it('writes dates in the language that is asked for, and in English where that cannot be drawn or is none', async () => {
    const labels = async (locale: string) =>
      inkIn(await drawUsageChart(anOrder({ words: { ...words, locale } })), axisLabels);
    const english = await labels('en-GB');
    expect(await labels('de')).not.toBe(english);
    for (const locale of ['ja', 'hi', 'not a language', '']) expect(await labels(locale)).toBe(english);
  });
});
