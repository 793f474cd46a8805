import { type Acceptances, acceptanceRounds, type WayFigures } from './acceptances.ts';
import { burstSize } from './acknowledgements.ts';
import { type LoopFigures, type LoopHolds, loopRounds, type Turns } from './event-loop.ts';
import { books } from './peers/books.ts';
import type { RatioSpread } from './statistics.ts';
import type { Row, Section } from './table.ts';

/** What the bench measures of the books, as lines of the table, with raybot's targets. */

const targets = {
  /** To the same statements without raybot. */
  acceptanceRatio: 1.7,
  longestTurnMs: 25,
} as const;

export function acceptanceSection({ alone, together }: Acceptances): Section {
  return {
    title: `Hold and job: a command is taken for good in one transaction, ${acceptanceRounds} × ${burstSize} commands each way in turn`,
    rows: [acceptanceRow('alone, for each command', alone), acceptanceRow('a hundred at once, for each', together)],
    notes: [
      'floor: the same statements, prepared, in one transaction for each command, by better-sqlite3 alone; peer: kysely as it comes',
      'all with synchronous=FULL; raybot: from the checked request on, with its rules; judged is the median of the rounds’ ratios',
      `middle half of the ratios: alone raybot ${spreadOf(alone.raybot.ratio)}, kysely ${spreadOf(alone.kysely.ratio)}; at once raybot ${spreadOf(together.raybot.ratio)}, kysely ${spreadOf(together.kysely.ratio)}`,
    ],
  };
}

function acceptanceRow(what: string, figures: WayFigures): Row {
  const { raybot } = figures;
  return {
    what,
    unit: 'µs',
    raybot: raybot.median,
    floor: figures['better-sqlite3'].median,
    peer: figures.kysely.median,
    target: { of: 'ratio', atMost: targets.acceptanceRatio, ratio: raybot.ratio.median },
  };
}

function spreadOf({ lower, upper }: RatioSpread): string {
  return `${lower.toFixed(2)} to ${upper.toFixed(2)}`;
}

type LoopRow = readonly [what: string, figures: LoopFigures];

export function loopSection(holds: LoopHolds): Section {
  const rows: LoopRow[] = [
    ['backup and its check, beside 100 commands a second', holds.backup],
    ['the start’s look at the books', holds['start-audit']],
    ['figures of /status', holds.status],
    [`/usage of ${books.days} days with its picture`, holds.usage],
    ['/quota export of all credits', holds['export-credits']],
    ['/quota export of what admins did', holds['export-deeds']],
  ];
  return {
    title: `Event loop: its longest turn, books of ${books.jobs} jobs and ${books.entries} entries of ${books.members} members`,
    rows: rows.map(([what, { during, without }]) => ({
      what,
      unit: 'ms',
      raybot: during.heldMs,
      floor: without.heldMs,
      target: { of: 'figure', atMost: targets.longestTurnMs },
    })),
    notes: [
      `floor: the same time without it, in turn, medians of ${loopRounds} rounds; a turn’s time without what others had of the processor`,
      'where the floor is not near 0 the machine was busy, and a miss says little; in the order of the lines, with and (without):',
      `best round: ${inOrder(rows, ({ bestMs }) => bestMs)}`,
      `worst round: ${inOrder(rows, ({ worstMs }) => worstMs)}`,
      `with what others had: ${inOrder(rows, ({ wallMs }) => wallMs)}`,
      `from begin to end, s: ${rows.map(([, { tookMs }]) => (tookMs / 1_000).toFixed(2)).join(', ')}`,
    ],
  };
}

function inOrder(rows: readonly LoopRow[], of: (turns: Turns) => number): string {
  return rows.map(([, { during, without }]) => `${of(during).toFixed(1)} (${of(without).toFixed(1)})`).join(', ');
}
