import { type CameraConcept, cameraConcepts } from './concepts.ts';
import { ratiosFor, refusalOf, servingRows } from './demands.ts';
import {
  type AspectRatio,
  aspectRatios,
  type CatalogueRow,
  catalogue,
  type DurationSeconds,
  type DurationTerms,
  durationsSeconds,
  type ImageUse,
  imageUses,
  type ModelId,
  type ProviderName,
} from './models.ts';
import type { GenerationRequest } from './request.ts';

/** What the operator's configuration changes in the catalogue. */
export interface CatalogueOverrides {
  /** Providers that have a key, best first. */
  readonly providers: readonly ProviderName[];
  /** Slug by row key. */
  readonly slugs: Readonly<Partial<Record<string, string>>>;
  /** Credits by row key and clip length in seconds. */
  readonly prices: Readonly<Partial<Record<string, Readonly<Partial<Record<string, number>>>>>>;
}

/** One way to make a request: a row, and its terms for the asked length. */
export interface Candidate {
  readonly row: CatalogueRow;
  readonly terms: DurationTerms;
}

/** Credits, both ends included. */
export interface PriceRange {
  readonly min: number;
  readonly max: number;
}

/** What can be asked of one model here, over all configured providers. */
export interface ModelOffer {
  readonly model: ModelId;
  readonly durationsSeconds: readonly DurationSeconds[];
  readonly aspectRatios: readonly AspectRatio[];
  readonly images: readonly ImageUse[];
  readonly concepts: readonly CameraConcept[];
  /** What a clip of this length costs, over all who make it. */
  readonly priceCredits: (durationSeconds: DurationSeconds) => PriceRange;
  /** The ratios that can be had together with the rest of a request. */
  readonly ratiosFor: (request: GenerationRequest) => readonly AspectRatio[];
}

/** The rows that the configured providers serve, in the operator's order, with the operator's slugs and prices. */
export function effectiveCatalogue(overrides: CatalogueOverrides): CatalogueRow[] {
  return overrides.providers.flatMap((provider) =>
    catalogue.filter((row) => row.provider === provider).map((row) => withOverrides(row, overrides)),
  );
}

function withOverrides(row: CatalogueRow, overrides: CatalogueOverrides): CatalogueRow {
  const prices = overrides.prices[row.key] ?? {};
  const terms = Object.fromEntries(
    Object.entries(row.terms).map(([seconds, own]) => [
      seconds,
      { ...own, priceCredits: prices[seconds] ?? own.priceCredits },
    ]),
  );
  return { ...row, slug: overrides.slugs[row.key] ?? row.slug, terms };
}

/** What one model offers over all rows, or null where no configured provider has it. */
export function offerOf(model: ModelId, rows: readonly CatalogueRow[]): ModelOffer | null {
  const own = rows.filter((row) => row.model === model);
  if (own.length === 0) return null;
  return {
    model,
    durationsSeconds: durationsSeconds.filter((seconds) => own.some((row) => row.terms[seconds])),
    aspectRatios: aspectRatios.filter((ratio) => own.some((row) => row.aspectRatios.includes(ratio))),
    images: imageUses.filter((use) => own.some((row) => row.images.includes(use))),
    concepts: cameraConcepts.filter((concept) => own.some((row) => row.concepts.includes(concept))),
    priceCredits: (seconds) => priceRange(own.flatMap((row) => row.terms[seconds]?.priceCredits ?? [])),
    ratiosFor: (request) => ratiosFor(request, own),
  };
}

/** What the cheapest clip of a model costs. */
export function lowestPriceCredits({ durationsSeconds, priceCredits }: ModelOffer): number {
  return Math.min(...durationsSeconds.map((seconds) => priceCredits(seconds).min));
}

function priceRange(prices: readonly number[]): PriceRange {
  return { min: Math.min(...prices), max: Math.max(...prices) };
}

/** The rows that can make something of these pictures. */
export function rowsFor(use: ImageUse, rows: readonly CatalogueRow[]): CatalogueRow[] {
  return rows.filter(({ images }) => images.includes(use));
}

/**
 * The ways to make exactly this request, best first.
 * @throws {Refusal} `no-provider` when no configured provider has the model; `images-not-served`, `concepts-not-served` or
 *   `option-not-allowed` when none has what is asked for with it; `options-not-together` when only several have
 */
export function candidatesFor(request: GenerationRequest, rows: readonly CatalogueRow[]): [Candidate, ...Candidate[]] {
  const [first, ...rest] = servingRows(request, rows).flatMap((row) => {
    const terms = row.terms[request.durationSeconds];
    return terms ? [{ row, terms }] : [];
  });
  if (first) return [first, ...rest];
  throw refusalOf(request, rows);
}
