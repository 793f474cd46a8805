import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { FrontierPoint, FrontierSeries } from './frontier.ts';

const require = createRequire(import.meta.url);
// By path: where a font is missing, its text is left out without a word.
const fontFiles = ['DejaVuSansCondensed', 'DejaVuSansCondensed-Bold'].map((name) =>
  require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`),
);
const font = 'DejaVu Sans Condensed';
/** The picture is drawn larger than it is shown, for fine screens. */
const zoom = 2;

const colours: Readonly<Record<FrontierSeries, string>> = {
  'the best possible': '#9aa0aa',
  raybot: '#5865f2',
  'fixed interval': '#d9600f',
  'providers’ clients': '#0f8296',
  'back-off': '#a3341f',
};

/** Mean lag against looks per job, one panel for each law. @returns a PNG */
export async function drawFrontier(points: readonly FrontierPoint[]): Promise<Uint8Array> {
  const view = new View(parse(compile(specOf(points)).spec), { renderer: 'none' });
  try {
    const svg = await view.toSVG();
    const fonts = { loadSystemFonts: false, fontFiles, defaultFontFamily: font };
    return new Resvg(svg, { font: fonts, fitTo: { mode: 'zoom', value: zoom } }).render().asPng();
  } finally {
    view.finalize();
  }
}

function specOf(points: readonly FrontierPoint[]): TopLevelSpec {
  const series = Object.keys(colours);
  const laws = [...new Set(points.map(({ law }) => law))];
  const x = { field: 'lagSeconds', type: 'quantitative', title: 'mean lag until it is noticed, seconds' } as const;
  const y = { field: 'looks', type: 'quantitative', title: 'requests per video' } as const;
  return {
    background: '#ffffff',
    padding: 16,
    data: { values: points.map((point) => ({ ...point })) },
    facet: { column: { field: 'law', type: 'nominal', title: null, sort: laws } },
    spec: {
      width: 360,
      height: 320,
      layer: [
        {
          transform: [{ filter: { field: 'series', oneOf: ['the best possible', 'raybot', 'fixed interval'] } }],
          mark: { type: 'line', strokeWidth: 2 },
          encoding: {
            x: { ...x, scale: { type: 'log', domain: [0.2, 50], nice: false } },
            y: { ...y, scale: { type: 'log', domain: [1.5, 200], nice: false } },
          },
        },
        { mark: { type: 'point', filled: true, size: 45, opacity: 1 }, encoding: { x, y } },
      ],
      encoding: {
        color: {
          field: 'series',
          type: 'nominal',
          title: null,
          sort: series,
          scale: { domain: series, range: Object.values(colours) },
        },
      },
    },
    config: {
      font,
      axis: { labelFontSize: 12, titleFontSize: 13, titleFontWeight: 'normal', gridColor: '#e4e6ea' },
      header: { labelFontSize: 14, labelFontWeight: 'bold' },
      legend: { labelFontSize: 12, labelLimit: 0, symbolSize: 90, orient: 'bottom' },
      view: { stroke: '#c4c8cf' },
    },
  };
}
