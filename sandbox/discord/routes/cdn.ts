import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { Hono } from 'hono';
import type { ApiEnvironment, DiscordState } from '../state.ts';

/** Files of messages, from disk. No login is needed: the signature in the link is the key. */
export function cdnRoutes(state: DiscordState): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();
  for (const folder of ['attachments', 'ephemeral-attachments'])
    routes.get(`/${folder}/:channel/:attachment/:filename`, (c) => {
      const attachment = state.attachments.find(c.req.param('attachment'), c.req.query());
      if (!attachment || attachment.channelId !== c.req.param('channel'))
        return c.text('This content is no longer available.', 404);
      const stream = Readable.toWeb(createReadStream(attachment.path)) as ReadableStream;
      return c.body(stream, 200, {
        'content-type': attachment.contentType,
        'content-length': String(attachment.sizeBytes),
        'content-disposition': 'attachment',
      });
    });
  return routes;
}
