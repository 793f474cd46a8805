import { fitText, textWidth } from './drawable-text.ts';
import { labelEvery } from './labels.ts';
import { bars, margin, sizes } from './layout.ts';
import { type Encoding, headingAbovePx, headingMark, type Inks, type Marks, type Panel, textMark } from './panel.ts';
import { axisTicks } from './scale.ts';

/** One colour of the bars; of several, the first one stands at the bottom. */
export interface BarPart {
  readonly colour: string;
  /** Stands beside the heading, as the key to the colour; empty where there is only one. */
  readonly name: string;
  readonly values: readonly number[];
}

export interface Bars {
  readonly heading: string;
  readonly heightPx: number;
  /** Labels of the columns; they are written below only `withAxis`. */
  readonly columns: readonly string[];
  readonly withAxis: boolean;
  readonly parts: readonly BarPart[];
  /** Stands in the middle where all is zero; may be empty. */
  readonly nothing: string;
  tick(value: number): string;
  amount(value: number): string;
}

/** What is not zero can be seen, however small it is beside the rest. */
const leastBarPx = 4;
const widestBarPx = 56;
/** Room above the highest bar for its value. */
const peakRoomPx = 36;
const tickEveryPx = 52;
const swatchPx = 20;
const swatchGapPx = 10;
const keyGapPx = 26;
const amountGapPx = 12;
const amountRoomPx = margin.left - amountGapPx - 16;

/** Bars over columns, the value of the highest one above it. */
export function barsPanel(panel: Bars, inks: Inks): Panel {
  const totals = panel.columns.map((_, column) =>
    panel.parts.reduce((sum, { values }) => sum + (values[column] ?? 0), 0),
  );
  const largest = Math.max(0, ...totals);
  const ticks = largest > 0 ? axisTicks(largest, Math.floor(panel.heightPx / tickEveryPx)) : [0];
  const top = Math.max(1, ticks.at(-1) ?? 0, (largest * panel.heightPx) / (panel.heightPx - peakRoomPx));
  return {
    width: bars.width,
    height: panel.heightPx,
    encoding: { x: columnsAxis(panel, inks), y: amountsAxis(panel, ticks, top, inks) },
    layer: [
      barMarks(panel, (top * leastBarPx) / panel.heightPx),
      ...(largest > 0 ? peakMarks(panel, totals, inks) : [nothingMark(panel, inks)]),
      headingMark(panel.heading, inks),
      ...keyMarks(panel, inks),
    ],
  };
}

function columnsAxis({ columns, withAxis }: Bars, { colours, font }: Inks): NonNullable<Encoding['x']> {
  const every = labelEvery(columns, bars.width / columns.length, sizes.label, font);
  // The last column is today, or the end of what was asked for: it has a label whatever the others have.
  const labelled = [...columns.keys()].filter((column) => (columns.length - 1 - column) % every === 0);
  return {
    field: 'column',
    type: 'ordinal',
    scale: { domain: [...columns.keys()], padding: 0 },
    axis: {
      values: labelled,
      labels: withAxis,
      labelExpr: lookup(labelled.map((column) => [column, columns[column] ?? ''])),
      labelAngle: 0,
      labelOverlap: false,
      labelPadding: 16,
      domainColor: colours.grid,
      title: null,
    },
  };
}

/** Amounts, smaller where they are too long for the margin: other languages shorten less. */
function amountsAxis(
  { tick }: Bars,
  ticks: readonly number[],
  top: number,
  { colours, font }: Inks,
): NonNullable<Encoding['y']> {
  const labels = ticks.map(tick);
  const widest = Math.max(...labels.map((label) => textWidth(label, sizes.label, font)));
  return {
    type: 'quantitative',
    scale: { domain: [0, top], nice: false },
    axis: {
      values: [...ticks],
      labelExpr: lookup(ticks.map((value, index) => [value, labels[index] ?? ''])),
      labelFontSize: Math.floor(sizes.label * Math.min(1, amountRoomPx / widest)),
      labelPadding: amountGapPx,
      labelOverlap: false,
      grid: true,
      gridColor: colours.grid,
      domain: false,
      title: null,
    },
  };
}

/** An expression that gives each tick its label: texts of a language, not formats of d3. */
function lookup(labels: readonly (readonly [value: number, label: string])[]): string {
  return `(${JSON.stringify(Object.fromEntries(labels))})[datum.value]`;
}

function barMarks({ columns, parts }: Bars, least: number): Marks {
  const values = [...columns.keys()].flatMap((column) => {
    let from = 0;
    return parts.flatMap(({ colour, values }) => {
      const value = values[column] ?? 0;
      const bar = { column, colour, from, to: from + Math.max(value, least) };
      if (value > 0) from = bar.to;
      return value > 0 ? [bar] : [];
    });
  });
  return {
    data: { values },
    mark: { type: 'bar', width: Math.max(1, Math.min(widestBarPx, bandOf(columns) * 0.74)) },
    encoding: { y: { field: 'from' }, y2: { field: 'to' }, color: { field: 'colour', type: 'nominal', scale: null } },
  };
}

function bandOf(columns: readonly string[]): number {
  return bars.width / columns.length;
}

/** The largest value above its bar, with a rim against the lines behind it. */
function peakMarks({ columns, amount }: Bars, totals: readonly number[], { colours, boldFont }: Inks): Marks[] {
  const largest = Math.max(...totals);
  const column = totals.lastIndexOf(largest);
  const text = amount(largest);
  const half = textWidth(text, sizes.peak, boldFont) / 2;
  const middle = (column + 0.5) * bandOf(columns);
  const inside = Math.min(Math.max(middle, half), bars.width - half);
  const mark = { type: 'text', fontSize: sizes.peak, fontWeight: 'bold', dx: inside - middle, dy: -8 } as const;
  const rim = { color: colours.background, stroke: colours.background, strokeWidth: 8 };
  return [rim, { color: colours.text }].map((ink) => ({
    data: { values: [{ column, largest }] },
    mark: { ...mark, ...ink, baseline: 'alphabetic' },
    encoding: { y: { field: 'largest' }, text: { value: text } },
  }));
}

function nothingMark({ heightPx, nothing }: Bars, { colours, font }: Inks): Marks {
  return textMark({
    text: fitText(nothing, bars.width, sizes.label, font),
    x: bars.width / 2,
    y: heightPx / 2,
    sizePx: sizes.label,
    colour: colours.faintText,
    align: 'center',
  });
}

/** Squares with their names, at the right end of the heading's line; long names are cut where it leaves too little room. */
function keyMarks({ heading, parts }: Bars, { colours, font, boldFont }: Inks): Marks[] {
  const named = parts.filter(({ name }) => name !== '');
  const widthOf = (text: string) => textWidth(text, sizes.label, font);
  const swatches = named.length * (swatchPx + swatchGapPx + keyGapPx);
  const room = bars.width - textWidth(heading, sizes.heading, boldFont) - swatches;
  const needed = named.reduce((sum, { name }) => sum + widthOf(name), 0);
  let right = bars.width;
  return named.toReversed().flatMap(({ name, colour }) => {
    const leftByOthers = room - (needed - widthOf(name));
    const text = fitText(name, Math.max(room / named.length, leftByOthers), sizes.label, font);
    const x = right - widthOf(text);
    const left = x - swatchGapPx - swatchPx;
    right = left - keyGapPx;
    const written = { text, x, y: -headingAbovePx, sizePx: sizes.label, colour: colours.faintText };
    return [swatchMark(left, colour), textMark(written)];
  });
}

function swatchMark(x: number, colour: string): Marks {
  return {
    data: { values: [{}] },
    mark: { type: 'rect', color: colour },
    encoding: {
      x: { value: x },
      x2: { value: x + swatchPx },
      y: { value: -headingAbovePx - swatchPx },
      y2: { value: -headingAbovePx },
    },
  };
}
