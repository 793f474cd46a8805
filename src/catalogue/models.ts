/**
 * The models that raybot offers and what each provider serves of them: data only. Commands, validation, prices, routing
 * and the README's table are derived from it.
 */

export type ModelId = 'ray-2' | 'ray-flash-2';
export type ProviderName = 'segmind' | 'apiframe';
export type AspectRatio = '1:1' | '3:4' | '4:3' | '9:16' | '16:9' | '9:21' | '21:9';
export type DurationSeconds = 5 | 9;
export type Resolution = '720p';

/** One model at one provider. Its `row` is the key of `MODEL_SLUGS` and `PRICES` in the configuration. */
export interface CatalogueRow {
  /** `provider/model`. */
  readonly row: `${ProviderName}/${ModelId}`;
  readonly provider: ProviderName;
  readonly model: ModelId;
  /** The provider's name of the model, a path segment; `MODEL_SLUGS` overrides it. */
  readonly slug: string;
  readonly durationsSeconds: readonly DurationSeconds[];
  readonly aspectRatios: readonly AspectRatio[];
  readonly resolutions: readonly Resolution[];
  readonly loop: boolean;
  /** What the provider charges the operator, in millionths of a US dollar, by duration. */
  readonly costMicroUsd: Readonly<Partial<Record<DurationSeconds, number>>>;
  readonly source: string;
  /** Day on which the source was read, YYYY-MM-DD. */
  readonly readOn: string;
}
