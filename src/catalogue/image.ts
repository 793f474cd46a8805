import { z } from 'zod';
import { Refusal } from '../errors/refusal.ts';
import type { AspectRatio } from './models.ts';

/** A member's picture. Until the bytes were looked at, it is as Discord describes it, and nothing of that is believed. */
export const imageSchema = z.object({
  /** Signed, and dead after a day: https://docs.discord.com/developers/reference#signed-attachment-cdn-urls */
  url: z.string(),
  /** Pixels; null where Discord says nothing about them. */
  width: z.number().nullable(),
  height: z.number().nullable(),
});
export type Image = z.output<typeof imageSchema>;

/** What Discord says of an attachment besides. */
export interface DeclaredImage extends Image {
  readonly fileName: string;
  readonly contentType: string | null;
  /** Null where Discord does not say. */
  readonly bytes: number | null;
}

/**
 * The largest pictures that are taken. 20 MiB is what Discord lets everybody upload; people with a subscription may send
 * hundreds. 64 megapixels is above what phones make of a scene, and 16,384 a side is the most that JPEG decoders and
 * WebP's own limit have in common.
 */
export const imageLimits = { maxBytes: 20 * 1024 * 1024, maxSide: 16_384, maxPixels: 64_000_000 } as const;

/**
 * A side below this makes a soft video: the least that Luma's model takes elsewhere
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-luma.html).
 */
export const softSide = 512;

/** Kinds of pictures that are taken, by what Discord calls them. */
const takenTypes = new Set(['image/jpeg', 'image/jpg', 'image/png', 'image/webp', 'image/gif', 'image/avif']);
/** Says nothing about the file. */
const anyType = 'application/octet-stream';
/** By the name's ending; one without an ending says nothing either. */
const takenName = /^[^.]*$|\.(?:jpe?g|jfif|png|webp|gif|avif)$/i;

/** Also those that are not taken. */
const pictureName = /\.(?:jpe?g|jfif|png|webp|gif|avif|heic|heif|svg|bmp|tiff?)$/i;

/** Whether a picture is too small for a sharp video; unknown sizes are not. */
export function isSoft({ width, height }: Pick<Image, 'width' | 'height'>): boolean {
  return Math.min(width ?? softSide, height ?? softSide) < softSide;
}

/**
 * Refuses what the description alone gives away, before anything is held or fetched.
 * @param trustedOrigins - where Discord keeps attachments, such as `https://cdn.discordapp.com`
 * @throws {Refusal} `image-elsewhere`, `image-not-taken`, `image-empty`, `image-too-large` or `image-too-many-pixels`
 */
export function refuseUnfitImage(image: DeclaredImage, trustedOrigins: readonly string[]): void {
  const url = URL.parse(image.url);
  // A `blob:` address has the origin of the one inside it, and no host.
  const isOurs =
    url !== null && url.host !== '' && !url.username && !url.password && trustedOrigins.includes(url.origin);
  if (!isOurs) throw new Refusal('image-elsewhere');
  if (!isTakenType(image)) throw new Refusal('image-not-taken');
  if (image.bytes !== null) refuseUnfitSize(image.bytes);
  refuseTooManyPixels(image);
}

/**
 * Without a type the name decides, and where that says nothing, the bytes will. HEIC and SVG are pictures too, but none
 * that can be read here.
 */
function isTakenType(file: DeclaredImage): boolean {
  const type = typeOf(file);
  return type === null ? takenName.test(file.fileName) : takenTypes.has(type);
}

/** Whether a file is a picture of some kind, taken here or not; where nothing says the type, its name does. */
export function isPicture(file: Pick<DeclaredImage, 'contentType' | 'fileName'>): boolean {
  return typeOf(file)?.startsWith('image/') ?? pictureName.test(file.fileName);
}

/** Null where nothing is said of it. */
function typeOf({ contentType }: Pick<DeclaredImage, 'contentType'>): string | null {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  return type && type !== anyType ? type : null;
}

function refuseUnfitSize(bytes: number): void {
  if (!(bytes > 0)) throw new Refusal('image-empty');
  if (bytes > imageLimits.maxBytes) throw new Refusal('image-too-large', megabytes(bytes));
}

function megabytes(bytes: number): { size: number; max: number } {
  const mebibyte = 1024 * 1024;
  return { size: Math.ceil((bytes / mebibyte) * 10) / 10, max: imageLimits.maxBytes / mebibyte };
}

function refuseTooManyPixels({ width, height }: Image): void {
  if (width === null || height === null || !exceedsPixels({ width, height })) return;
  throw new Refusal('image-too-many-pixels', {
    width,
    height,
    maxMegapixels: imageLimits.maxPixels / 1_000_000,
    maxSide: imageLimits.maxSide,
  });
}

/** Whether a picture of this size is over the limits. */
export function exceedsPixels({ width, height }: { readonly width: number; readonly height: number }): boolean {
  return Math.max(width, height) > imageLimits.maxSide || width * height > imageLimits.maxPixels;
}

/** The allowed ratio that cuts least off a picture: the one whose quotient with the picture's own is closest to one. */
export function nearestAspectRatio(
  { width, height }: { readonly width: number; readonly height: number },
  allowed: readonly AspectRatio[],
): AspectRatio {
  const [first = '16:9', ...others] = allowed;
  const distance = (ratio: AspectRatio) => Math.abs(Math.log(quotientOf(ratio) / (width / height)));
  return others.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best), first);
}

function quotientOf(ratio: AspectRatio): number {
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  return width / height;
}
