import type { ChartTheme } from './usage-chart.ts';

/** Colours as SVG writes them. */
export interface Colours {
  readonly background: string;
  readonly text: string;
  readonly faintText: string;
  readonly grid: string;
  readonly credits: string;
  readonly delivered: string;
  readonly failed: string;
  readonly memberBar: string;
  readonly memberTrack: string;
}

/**
 * Text has a contrast of at least 4.5 to what lies under it, bars of 3 (https://www.w3.org/TR/WCAG22/#contrast-minimum). What
 * went well and what did not are told apart by blue and orange, which people confuse least.
 */
export const themes: Readonly<Record<ChartTheme, Colours>> = {
  dark: {
    background: '#1e1f24',
    text: '#f2f3f5',
    faintText: '#b8bcc4',
    grid: '#3a3c44',
    credits: '#7d8bff',
    delivered: '#3fb6c9',
    failed: '#ff9142',
    memberBar: '#4a55c4',
    memberTrack: '#2a2c33',
  },
  light: {
    background: '#ffffff',
    text: '#1c1d21',
    faintText: '#555a64',
    grid: '#dcdfe4',
    credits: '#5865f2',
    delivered: '#0f8296',
    failed: '#d9600f',
    memberBar: '#c3c9ff',
    memberTrack: '#f1f2f6',
  },
};
