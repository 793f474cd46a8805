import type { Row, Section } from '../table.ts';
import type { DecisionFigures } from './decisions.ts';
import { type CrowdFigures, crowdTitles } from './measure-crowds.ts';
import type { LawFigures, OneJobFigures } from './measure-one.ts';
import type { Best } from './optimum.ts';
import type { Figures } from './outcomes.ts';

/** What the bench finds out about looking at jobs, with raybot's targets. */

const targets = {
  usualProduct: 19.5,
  defaultLagSeconds: 1.5,
  defaultLooks: 14,
  narrowLagSeconds: 1,
  narrowLooks: 10,
  regretPercent: 10,
  changeRegretPercent: 35,
  crowdLagSeconds: 3.1,
  decisionUs: 5,
} as const;

export interface PollingFigures {
  readonly seeds: number;
  readonly one: OneJobFigures;
  readonly crowds: readonly CrowdFigures[];
  readonly decisions: DecisionFigures;
}

export function pollingSections({ seeds, one, crowds, decisions }: PollingFigures): Section[] {
  const { usual, narrow, wide, coldStarts } = one.laws;
  return [
    {
      title: `Looking at jobs: mean lag × looks per job, ${seeds} seeds, nothing known at first`,
      rows: [
        productRow(usual, targets.usualProduct),
        ...[narrow, wide, coldStarts, one.justAfter, one.later].map((law) => productRow(law)),
      ],
      notes: [
        'floor: the best that anybody can do who knows the law; peer: the best of the others, which raybot has to be ahead of',
      ],
    },
    {
      title: 'Looking at jobs: the figures behind it',
      rows: [
        figureRow(
          'lognormal, 60 s, σ 0.35: mean lag',
          's',
          usual.raybot.lagSeconds,
          targets.defaultLagSeconds,
          usual.optimum.lagSeconds,
        ),
        figureRow('… and looks per job', 'requests', usual.raybot.looks, targets.defaultLooks, usual.optimum.looks),
        figureRow(
          'lognormal, 60 s, σ 0.15: mean lag',
          's',
          narrow.raybot.lagSeconds,
          targets.narrowLagSeconds,
          narrow.optimum.lagSeconds,
        ),
        figureRow('… and looks per job', 'requests', narrow.raybot.looks, targets.narrowLooks, narrow.optimum.looks),
        ...[usual, narrow, wide, coldStarts].map((law) => regretRow(law, targets.regretPercent)),
        regretRow(one.justAfter, targets.changeRegretPercent),
        ...crowds.map(crowdRow),
        figureRow('a decision', 'µs', decisions.decisionUs, targets.decisionUs),
        { what: 'learning from a job', unit: 'µs', raybot: decisions.learningUs },
      ],
      notes: [
        'regret: what lag and looks cost together above the optimum, a look being worth the lag that raybot’s default says',
        `many jobs: floor: raybot’s rule, if it knew the law; peer: ${crowdTitles.longest}`,
      ],
    },
  ];
}

function productRow({ title, raybot, optimum, others }: LawFigures, atMost?: number): Row {
  const best = Math.min(...others.map(({ product }) => product));
  return {
    what: title,
    unit: 's',
    raybot: raybot.product,
    floor: optimum.lagSeconds * optimum.looks,
    peer: best,
    target: { of: 'figure', atMost: Number((atMost ?? best).toFixed(1)) },
  };
}

function figureRow(what: string, unit: string, raybot: number, atMost: number, floor?: number): Row {
  return { what, unit, raybot, ...(floor !== undefined && { floor }), target: { of: 'figure', atMost } };
}

function regretRow({ title, regret }: LawFigures, atMost: number): Row {
  return { what: `regret, ${title}`, unit: '%', raybot: 100 * regret, target: { of: 'figure', atMost } };
}

function crowdRow({ jobs, requestsPerSecond, rules }: CrowdFigures): Row {
  const isJudged = jobs === 1_000 && requestsPerSecond === 100;
  return {
    what: `${jobs} jobs, ${requestsPerSecond} requests/s: mean lag`,
    unit: 's',
    raybot: rules.raybot.lagSeconds,
    floor: rules.known.lagSeconds,
    peer: rules.longest.lagSeconds,
    ...(isJudged && { target: { of: 'figure', atMost: targets.crowdLagSeconds } }),
  };
}

type Line = readonly [title: string, figures: Figures | Best];

/** Every schedule on every law, and every rule for every crowd. */
export function pollingTables({ one, crowds }: PollingFigures): string {
  const laws = [...Object.values(one.laws), one.justAfter, one.later];
  return [
    ...laws.map((law) => tableOf(law.title, linesOf(law))),
    ...crowds.map(({ jobs, requestsPerSecond, rules }) =>
      tableOf(`${jobs} jobs, ${requestsPerSecond} requests/s, lognormal, 60 s, σ 0.35`, [
        [crowdTitles.raybot, rules.raybot],
        [crowdTitles.known, rules.known],
        [crowdTitles.longest, rules.longest],
        [crowdTitles.fixed, rules.fixed],
        [crowdTitles.official, rules.official],
      ]),
    ),
  ].join('\n\n');
}

function linesOf({ raybot, optimum, others }: LawFigures): Line[] {
  return [
    ['the best possible, the law known', optimum],
    ['raybot', raybot],
    ...others.map((other): Line => [other.title, other]),
  ];
}

const widths = { title: 44, figure: 10 } as const;

function tableOf(title: string, lines: readonly Line[]): string {
  const line = (name: string, cells: readonly string[]) =>
    `  ${name.padEnd(widths.title)}${cells.map((cell) => cell.padStart(widths.figure)).join('')}`;
  return [
    title,
    line('', ['mean lag', '95 %', 'looks', 'lag×looks']),
    ...lines.map(([name, figures]) => line(name, cellsOf(figures))),
  ].join('\n');
}

function cellsOf(figures: Figures | Best): string[] {
  const { lagSeconds, looks } = figures;
  const p95 = 'p95Seconds' in figures ? figures.p95Seconds.toFixed(2) : '';
  return [lagSeconds.toFixed(2), p95, looks.toFixed(1), (lagSeconds * looks).toFixed(1)];
}
