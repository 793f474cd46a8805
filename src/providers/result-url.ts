/**
 * The names under which providers put a finished video, most telling first. Both documentations differ from their own
 * samples, so all are read.
 * @see https://docs.segmind.com/docs/serverless-api/async-inference
 * @see https://apiframe.ai/docs/jobs/get
 */
const places = ['output', 'video', 'videoUrl', 'video_url', 'videos', 'result', 'data', 'url', 'uri'] as const;

/** Deep enough for `{data: {result: {videos: [{url}]}}}`. */
const maxDepth = 5;

/**
 * Finds the video's address in a provider's answer.
 * @returns an http or https URL without credentials, still untrusted; null when there is none
 */
export function readVideoUrl(answer: unknown, depth = 0): string | null {
  if (typeof answer === 'string') return depth === 0 ? null : usableUrl(answer);
  if (typeof answer !== 'object' || answer === null || depth > maxDepth) return null;
  if (Array.isArray(answer)) return readFirstVideo(answer, depth + 1);
  const fields: Readonly<Record<string, unknown>> = { ...answer };
  for (const place of places) {
    const found = readVideoUrl(fields[place], depth + 1);
    if (found) return found;
  }
  return null;
}

/** A list may hold a picture of the video before the video. */
function readFirstVideo(answers: readonly unknown[], depth: number): string | null {
  const found = answers.flatMap((answer) => readVideoUrl(answer, depth) ?? []);
  return found.find((url) => URL.parse(url)?.pathname.endsWith('.mp4')) ?? found[0] ?? null;
}

/** An address that a provider named: http or https without credentials, still untrusted; null for anything else. */
export function usableUrl(text: string): string | null {
  const url = URL.parse(text.trim());
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return null;
  return url.href;
}
