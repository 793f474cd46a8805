import { type AnyComponent, isComponent } from './stored-components.ts';

/** A file of the message, as its attachment object says it. */
export interface AttachedFile {
  readonly id?: unknown;
  readonly filename?: unknown;
  readonly size?: unknown;
  readonly url?: unknown;
  readonly proxy_url?: unknown;
  readonly content_type?: unknown;
  readonly width?: unknown;
  readonly height?: unknown;
}

interface Files {
  readonly messageId: string;
  readonly attached: readonly AttachedFile[];
}

/**
 * Components as a message shows them: where the app named a file or an address, there is what Discord found out about it.
 * https://docs.discord.com/developers/components/reference#unfurled-media-item
 */
export function componentObjects(components: readonly { readonly type: number }[], files: Files): unknown[] {
  return components.map((component) => shown(component, files));
}

function shown(component: { readonly type: number }, files: Files): unknown {
  if (!isComponent(component)) return component;
  const fields = Object.entries(component).map(([name, value]) => [name, shownField(name, value, files)]);
  return { ...Object.fromEntries(fields), ...fileFacts(component, files) };
}

function shownField(name: string, value: unknown, files: Files): unknown {
  if (name === 'media' || name === 'file') return mediaObject(addressIn(value), files);
  if (name === 'items' && Array.isArray(value)) return value.map((item) => galleryItem(item, files));
  if (Array.isArray(value)) return value.map((entry) => (isComponent(entry) ? shown(entry, files) : entry));
  return isComponent(value) ? shown(value, files) : value;
}

function galleryItem(item: object & { media?: unknown }, files: Files): unknown {
  return { description: null, spoiler: false, ...item, media: mediaObject(addressIn(item.media), files) };
}

/** A file component tells the name and size of its file besides. */
function fileFacts(component: AnyComponent, files: Files): object {
  if (!('file' in component)) return {};
  const file = fileAt(addressIn(component.file), files);
  return { name: file?.filename ?? null, size: file?.size ?? null };
}

function mediaObject(url: string, files: Files): Record<string, unknown> {
  const file = fileAt(url, files);
  if (!file) return { id: files.messageId, url, proxy_url: url, width: null, height: null, content_type: null };
  return {
    id: file.id,
    url: file.url,
    proxy_url: file.proxy_url,
    width: file.width ?? null,
    height: file.height ?? null,
    content_type: file.content_type ?? null,
    attachment_id: file.id,
  };
}

function fileAt(url: string, { attached }: Files): AttachedFile | undefined {
  const name = /^attachment:\/\/(.+)$/.exec(url)?.[1];
  return attached.find((file) => file.filename === name);
}

function addressIn(value: unknown): string {
  return typeof value === 'object' && value !== null && 'url' in value ? String(value.url) : '';
}
