import type { TopLevelSpec } from 'vega-lite';
import { barsPanel } from './bars-panel.ts';
import { drawableText, fitText } from './drawable-text.ts';
import { labelsFor } from './labels.ts';
import { bars, list, margin, picture, sizes } from './layout.ts';
import { listPanel } from './list-panel.ts';
import type { Inks } from './panel.ts';
import type { UsageChart, UsageChartWords } from './usage-chart.ts';

/** The name by which the picture's fonts call themselves. */
export const fontFamily = 'DejaVu Sans';

/** The picture of a usage in Vega-Lite's words: credits and videos by day, and beside them the members who used most. */
export function usageSpec(chart: UsageChart, words: UsageChartWords, inks: Inks): TopLevelSpec {
  const { colours, font, boldFont } = inks;
  const labels = labelsFor(words.locale, font);
  const write = (text: string, maxPx: number, sizePx: number, typeface = font) =>
    fitText(drawableText(text, typeface), maxPx, sizePx, typeface);
  const heading = (text: string, maxPx: number) => write(text, maxPx, sizes.heading, boldFont);
  const columns = chart.columns.map(({ date }) => labels.day(date));
  const common = { columns, ...labels };
  const textWidth = picture.width - 2 * margin.right;
  return {
    background: colours.background,
    title: {
      text: write(words.title, textWidth, sizes.title, boldFont),
      subtitle: write(words.subtitle, textWidth, sizes.subtitle),
    },
    hconcat: [
      {
        bounds: 'flush',
        spacing: bars.gap,
        vconcat: [
          barsPanel(
            {
              ...common,
              heading: heading(words.credits, bars.width),
              heightPx: bars.creditsHeight,
              withAxis: false,
              parts: [
                { name: '', colour: colours.credits, values: chart.columns.map((column) => column.creditsSpent) },
              ],
              nothing: drawableText(words.nothing, font),
            },
            inks,
          ),
          barsPanel(
            {
              ...common,
              heading: heading(words.videos, bars.width / 2),
              heightPx: bars.videosHeight,
              withAxis: true,
              parts: [
                {
                  name: drawableText(words.delivered, font),
                  colour: colours.delivered,
                  values: chart.columns.map((column) => column.delivered),
                },
                {
                  name: drawableText(words.failed, font),
                  colour: colours.failed,
                  values: chart.columns.map((column) => column.failed),
                },
              ],
              nothing: '',
            },
            inks,
          ),
        ],
      },
      listPanel(
        {
          heading: heading(words.members, list.width),
          rows: chart.members.map(({ name, creditsSpent }) => ({ name, value: creditsSpent })),
          nameless: drawableText(words.nameless, font),
          amount: labels.amount,
        },
        inks,
      ),
    ],
    bounds: 'flush',
    // The group of the bars has no width of its own for the layout, only its members have.
    spacing: bars.width + list.gap,
    config: {
      font: fontFamily,
      view: { stroke: null },
      axis: { labelFontSize: sizes.label, labelColor: colours.faintText, labelLimit: 0, ticks: false },
      title: {
        anchor: 'start',
        frame: 'group',
        fontSize: sizes.title,
        fontWeight: 'bold',
        color: colours.text,
        subtitleFontSize: sizes.subtitle,
        subtitleColor: colours.faintText,
        dx: margin.right - margin.left,
        subtitlePadding: 14,
        offset: 36,
      },
      text: { limit: 0 },
    },
  };
}
