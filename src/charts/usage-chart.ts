import type { UsageFigures } from '../credits/usage-figures.ts';

/** What the picture shows. Whoever asks for it knows how members and languages are called; nothing is looked up here. */
export interface UsageChart {
  /** One bar for each, oldest first: a day, or several, named by the first one as ISO 8601 writes it (`2026-11-23`). */
  readonly columns: readonly ChartColumn[];
  /** The most first; ten are shown. */
  readonly members: readonly ChartMember[];
}

export interface ChartColumn extends UsageFigures {
  readonly date: string;
}

export interface ChartMember {
  /** As Discord shows it, in any script: what cannot be drawn is left out. */
  readonly name: string;
  readonly creditsSpent: number;
}

/** The picture's texts in the reader's language. Each is cut where it does not fit. */
export interface UsageChartWords {
  /** Language of dates and numbers, for example `en-GB`; one that is not known, or cannot be drawn, gets English ones. */
  readonly locale: string;
  readonly title: string;
  readonly subtitle: string;
  /** Heading of the upper bars. */
  readonly credits: string;
  /** Heading of the lower bars. */
  readonly videos: string;
  /** What the two parts of a lower bar are. */
  readonly delivered: string;
  readonly failed: string;
  /** Heading of the list. */
  readonly members: string;
  /** Stands for a name of which nothing can be drawn. */
  readonly nameless: string;
  /** Stands in the place of bars where all columns are zero. */
  readonly nothing: string;
}

export type ChartTheme = 'dark' | 'light';

export interface UsageChartStyle {
  readonly words: UsageChartWords;
  readonly theme: ChartTheme;
}

/** What the thread that draws is asked, and what it answers. */
export interface ChartOrder extends UsageChartStyle {
  readonly chart: UsageChart;
}

export type ChartAnswer = { readonly png: Uint8Array<ArrayBuffer> } | { readonly fault: string };
