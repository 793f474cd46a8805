import type { ClipPicture } from '../clips/clip-spec.ts';
import type { Random } from '../seeded-random.ts';
import type { DataUrl } from './data-url.ts';
import type { PictureStore } from './picture-store.ts';
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

/** The kinds of pictures that are taken, and how their addresses end. */
export const UPLOAD_TYPES: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/jpg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
};

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
      const name = `${id}.${UPLOAD_TYPES[contentType] ?? 'bin'}`;
      const picture = await pictures.keep(bytes);
      const upload = { ...picture, id, url: assetUrl(name), contentType, bytes: bytes.length, at };
      all.push(upload);
      byName.set(name, upload);
      return upload;
    },
    find: (name) => byName.get(name) ?? null,
  };
}
