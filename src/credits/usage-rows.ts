import type { DayUsage, MemberUsage, Usage, UsageFigures } from './usage-figures.ts';

/** One or more days that follow each other: a bar of a chart, a line of a table. */
export interface DaysUsage extends UsageFigures {
  /** The first and the last day, as ISO 8601 writes them; the same where it is one. */
  readonly date: string;
  readonly lastDate: string;
}

export interface RankedMember extends MemberUsage {
  /** Counts from 1. */
  readonly rank: number;
  /** Of all credits that were spent, 0 to 1. */
  readonly share: number;
}

/** The usage as lines of tables, without a word in them. */
export interface UsageRows {
  readonly days: readonly DaysUsage[];
  /** How many days each line has; the first one may have fewer. */
  readonly daysPerRow: number;
  readonly members: readonly RankedMember[];
}

const week = 7;

/**
 * Lines for a table, or columns for a chart. A span of more days than there is room for is drawn together: seven days to a line,
 * or as many whole weeks as it needs. Lines are counted back from the last day, so that the newest one is complete.
 * @param maxRows - so many lines of days at most, at least 1
 */
export function usageRows(usage: Pick<Usage, 'days' | 'topMembers' | 'total'>, maxRows: number): UsageRows {
  const { days, topMembers, total } = usage;
  const daysPerRow = days.length <= maxRows ? 1 : week * Math.ceil(days.length / week / maxRows);
  return {
    days: inGroups(days, daysPerRow).flatMap((group) => sumOf(group) ?? []),
    daysPerRow,
    members: topMembers.map((member, index) => ({
      ...member,
      rank: index + 1,
      share: member.creditsSpent / total.creditsSpent,
    })),
  };
}

/** Groups of a size, the first one smaller where they do not come out even. */
function inGroups<Item>(items: readonly Item[], size: number): Item[][] {
  const groups: Item[][] = [];
  for (let end = items.length; end > 0; end -= size) groups.unshift(items.slice(Math.max(0, end - size), end));
  return groups;
}

function sumOf(days: readonly DayUsage[]): DaysUsage | null {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return null;
  const sum = (name: keyof UsageFigures) => days.reduce((total, day) => total + day[name], 0);
  return {
    date: first.date,
    lastDate: last.date,
    creditsSpent: sum('creditsSpent'),
    delivered: sum('delivered'),
    failed: sum('failed'),
  };
}
