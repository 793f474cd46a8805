import { Refusal } from '../errors/refusal.ts';
import {
  type AspectRatio,
  aspectRatios,
  type CatalogueRow,
  durationsSeconds,
  type ImageUse,
  models,
  providerTitles,
} from './models.ts';
import { type GenerationRequest, imageUseOf } from './request.ts';

/** What a request needs of a row: each by itself, so that a refusal can say which of them is in the way. */

type Kind = 'images' | 'duration' | 'aspect-ratio' | 'concepts';

interface Demand {
  readonly kind: Kind;
  /** As a member writes it. */
  readonly label: string;
  readonly servedBy: (row: CatalogueRow) => boolean;
}

/** Of the pictures, what was asked for besides the usual. */
const imageLabels: Readonly<Record<ImageUse, string>> = {
  none: 'prompt',
  start: 'image',
  end: 'end_image',
  'start-and-end': 'end_image',
};

function demandsOf(request: GenerationRequest): Demand[] {
  const { durationSeconds, aspectRatio, concepts } = request;
  const use = imageUseOf(request);
  return [
    { kind: 'images', label: imageLabels[use], servedBy: ({ images }) => images.includes(use) },
    {
      kind: 'duration',
      label: `duration: ${durationSeconds}`,
      servedBy: ({ terms }) => terms[durationSeconds] !== undefined,
    },
    {
      kind: 'aspect-ratio',
      label: `aspect_ratio: ${aspectRatio}`,
      servedBy: (row) => row.aspectRatios.includes(aspectRatio),
    },
    {
      kind: 'concepts',
      label: `concepts: ${concepts.join(', ')}`,
      servedBy: (row) => concepts.every((concept) => row.concepts.includes(concept)),
    },
  ];
}

function serves(row: CatalogueRow, demands: readonly Demand[]): boolean {
  return demands.every(({ servedBy }) => servedBy(row));
}

function rowsOfModel({ model }: GenerationRequest, rows: readonly CatalogueRow[]): CatalogueRow[] {
  return rows.filter((row) => row.model === model);
}

/** The rows that can make exactly this request, in their order. */
export function servingRows(request: GenerationRequest, rows: readonly CatalogueRow[]): CatalogueRow[] {
  const demands = demandsOf(request);
  return rowsOfModel(request, rows).filter((row) => serves(row, demands));
}

/** The ratios that can be had together with the rest of a request; none where nobody serves the rest. */
export function ratiosFor(request: GenerationRequest, rows: readonly CatalogueRow[]): AspectRatio[] {
  const others = demandsOf(request).filter(({ kind }) => kind !== 'aspect-ratio');
  const able = rowsOfModel(request, rows).filter((row) => serves(row, others));
  return aspectRatios.filter((ratio) => able.some((row) => row.aspectRatios.includes(ratio)));
}

/**
 * The options, as a member writes them, for which a request cannot be made by some rows: those that none of its model's
 * serves, or all on which they differ where each is served by another.
 * @param rows - take the request's pictures, and none serves all of it
 */
export function labelsInTheWay(request: GenerationRequest, rows: readonly CatalogueRow[]): string[] {
  const own = rowsOfModel(request, rows);
  const demands = demandsOf(request);
  const unserved = demands.filter(({ servedBy }) => !own.some(servedBy));
  const apart = demands.filter(({ servedBy }) => !own.every(servedBy));
  return labelsOf(unserved.length > 0 ? unserved : apart);
}

/** Why nobody makes a request, when `servingRows` finds none. */
export function refusalOf(request: GenerationRequest, rows: readonly CatalogueRow[]): Refusal {
  const model = models[request.model].name;
  const own = rowsOfModel(request, rows);
  if (own.length === 0) return new Refusal('no-provider', { model });
  const demands = demandsOf(request);
  const best = bestRows(own, demands);
  const unserved = demands.find(({ servedBy }) => !best.some(servedBy));
  if (unserved?.kind === 'images') return new Refusal('images-not-served', { model });
  if (unserved?.kind === 'concepts') return new Refusal('concepts-not-served', { model });
  return unserved ? notAllowed(request, own) : notTogether(model, demands, best);
}

/**
 * Of each provider the row that comes closest to a request. What a row makes of other pictures than the request's is of
 * no use to it, so those that take its pictures come first.
 */
function bestRows(own: readonly CatalogueRow[], demands: readonly Demand[]): CatalogueRow[] {
  const closeness = (row: CatalogueRow) =>
    demands.reduce(
      (sum, { kind, servedBy }) => sum + (servedBy(row) ? (kind === 'images' ? demands.length : 1) : 0),
      0,
    );
  const providers = new Set(own.map(({ provider }) => provider));
  return [...providers].flatMap((name) =>
    own
      .filter(({ provider }) => provider === name)
      .toSorted((a, b) => closeness(b) - closeness(a))
      .slice(0, 1),
  );
}

/** A length or ratio that nobody has, at least not with such pictures. */
function notAllowed(request: GenerationRequest, own: readonly CatalogueRow[]): Refusal {
  const use = imageUseOf(request);
  const able = own.filter(({ images }) => images.includes(use));
  const lengths = durationsSeconds.filter((seconds) => able.some(({ terms }) => terms[seconds]));
  const ratios = aspectRatios.filter((ratio) => able.some((row) => row.aspectRatios.includes(ratio)));
  return new Refusal('option-not-allowed', {
    model: models[request.model].name,
    options: `${request.durationSeconds} s, ${request.aspectRatio}`,
    allowed: `${lengths.map((seconds) => `${seconds} s`).join(', ')}; ${ratios.join(', ')}`,
  });
}

/** Everything can be had, but not at one provider: which of them does what. */
function notTogether(model: string, demands: readonly Demand[], best: readonly CatalogueRow[]): Refusal {
  const apart = demands.filter(({ servedBy }) => !best.every(servedBy));
  const labels = (some: readonly Demand[]) => labelsOf(some).join(', ');
  const services = best.flatMap((row) => {
    const served = apart.filter(({ servedBy }) => servedBy(row));
    return served.length > 0 ? [`${providerTitles[row.provider]}: ${labels(served)}`] : [];
  });
  return new Refusal('options-not-together', { model, options: labels(apart), services: services.join('; ') });
}

function labelsOf(demands: readonly Demand[]): string[] {
  return demands.map(({ label }) => `\`${label}\``);
}
