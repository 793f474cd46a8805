/**
 * The Luma models that the local Segmind serves: what they cost, how long they take, and what they refuse once a job
 * runs. Parameters, prices and times are those of the model pages.
 * @see https://segmind.com/models/ray-flash-2-720p/api
 * @see https://www.segmind.com/models/luma-ray-img-2-video/api
 */
export interface SegmindModel {
  readonly slug: string;
  /** As a reader knows it. */
  readonly label: string;
  readonly aspectRatios: readonly string[];
  readonly defaultAspectRatio: string;
  /** The request's duration in seconds; null when it is none that the model makes. */
  readonly durationOf: (body: SegmindBody) => number | null;
  readonly costMicroUsd: (durationSeconds: number) => number;
  /** Half of all generations take longer. */
  readonly medianLatencyMs: (durationSeconds: number) => number;
}

/** A JSON object, as it came: nothing about it has been checked. */
export type SegmindBody = Readonly<Record<string, unknown>>;

/** What Luma itself can make. The image model's page lists more, which fail late. */
const LUMA_RATIOS = ['1:1', '3:4', '4:3', '9:16', '16:9', '9:21', '21:9'];

/** The pages show the number and the string; both work. */
const FLASH_DURATIONS: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  [undefined, 5],
  [5, 5],
  ['5', 5],
  [9, 9],
  ['9', 9],
]);

const rayTwo = {
  label: 'Ray 2',
  aspectRatios: LUMA_RATIOS,
  defaultAspectRatio: '1:1',
  durationOf: () => 5,
  costMicroUsd: () => 1_600_000,
  medianLatencyMs: () => 125_000,
};

const MODELS: readonly SegmindModel[] = [
  {
    slug: 'ray-flash-2-720p',
    label: 'Ray Flash 2',
    aspectRatios: LUMA_RATIOS,
    defaultAspectRatio: '16:9',
    durationOf: ({ duration }) => FLASH_DURATIONS.get(duration) ?? null,
    costMicroUsd: (durationSeconds) => durationSeconds * 75_000,
    // 5 s: 60 s as published. 9 s: not published; longer, but not in proportion.
    medianLatencyMs: (durationSeconds) => (durationSeconds > 5 ? 96_000 : 60_000),
  },
  { slug: 'luma-ray-txt-2-video', ...rayTwo },
  { slug: 'luma-ray-img-2-video', ...rayTwo },
];

export function modelFor(slug: string): SegmindModel | null {
  return MODELS.find((model) => model.slug === slug) ?? null;
}

const MIN_PROMPT_CHARACTERS = 3;
const MAX_PROMPT_CHARACTERS = 5_000;

/**
 * Why a job with this body fails, or null. The gateway accepts everything and charges nothing for it; only the model
 * looks. The rules are Luma's, the wording follows them.
 * @see https://docs.lumalabs.ai/docs/errors
 */
export function validationFailure(model: SegmindModel, body: SegmindBody): string | null {
  const { prompt, aspect_ratio: aspectRatio = model.defaultAspectRatio, loop = false } = body;
  if (typeof prompt !== 'string') return 'Input validation error: prompt is required and must be a string';
  if (prompt.trim().length < MIN_PROMPT_CHARACTERS)
    return `Input validation error: prompt is too short, minimum length is ${MIN_PROMPT_CHARACTERS} characters`;
  if (prompt.length > MAX_PROMPT_CHARACTERS)
    return `Input validation error: prompt is too long, maximum length is ${MAX_PROMPT_CHARACTERS} characters`;
  if (typeof aspectRatio !== 'string' || !model.aspectRatios.includes(aspectRatio))
    return `Input validation error: aspect_ratio must be one of ${model.aspectRatios.join(', ')}`;
  if (model.durationOf(body) === null) return 'Input validation error: duration must be one of 5, 9';
  if (typeof loop !== 'boolean') return 'Input validation error: loop must be a boolean';
  if (loop && body.end_image_url) return 'Loop is not supported when an end image is given';
  return null;
}
