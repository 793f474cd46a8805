import type { ClipPicture } from '../clips/clip-spec.ts';
import type { PictureStore } from '../generation/picture-store.ts';
import type { Random } from '../seeded-random.ts';
import type { DataUrl } from './data-url.ts';
import { createRequestIds } from './request-ids.ts';

/** One file that was uploaded. */
export interface SegmindUpload extends ClipPicture {
  readonly id: string;
  /** Where it is served, to anybody. */
  readonly url: string;
  readonly contentType: string;
  readonly bytes: number;
  /** Milliseconds of the clock. */
  readonly at: number;
}

/** Everything that was uploaded, oldest first. */
export interface Uploads {
  readonly all: readonly SegmindUpload[];
  add(file: DataUrl, at: number): Promise<SegmindUpload>;
  /** By the last part of its address. */
  find(name: string): SegmindUpload | null;
}

interface UploadType {
  /** How the addresses end. */
  readonly extension: string;
  readonly maxBytes: number;
}

const MEGABYTE = 1_048_576;
/** No limit is published for this endpoint; the bot must stay below these. */
const PICTURE_BYTES = 10 * MEGABYTE;
export const VIDEO_BYTES = 200 * MEGABYTE;

/** The kinds of files that are taken. */
export const UPLOAD_TYPES: ReadonlyMap<string, UploadType> = new Map([
  ['image/jpeg', { extension: 'jpg', maxBytes: PICTURE_BYTES }],
  ['image/jpg', { extension: 'jpg', maxBytes: PICTURE_BYTES }],
  ['image/png', { extension: 'png', maxBytes: PICTURE_BYTES }],
  ['image/webp', { extension: 'webp', maxBytes: PICTURE_BYTES }],
  ['image/gif', { extension: 'gif', maxBytes: PICTURE_BYTES }],
  ['video/mp4', { extension: 'mp4', maxBytes: VIDEO_BYTES }],
]);

export interface UploadsParts {
  readonly pictures: PictureStore;
  readonly random: Random;
  /** Where a file of this name is served. */
  readonly assetUrl: (name: string) => string;
}

export function createUploads({ pictures, random, assetUrl }: UploadsParts): Uploads {
  const all: SegmindUpload[] = [];
  const byName = new Map<string, SegmindUpload>();
  const nextId = createRequestIds(random);
  return {
    all,
    async add({ contentType, bytes }, at) {
      const id = nextId();
      const name = `${id}.${UPLOAD_TYPES.get(contentType)?.extension ?? 'bin'}`;
      const picture = await pictures.keep(bytes);
      const upload = { ...picture, id, url: assetUrl(name), contentType, bytes: bytes.length, at };
      all.push(upload);
      byName.set(name, upload);
      return upload;
    },
    find: (name) => byName.get(name) ?? null,
  };
}
