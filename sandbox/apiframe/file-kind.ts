/** What a file is by its first bytes. */
export interface FileKind {
  readonly kind: 'image' | 'video' | 'audio';
  readonly contentType: string;
  /** How its address ends. */
  readonly extension: string;
}

const MP4_BRANDS = /^(?:iso[2-9m]|mp4[12]|avc1|dash|M4V )$/;

/** @returns null for a kind that the service does not take */
export function fileKindOf(bytes: Buffer): FileKind | null {
  const at = (text: string, offset = 0) =>
    bytes.subarray(offset, offset + text.length).equals(Buffer.from(text, 'latin1'));
  if (at('\x89PNG\r\n\x1a\n')) return image('png');
  if (at('\xff\xd8\xff')) return image('jpeg', 'jpg');
  if (at('GIF8')) return image('gif');
  if (at('RIFF') && at('WEBP', 8)) return image('webp');
  if (at('RIFF') && at('WAVE', 8)) return audio('wav');
  if (at('ftyp', 4)) return byBrand(bytes.toString('latin1', 8, 12));
  if (at('\x1a\x45\xdf\xa3')) return video('webm');
  if (at('OggS')) return audio('ogg');
  if (at('ID3') || (bytes[0] === 0xff && [0xfb, 0xf3, 0xf2].includes(bytes[1] ?? 0))) return audio('mpeg', 'mp3');
  return null;
}

/** HEIC and AVIF pictures have such a box, too. */
function byBrand(brand: string): FileKind | null {
  if (brand === 'qt  ') return video('quicktime', 'mov');
  if (brand === 'M4A ') return audio('mp4', 'm4a');
  return MP4_BRANDS.test(brand) ? video('mp4') : null;
}

const image = (subtype: string, extension = subtype) => fileKind('image', subtype, extension);
const video = (subtype: string, extension = subtype) => fileKind('video', subtype, extension);
const audio = (subtype: string, extension = subtype) => fileKind('audio', subtype, extension);

function fileKind(kind: FileKind['kind'], subtype: string, extension: string): FileKind {
  return { kind, contentType: `${kind}/${subtype}`, extension };
}
