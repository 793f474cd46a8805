import type { AnswerSwitches } from './answer-switches.ts';

/** Fields that a caller can do without: what it has to know stands elsewhere, too. */
const DISPENSABLE: ReadonlySet<string> = new Set([
  'poll_url',
  'status_url',
  'response_url',
  'metrics',
  'video',
  'free-credits',
  'latency_ms',
  'total',
  'page',
]);

/** A right body as the switches have it written: with numbers as strings, more fields than documented, or null in some. */
export function written(body: object, { numbersAsStrings, oddFields }: AnswerSwitches): object {
  const numbered = numbersAsStrings
    ? rewrite(body, (_, value) => (typeof value === 'number' ? `${value}` : value))
    : body;
  if (oddFields === 'null') return rewrite(numbered, (key, value) => (DISPENSABLE.has(key) ? null : value));
  return oddFields === 'extra' ? { ...numbered, ...EXTRA } : numbered;
}

/** What some later version may add. */
const EXTRA = {
  queue_position: null,
  worker: { region: 'eu-1', warm: true, tags: [] },
  'x-internal': [{ a: 1 }, null, ['b']],
};

function rewrite(body: object, change: (key: string, value: unknown) => unknown): object {
  const text = JSON.stringify(body, change);
  const rewritten: unknown = JSON.parse(text);
  return typeof rewritten === 'object' && rewritten !== null ? rewritten : body;
}
