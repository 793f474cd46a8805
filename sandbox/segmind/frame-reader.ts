import type { Dispatcher } from 'undici';
import type { ClipPicture } from '../clips/clip-spec.ts';
import { fetchImage } from '../generation/fetch-image.ts';
import type { PictureStore } from '../generation/picture-store.ts';
import type { JobImage } from './job.ts';
import type { JobFailureKind } from './job-failures.ts';
import { type Frame, framesOf, type SegmindBody, type SegmindModel } from './models.ts';

/** The pictures of one job as far as they were to be had, and what is wrong with them. */
export interface ReadFrames {
  readonly images: readonly JobImage[];
  readonly startImage?: ClipPicture;
  readonly endImage?: ClipPicture;
  readonly problem: JobFailureKind | null;
}

export interface FrameReader {
  /** Fetches and keeps the pictures that a body names. Never rejects because of a picture. */
  read(model: SegmindModel, body: SegmindBody): Promise<ReadFrames>;
}

export interface FrameReaderParts {
  readonly pictures: PictureStore;
  readonly dispatcher: Dispatcher;
}

export function createFrameReader({ pictures, dispatcher }: FrameReaderParts): FrameReader {
  let sample: Promise<Buffer> | null = null;

  async function bytesOf({ url }: Frame): Promise<Buffer | null> {
    if (url !== null) return fetchImage(url, dispatcher);
    sample ??= makeSample();
    return sample;
  }

  async function readFrame(frame: Frame): Promise<{ image: JobImage; picture: ClipPicture | null }> {
    const bytes = await bytesOf(frame);
    if (bytes === null)
      return { image: { ...frame, bytes: null, sha256: null, width: null, height: null }, picture: null };
    const picture = await pictures.keep(bytes);
    const image = { ...frame, bytes: bytes.length, sha256: picture.sha256, ...(await measure(bytes)) };
    return { image, picture };
  }

  return {
    async read(model, body) {
      const read = await Promise.all(framesOf(model, body).map(readFrame));
      const startImage = read.find(({ image }) => image.role === 'start')?.picture;
      const endImage = read.find(({ image }) => image.role === 'end')?.picture;
      const images = read.map(({ image }) => image);
      return { images, problem: problemOf(images), ...(startImage && { startImage }), ...(endImage && { endImage }) };
    },
  };
}

function problemOf(images: readonly JobImage[]): JobFailureKind | null {
  if (images.some(({ sha256 }) => sha256 === null)) return 'image-unreachable';
  return images.some(({ width }) => width === null) ? 'frames-unreadable' : null;
}

const FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif']);
const UNREADABLE = { width: null, height: null };

/** Reads the header only. The decoder is loaded for the first picture: most worlds never see one. */
async function measure(bytes: Buffer): Promise<{ width: number | null; height: number | null }> {
  const { default: sharp } = await import('sharp');
  return sharp(bytes)
    .metadata()
    .then(
      ({ format, autoOrient: { width, height } }) => (FORMATS.has(format) ? { width, height } : UNREADABLE),
      () => UNREADABLE,
    );
}

const SAMPLE = { width: 1_024, height: 1_024, seed: 2 };

/** The picture that the model's page has for an example, and uses when none is given. */
async function makeSample(): Promise<Buffer> {
  const { samplePhoto } = await import('../clips/sample-photo.ts');
  return samplePhoto(SAMPLE);
}
