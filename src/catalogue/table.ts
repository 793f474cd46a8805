import { type CatalogueRow, type ImageUse, models, providerTitles } from './models.ts';

/** The catalogue for readers. */

const header = [
  'catalogue row',
  'model',
  'service',
  'made from',
  'ratios',
  'camera moves',
  'price, and what it costs you',
  'read',
];

const imageWords: Readonly<Record<ImageUse, string>> = {
  none: 'words alone',
  start: 'a first picture',
  end: 'a last picture',
  'start-and-end': 'both pictures',
};

/** A Markdown table of what the services make: a line for each row, in their order. */
export function catalogueTable(rows: readonly CatalogueRow[]): string {
  return [header, header.map(() => '---'), ...rows.map(cellsOf)].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cellsOf(row: CatalogueRow): string[] {
  return [
    `\`${row.key}\``,
    models[row.model].name,
    providerTitles[row.provider],
    row.images.map((use) => imageWords[use]).join(', '),
    row.aspectRatios.join(', '),
    row.concepts.length === 0 ? 'none' : String(row.concepts.length),
    pricesOf(row),
    `[${row.readOn}](${row.source})`,
  ];
}

function pricesOf({ terms }: CatalogueRow): string {
  return Object.entries(terms)
    .map(([seconds, { priceCredits, costMicroUsd }]) => {
      const dollars = (costMicroUsd / 1_000_000).toFixed(2);
      return `${seconds} s: ${priceCredits} credits ($${dollars})`;
    })
    .join('; ');
}
