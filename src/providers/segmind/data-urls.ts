import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { BodyStream } from '../http-client.ts';

/**
 * The body of an upload: JSON with one file as a `data:` URL, made while it is sent, as a video would otherwise stand in
 * memory several times over.
 * @throws when there is no such file
 */
export async function dataUrlsBody(path: string, contentType: string): Promise<BodyStream> {
  const { size } = await stat(path);
  const head = Buffer.from(`{"data_urls":["data:${contentType};base64,`);
  const tail = Buffer.from('"]}');
  const bytes = head.length + Math.ceil(size / 3) * 4 + tail.length;
  async function* chunks() {
    yield head;
    yield* base64Chunks(path);
    yield tail;
  }
  return { contentType: 'application/json', bytes, chunks: chunks() };
}

/** Three bytes make four characters: what is left over of a piece goes with the next one. */
async function* base64Chunks(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    const ready = Buffer.concat([rest, piece]);
    const whole = ready.length - (ready.length % 3);
    rest = ready.subarray(whole);
    yield Buffer.from(ready.toString('base64', 0, whole));
  }
  yield Buffer.from(rest.toString('base64'));
}
