import { drawableText, fitText, textWidth } from './drawable-text.ts';
import { list, plotHeight, sizes } from './layout.ts';
import { headingMark, type Inks, type Marks, type Panel, textMark } from './panel.ts';

export interface RankedList {
  readonly heading: string;
  readonly rows: readonly { readonly name: string; readonly value: number }[];
  /** Stands for a name of which nothing can be drawn. */
  readonly nameless: string;
  amount(value: number): string;
}

interface Row {
  readonly rank: number;
  readonly name: string;
  readonly value: number;
  readonly amount: string;
}

/** Names in rows with bars behind them, the largest first. Each has its rank, by which it is found again in a text. */
export function listPanel(ranked: RankedList, inks: Inks): Panel {
  const rows = ranked.rows.slice(0, list.rows).map((row, index) => toRow(row, index + 1, ranked, inks));
  const largest = Math.max(1, ...rows.map(({ value }) => value));
  const least = (largest * leastBarPx) / list.width;
  const data = { values: rows.map((row) => ({ ...row, bar: Math.max(row.value, least) })) };
  const { colours } = inks;
  return {
    width: list.width,
    height: plotHeight,
    data,
    encoding: {
      y: {
        field: 'rank',
        type: 'ordinal',
        scale: { domain: ranks, paddingInner: list.rowPadding, paddingOuter: 0 },
        axis: null,
      },
    },
    layer: [
      headingMark(ranked.heading, inks),
      { mark: { type: 'bar', color: colours.memberTrack }, encoding: { x: { value: 0 }, x2: { value: list.width } } },
      {
        mark: { type: 'bar', color: colours.memberBar },
        encoding: {
          x: { field: 'bar', type: 'quantitative', scale: { domain: [0, largest], nice: false }, axis: null },
        },
      },
      ...(rows.length === 0 ? [nobodyMark(inks)] : []),
      rowText('rank', list.inset, 'left', colours.text),
      rowText('name', list.inset + list.rankWidth, 'left', colours.text),
      rowText('amount', list.width - list.inset, 'right', colours.text),
    ],
  };
}

const ranks = Array.from({ length: list.rows }, (_, index) => index + 1);
const gapPx = 16;
/** However little somebody used, there is a bar. */
const leastBarPx = 4;

function toRow(
  { name, value }: RankedList['rows'][number],
  rank: number,
  { amount, nameless }: RankedList,
  { font }: Inks,
): Row {
  const shown = amount(value);
  const room = list.width - 2 * list.inset - list.rankWidth - gapPx - textWidth(shown, sizes.row, font);
  return { rank, value, amount: shown, name: fitText(drawableText(name, font) || nameless, room, sizes.row, font) };
}

function rowText(field: keyof Row, x: number, align: 'left' | 'right', color: string): Marks {
  return {
    mark: { type: 'text', fontSize: sizes.row, align, baseline: 'middle', color },
    encoding: { x: { value: x }, text: { field, type: 'nominal' } },
  };
}

function nobodyMark({ colours }: Inks): Marks {
  return textMark({ text: '–', x: 0, y: 24, sizePx: sizes.row, colour: colours.faintText });
}
