import type { Complaint } from '../finding.ts';
import { fieldAt, isRecord } from '../shape.ts';
import type { Check } from './call.ts';

/** Half of a character, as a text has that was cut between its two units, is no valid JSON to many who read it. */
export const checkWholeCharacters: Check = function* ({ request: { body } }) {
  yield* halves(body, '');
};

function* halves(value: unknown, field: string): Generator<Complaint> {
  if (typeof value === 'string' && !value.isWellFormed())
    yield { field: field || 'the body', value, problem: 'holds half of a character' };
  if (Array.isArray(value)) for (const [index, entry] of value.entries()) yield* halves(entry, fieldAt(field, index));
  if (isRecord(value)) for (const [key, own] of Object.entries(value)) yield* halves(own, fieldAt(field, key));
}
