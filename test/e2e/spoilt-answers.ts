import type { LineAnswer } from './line.ts';

/** What becomes of a right answer on its way. */
export type Spoil = (answer: LineAnswer) => LineAnswer;

type Json = Readonly<Record<string, unknown>>;

const page = '<html><head><title>Oops</title></head><body>Something is wrong.</body></html>';
const hugeBytes = 10 * 1024 * 1024;

function instead(body: string, contentType = 'application/json'): Spoil {
  return ({ status }) => ({ status, headers: { 'content-type': contentType }, body: Buffer.from(body) });
}

function rewritten(change: (json: Json) => unknown): Spoil {
  return (answer) => {
    const json: Json = JSON.parse(answer.body.toString());
    return { ...answer, body: Buffer.from(JSON.stringify(change(json))) };
  };
}

function eachField(change: (name: string, value: unknown) => readonly [string, unknown]): Spoil {
  return rewritten((json) => Object.fromEntries(Object.entries(json).map(([name, value]) => change(name, value))));
}

/** Every text in an answer that fits, replaced. */
export function withTexts(pattern: RegExp, text: string): Spoil {
  return rewritten((json) =>
    JSON.parse(
      JSON.stringify(json, (_, value: unknown) => (typeof value === 'string' && pattern.test(value) ? text : value)),
    ),
  );
}

/** What cannot be understood. */
export const senseless: Readonly<Record<string, Spoil>> = {
  'a web page': instead(page, 'text/html'),
  nothing: instead(''),
  'half an answer': (answer) => ({ ...answer, body: answer.body.subarray(0, answer.body.length / 2) }),
  '«null»': instead('null'),
  'a number': instead('42'),
  'an empty object': instead('{}'),
  'an empty list': instead('[]'),
  'fields without values': eachField((name) => [name, null]),
  'objects for values': eachField((name) => [name, { value: { value: null } }]),
  'renamed fields': eachField((name, value) => [`the_${name}_`, value]),
  'ten megabytes': rewritten((json) => ({ ...json, padding: 'x'.repeat(hugeBytes) })),
};

/** What is only unusual. */
export const unusual: Readonly<Record<string, Spoil>> = {
  'another content type': (answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': 'text/plain' } }),
  'no content type': ({ status, body }) => ({ status, headers: {}, body }),
  'more fields': rewritten((json) => ({ ...json, extra: { deep: [null, { status: 'FAILED' }] }, '': 0 })),
  'everything under «data»': rewritten((json) => ({ data: json })),
  'numbers as text': eachField((name, value) => [name, typeof value === 'number' ? String(value) : value]),
};
