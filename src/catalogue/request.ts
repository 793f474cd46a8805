import { z } from 'zod';
import { Refusal } from '../errors/refusal.ts';
import { escapeText } from '../words/plain-text.ts';
import { type CameraConcept, cameraConcepts, maxConcepts, readConcepts } from './concepts.ts';
import { imageSchema, nearestAspectRatio } from './image.ts';
import {
  type AspectRatio,
  aspectRatios,
  type DurationSeconds,
  durationsSeconds,
  type ImageUse,
  type ModelId,
  modelIds,
  models,
  resolutions,
} from './models.ts';
import { cleanPrompt } from './prompt.ts';

/** What a member asks for, whatever the way it was asked. */
const generationSchema = z.strictObject({
  model: z.enum(modelIds),
  prompt: z.string(),
  durationSeconds: z.literal(durationsSeconds).default(durationsSeconds[0]),
  aspectRatio: z.enum(aspectRatios).default(aspectRatios[0]),
  resolution: z.enum(resolutions).default(resolutions[0]),
  /** Nobody named a ratio: it follows the picture, and is settled once the picture itself was looked at. */
  ratioFollowsImage: z.boolean().default(false),
  startImage: imageSchema.nullable().default(null),
  endImage: imageSchema.nullable().default(null),
  loop: z.boolean().default(false),
  concepts: z.array(z.enum(cameraConcepts)).max(maxConcepts).default([]),
  /** The guild's rules want the video hidden behind a click; never a member's choice. */
  isSpoiler: z.literal(true).optional(),
  /** Only the requester sees the answer. */
  isPrivate: z.boolean().default(false),
});

export type GenerationRequest = z.output<typeof generationSchema>;
export type GenerationInput = z.input<typeof generationSchema>;

/** What a command offers, for the words of a refusal. */
interface Allowed {
  readonly model: ModelId;
  readonly durationsSeconds: readonly DurationSeconds[];
  readonly aspectRatios: readonly AspectRatio[];
  readonly concepts: readonly CameraConcept[];
  readonly ratiosFor: (request: GenerationRequest) => readonly AspectRatio[];
}

/**
 * Checks what came from a person. Discord refuses most bad input before it is sent; nothing here relies on that.
 * @param options - by the names of a request's fields; `concepts` as the text that was typed
 * @throws {Refusal} that names the option and what is allowed
 */
export function parseGeneration(allowed: Allowed, options: Readonly<Record<string, unknown>>): GenerationRequest {
  const { model } = allowed;
  const concepts = givenConcepts(allowed, options.concepts);
  const { data, error } = generationSchema.safeParse({ ...options, concepts, model });
  if (data) {
    if (data.loop && data.endImage) throw new Refusal('loop-with-end-image');
    const request = { ...data, prompt: cleanPrompt(data.prompt) };
    const ratioFollowsImage = imageUseOf(request) !== 'none' && options.aspectRatio === undefined;
    return ratioFollowsImage ? followImage({ ...request, ratioFollowsImage }, allowed.ratiosFor(request)) : request;
  }
  const [issue] = error.issues;
  const name = String(issue?.path[0] ?? (issue && 'keys' in issue ? issue.keys : 'option'));
  if (name === 'prompt') throw new Refusal('prompt-blank');
  throw new Refusal('option-not-allowed', {
    model: models[model].name,
    options: `${optionNames[name] ?? name} = ${escapeText(String(options[name]), 40)}`,
    allowed: allowedValues(name, allowed),
  });
}

/** @throws {Refusal} also where the model takes none of them */
function givenConcepts({ model, concepts: offered }: Allowed, text: unknown): CameraConcept[] {
  if (text === undefined) return [];
  const concepts = readConcepts(String(text));
  if (concepts.every((concept) => offered.includes(concept))) return concepts;
  throw new Refusal('concepts-not-served', { model: models[model].name });
}

/** Which pictures a request brings along. */
export function imageUseOf({ startImage, endImage }: Pick<GenerationRequest, 'startImage' | 'endImage'>): ImageUse {
  if (startImage) return endImage ? 'start-and-end' : 'start';
  return endImage ? 'end' : 'none';
}

/**
 * The request in the shape of its first picture, where nobody named another and the picture's size is known.
 * @param allowed - what can be had together with the rest of the request
 */
export function followImage(request: GenerationRequest, allowed: readonly AspectRatio[]): GenerationRequest {
  const { width, height } = request.startImage ?? request.endImage ?? { width: null, height: null };
  if (!request.ratioFollowsImage || width === null || height === null) return request;
  return { ...request, aspectRatio: nearestAspectRatio({ width, height }, allowed) };
}

/** Reads a request back from the database; its words were checked when it was accepted. */
export function parseStoredGeneration(json: string): GenerationRequest {
  return generationSchema.parse(JSON.parse(json));
}

/** As members know them. */
const optionNames: Readonly<Record<string, string>> = {
  durationSeconds: 'duration',
  aspectRatio: 'aspect_ratio',
  isPrivate: 'private',
};

function allowedValues(name: string, allowed: Allowed): string {
  if (name === 'durationSeconds') return allowed.durationsSeconds.join(', ');
  if (name === 'aspectRatio') return allowed.aspectRatios.join(', ');
  if (name === 'resolution') return resolutions.join(', ');
  return 'true, false';
}
