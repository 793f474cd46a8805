import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importMap, vendorFile } from './import-map.ts';

const CLIENT = fileURLToPath(new URL('./client/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
};

export interface Asset {
  readonly body: Buffer | string;
  readonly contentType: string;
}

/** The page itself: its document, its own modules with their types taken off, and what it takes from packages. */
export interface Assets {
  /** The document. */
  readonly html: string;
  /** What the document allows itself: nothing but what its own server gives. */
  readonly contentSecurityPolicy: string;
  /** @param path - such as `/client/main.ts` */
  find(path: string): Promise<Asset | undefined>;
}

/** @param firstViewer - id of the person whom a page shows at first */
export async function createAssets(firstViewer: string): Promise<Assets> {
  const map = JSON.stringify(importMap());
  const template = await readFile(join(CLIENT, 'page.html'), 'utf8');
  const html = template
    .replace(/(?<=<script type="importmap">).*?(?=<\/script>)/s, () => map)
    .replace('{{firstViewer}}', firstViewer);
  const stripped = new Map<string, string>();

  async function find(path: string): Promise<Asset | undefined> {
    const file = fileAt(path);
    if (file === undefined || !existsSync(file)) return undefined;
    const contentType = TYPES[extname(file)] ?? 'application/octet-stream';
    if (!file.endsWith('.ts')) return { body: await readFile(file), contentType };
    const body = stripped.get(file) ?? stripTypeScriptTypes(await readFile(file, 'utf8'));
    stripped.set(file, body);
    return { body, contentType };
  }

  return { html, contentSecurityPolicy: policy(map), find };
}

function fileAt(path: string): string | undefined {
  const own = /^\/client\/([a-z0-9-]+\.(?:ts|css))$/.exec(path)?.[1];
  if (own !== undefined) return join(CLIENT, own);
  const vendor = /^\/vendor\/(.+)$/.exec(path)?.[1];
  return vendor === undefined ? undefined : vendorFile(vendor);
}

function policy(inlineScript: string): string {
  const hash = createHash('sha256').update(inlineScript).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${hash}'`,
    "style-src 'self'",
    // The components' own templates have style attributes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
