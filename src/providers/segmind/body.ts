import { FormData } from 'undici';
import type { SubmitInput } from '../video-provider.ts';

type Field = string | number | boolean | readonly string[];

/**
 * What a model is asked. `loop` and `aspect_ratio` are always there: their documented defaults contradict each other. A
 * picture stands there only where the member gave one, concepts where any were chosen.
 * @see https://segmind.com/models/ray-flash-2-720p/api
 * @see https://www.segmind.com/models/luma-ray-txt-2-video/api
 * @see https://www.segmind.com/models/luma-ray-img-2-video/api
 */
export function submitBody(input: SubmitInput): Readonly<Record<string, Field>> {
  const { model, prompt, durationSeconds, aspectRatio, resolution, loop, concepts, images } = input;
  const { startUrl, endUrl } = images;
  const common = { prompt, aspect_ratio: aspectRatio, loop, ...(concepts.length > 0 && { concepts }) };
  if (model === 'ray-2') return { ...common, resolution, ...(startUrl && { start_frame: startUrl }) };
  return {
    ...common,
    duration: durationSeconds,
    ...(startUrl && { start_image_url: startUrl }),
    ...(endUrl && { end_image_url: endUrl }),
  };
}

/** The same as a form: every field as text, a list as a field that is repeated. */
export function submitForm(input: SubmitInput): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(submitBody(input))) {
    for (const text of [value].flat()) form.append(name, String(text));
  }
  return form;
}
