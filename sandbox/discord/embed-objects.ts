import { createHash } from 'node:crypto';
import type { AttachmentObject } from './attachments.ts';
import type { Embed } from './message-body.ts';

/** Discord's proxy for pictures of other places: https://docs.discord.com/developers/resources/message#embed-object */
const PROXY = 'https://images-ext-1.discordapp.net/external';
const OWN_FILE = /\/cdn\/(?:ephemeral-)?attachments\/\d+\/(\d+)\//;

/**
 * Embeds as Discord returns them. A picture that is a file of its own has a fresh link and its size; one of another place
 * can be had through Discord's proxy.
 * @param attachment - the file of an id, while it stands
 */
export function embedObjects(
  embeds: readonly Embed[],
  attachment: (id: string) => AttachmentObject | undefined,
): Record<string, unknown>[] {
  return embeds.map((embed) => {
    const { image, thumbnail, ...rest } = embed;
    const media = { ...(image && { image }), ...(thumbnail && { thumbnail }) };
    const shown = Object.entries(media).map(([name, { url }]) => [name, mediaObject(url, attachment)]);
    return { type: 'rich', ...withoutNulls(rest), ...Object.fromEntries(shown) };
  });
}

function mediaObject(url: string, attachment: (id: string) => AttachmentObject | undefined): object {
  const own = attachment(OWN_FILE.exec(url)?.[1] ?? '');
  if (own) {
    const { url: link, proxy_url, width, height, content_type } = own;
    return withoutNulls({ url: link, proxy_url, width, height, content_type });
  }
  const signature = createHash('sha256').update(url).digest('base64url');
  return { url, proxy_url: `${PROXY}/${signature}/${url.replace('://', '/')}` };
}

function withoutNulls(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null && field !== undefined));
}
