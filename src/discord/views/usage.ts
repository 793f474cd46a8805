import { models } from '../../catalogue/models.ts';
import type { UsageChart, UsageChartWords } from '../../charts/usage-chart.ts';
import { isAlias } from '../../credits/alias.ts';
import type { ProviderCosts } from '../../credits/costs.ts';
import type { ModelUsage, Usage, UsageFigures } from '../../credits/usage-figures.ts';
import type { UsageReport } from '../../credits/usage-reports.ts';
import { type DaysUsage, usageRows } from '../../credits/usage-rows.ts';
import { spokenLanguage, type Words } from '../../words/words.ts';
import { costLines } from './costs.ts';
import { durationText } from './duration-text.ts';
import { memberText } from './people.ts';
import { failureLines } from './usage-failures.ts';

/** So many bars and lines: a month of days, or three of weeks. */
const maxRows = 31;
/** Of a date's beginning, which every reader knows: `2026-`. */
const yearLength = 5;

/** A usage, and of how many days it was asked for. */
export interface ShownUsage extends UsageReport {
  readonly askedDays: number;
  /** For the operator's eyes alone; null for all others. */
  readonly costs: readonly ProviderCosts[] | null;
  /** Whether there is a picture beside the text. */
  readonly hasPicture: boolean;
}

/** What `/usage` says: all that the picture shows, in words. The table comes last: a long message is cut at its end. */
export function usageText({ usage, span, askedDays, costs, hasPicture }: ShownUsage, words: Words): string {
  const nothing = isIdle(usage);
  return [
    words('usage.title', { days: askedDays }),
    ...(nothing ? [words('usage.nothing')] : figureLines(usage, words)),
    words('usage.so-far', { date: usage.days[0]?.date ?? '', timeZone: span.timeZone }),
    ...(nothing ? [] : failureLines(usage, words)),
    ...(costs ? ['', words('costs.title'), ...costLines(costs, usage.total.creditsSpent, words)] : []),
    ...(nothing ? [] : [...memberLines(usage, words), ...noteLines(usage, hasPicture, words), table(usage, words)]),
  ].join('\n');
}

/** Whether there is nothing to show, so that a picture would be empty. */
export function isIdle({ total }: Pick<Usage, 'total'>): boolean {
  return total.creditsSpent + total.delivered + total.failed === 0;
}

function figureLines({ total, failureShare, durationSeconds, byModel }: Usage, words: Words): string[] {
  const { creditsSpent: credits, delivered, failed } = total;
  return [
    words('usage.total', { credits, delivered, failed, share: shareText(failureShare ?? 0, words) }),
    ...(durationSeconds ? [durationLine(durationSeconds, words)] : []),
    ...byModel.map((model) => modelLine(model, words)),
  ];
}

function durationLine({ median, p95 }: NonNullable<Usage['durationSeconds']>, words: Words): string {
  return words('usage.duration', { median: durationText(median, words), p95: durationText(p95, words) });
}

function modelLine({ model, creditsSpent: credits, delivered, failed }: ModelUsage, words: Words): string {
  const name = model === null ? words('usage.model.none') : modelName(model);
  return words('usage.model', { model: name, credits, delivered, failed });
}

/** One that the catalogue does not have any more stays as jobs name it. */
function modelName(model: string): string {
  return Object.entries(models).find(([id]) => id === model)?.[1].name ?? model;
}

function memberLines(usage: Usage, words: Words): string[] {
  const { members } = usageRows(usage, maxRows);
  if (members.length === 0) return [];
  return [
    words('usage.members'),
    ...members.map(({ rank, memberId, creditsSpent: credits, share }) =>
      words('usage.member', { rank, member: memberText(memberId, words), credits, share: shareText(share, words) }),
    ),
  ];
}

/** What is said of the table, and of the picture that is not there. */
function noteLines(usage: Usage, hasPicture: boolean, words: Words): string[] {
  const { days, daysPerRow } = usageRows(usage, maxRows);
  return [
    ...(daysPerRow > 1 ? [words('usage.table.per-row', { days: daysPerRow })] : []),
    ...(days.every(isBusy) ? [] : [words('usage.table.idle')]),
    ...(hasPicture ? [] : [words('usage.no-picture')]),
  ];
}

function isBusy({ creditsSpent, delivered, failed }: UsageFigures): boolean {
  return creditsSpent + delivered + failed > 0;
}

/** Columns under each other, in letters of one width. The newest day comes first: where a message is cut, the oldest go. */
function table(usage: Usage, words: Words): string {
  const { days, daysPerRow } = usageRows(usage, maxRows);
  const head = [
    words(daysPerRow > 1 ? 'usage.table.from-day' : 'usage.table.day'),
    words('usage.table.credits'),
    words('usage.table.made'),
    words('usage.table.failed'),
  ];
  const cells = ({ date, creditsSpent, delivered, failed }: DaysUsage) =>
    [date.slice(yearLength), creditsSpent, delivered, failed].map(String);
  const rows = [head, ...days.filter(isBusy).toReversed().map(cells)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join(' ');
  return ['```', ...rows.map(line), '```'].join('\n');
}

/** A part of a whole, 0 to 1. What is not nothing is not called 0 %. */
export function shareText(share: number, words: Words): string {
  const percent = Math.round(share * 100);
  return percent === 0 && share > 0 ? words('usage.share.small') : words('usage.share', { percent });
}

/** What the picture of a usage shows. @param names - of members, by id; who is not there stands without one */
export function usageChart(usage: Usage, names: ReadonlyMap<string, string>, words: Words): UsageChart {
  const { days, members } = usageRows(usage, maxRows);
  return {
    columns: days.map(({ date, creditsSpent, delivered, failed }) => ({ date, creditsSpent, delivered, failed })),
    members: members.map(({ memberId, creditsSpent }) => ({
      name: isAlias(memberId) ? words('member.former') : (names.get(memberId) ?? ''),
      creditsSpent,
    })),
  };
}

/** The picture's texts. @param locale - of the reader, as Discord names it */
export function usageChartWords(usage: Usage, askedDays: number, locale: string, words: Words): UsageChartWords {
  const { daysPerRow } = usageRows(usage, maxRows);
  const { creditsSpent: credits, delivered, failed } = usage.total;
  return {
    locale: spokenLanguage(locale),
    title: words('usage.chart.title', { days: askedDays }),
    subtitle: words('usage.chart.subtitle', { credits, delivered, failed }),
    credits: daysPerRow > 1 ? words('usage.chart.credits.grouped', { days: daysPerRow }) : words('usage.chart.credits'),
    videos: words('usage.chart.videos'),
    delivered: words('usage.chart.delivered'),
    failed: words('usage.chart.failed'),
    members: words('usage.chart.members'),
    nameless: words('usage.chart.nameless'),
    nothing: words('usage.chart.nothing'),
  };
}
