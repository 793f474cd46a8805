import type { Schema } from './description.ts';
import { isRecord, recordsIn } from './shape.ts';

/**
 * Discord tells its objects apart by their `type`, but its description only says «one of these». Held against that, an
 * object with one wrong field is wrong in as many ways as there are types. So each such choice is written out here: if the
 * type is this one, then that schema. It lets the same values pass.
 * @returns the document, rewritten
 */
export function withTypedUnions(document: Schema): Schema {
  const rewrite = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rewrite);
    if (!isRecord(value)) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, own]) => [key, rewrite(own)]));
    for (const keyword of ['oneOf', 'anyOf'] as const) {
      const cases = casesOf(document, value[keyword]);
      if (!cases) continue;
      const { [keyword]: _, ...rest } = copy;
      return { ...rest, allOf: [...recordsIn(rest.allOf), ...cases] };
    }
    return copy;
  };
  const rewritten = rewrite(document);
  return isRecord(rewritten) ? rewritten : document;
}

/** The choice as a list of conditions, or null where it is not made by type. */
function casesOf(document: Schema, choice: unknown): Schema[] | null {
  const branches = recordsIn(choice);
  const types = branches.map((branch) => typesOf(document, branch));
  if (branches.length < 2 || types.some((own) => own.length === 0)) return null;
  const conditions = branches.map((branch, index) => ({
    if: { properties: { type: { enum: types[index] } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: branch,
  }));
  return [{ type: 'object', required: ['type'], properties: { type: { enum: types.flat() } } }, ...conditions];
}

function typesOf(document: Schema, { $ref }: Schema): unknown[] {
  if (typeof $ref !== 'string') return [];
  let target: unknown = document;
  for (const key of $ref.split('/').slice(1)) target = isRecord(target) ? target[key] : undefined;
  const properties = isRecord(target) ? target.properties : undefined;
  const type = isRecord(properties) ? properties.type : undefined;
  return isRecord(type) && Array.isArray(type.enum) ? type.enum : [];
}
