import { createRequire } from 'node:module';
import type { TopLevelSpec } from 'vega-lite';
import { type Font, readFont } from './font.ts';
import { margin, picture } from './layout.ts';
import { themes } from './theme.ts';
import type { ChartOrder } from './usage-chart.ts';
import { fontFamily, usageSpec } from './usage-spec.ts';

const require = createRequire(import.meta.url);
const regularFile = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf');
const boldFile = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf');
const fontFiles = [regularFile, boldFile];

let fonts: Promise<[regular: Font, bold: Font]> | undefined;

/**
 * Draws a usage chart. Takes half a second of a processor and a hundred megabytes: only for the process of
 * `createChartRenderer`. The fonts come by path: a server often has none, and then there would be no text at all.
 * @returns a PNG of 1200 by 740 pixels
 */
export async function drawUsageChart({ chart, words, theme }: ChartOrder): Promise<Uint8Array<ArrayBuffer>> {
  fonts ??= Promise.all([readFont(regularFile), readFont(boldFile)]);
  const [font, boldFont] = await fonts;
  return toPng(await toSvg(usageSpec(chart, words, { colours: themes[theme], font, boldFont })));
}

async function toSvg(chart: TopLevelSpec): Promise<string> {
  const [{ compile }, { parse, View }] = await Promise.all([import('vega-lite'), import('vega')]);
  // What Vega thinks a text needs is a guess without a canvas, and must not change the picture's size.
  const spec = {
    ...compile(chart).spec,
    autosize: { type: 'none' as const },
    padding: margin,
    width: picture.width - margin.left - margin.right,
    height: picture.height - margin.top - margin.bottom,
  };
  const view = new View(parse(spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

async function toPng(svg: string): Promise<Uint8Array<ArrayBuffer>> {
  const { Resvg } = await import('@resvg/resvg-js');
  const font = { loadSystemFonts: false, fontFiles, defaultFontFamily: fontFamily };
  return new Uint8Array(new Resvg(svg, { font }).render().asPng());
}
