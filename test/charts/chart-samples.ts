import sharp from 'sharp';
import type { ChartColumn, ChartMember, ChartOrder, UsageChartWords } from '../../src/charts/usage-chart.ts';

export const words: UsageChartWords = {
  locale: 'en-GB',
  title: 'Usage',
  subtitle: '1 – 30 Nov',
  credits: 'Credits per day',
  videos: 'Videos per day',
  delivered: 'made',
  failed: 'failed',
  members: 'Top members',
  nameless: 'Member',
  nothing: 'Nothing was made.',
};

export function columns(count: number, creditsOf: (index: number) => number = (index) => 51 * index): ChartColumn[] {
  return Array.from({ length: count }, (_, index) => ({
    date: new Date(Date.UTC(2026, 10, 1 + index)).toISOString().slice(0, 10),
    creditsSpent: creditsOf(index),
    delivered: Math.ceil(creditsOf(index) / 51),
    failed: creditsOf(index) > 0 ? index % 2 : 0,
  }));
}

export function members(...names: readonly string[]): ChartMember[] {
  return names.map((name, index) => ({ name, creditsSpent: 1_000 - 50 * index }));
}

export function anOrder(changes: Partial<ChartOrder> = {}): ChartOrder {
  return { chart: { columns: columns(30), members: members('Ann', 'Ben') }, words, theme: 'dark', ...changes };
}

/** A part of a picture as it is seen: how many pixels differ clearly from its upper left corner. */
export async function inkIn(
  png: Uint8Array,
  area: { left: number; top: number; width: number; height: number },
): Promise<number> {
  const { data, info } = await sharp(png).removeAlpha().extract(area).raw().toBuffer({ resolveWithObject: true });
  let ink = 0;
  for (let at = 0; at < data.length; at += info.channels) {
    const distance = [0, 1, 2].reduce((sum, each) => sum + Math.abs((data[at + each] ?? 0) - (data[each] ?? 0)), 0);
    if (distance > 60) ink += 1;
  }
  return ink;
}
