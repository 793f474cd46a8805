import { Refusal } from '../errors/refusal.ts';
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
  models,
  type ProviderName,
} from './models.ts';
import { type GenerationRequest, imageUseOf } from './request.ts';

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

/** What can be asked of one model here, over all configured providers. */
export interface ModelOffer {
  readonly model: ModelId;
  readonly durationsSeconds: readonly DurationSeconds[];
  readonly aspectRatios: readonly AspectRatio[];
  readonly images: readonly ImageUse[];
  /** The lowest price of each clip length, credits. */
  readonly priceCredits: (durationSeconds: DurationSeconds) => number;
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
    priceCredits: (seconds) =>
      Math.min(...own.flatMap((row) => (row.terms[seconds] ? [row.terms[seconds].priceCredits] : []))),
  };
}

/** The rows that can make something of these pictures. */
export function rowsFor(use: ImageUse, rows: readonly CatalogueRow[]): CatalogueRow[] {
  return rows.filter(({ images }) => images.includes(use));
}

/**
 * The ways to make exactly this request, best first.
 * @throws {Refusal} `no-provider` when no configured provider has the model, `images-not-served` when none takes such
 *   pictures with it, `option-not-allowed` when none serves this combination of options
 */
export function candidatesFor(request: GenerationRequest, rows: readonly CatalogueRow[]): [Candidate, ...Candidate[]] {
  const model = models[request.model].name;
  const usable = rowsFor(imageUseOf(request), rows);
  const [first, ...rest] = usable.flatMap((row) => {
    const terms = row.terms[request.durationSeconds];
    return row.model === request.model && terms && row.aspectRatios.includes(request.aspectRatio)
      ? [{ row, terms }]
      : [];
  });
  if (first) return [first, ...rest];
  const offer = offerOf(request.model, usable);
  if (!offer && offerOf(request.model, rows)) throw new Refusal('images-not-served', { model });
  if (!offer) throw new Refusal('no-provider', { model });
  throw new Refusal('option-not-allowed', {
    model,
    options: `${request.durationSeconds} s, ${request.aspectRatio}`,
    allowed: `${offer.durationsSeconds.map((seconds) => `${seconds} s`).join(', ')}; ${offer.aspectRatios.join(', ')}`,
  });
}
