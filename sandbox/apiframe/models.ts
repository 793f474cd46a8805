/** A Luma model as the service sells it; both take the same parameters and answer in 720p. */
export interface ApiframeModel {
  readonly id: ModelId;
  /** As a reader knows it. */
  readonly label: string;
  /** Half of all generations take longer. */
  readonly medianLatencyMs: (durationSeconds: number) => number;
}

export const MODEL_IDS = ['luma-ray-2', 'luma-ray-flash-2'] as const;
export type ModelId = (typeof MODEL_IDS)[number];

/** Credits of one video by its seconds. */
export type Costs = Readonly<Record<ModelId, Readonly<Record<5 | 9, number>>>>;

/**
 * Flash as its page says; Ray 2 is guessed from it, as its page names an older unit.
 * @see https://apiframe.ai/docs/videos/luma/luma-ray-flash-2
 */
export const CURRENT_COSTS: Costs = {
  'luma-ray-2': { 5: 153, 9: 276 },
  'luma-ray-flash-2': { 5: 51, 9: 92 },
};

/** Only ranges of minutes are published for these (https://docs-v2.apiframe.ai/docs/faq): 9 s take longer, but not in proportion. */
const MODELS: readonly ApiframeModel[] = [
  { id: 'luma-ray-2', label: 'Ray 2', medianLatencyMs: (seconds) => (seconds > 5 ? 200_000 : 125_000) },
  { id: 'luma-ray-flash-2', label: 'Ray Flash 2', medianLatencyMs: (seconds) => (seconds > 5 ? 96_000 : 60_000) },
];

export function modelFor(id: unknown): ApiframeModel | null {
  return MODELS.find((model) => model.id === id) ?? null;
}
