import { extname } from 'node:path';
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';

/** What is known of a file from its name, and what is found by looking into it. */

const TYPE_BY_EXTENSION: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.qt': 'video/quicktime',
  '.webm': 'video/webm',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.heic': 'image/heic',
  '.svg': 'image/svg+xml',
  '.bmp': 'image/bmp',
  '.tiff': 'image/tiff',
  '.pdf': 'application/pdf',
  '.txt': 'text/plain; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json',
};

/** File names that Discord shows with a player: https://docs.discord.com/developers/reference#file-type-filtering */
const VIDEO_EXTENSIONS = new Set(['.mp4', '.mov', '.qt', '.webm']);
/** Formats that are shown as pictures; AVIF is counted as `heif` by the library. A drawing (SVG) is a plain file. */
const SHOWN_FORMATS = new Set(['jpeg', 'png', 'gif', 'webp', 'heif', 'avif']);

export interface MediaFacts {
  /** Pixels, as shown: after the rotation that the file asks for. */
  readonly width: number;
  readonly height: number;
  readonly durationSeconds?: number;
}

/** Discord keeps letters, digits, dots, dashes and underscores of a name; spaces become underscores. */
export function safeName(filename: string): string {
  const kept = filename
    .replaceAll(/\s/g, '_')
    .replaceAll(/[^\p{L}\p{N}._-]/gu, '')
    .replace(/^\.+/, '');
  return kept.slice(-200) || 'unknown';
}

export function contentTypeOf(filename: string, declared: string | undefined): string {
  if (declared && declared !== 'application/octet-stream') return declared;
  return TYPE_BY_EXTENSION[extname(filename).toLowerCase()] ?? declared ?? 'application/octet-stream';
}

/** Undefined when the bytes are no video and no picture that could be shown: such a file is a plain one. */
export async function readFacts(path: string, filename: string, contentType: string): Promise<MediaFacts | undefined> {
  if (contentType.startsWith('video/') && VIDEO_EXTENSIONS.has(extname(filename).toLowerCase())) return readVideo(path);
  return contentType.startsWith('image/') ? readPicture(path) : undefined;
}

async function readVideo(path: string): Promise<MediaFacts | undefined> {
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (!track) return undefined;
    const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
    return { width, height, durationSeconds: await input.computeDuration() };
  } catch {
    return undefined;
  } finally {
    input.dispose();
  }
}

/** Reads the header only, so that a picture of any size costs little. Of an animation the first frame counts. */
async function readPicture(path: string): Promise<MediaFacts | undefined> {
  // Loaded only when a picture comes: the native library takes a while, and most runs have none.
  const { default: sharp } = await import('sharp');
  try {
    const { format, autoOrient } = await sharp(path, { limitInputPixels: false }).metadata();
    return SHOWN_FORMATS.has(format) ? { width: autoOrient.width, height: autoOrient.height } : undefined;
  } catch {
    return undefined;
  }
}
