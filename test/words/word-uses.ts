import { globSync, readFileSync } from 'node:fs';
import { parseSync, Visitor } from 'rolldown/utils';

/** One place in the source that fills a text: its key (`*` for what is known only later), and what it fills it with. */
export interface WordUse {
  readonly at: string;
  readonly key: string;
  /** Null where the place does not tell, as with what is spread. */
  readonly values: readonly string[] | null;
}

type Node = Record<string, unknown>;

/** Every place in `src/` and `commands/` that names a text and its values literally. */
export function findWordUses(): WordUse[] {
  const root = new URL('../../', import.meta.url).pathname;
  return globSync(['src/**/*.ts', 'commands/**/*.ts'], { cwd: root }).flatMap((file) =>
    usesIn(file, readFileSync(`${root}${file}`, 'utf8')),
  );
}

function usesIn(at: string, source: string): WordUse[] {
  const uses: WordUse[] = [];
  const add = (key: string | null, values: readonly string[] | null) => {
    if (key !== null) uses.push({ at, key, values });
  };
  new Visitor({
    CallExpression: (call) => {
      const callee = call.callee as unknown as Node;
      const [first, second] = call.arguments as unknown as (Node | undefined)[];
      if (String(callee.name).toLowerCase().endsWith('words')) add(patternOf(first), keysOf(second));
      if ((callee.property as Node | undefined)?.name === 'tell') {
        const code = propertyOf(first, 'code');
        add(code && `notice.${patternOf(code)}`, keysOf(first)?.filter((key) => key !== 'code') ?? null);
      }
    },
    NewExpression: ({ callee, arguments: parts }) => {
      const [first, second] = parts as unknown as (Node | undefined)[];
      if ((callee as unknown as Node).name === 'Refusal') add(`refusal.${patternOf(first)}`, keysOf(second));
    },
  }).visit(parseSync(at, source).program);
  return uses;
}

/** The text of a literal, with `*` for what a template fills in. */
function patternOf(node: Node | undefined | null): string | null {
  if (node?.type === 'Literal') return String(node.value);
  if (node?.type !== 'TemplateLiteral') return null;
  return (node.quasis as { value: { raw: string } }[]).map(({ value }) => value.raw).join('*');
}

/** The names in an object literal; none where nothing is given, null where it is no literal, or not all of one. */
function keysOf(node: Node | undefined): string[] | null {
  if (node === undefined) return [];
  if (node.type !== 'ObjectExpression') return null;
  const properties = node.properties as { key?: Node }[];
  if (properties.some(({ key }) => !key)) return null;
  return properties.map(({ key }) => String(key?.name ?? key?.value));
}

function propertyOf(node: Node | undefined, name: string): Node | null {
  const properties = (node?.type === 'ObjectExpression' ? node.properties : []) as { key?: Node; value?: Node }[];
  return properties.find(({ key }) => key?.name === name)?.value ?? null;
}
