/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly raybot: number;
  /** The least that the same work can take. */
  readonly floor?: number;
  /** The usual way to do it. */
  readonly peer?: number;
  /** Present on the lines that are judged. */
  readonly target?: Target;
}

/** What raybot's figure, or its ratio to the floor, must not be above. */
export interface Target {
  readonly of: 'figure' | 'ratio';
  readonly atMost: number;
  /** Where the ratio is not simply raybot's figure by the floor's. */
  readonly ratio?: number;
}

export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
  /** What floor and peer are, and what is worth knowing. */
  readonly notes: readonly string[];
}

const head = ['', 'raybot', 'floor', 'peer', '× floor', 'target'] as const;

export function ratioOf({ raybot, floor, target }: Row): number | undefined {
  return target?.ratio ?? (floor === undefined ? undefined : raybot / floor);
}

/** @returns undefined on a line that is not judged; a figure that is no number misses its target */
export function isMet(row: Row): boolean | undefined {
  if (!row.target) return undefined;
  const judged = row.target.of === 'ratio' ? ratioOf(row) : row.raybot;
  return judged !== undefined && judged <= row.target.atMost;
}

/** The table as text, its columns below each other. */
export function renderTable(sections: readonly Section[]): string {
  const lines = sections.map(({ rows }) => rows.map(cellsOf));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.flat().map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 || column === 5 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return sections
    .map(({ title, notes }, index) =>
      [title, line(head), ...(lines[index] ?? []).map(line), ...notes.map((note) => `  ${note}`)].join('\n'),
    )
    .join('\n\n');
}

function cellsOf(row: Row): string[] {
  const { what, unit, raybot, floor, peer } = row;
  const ratio = ratioOf(row);
  return [
    `  ${what}, ${unit}`,
    format(raybot),
    floor === undefined ? '' : format(floor),
    peer === undefined ? '' : format(peer),
    ratio === undefined ? '' : format(ratio),
    targetText(row),
  ];
}

function targetText(row: Row): string {
  if (!row.target) return '';
  const { of, atMost } = row.target;
  const limit = of === 'ratio' ? `≤ ${atMost} × floor` : `≤ ${atMost} ${row.unit}`;
  return `${isMet(row) ? '✓' : '✗'} ${limit}`;
}

/** Three digits that count, no more than are there. */
function format(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value >= 100 || Number.isInteger(value)) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
