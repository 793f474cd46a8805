import type { TopLevelSpec } from 'vega-lite';
import type { Font } from './font.ts';
import { sizes } from './layout.ts';
import type { Colours } from './theme.ts';

/** A rectangle of the picture with scales of its own. */
export type Panel = Extract<TopLevelSpec, { hconcat: unknown }>['hconcat'][number];
/** Marks of one kind in a panel, with their data. */
export type Marks = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];
/** What all marks of a panel share. */
export type Encoding = NonNullable<Extract<TopLevelSpec, { layer: unknown }>['encoding']>;

/** With what everything is drawn. */
export interface Inks {
  readonly colours: Colours;
  readonly font: Font;
  readonly boldFont: Font;
}

/** From a panel's upper edge up to the line on which its heading stands. */
export const headingAbovePx = 22;

export function headingMark(text: string, { colours }: Inks): Marks {
  return textMark({ text, x: 0, y: -headingAbovePx, sizePx: sizes.heading, colour: colours.text, weight: 'bold' });
}

export interface PlacedText {
  readonly text: string;
  /** Pixels from the panel's upper left corner; `y` is the line that the letters stand on. */
  readonly x: number;
  readonly y: number;
  readonly sizePx: number;
  readonly colour: string;
  readonly weight?: 'normal' | 'bold';
  readonly align?: 'left' | 'center' | 'right';
}

/** A text at a fixed place. */
export function textMark({ text, x, y, sizePx, colour, weight = 'normal', align = 'left' }: PlacedText): Marks {
  return {
    data: { values: [{}] },
    mark: { type: 'text', fontSize: sizePx, fontWeight: weight, color: colour, align, baseline: 'alphabetic' },
    encoding: { x: { value: x }, y: { value: y }, text: { value: text } },
  };
}
