import { createClipLibrary } from '../sandbox/clips/clip-library.ts';
import { fullClipSpec } from '../sandbox/clips/clip-spec.ts';

/** @returns the path of a real clip of Ray Flash 2, padded to this many megabytes; it is drawn once and then kept */
export async function clipOf(megabytes: number): Promise<string> {
  const library = createClipLibrary();
  const clip = await library.clip(
    fullClipSpec({
      prompt: 'A lighthouse in the rain, seen from the sea',
      model: 'Ray Flash 2',
      aspectRatio: '16:9',
      durationSeconds: 5,
      minimumBytes: megabytes * 1e6,
    }),
  );
  await library.close();
  return clip.path;
}
