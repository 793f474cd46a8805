import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { Attachment } from '../attachments.ts';
import { type ByteRange, parseRange } from '../byte-range.ts';
import { planBody, sendBody } from '../cdn-body.ts';
import type { CdnFaults } from '../cdn-faults.ts';
import type { CdnRequest } from '../request-log.ts';
import { snowflakeTimeMs } from '../snowflake.ts';
import type { ApiContext, ApiEnvironment, DiscordState } from '../state.ts';

/** The whole answer of the real CDN to a link that is expired, forged or dead, quoted in github.com/Zeptosec/Thermastore/issues/11 */
const GONE = 'This content is no longer available.';

/** Files of messages, from disk. No login is needed: the signature in the link is the key. */
export function cdnRoutes(state: DiscordState): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();
  for (const folder of ['attachments', 'ephemeral-attachments'])
    routes.get(`/${folder}/:channel/:attachment/:filename`, async (c) => {
      const record = recordOf(state, c, c.req.param('attachment'));
      state.cdnRequests.push(record);
      const named = state.attachments.find(record.attachmentId, record.query);
      const attachment = named && isPathOf(named, folder, c.req.param()) ? named : undefined;
      await answer(state, attachment, c.env.outgoing, record);
      return RESPONSE_ALREADY_SENT;
    });
  routes.all('*', (c) => c.text(GONE, 404));
  return routes;
}

function recordOf(state: DiscordState, c: ApiContext, attachmentId: string): CdnRequest {
  return {
    method: c.env.incoming.method ?? 'GET',
    path: decodeURIComponent(c.req.path).replace(/^\/cdn/, ''),
    query: c.req.query(),
    attachmentId,
    range: c.req.header('range'),
    ifNoneMatch: c.req.header('if-none-match'),
    ifRange: c.req.header('if-range'),
    userAgent: c.req.header('user-agent'),
    authorization: c.req.header('authorization'),
    atMs: state.clock.now(),
    bytesSent: 0,
  };
}

function isPathOf(file: Attachment, folder: string, named: { channel: string; filename: string }): boolean {
  const right = file.ephemeral ? 'ephemeral-attachments' : 'attachments';
  return folder === right && file.channelId === named.channel && file.filename === named.filename;
}

async function answer(
  state: DiscordState,
  attachment: Attachment | undefined,
  outgoing: ServerResponse,
  record: CdnRequest,
): Promise<void> {
  const faults = state.faults.cdn;
  outgoing.setHeader('date', new Date(state.clock.now()).toUTCString());
  if (faults.hang.count > 0 && faults.hang.afterBytes === null) return hang(faults, outgoing);
  if (takes(faults, 'serverErrors')) return refuse(outgoing, record, 500, 'Internal Server Error');
  if (faults.redirectTo !== null) return refuse(outgoing, record, 302, 'Found', { location: faults.redirectTo });
  // A login of the API is refused here, and has shown the bot's token to a server that does not need it:
  // https://github.com/discord/discord-api-docs/issues/3032
  if (record.authorization !== undefined) return refuse(outgoing, record, 401, 'Unauthorized');
  if (takes(faults, 'notFound') || !attachment) return refuse(outgoing, record, 404, GONE);
  await serve(attachment, faults, outgoing, record);
}

function takes(faults: CdnFaults, name: 'notFound' | 'serverErrors'): boolean {
  if (faults[name] === 0) return false;
  faults[name] -= 1;
  return true;
}

async function hang(faults: CdnFaults, outgoing: ServerResponse): Promise<void> {
  faults.hang.count -= 1;
  if (!outgoing.destroyed) await once(outgoing, 'close');
}

function refuse(
  outgoing: ServerResponse,
  record: CdnRequest,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  record.status = status;
  outgoing.writeHead(status, {
    'content-type': 'text/plain;charset=UTF-8',
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  });
  outgoing.end(text);
}

async function serve(
  attachment: Attachment,
  faults: CdnFaults,
  outgoing: ServerResponse,
  record: CdnRequest,
): Promise<void> {
  const { sizeBytes } = attachment;
  const etag = etagOf(attachment);
  const headers = {
    etag,
    'accept-ranges': 'bytes',
    'cache-control': 'public, max-age=31536000',
    'last-modified': new Date(snowflakeTimeMs(attachment.id)).toUTCString(),
  };
  if (record.ifNoneMatch === etag) {
    record.status = 304;
    outgoing.writeHead(304, headers).end();
    return;
  }
  const partial = record.ifRange === undefined || record.ifRange === etag;
  const range = partial ? parseRange(record.range, sizeBytes) : undefined;
  if (range === 'unsatisfiable')
    return refuse(outgoing, record, 416, 'Range Not Satisfiable', { 'content-range': `bytes */${sizeBytes}` });
  record.status = range ? 206 : 200;
  outgoing.writeHead(record.status, {
    ...headers,
    'content-type': faults.contentType ?? attachment.contentType,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(attachment.filename)}`,
    ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${sizeBytes}` } : {}),
    ...lengthHeaders(faults, range, sizeBytes),
  });
  if (record.method === 'HEAD') {
    outgoing.end();
    return;
  }
  const all = sizeBytes === 0 ? undefined : { start: 0, end: sizeBytes - 1 };
  await sendBody(planBody(attachment.path, range ?? all, faults), outgoing, (count) => {
    record.bytesSent += count;
  });
}

function lengthHeaders(faults: CdnFaults, range: ByteRange | undefined, sizeBytes: number): Record<string, string> {
  // A lie about the length spoils whatever would come next on the same connection.
  if (faults.contentLength !== null) return { 'content-length': String(faults.contentLength), connection: 'close' };
  if (faults.endless || faults.extraBytes > 0) return {};
  return { 'content-length': String(range ? range.end - range.start + 1 : sizeBytes) };
}

/** A file never changes, so that its id says as much as its bytes would. */
function etagOf({ id }: Attachment): string {
  return `"${createHash('md5').update(id).digest('hex')}"`;
}
