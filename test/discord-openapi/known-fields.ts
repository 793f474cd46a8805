import type { Description, Schema } from './description.ts';
import type { Complaint } from './finding.ts';
import { fieldAt, isRecord, recordsIn } from './shape.ts';

/**
 * Fields that Discord documents and that its description does not have (yet). Each has an address and a reason; what is
 * not documented does not belong here.
 */
const documented: readonly { readonly operation: RegExp; readonly field: RegExp; readonly why: string }[] = [
  {
    operation: /_application_commands?$/,
    field: /^(\[\d+\]\.)?nsfw$/,
    why: 'age-restricted commands: https://docs.discord.com/developers/interactions/application-commands#agerestricted-commands',
  },
  {
    operation: /_application_commands?$/,
    field: /\boptions\[\d+\]\.file_types$/,
    why: 'since 2026-08-05: https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-structure',
  },
];

/** Finds fields that no schema knows. Discord ignores them, and with them what their author meant. */
export class KnownFields {
  readonly #document: Schema;

  constructor({ document }: Description) {
    this.#document = document;
  }

  /** @param pointer - keys from the root of the description to the schema of `value` */
  complaints(operation: string, pointer: readonly string[], value: unknown): Complaint[] {
    const schema = this.#at(pointer);
    const unknown = schema ? [...this.#unknown([schema], value, '')] : [];
    return unknown.filter(
      ({ field }) => !documented.some((own) => own.operation.test(operation) && own.field.test(field)),
    );
  }

  *#unknown(schemas: readonly Schema[], value: unknown, field: string): Generator<Complaint> {
    const all = schemas.flatMap((schema) => this.#alternatives(schema));
    if (Array.isArray(value)) {
      const items = all.map((schema) => schema.items).filter(isRecord);
      for (const [index, entry] of value.entries()) yield* this.#unknown(items, entry, fieldAt(field, index));
    }
    if (!isRecord(value)) return;
    const fitting = all.filter((schema) => fitsType(schema, value));
    for (const [key, own] of Object.entries(value)) {
      const path = fieldAt(field, key);
      const known = fitting.flatMap((schema) => schemaOf(schema, key));
      if (known.length > 0) yield* this.#unknown(known, own, path);
      else if (!isOpen(fitting)) yield { field: path, value: own, problem: 'Discord knows no such field here' };
    }
  }

  /** A schema and all that it is made of or chooses from. */
  #alternatives(schema: Schema): Schema[] {
    const { $ref } = schema;
    const target = typeof $ref === 'string' ? this.#at($ref.split('/').slice(1)) : null;
    const parts = [schema.allOf, schema.anyOf, schema.oneOf].flatMap(recordsIn);
    return [schema, ...[...(target ? [target] : []), ...parts].flatMap((part) => this.#alternatives(part))];
  }

  #at(pointer: readonly string[]): Schema | null {
    let here: unknown = this.#document;
    for (const key of pointer) here = isRecord(here) || Array.isArray(here) ? Reflect.get(here, key) : undefined;
    return isRecord(here) ? here : null;
  }
}

/** Whether a schema can be for this value, by the `type` that tells Discord's objects apart. */
function fitsType({ properties }: Schema, { type }: Schema): boolean {
  const told = isRecord(properties) ? properties.type : undefined;
  return !isRecord(told) || !Array.isArray(told.enum) || told.enum.includes(type);
}

function schemaOf({ properties, additionalProperties }: Schema, key: string): Schema[] {
  const own = isRecord(properties) ? properties[key] : undefined;
  return [own ?? additionalProperties].filter(isRecord);
}

/** Whether other keys than the named ones may stand here: maps, and schemas that say nothing about keys. */
function isOpen(schemas: readonly Schema[]): boolean {
  const named = schemas.filter(({ properties }) => isRecord(properties));
  return named.length === 0 && schemas.length > 0;
}
