// Runs before `npm start`: has Node compile raybot and keep the result, types stripped, if the sources are newer than what
// is kept. The stripper would cost the bot itself 20 MB for as long as it runs.
import { globSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';

const directory = 'node_modules/.cache/raybot';
const stamp = `${directory}/compiled`;

const modifiedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = ['package.json', ...globSync(['src/**/*.ts', 'commands/**/*.ts'])];
const isFresh = modifiedAt(stamp) > Math.max(...sources.map(modifiedAt));

if (!isFresh && enableCompileCache(directory).directory) {
  // All that the process, its thread and its child load; `main.ts` itself would start.
  const roots = [
    'app/create-app',
    'config',
    'operations/logger',
    'operations/process',
    'media/read-video',
    'media/normalise-image',
    'charts/draw-usage-chart',
    'operations/write-backup',
  ];
  await Promise.all(roots.map((root) => import(`../src/${root}.ts`)));
  flushCompileCache();
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(stamp, '');
  } catch {
    // A folder that nobody may write to: it starts all the same.
  }
}
