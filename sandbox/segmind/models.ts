import type { Frame } from '../generation/frames.ts';
import type { Wish } from '../generation/late-failures.ts';

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
  /** The fields of the body that name pictures by their address. */
  readonly frameFields: Readonly<Partial<Record<Frame['role'], string>>>;
  /** Whether a picture of the model's own is animated when none is given to begin with. */
  readonly hasSampleStart: boolean;
  /** The request's duration in seconds; null when it is none that the model makes. */
  readonly durationOf: (body: SegmindBody) => number | null;
  readonly costMicroUsd: (durationSeconds: number) => number;
  /** Half of all generations take longer. */
  readonly medianLatencyMs: (durationSeconds: number) => number;
}

/** A JSON object, as it came: nothing about it has been checked. */
export type SegmindBody = Readonly<Record<string, unknown>>;

/** What Luma itself can make. */
const LUMA_RATIOS = ['1:1', '3:4', '4:3', '9:16', '16:9', '9:21', '21:9'];
/** Those of them that the image model's page lists. It lists more (2:3, 3:2, 4:5, 5:4), which Luma does not know. */
const IMAGE_MODEL_RATIOS = ['1:1', '9:16', '16:9', '9:21', '21:9'];

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
    frameFields: { start: 'start_image_url', end: 'end_image_url' },
    hasSampleStart: false,
    durationOf: ({ duration }) => FLASH_DURATIONS.get(duration) ?? null,
    costMicroUsd: (durationSeconds) => durationSeconds * 75_000,
    // 5 s: 60 s as published. 9 s: not published; longer, but not in proportion.
    medianLatencyMs: (durationSeconds) => (durationSeconds > 5 ? 96_000 : 60_000),
  },
  {
    slug: 'luma-ray-txt-2-video',
    ...rayTwo,
    aspectRatios: LUMA_RATIOS,
    frameFields: {},
    hasSampleStart: false,
  },
  {
    slug: 'luma-ray-img-2-video',
    ...rayTwo,
    aspectRatios: IMAGE_MODEL_RATIOS,
    frameFields: { start: 'start_frame' },
    // The page shows a sample picture as the field's default.
    hasSampleStart: true,
  },
];

export function modelFor(slug: string): SegmindModel | null {
  return MODELS.find((model) => model.slug === slug) ?? null;
}

const ROLES = ['start', 'end'] as const;

/** The pictures that a body names, first the one to begin with. Null stands for a picture that is not given. */
function framesOf({ frameFields, hasSampleStart }: SegmindModel, body: SegmindBody): readonly Frame[] {
  return ROLES.flatMap((role): Frame[] => {
    const field = frameFields[role];
    const url = field === undefined ? null : (body[field] ?? null);
    if (url !== null) return [{ role, url: String(url) }];
    return role === 'start' && hasSampleStart ? [{ role, url: null }] : [];
  });
}

/** What Luma gets to see of it. */
export function wishOf(model: SegmindModel, body: SegmindBody): Wish {
  return { prompt: String(body.prompt), loop: body.loop === true, frames: framesOf(model, body) };
}

const MIN_PROMPT_CHARACTERS = 3;
const MAX_PROMPT_CHARACTERS = 5_000;

/**
 * Why a job whose body has not the right form fails, or null. The gateway accepts everything and charges nothing for it;
 * only the model looks. The rules are Luma's, the wording follows them.
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
  for (const field of Object.values(model.frameFields)) {
    const url = body[field] ?? null;
    if (url !== null && typeof url !== 'string') return `Input validation error: ${field} must be a string`;
  }
  return null;
}
