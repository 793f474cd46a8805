import { z } from 'zod';
import type { Wish } from '../generation/late-failures.ts';
import { MODEL_IDS } from './models.ts';

/** Luma's ratios without 9:21, which this service refuses. */
const ASPECT_RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9'] as const;

const CONCEPTS = [
  ...['truck_left', 'truck_right', 'pan_left', 'pan_right', 'pedestal_up', 'pedestal_down', 'tilt_up', 'tilt_down'],
  ...['roll_left', 'roll_right', 'zoom_in', 'zoom_out', 'push_in', 'pull_out', 'dolly_zoom', 'orbit_left'],
  ...['orbit_right', 'crane_up', 'crane_down', 'aerial', 'aerial_drone', 'low_angle', 'high_angle', 'eye_level'],
  ...['ground_level', 'over_the_shoulder', 'pov', 'selfie', 'handheld', 'static', 'bolt_cam', 'overhead'],
  ...['elevator_doors', 'tiny_planet'],
];

const MAX_PROMPT_CHARACTERS = 4_000;

export const WEBHOOK_EVENTS = ['progress', 'completed', 'failed'] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

const webAddress = uri(/^https?:$/);

/**
 * What a job of the two Luma models may hold; both levels forbid other keys.
 * @see https://api.apiframe.ai/v2/openapi.json
 */
const bodyWith = (imageAddress: z.ZodType<string>) =>
  z.strictObject({
    model: z.literal([...MODEL_IDS]),
    prompt: z.string().min(1).max(MAX_PROMPT_CHARACTERS),
    webhookUrl: webAddress.optional(),
    webhookEvents: z.array(z.enum(WEBHOOK_EVENTS)).min(1).optional(),
    lumaParams: z
      .strictObject({
        duration: z.literal([5, 9]).optional(),
        aspect_ratio: z.enum(ASPECT_RATIOS).optional(),
        start_image: imageAddress.optional(),
        end_image: imageAddress.optional(),
        loop: z.boolean().optional(),
        concepts: z.array(z.enum(CONCEPTS)).optional(),
      })
      .optional(),
  });

const strictBody = bodyWith(webAddress);
/** A `data:` address is a URI too: whether the real one takes it is not known. */
const bodyWithDataUris = bodyWith(uri(/^(?:https?|data):$/));

export type GenerateBody = z.output<typeof strictBody>;

/** Messages by the path of the field that they are about, such as `lumaParams.duration`. */
export type Details = Readonly<Record<string, readonly string[]>>;

export type ParsedBody =
  | { readonly body: GenerateBody; readonly details: null }
  | { readonly body: null; readonly details: Details };

export function parseGenerateBody(given: unknown, dataUris: 'refused' | 'accepted'): ParsedBody {
  const { data, error } = (dataUris === 'accepted' ? bodyWithDataUris : strictBody).safeParse(given);
  return error ? { body: null, details: detailsOf(error) } : { body: data, details: null };
}

export function detailsOf({ issues }: z.ZodError): Details {
  const details: Record<string, string[]> = {};
  for (const issue of issues) {
    for (const path of pathsOf(issue)) {
      details[path] ??= [];
      details[path].push(issue.message);
    }
  }
  return details;
}

/** An unknown key is reported at the object that holds it. */
function pathsOf(issue: z.core.$ZodIssue): string[] {
  const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
  return paths.map((path) => path.map(String).join('.'));
}

/** What Luma gets to see of it. */
export function wishOf({ prompt, lumaParams = {} }: GenerateBody): Wish {
  const { start_image: start, end_image: end, loop = false } = lumaParams;
  return {
    prompt,
    loop,
    frames: [
      ...(start === undefined ? [] : [{ role: 'start' as const, url: start }]),
      ...(end === undefined ? [] : [{ role: 'end' as const, url: end }]),
    ],
  };
}

function uri(protocols: RegExp): z.ZodType<string> {
  return z.string().refine((text) => protocols.test(URL.parse(text)?.protocol ?? ''), 'Invalid URI');
}
