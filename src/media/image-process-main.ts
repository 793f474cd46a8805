import { MediaError, type MediaErrorCode } from '../errors/media-error.ts';
import { type ImageBounds, type ImageFacts, normaliseImage } from './normalise-image.ts';

/** What the process of `createImageNormaliser` is asked. */
export interface ImageOrder {
  readonly from: string;
  readonly to: string;
  readonly bounds: ImageBounds;
}

/** What it answers: the picture, what is wrong with it, or a fault of our own machine. */
export type ImageVerdict =
  | { readonly facts: ImageFacts }
  | { readonly code: MediaErrorCode; readonly problem: string }
  | { readonly fault: string };

process.on('message', async ({ from, to, bounds }: ImageOrder) => {
  const verdict = await normaliseImage(from, to, bounds).then(
    (facts): ImageVerdict => ({ facts }),
    (error: unknown): ImageVerdict => {
      if (error instanceof MediaError) return { code: error.code, problem: error.message };
      return { fault: error instanceof Error ? error.message : String(error) };
    },
  );
  process.send?.(verdict);
});

// A parent that was killed cannot kill its children.
process.once('disconnect', () => process.exit());
