import type { ClipPicture } from '../clips/clip-spec.ts';
import type { PictureStore } from '../generation/picture-store.ts';
import { createUuids } from '../generation/uuids.ts';
import type { Random } from '../seeded-random.ts';
import type { FileKind } from './file-kind.ts';

/** One file that was uploaded. */
export interface ApiframeUpload extends ClipPicture, Pick<FileKind, 'kind' | 'contentType'> {
  readonly id: string;
  /** Where it is served to anybody, for a while. */
  readonly url: string;
  readonly bytes: number;
  /** Milliseconds of the clock. */
  readonly at: number;
}

/** Everything that was uploaded, oldest first. */
export interface Uploads {
  readonly all: readonly ApiframeUpload[];
  add(bytes: Buffer, kind: FileKind, at: number): Promise<ApiframeUpload>;
  /** By the last part of its address, however old it is. */
  find(name: string): ApiframeUpload | null;
}

export interface UploadsParts {
  readonly pictures: PictureStore;
  readonly random: Random;
  /** Where a file of this name is served. */
  readonly uploadUrl: (name: string) => string;
}

export function createUploads({ pictures, random, uploadUrl }: UploadsParts): Uploads {
  const all: ApiframeUpload[] = [];
  const nextId = createUuids(random);
  return {
    all,
    async add(bytes, { kind, contentType, extension }, at) {
      const id = nextId();
      const url = uploadUrl(`${id}.${extension}`);
      const upload = { ...(await pictures.keep(bytes)), id, url, kind, contentType, bytes: bytes.length, at };
      all.push(upload);
      return upload;
    },
    find: (name) => all.find(({ url }) => url.endsWith(`/${name}`)) ?? null,
  };
}
