import { posix } from 'node:path';
import { parseSync, Visitor } from 'rolldown/utils';

/**
 * Who may know what: the floors of ARCHITECTURE.md, top to bottom. An import goes down or stays on its floor, never up,
 * and never in a circle.
 */
const rooms: readonly (readonly [prefix: string, floor: number])[] = [
  ['sandbox/', 8],
  ['bench/', 8],
  ['scripts/', 8],
  ['test/', 8],
  ['src/main.ts', 8],
  ['src/app/', 7],
  ['commands/', 6],
  ['src/discord/', 5],
  ['src/jobs/', 4],
  ['src/operations/', 4],
  ['src/providers/', 3],
  ['src/config.ts', 3],
  ['src/environment.ts', 3],
  ['src/media/', 2],
  ['src/catalogue/', 2],
  ['src/credits/', 2],
  ['src/charts/', 2],
  ['src/polling/', 2],
  ['src/database/', 1],
  ['src/errors/', 1],
  ['src/words/', 1],
  ['src/processes/', 1],
  ['src/clock.ts', 1],
];

/** Packages that only one floor's rooms may use. */
const ownedPackages: readonly (readonly [name: string, rooms: readonly string[]])[] = [
  ['discord.js', ['src/discord/', 'src/app/', 'commands/']],
  ['better-sqlite3', ['src/database/']],
  ['kysely', ['src/database/', 'src/credits/', 'src/jobs/']],
  ['bottleneck', ['src/providers/pace.ts']],
  ['mediabunny', ['src/media/']],
  ['@mediabunny/server', ['src/media/']],
  ['sharp', ['src/media/']],
  ['vega', ['src/charts/']],
  ['vega-lite', ['src/charts/']],
  ['@resvg/resvg-js', ['src/charts/']],
  ['dejavu-fonts-ttf', ['src/charts/']],
  ['hono', ['src/operations/']],
  ['@hono/node-server', ['src/operations/']],
  ['prom-client', ['src/operations/']],
];

/** Source text by path from the project's root, with `/`. */
export type Sources = ReadonlyMap<string, string>;

/** Everything that breaks the order, as one line each; empty when all is well. */
export function findLayerViolations(sources: Sources): string[] {
  const graph = new Map([...sources].map(([file, text]) => [file, importsOf(file, text)]));
  return [...graph]
    .flatMap(([file, imports]) => imports.flatMap((target) => judge(file, target, sources)))
    .concat(findCircles(graph));
}

/** What a file imports or exports from: other files by path, packages by name. Types count: they are knowledge too. */
function importsOf(file: string, text: string): string[] {
  const { module, program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const requests = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.map(({ moduleRequest }) => text.slice(moduleRequest.start + 1, moduleRequest.end - 1)),
  ];
  const collectTypes = new Visitor({ TSImportType: ({ source }) => void requests.push(source.value) });
  collectTypes.visit(program);
  return [...new Set(requests)].map((request) =>
    request.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), request)) : request,
  );
}

function judge(file: string, target: string, sources: Sources): string[] {
  const from = floorOf(file);
  if (from === null) return [`${file} stands on no floor: add its folder to scripts/layers.ts`];
  const to = floorOf(target);
  if (to === null) return judgePackage(file, target, from);
  if (!sources.has(target) && !target.endsWith('.json')) return [`${file} imports ${target}, which does not exist`];
  return to > from ? [`${file} (floor ${from}) must not know ${target} (floor ${to})`] : [];
}

function judgePackage(file: string, target: string, floor: number): string[] {
  if (floor === 8) return [];
  const owned = ownedPackages.find(([name]) => target === name || target.startsWith(`${name}/`));
  if (!owned || owned[1].some((room) => file.startsWith(room))) return [];
  return [`${file} must not use ${target}: it belongs to ${owned[1].join(', ')}`];
}

function floorOf(file: string): number | null {
  return rooms.find(([prefix]) => (prefix.endsWith('/') ? file.startsWith(prefix) : file === prefix))?.[1] ?? null;
}

/** Every import that closes a circle, found by walking the graph once. */
function findCircles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      circles.push(`circle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`);
      return;
    }
    state.set(file, 'open');
    for (const target of graph.get(file) ?? []) if (graph.has(target)) walk(target, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) walk(file, []);
  return circles;
}
