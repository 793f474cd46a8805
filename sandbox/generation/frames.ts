import type { Dispatcher } from 'undici';
import type { ClipPicture } from '../clips/clip-spec.ts';
import { fetchImage } from './fetch-image.ts';
import type { PictureStore } from './picture-store.ts';

/** A picture that a video is asked to begin or end with. */
export interface Frame {
  readonly role: 'start' | 'end';
  /** As the caller gave it; null for the sample picture of a model that needs one and got none. */
  readonly url: string | null;
}

/** A picture that a job got; null where it could not be fetched, or its size not be read. */
export interface FrameImage extends Frame {
  readonly bytes: number | null;
  /** Of the bytes as they were fetched, hexadecimal. */
  readonly sha256: string | null;
  /** Pixels, as a viewer sees it upright. */
  readonly width: number | null;
  readonly height: number | null;
}

/** The pictures of one job as far as they were to be had, and what is wrong with them. */
export interface ReadFrames {
  readonly images: readonly FrameImage[];
  readonly startImage?: ClipPicture;
  readonly endImage?: ClipPicture;
  readonly problem: 'image-unreachable' | 'frames-unreadable' | null;
}

export interface FrameParts {
  readonly pictures: PictureStore;
  readonly dispatcher: Dispatcher;
  /** What stands in for a picture without an address; a service whose models have none can do without. */
  readonly samplePicture?: () => Promise<Buffer>;
}

/** Fetches and keeps pictures. Never rejects because of a picture. */
export async function readFrames(frames: readonly Frame[], parts: FrameParts): Promise<ReadFrames> {
  const read = await Promise.all(frames.map((frame) => readFrame(frame, parts)));
  const images = read.map(({ image }) => image);
  const startImage = read.find(({ image }) => image.role === 'start')?.picture;
  const endImage = read.find(({ image }) => image.role === 'end')?.picture;
  return { images, problem: problemOf(images), ...(startImage && { startImage }), ...(endImage && { endImage }) };
}

async function readFrame(frame: Frame, parts: FrameParts): Promise<{ image: FrameImage; picture: ClipPicture | null }> {
  const bytes = await bytesOf(frame, parts);
  if (bytes === null)
    return { image: { ...frame, bytes: null, sha256: null, width: null, height: null }, picture: null };
  const picture = await parts.pictures.keep(bytes);
  return {
    image: { ...frame, bytes: bytes.length, sha256: picture.sha256, ...(await measure(bytes)) },
    picture,
  };
}

async function bytesOf({ url }: Frame, { dispatcher, samplePicture }: FrameParts): Promise<Buffer | null> {
  if (url !== null) return fetchImage(url, dispatcher);
  return samplePicture ? samplePicture() : null;
}

function problemOf(images: readonly FrameImage[]): ReadFrames['problem'] {
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
