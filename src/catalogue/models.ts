/**
 * The models that raybot offers and what each provider serves of them: data only. Commands, validation, prices, routing
 * and the README's table are derived from it.
 */

import { type CameraConcept, cameraConcepts } from './concepts.ts';

export const modelIds = ['ray-2', 'ray-flash-2'] as const;
export type ModelId = (typeof modelIds)[number];
export const providerNames = ['segmind', 'apiframe'] as const;
export type ProviderName = (typeof providerNames)[number];

/** As people know them. */
export const providerTitles: Readonly<Record<ProviderName, string>> = { segmind: 'Segmind', apiframe: 'Apiframe' };

/** Of each list the first is what a member gets who names none; the commands offer them in this order. */
export const durationsSeconds = [5, 9] as const;
export type DurationSeconds = (typeof durationsSeconds)[number];
export const resolutions = ['720p'] as const;
export type Resolution = (typeof resolutions)[number];
export const aspectRatios = ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9', '9:21'] as const;
export type AspectRatio = (typeof aspectRatios)[number];

/** Which pictures a request brings along: they decide which rows can make it. */
export const imageUses = ['none', 'start', 'end', 'start-and-end'] as const;
export type ImageUse = (typeof imageUses)[number];

/** How long a model takes, before raybot has seen it work: a lognormal law. */
export interface DurationPrior {
  readonly medianSeconds: number;
  /** Standard deviation of the logarithm. */
  readonly sigma: number;
}

export interface Model {
  readonly id: ModelId;
  /** As people know it. */
  readonly name: string;
  /** The slash command that makes videos with it. */
  readonly command: string;
}

export const models: Readonly<Record<ModelId, Model>> = {
  'ray-2': { id: 'ray-2', name: 'Ray 2', command: 'ray' },
  'ray-flash-2': { id: 'ray-flash-2', name: 'Ray Flash 2', command: 'ray-flash' },
};

/** Facts of one clip length at one provider. */
export interface DurationTerms {
  /** What a member pays, whole credits; `PRICES` overrides it. */
  readonly priceCredits: number;
  /** What the provider charges the operator, millionths of a US dollar. */
  readonly costMicroUsd: number;
  readonly latency: DurationPrior;
}

/** One model at one provider, or one of its parts where the provider has a name of its own for it. */
export interface CatalogueRow {
  /** `provider/model`, with what tells it from others of the same model: the key in `MODEL_SLUGS` and `PRICES`. */
  readonly key: string;
  readonly provider: ProviderName;
  readonly model: ModelId;
  /** The provider's name of the model, a path segment; `MODEL_SLUGS` overrides it. */
  readonly slug: string;
  readonly terms: Readonly<Partial<Record<DurationSeconds, DurationTerms>>>;
  readonly aspectRatios: readonly AspectRatio[];
  readonly images: readonly ImageUse[];
  /** Camera concepts that it takes; none where nobody says that it takes any. */
  readonly concepts: readonly CameraConcept[];
  /** Where this was read, and on which day (YYYY-MM-DD). */
  readonly source: string;
  readonly readOn: string;
}

/** All but 9:21, which is refused there: https://api.apiframe.ai/v2/openapi.json */
const apiframeRatios = aspectRatios.filter((ratio) => ratio !== '9:21');

/**
 * Prices follow «1 credit is about one US cent»; the flash prices are Apiframe's own credits, Ray 2's is Segmind's list
 * price (9 s: 9/5 of it). A model has one price at all providers, as a member cannot know who makes the video. What
 * Apiframe costs follows its credits, of which one is about a cent. Latencies: the medians that Segmind's model pages show
 * (9 s clips: scaled by their price); the spread is an assumption until enough jobs were seen.
 */
export const catalogue: readonly CatalogueRow[] = [
  {
    key: 'segmind/ray-flash-2',
    provider: 'segmind',
    model: 'ray-flash-2',
    slug: 'ray-flash-2-720p',
    terms: {
      5: { priceCredits: 51, costMicroUsd: 375_000, latency: { medianSeconds: 60, sigma: 0.35 } },
      9: { priceCredits: 92, costMicroUsd: 675_000, latency: { medianSeconds: 108, sigma: 0.35 } },
    },
    aspectRatios,
    images: imageUses,
    concepts: [],
    source: 'https://www.segmind.com/models/ray-flash-2-720p/api',
    readOn: '2026-11-21',
  },
  {
    key: 'segmind/ray-2',
    provider: 'segmind',
    model: 'ray-2',
    slug: 'luma-ray-txt-2-video',
    terms: { 5: { priceCredits: 160, costMicroUsd: 1_600_000, latency: { medianSeconds: 125, sigma: 0.35 } } },
    // The ratios that all of Segmind's Luma pages share; the others on its Ray 2 page are not in Luma's own list.
    aspectRatios: ['16:9', '9:16', '1:1', '21:9', '9:21'],
    images: ['none'],
    concepts: [],
    source: 'https://www.segmind.com/models/luma-ray-img-2-video/api',
    readOn: '2026-11-21',
  },
  {
    key: 'segmind/ray-2-image',
    provider: 'segmind',
    model: 'ray-2',
    slug: 'luma-ray-img-2-video',
    terms: { 5: { priceCredits: 160, costMicroUsd: 1_600_000, latency: { medianSeconds: 125, sigma: 0.35 } } },
    aspectRatios: ['16:9', '9:16', '1:1', '21:9', '9:21'],
    // The page names a first picture alone. Left out, it animates its own sample, so text goes to the other row.
    images: ['start'],
    concepts: cameraConcepts,
    source: 'https://www.segmind.com/models/luma-ray-img-2-video/api',
    readOn: '2026-11-21',
  },
  {
    key: 'apiframe/ray-flash-2',
    provider: 'apiframe',
    model: 'ray-flash-2',
    slug: 'luma-ray-flash-2',
    terms: {
      5: { priceCredits: 51, costMicroUsd: 510_000, latency: { medianSeconds: 60, sigma: 0.35 } },
      9: { priceCredits: 92, costMicroUsd: 920_000, latency: { medianSeconds: 108, sigma: 0.35 } },
    },
    aspectRatios: apiframeRatios,
    images: imageUses,
    concepts: cameraConcepts,
    source: 'https://apiframe.ai/docs/videos/luma/luma-ray-flash-2',
    readOn: '2026-11-21',
  },
  {
    key: 'apiframe/ray-2',
    provider: 'apiframe',
    model: 'ray-2',
    slug: 'luma-ray-2',
    // The current page was not to be found: Ray Flash 2's costs times three, as they stand to each other on the older ones.
    terms: {
      5: { priceCredits: 160, costMicroUsd: 1_530_000, latency: { medianSeconds: 125, sigma: 0.35 } },
      9: { priceCredits: 288, costMicroUsd: 2_760_000, latency: { medianSeconds: 225, sigma: 0.35 } },
    },
    aspectRatios: apiframeRatios,
    images: imageUses,
    concepts: cameraConcepts,
    source: 'https://docs-v2.apiframe.ai/docs/videos/luma/luma-ray-2',
    readOn: '2026-11-21',
  },
];
