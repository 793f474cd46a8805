import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, normalize, sep } from 'node:path';
import { z } from 'zod';

/** How the browser finds packages: straight from node_modules, without a bundler. */

const COMPONENTS = '@skyra/discord-components-core';
/** Packages whose files stand where their names say. */
const PLAIN_PACKAGES: Readonly<Record<string, string>> = {
  lit: 'index.js',
  'lit-html': 'lit-html.js',
  'lit-element': 'index.js',
  '@lit/reactive-element': 'reactive-element.js',
  '@lit/context': 'index.js',
};

const require = createRequire(import.meta.url);
const manifest = z.object({ exports: z.record(z.string(), z.string()) });

/** Of a package in node_modules, also of one that others brought and that does not export its manifest. */
function folderOf(name: string): string {
  for (const modules of require.resolve.paths(name) ?? []) {
    const folder = join(modules, name);
    try {
      readFileSync(join(folder, 'package.json'));
      return folder;
    } catch {
      // Not in this one.
    }
  }
  throw new Error(`the package ${name} is not installed`);
}

export function importMap(): { imports: Record<string, string> } {
  const imports: Record<string, string> = {};
  for (const [name, entry] of Object.entries(PLAIN_PACKAGES)) {
    imports[name] = `/vendor/${name}/${entry}`;
    imports[`${name}/`] = `/vendor/${name}/`;
  }
  const { exports } = manifest.parse(JSON.parse(readFileSync(join(folderOf(COMPONENTS), 'package.json'), 'utf8')));
  for (const [name, file] of Object.entries(exports))
    imports[join(COMPONENTS, name).replaceAll(sep, '/')] = `/vendor/${COMPONENTS}/${file.replace(/^\.\//, '')}`;
  return { imports };
}

const EMOJI_FONT = 'twemoji-colr-font/twemoji.woff2';

/** The file behind `/vendor/…`, or undefined: scripts of the packages above and the font of emoji, nothing else. */
export function vendorFile(path: string): string | undefined {
  if (path === EMOJI_FONT) return require.resolve(EMOJI_FONT);
  const name = [...Object.keys(PLAIN_PACKAGES), COMPONENTS].find((one) => path.startsWith(`${one}/`));
  if (name === undefined || !path.endsWith('.js')) return undefined;
  const folder = folderOf(name);
  const file = normalize(join(folder, path.slice(name.length + 1)));
  return dirname(file).startsWith(folder) ? file : undefined;
}
