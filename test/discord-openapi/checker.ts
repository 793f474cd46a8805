import type { Description } from './description.ts';
import { type Complaint, type Finding, lineOf } from './finding.ts';
import { KnownFields } from './known-fields.ts';
import { hasBody, type ObservedRequest } from './observed-request.ts';
import { type Match, type OperationBody, Operations } from './operations.ts';
import type { Call } from './own-checks/call.ts';
import { bodyChecks, headChecks } from './own-checks/index.ts';
import { Schemas } from './schemas.ts';
import { isRecord, textOf } from './shape.ts';

export interface CheckerOptions {
  /** Channels where a message may stand twice, and so needs no nonce: the operator's. */
  readonly exceptChannelIds?: readonly string[];
  /** What must stand in no line. The tokens in the paths need not be named. */
  readonly secrets?: readonly string[];
}

/** What came of one request. */
export interface Verdict {
  /** Discord's name of the operation, or null where it has none. */
  readonly operation: string | null;
  readonly findings: readonly Finding[];
  /** The findings in a line each, with all tokens blotted out. */
  readonly lines: readonly string[];
}

/** Holds requests against Discord's description of its API, and against the rules that it does not state. */
export class RequestChecker {
  readonly #operations: Operations;
  readonly #schemas: Schemas;
  readonly #querySchemas: Schemas;
  readonly #knownFields: KnownFields;
  readonly #bodyChecks: ReturnType<typeof bodyChecks>;
  /** Named ones, and every token that was met in a path. */
  readonly #secrets: Set<string>;

  constructor(description: Description, { exceptChannelIds = [], secrets = [] }: CheckerOptions = {}) {
    this.#operations = new Operations(description);
    this.#schemas = new Schemas(description);
    this.#querySchemas = new Schemas(description, { coerce: true });
    this.#knownFields = new KnownFields(description);
    this.#bodyChecks = bodyChecks(exceptChannelIds);
    this.#secrets = new Set(secrets);
  }

  check(request: ObservedRequest): Verdict {
    const match = this.#operations.find(request.method, request.path);
    const operation = match?.operation.id ?? null;
    const name = operation ?? `${request.method} ${request.path}`;
    const complaints = match ? [...this.#complaints(match, request)] : [unknownOperation(request)];
    const findings = complaints.map((complaint) => ({ operation: name, ...complaint }));
    for (const token of tokensIn(match, request)) this.#secrets.add(token);
    return { operation, findings, lines: findings.map((finding) => lineOf(finding, [...this.#secrets])) };
  }

  *#complaints(match: Match, request: ObservedRequest): Generator<Complaint> {
    const { id: operation, template } = match.operation;
    const call: Call = { operation, template, request };
    yield* this.#parameters(match, request);
    for (const check of headChecks) yield* check(call);
    if (!request.bodyWasRead) return;
    yield* this.#body(match, request);
    for (const check of this.#bodyChecks) yield* check(call);
  }

  *#parameters({ operation, values }: Match, { query }: ObservedRequest): Generator<Complaint> {
    const given: Readonly<Record<string, Readonly<Record<string, string>>>> = { path: values, query };
    for (const { name, place, isRequired, pointer } of operation.parameters) {
      const value = given[place]?.[name];
      const field = `${place} ${name}`;
      if (value !== undefined) yield* this.#querySchemas.complaints(pointer, value, field);
      else if (isRequired) yield { field, value, problem: 'is missing' };
    }
    const known = operation.parameters.filter(({ place }) => place === 'query').map(({ name }) => name);
    for (const [name, value] of Object.entries(query))
      if (!known.includes(name))
        yield { field: `query ${name}`, value, problem: 'Discord knows no such parameter here' };
  }

  *#body({ operation }: Match, request: ObservedRequest): Generator<Complaint> {
    const { body: value, files, headers } = request;
    const isThere = value !== undefined || files.length > 0 || hasBody(headers);
    const field = 'the body';
    if (!operation.body) {
      if (isThere) yield { field, value, problem: 'this operation takes none' };
      return;
    }
    if (value === undefined) {
      if (operation.body.isRequired || isThere) yield { field, value, problem: 'is missing' };
      return;
    }
    const pointer = pointerFor(operation.body, request);
    if (!pointer) yield { field, value: headers['content-type'], problem: 'this operation takes no such content' };
    if (!pointer) return;
    yield* this.#schemas.complaints(pointer, forDescription(operation.id, value));
    yield* this.#knownFields.complaints(operation.id, pointer, value);
  }
}

function pointerFor({ pointers }: OperationBody, { headers, files }: ObservedRequest): readonly string[] | undefined {
  const type =
    headers['content-type']?.split(';')[0] ?? (files.length > 0 ? 'multipart/form-data' : 'application/json');
  return pointers.get(type);
}

/** Permissions travel as a string of digits; the description calls them an integer. */
function forDescription(operation: string, body: unknown): unknown {
  if (!/_application_commands?$/.test(operation)) return body;
  if (Array.isArray(body)) return body.map((command: unknown) => forDescription(operation, command));
  if (!isRecord(body) || !/^\d+$/.test(textOf(body.default_member_permissions))) return body;
  return { ...body, default_member_permissions: Number(body.default_member_permissions) };
}

function unknownOperation({ method, path }: ObservedRequest): Complaint {
  return { field: 'path', value: `${method} ${path}`, problem: 'Discord has no such operation' };
}

/** Of a path that fits no operation, everything that is long enough for a token. */
function tokensIn(match: Match | null, { path }: ObservedRequest): string[] {
  if (!match) return path.split('/').filter((segment) => segment.length > 24);
  return Object.entries(match.values).flatMap(([name, value]) => (name.endsWith('_token') ? [value] : []));
}
