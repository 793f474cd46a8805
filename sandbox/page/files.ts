import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { parseRange } from '../discord/byte-range.ts';
import type { LocalDiscord } from '../discord/local-discord.ts';
import { seesMessage } from './page-views.ts';

/** A file of a message that the viewer sees, whole or in part: a player asks for what it needs. */
export function fileAnswer(
  discord: LocalDiscord,
  viewerId: string,
  id: string,
  rangeHeader: string | undefined,
): Response {
  const file = discord
    .messages()
    .filter((message) => seesMessage(discord, viewerId, message))
    .flatMap(({ attachments }) => attachments)
    .find((attachment) => attachment.id === id);
  if (!file) return new Response('This content is no longer available.', { status: 404 });
  const { sizeBytes, contentType, path } = file;
  const range = parseRange(rangeHeader, sizeBytes);
  if (range === 'unsatisfiable')
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${sizeBytes}` } });
  const headers = {
    'accept-ranges': 'bytes',
    'content-type': contentType,
    'content-length': String(range ? range.end - range.start + 1 : sizeBytes),
    'cache-control': 'private, max-age=3600',
    // A page that somebody uploaded must not run as one of ours.
    'content-security-policy': "default-src 'none'; sandbox",
    ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${sizeBytes}` } : {}),
  };
  const body = Readable.toWeb(createReadStream(path, range ?? {}));
  return new Response(body as ReadableStream, { status: range ? 206 : 200, headers });
}
