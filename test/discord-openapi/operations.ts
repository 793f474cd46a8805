import type { Description, Schema } from './description.ts';
import { isRecord, recordsIn, textOf } from './shape.ts';

/** One operation of Discord's API. */
export interface Operation {
  /** Discord's own name, such as `create_message`. */
  readonly id: string;
  /** The path with names in place of values: `/channels/{channel_id}/messages`. */
  readonly template: string;
  /** Parameters in the path and the query. */
  readonly parameters: readonly Parameter[];
  /** Null where the operation takes no body. */
  readonly body: OperationBody | null;
}

export interface Parameter {
  readonly name: string;
  readonly place: string;
  readonly isRequired: boolean;
  /** Where its schema stands in the description. */
  readonly pointer: readonly string[];
}

export interface OperationBody {
  readonly isRequired: boolean;
  /** By content type: where the schema stands in the description. */
  readonly pointers: ReadonlyMap<string, readonly string[]>;
}

/** An operation and the values in its path. */
export interface Match {
  readonly operation: Operation;
  readonly values: Readonly<Record<string, string>>;
}

/** A segment that is written out stands before one that is a name: `@original` is no message id. */
const literalsFirst = (template: string) => template.replaceAll(/\{[^}]+\}/g, '\uffff');

/** Finds the operation of a request. */
export class Operations {
  readonly #paths: Description['paths'];
  readonly #templates: readonly string[];

  constructor({ paths }: Description) {
    this.#paths = paths;
    this.#templates = Object.keys(paths).toSorted((a, b) => (literalsFirst(a) < literalsFirst(b) ? -1 : 1));
  }

  /** @param path - without host and version; `%40original` is read as `@original` */
  find(method: string, path: string): Match | null {
    const segments = path.split('/').map(decoded);
    for (const template of this.#templates) {
      const values = valuesIn(template, segments);
      const operation = values && this.#operation(template, method.toLowerCase());
      if (values && operation) return { operation, values };
    }
    return null;
  }

  #operation(template: string, method: string): Operation | null {
    const item = this.#paths[template];
    const described = item?.[method];
    if (!item || !isRecord(described)) return null;
    return {
      id: textOf(described.operationId),
      template,
      parameters: [...parametersAt(item, ['paths', template]), ...parametersAt(described, ['paths', template, method])],
      body: bodyAt(described, ['paths', template, method]),
    };
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The values of the template's names, or null where it does not fit. */
function valuesIn(template: string, segments: readonly string[]): Record<string, string> | null {
  const parts = template.split('/');
  if (parts.length !== segments.length) return null;
  const values: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name === undefined ? part !== segment : segment === '') return null;
    if (name !== undefined) values[name] = segment;
  }
  return values;
}

function parametersAt(owner: Schema, pointer: readonly string[]): Parameter[] {
  return recordsIn(owner.parameters).map((parameter, index) => ({
    name: textOf(parameter.name),
    place: textOf(parameter.in),
    isRequired: parameter.required === true,
    pointer: [...pointer, 'parameters', String(index), 'schema'],
  }));
}

function bodyAt({ requestBody }: Schema, pointer: readonly string[]): OperationBody | null {
  if (!isRecord(requestBody) || !isRecord(requestBody.content)) return null;
  const pointers = Object.keys(requestBody.content).map(
    (type) => [type, [...pointer, 'requestBody', 'content', type, 'schema']] as const,
  );
  return { isRequired: requestBody.required === true, pointers: new Map(pointers) };
}
