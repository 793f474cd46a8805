import { MediaError, type MediaErrorCode } from '../errors/media-error.ts';
import { serveOrders } from '../processes/serve-orders.ts';
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

serveOrders(({ from, to, bounds }: ImageOrder) =>
  normaliseImage(from, to, bounds).then(
    (facts): ImageVerdict => ({ facts }),
    (error: unknown): ImageVerdict => {
      if (error instanceof MediaError) return { code: error.code, problem: error.message };
      return { fault: error instanceof Error ? error.message : String(error) };
    },
  ),
);
