import { absenceNote, type Description, readDescription } from '../discord-openapi/description.ts';
import { Operations } from '../discord-openapi/operations.ts';
import { Schemas } from '../discord-openapi/schemas.ts';
import { isRecord } from '../discord-openapi/shape.ts';

/** What came back over HTTP. */
export interface ResponseSeen {
  readonly method: string;
  /** Without host and version, with or without a query. */
  readonly path: string;
  readonly status: number;
  /** Parsed JSON; text, where there was none. */
  readonly body: unknown;
}

/** Holds what the sandbox answers against Discord's own description of its API. */
export class ResponseSchemas {
  readonly #description: Description;
  readonly #operations: Operations;
  readonly #schemas: Schemas;
  readonly #seen = new Set<string>();

  constructor(description: Description) {
    this.#description = description;
    this.#operations = new Operations(description);
    this.#schemas = new Schemas(description);
  }

  /** Names of the operations that were looked at, each with its status. */
  get seen(): readonly string[] {
    return [...this.#seen].sort();
  }

  /** What is wrong with an answer, as one line each: the field, what is wrong with it and what it holds. */
  problems({ method, path, status, body }: ResponseSeen): string[] {
    const [plainPath = ''] = path.split('?');
    const match = this.#operations.find(method, plainPath);
    if (!match) return [`${method} ${plainPath}: no such operation`];
    const { id, template } = match.operation;
    const answer = this.#answer(template, method.toLowerCase(), status);
    if (!answer) return [`${id}: ${status} is no answer of it`];
    this.#seen.add(`${id} ${status}`);
    if (!answer.hasBody) return body === '' ? [] : [`${id}: ${status} has no body`];
    return this.#problemsAt(answer.pointer, body, id);
  }

  /** What is wrong with an object that came another way than by a route, held against one of the named schemas. */
  objectProblems(schema: string, value: unknown): string[] {
    return this.#problemsAt(['components', 'schemas', schema], value, schema);
  }

  #problemsAt(pointer: readonly string[], body: unknown, name: string): string[] {
    return this.#schemas.complaints(pointer, body).map(({ field, problem, value }) => {
      const held = JSON.stringify(value)?.slice(0, 100);
      return `${name}: ${field} ${problem}, but it is ${held}`;
    });
  }

  #answer(template: string, method: string, status: number) {
    const operation = this.#description.paths[template]?.[method];
    const responses = isRecord(operation) && isRecord(operation.responses) ? operation.responses : {};
    const key = [String(status), `${String(status)[0]}XX`].find((candidate) => candidate in responses);
    if (key === undefined) return undefined;
    const response = responses[key];
    const reference = isRecord(response) && typeof response.$ref === 'string' ? response.$ref : undefined;
    const base = reference ? reference.split('/').slice(1) : ['paths', template, method, 'responses', key];
    return {
      hasBody: reference !== undefined || (isRecord(response) && isRecord(response.content)),
      pointer: [...base, 'content', 'application/json', 'schema'],
    };
  }
}

/** Null where the description is absent; then a line says so, once for each file of tests. */
export function openResponseSchemas(): ResponseSchemas | null {
  const description = readDescription();
  if (!description) console.warn(absenceNote());
  return description && new ResponseSchemas(description);
}
