import { open, stat } from 'node:fs/promises';
import {
  ALL_FORMATS,
  EncodedPacketSink,
  FilePathSource,
  Input,
  type InputTrack,
  type InputVideoTrack,
  MP4,
} from 'mediabunny';
import type { VideoFacts } from './video-file.ts';

/** The codec that all of Discord's clients decode, as mediabunny names it. */
const h264 = 'avc';
/** Enough for the tables of a clip; the clip itself is not read. */
const maxCacheBytes = 1024 * 1024;

/** The file is something else than a video. */
export class NotAVideoError extends Error {}

/**
 * Reads what a video file is, and whether all of it is there. Frames are not decoded. A damaged or hostile file can
 * keep this busy for minutes: see `inspectVideo`.
 * @throws {NotAVideoError} unless it holds moving pictures, in whatever format
 * @throws {Error} unless it is an mp4, codec, size and duration are known, and its tracks are all there
 */
export async function readVideo(path: string): Promise<VideoFacts> {
  const { size: bytes } = await stat(path);
  if (!(await startsAsMp4(path)))
    throw (await hasPictures(path)) ? new Error('another format') : new NotAVideoError('no video');
  const input = new Input({ formats: [MP4], source: new FilePathSource(path, { maxCacheSize: maxCacheBytes }) });
  try {
    if (!(await input.canRead())) throw new Error('an mp4 that cannot be read');
    const track = await input.getPrimaryVideoTrack();
    if (!track) throw new NotAVideoError('no video track');
    const picture = await readPicture(track);
    for (const each of await input.getTracks()) await readToEnd(each);
    const hasSound = (await input.getPrimaryAudioTrack()) !== null;
    return { ...picture, hasSound, bytes, playsEverywhere: picture.codec === h264 };
  } finally {
    input.dispose();
  }
}

/** An mp4 begins with a box that names its type: https://www.w3.org/TR/mse-byte-stream-format-isobmff/ */
async function startsAsMp4(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.toString('latin1', 4) === 'ftyp';
  } finally {
    await file.close();
  }
}

/** Whether it is a video of another format that we know: it may play elsewhere. */
async function hasPictures(path: string): Promise<boolean> {
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(path, { maxCacheSize: maxCacheBytes }) });
  try {
    return (await input.getPrimaryVideoTrack()) !== null;
  } catch {
    return false;
  } finally {
    input.dispose();
  }
}

async function readPicture(track: InputVideoTrack) {
  const codec = await track.getCodec();
  if (!codec) throw new Error('unknown codec');
  const width = await track.getDisplayWidth();
  const height = await track.getDisplayHeight();
  const durationSeconds = await track.computeDuration();
  if (![width, height, durationSeconds].every((value) => Number.isFinite(value) && value > 0)) {
    throw new Error('no size or no duration');
  }
  return { codec, width, height, durationSeconds };
}

/**
 * Reads the bytes of a track's last packet. The last one shown need not be the last one stored: frames that refer to it
 * may follow, so the way goes on in storage order.
 */
async function readToEnd(track: InputTrack): Promise<void> {
  const sink = new EncodedPacketSink(track);
  const tables = { metadataOnly: true };
  let last = await sink.getPacket(Number.POSITIVE_INFINITY, tables);
  for (let next = last; next; next = await sink.getNextPacket(next, tables)) last = next;
  const stored = last && (await sink.getPacket(last.timestamp));
  if (!stored || stored.data.byteLength === 0) throw new Error('the end of the file is missing');
}
