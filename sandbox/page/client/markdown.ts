/** Discord's markdown as a tree. What it takes: https://support.discord.com/hc/en-us/articles/210298617 */

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler'; readonly parts: readonly Inline[] }
  | { readonly kind: 'user' | 'role' | 'channel'; readonly id: string }
  | { readonly kind: 'command'; readonly name: string }
  | { readonly kind: 'time'; readonly seconds: number; readonly style: string }
  | { readonly kind: 'link'; readonly url: string; readonly parts: readonly Inline[] };

export type Block =
  | { readonly kind: 'line' | 'small'; readonly parts: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly parts: readonly Inline[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'item'; readonly marker: string; readonly depth: number; readonly parts: readonly Inline[] }
  | { readonly kind: 'fence'; readonly text: string };

export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  for (const [index, part] of text.split(/```(?:[\w+-]*\n)?([\s\S]*?)```/).entries()) {
    if (index % 2 === 1) blocks.push({ kind: 'fence', text: part.replace(/\n$/, '') });
    else if (part !== '') blocks.push(...parseLines(part.replace(index > 0 ? /^\n/ : /$^/, '').split('\n')));
  }
  return blocks;
}

function parseLines(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.startsWith('>>> ')) {
      const rest = [line.slice(4), ...lines.slice(at + 1)];
      return [...blocks, { kind: 'quote', blocks: parseLines(rest) }];
    }
    if (isQuoted(line)) {
      let end = at + 1;
      while (isQuoted(lines[end])) end++;
      blocks.push({ kind: 'quote', blocks: parseLines(lines.slice(at, end).map((one) => one.slice(2))) });
      at = end - 1;
    } else blocks.push(parseLine(line));
  }
  return blocks;
}

function isQuoted(line: string | undefined): boolean {
  return line !== undefined && (line.startsWith('> ') || line === '>');
}

function parseLine(line: string): Block {
  const small = /^-# +(.+)$/.exec(line);
  if (small) return { kind: 'small', parts: parseInline(small[1] ?? '') };
  const heading = /^(#{1,3}) +(.+)$/.exec(line);
  if (heading) return { kind: 'heading', level: levelOf(heading[1]), parts: parseInline(heading[2] ?? '') };
  const item = /^( *)([-*]|\d+\.) +(.+)$/.exec(line);
  if (!item) return { kind: 'line', parts: parseInline(line) };
  const [, blanks = '', mark = '', rest = ''] = item;
  const marker = /\d/.test(mark) ? mark : '•';
  return { kind: 'item', marker, depth: Math.min(Math.floor(blanks.length / 2), 4), parts: parseInline(rest) };
}

function levelOf(marks = ''): 1 | 2 | 3 {
  return marks.length === 1 ? 1 : marks.length === 2 ? 2 : 3;
}

interface Rule {
  readonly pattern: RegExp;
  readonly read: (match: RegExpExecArray) => Inline;
}

const nested =
  (kind: 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler') =>
  ([, inside = '']: RegExpExecArray): Inline => ({ kind, parts: parseInline(inside) });

const linkTo = (url: string, text: string = url): Inline => ({ kind: 'link', url, parts: [{ kind: 'text', text }] });

/** Each is tried at the place where one stands; the first that fits wins. */
const RULES: readonly Rule[] = [
  { pattern: /^\\([^\p{L}\p{N}\s])/u, read: ([, text = '']) => ({ kind: 'text', text }) },
  { pattern: /^(`{1,2})(.+?)\1(?!`)/s, read: ([, , text = '']) => ({ kind: 'code', text: text.trim() }) },
  { pattern: /^<@!?(\d+)>/, read: ([, id = '']) => ({ kind: 'user', id }) },
  { pattern: /^<@&(\d+)>/, read: ([, id = '']) => ({ kind: 'role', id }) },
  { pattern: /^<#(\d+)>/, read: ([, id = '']) => ({ kind: 'channel', id }) },
  { pattern: /^<\/([^:>]+):\d+>/, read: ([, name = '']) => ({ kind: 'command', name }) },
  {
    pattern: /^<t:(-?\d+)(?::([tTdDfFsSR]))?>/,
    read: ([, seconds = '0', style = 'f']) => ({ kind: 'time', seconds: Number(seconds), style }),
  },
  {
    pattern: /^\[((?:\\.|[^\]\\])+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/,
    read: ([, text = '', url = '']) => ({ kind: 'link', url, parts: parseInline(text) }),
  },
  { pattern: /^<(https?:\/\/[^\s>]+)>/, read: ([, url = '']) => linkTo(url) },
  { pattern: /^https?:\/\/[^\s<>]*[^\s<>.,:;"'\])]/, read: ([url]) => linkTo(url) },
  { pattern: /^\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/s, read: nested('bold') },
  { pattern: /^__((?:\\.|[^\\])+?)__(?!_)/s, read: nested('underline') },
  { pattern: /^~~((?:\\.|[^\\])+?)~~/s, read: nested('strike') },
  { pattern: /^\|\|((?:\\.|[^\\])+?)\|\|/s, read: nested('spoiler') },
  { pattern: /^\*(?!\s)((?:\\.|[^\\*])+?)(?<!\s)\*/s, read: nested('italic') },
  { pattern: /^_((?:\\.|[^\\_])+?)_(?![\p{L}\p{N}])/su, read: nested('italic') },
];

/** Characters at which a rule can begin. */
const BEGINNINGS = /[\\`<[h*_~|]/g;

export function parseInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const found = isBeginning(text, at) ? firstRule(rest) : undefined;
    if (found) {
      if (plain) parts.push({ kind: 'text', text: plain });
      plain = '';
      parts.push(found.inline);
      at += found.length;
      continue;
    }
    BEGINNINGS.lastIndex = 1;
    const next = BEGINNINGS.exec(rest)?.index ?? rest.length;
    plain += rest.slice(0, next);
    at += next;
  }
  return plain ? [...parts, { kind: 'text', text: plain }] : parts;
}

/** An underscore within a word is a plain one. */
function isBeginning(text: string, at: number): boolean {
  return text[at] !== '_' || text[at + 1] === '_' || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '');
}

function firstRule(rest: string): { inline: Inline; length: number } | undefined {
  for (const { pattern, read } of RULES) {
    const match = pattern.exec(rest);
    if (match) return { inline: read(match), length: match[0].length };
  }
  return undefined;
}

/** What is read aloud: the text without its marks. */
export function plainText(text: string): string {
  const inline = (parts: readonly Inline[]): string =>
    parts
      .map((part) => {
        if ('parts' in part) return inline(part.parts);
        if ('text' in part) return part.text;
        return part.kind === 'command' ? `/${part.name}` : '';
      })
      .join('');
  const block = (one: Block): string => {
    if (one.kind === 'fence') return one.text;
    return one.kind === 'quote' ? one.blocks.map(block).join('\n') : inline(one.parts);
  };
  return parseMarkdown(text).map(block).join('\n').trim();
}
