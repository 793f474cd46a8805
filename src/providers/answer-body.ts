import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { beginsLikeMp4, isCutMp4, mp4HeadBytes } from './video-bytes.ts';

/** More than anybody would say. */
export class AnswerTooLong extends Error {}
/** A video that ends in its middle. */
class CutVideo extends Error {}

/** A file that came as an answer, the owner's alone. */
export interface AnswerFile {
  readonly path: string;
  readonly bytes: number;
}

export interface BodyLimits {
  readonly maxTextBytes: number;
  /** Where a video goes; null where none is expected, and any body is text. */
  readonly video: { readonly directory: string; readonly maxBytes: number } | null;
}

export interface AnswerBody {
  readonly text: string;
  readonly file: AnswerFile | null;
}

/** Takes the body piece by piece; the next piece waits until this one is taken. */
interface Sink {
  write(chunk: Buffer): Promise<void>;
  end(): Promise<AnswerBody>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

/**
 * Reads a body to its end: an mp4, told by its bytes, into a new file, anything else as text. When it fails, no file is
 * left. A body that ends before its Content-Length, or a chunked one without its end, fails while it is read.
 * @throws {AnswerTooLong} and whatever network and disk throw
 */
export async function readBody(body: Readable, limits: BodyLimits): Promise<AnswerBody> {
  let head: Buffer = Buffer.alloc(0);
  let sink: Sink | null = null;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (sink !== null) {
        await sink.write(chunk);
        continue;
      }
      head = Buffer.concat([head, chunk]);
      if (head.length < mp4HeadBytes) continue;
      sink = await openSink(head, limits);
      await sink.write(head);
    }
    if (sink !== null) return await sink.end();
    return { text: head.toString('utf8'), file: null };
  } catch (error) {
    await sink?.discard();
    throw error;
  }
}

async function openSink(head: Buffer, { video, maxTextBytes }: BodyLimits): Promise<Sink> {
  return video !== null && beginsLikeMp4(head)
    ? openVideoSink(video.directory, video.maxBytes)
    : textSink(maxTextBytes);
}

function textSink(maxBytes: number): Sink {
  const chunks: Buffer[] = [];
  const count = createCounter(maxBytes);
  return {
    async write(chunk) {
      count.add(chunk);
      chunks.push(chunk);
    },
    end: async () => ({ text: Buffer.concat(chunks).toString('utf8'), file: null }),
    discard: async () => {},
  };
}

/** The name is random and has no extension: what a crash leaves is known by it. */
async function openVideoSink(directory: string, maxBytes: number): Promise<Sink> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, randomUUID());
  const file = await open(path, 'wx+', 0o600);
  const count = createCounter(maxBytes);
  return {
    async write(chunk) {
      count.add(chunk);
      await file.writeFile(chunk);
    },
    async end() {
      await expectWhole(file, count.bytes());
      // It may be the only copy: what is written down about it survives a power cut, so must it.
      await file.sync();
      await file.close();
      return { text: '', file: { path, bytes: count.bytes() } };
    },
    async discard() {
      await file.close().catch(() => {});
      await rm(path, { force: true });
    },
  };
}

async function expectWhole(file: FileHandle, bytes: number): Promise<void> {
  if (await isCutMp4(file, bytes)) throw new CutVideo(`the video ends in its middle, after ${bytes} bytes`);
}

function createCounter(maxBytes: number) {
  let bytes = 0;
  return {
    add(chunk: Buffer): void {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new AnswerTooLong(`the answer is longer than ${maxBytes} bytes`);
    },
    bytes: () => bytes,
  };
}
