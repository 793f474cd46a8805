import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Description } from './description.ts';
import type { Complaint } from './finding.ts';
import { fieldAt } from './shape.ts';
import { withTypedUnions } from './typed-unions.ts';

const documentKey = 'discord';
/** Names that Discord gives to kinds of values; the schemas beside them say what may stand there. */
const discordsFormats = ['int32', 'int64', 'double', 'snowflake', 'nonce'];
/** Keywords that only say that something below them does not fit. */
const wrappers = new Set(['oneOf', 'anyOf', 'if']);

/** Holds values against schemas of the description, each compiled when it is first needed. */
export class Schemas {
  readonly #ajv: Ajv2020;
  readonly #compiled = new Map<string, ValidateFunction>();

  /** @param coerce - whether `"100"` may stand for 100, as it does in a query */
  constructor({ document }: Description, { coerce = false } = {}) {
    this.#ajv = new Ajv2020({
      strict: false,
      allErrors: true,
      verbose: true,
      validateSchema: false,
      coerceTypes: coerce,
    });
    addFormats.default(this.#ajv);
    for (const format of discordsFormats) this.#ajv.addFormat(format, true);
    this.#ajv.addSchema(withTypedUnions(document), documentKey);
  }

  /**
   * @param pointer - keys from the root of the description to the schema
   * @param field - path of the value in its request
   */
  complaints(pointer: readonly string[], value: unknown, field = ''): Complaint[] {
    const validate = this.#validator(pointer);
    if (validate(value)) return [];
    const errors = telling(validate.errors ?? []);
    return distinct(errors.map((error) => complaintOf(error, field)));
  }

  #validator(pointer: readonly string[]): ValidateFunction {
    const reference = `${documentKey}#/${pointer.map(escaped).join('/')}`;
    const known = this.#compiled.get(reference);
    if (known) return known;
    const validate = this.#ajv.compile({ $ref: reference });
    this.#compiled.set(reference, validate);
    return validate;
  }
}

/** https://www.rfc-editor.org/rfc/rfc6901 */
function escaped(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** The errors that help: not those that only say that something below does not fit, nor that it could be null as well. */
function telling(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const exact = errors.filter(({ keyword, params }) => !wrappers.has(keyword) && params.type !== 'null');
  return exact.length > 0 ? exact : errors;
}

function complaintOf({ instancePath, message, params, keyword, data }: ErrorObject, field: string): Complaint {
  const keys = instancePath.split('/').slice(1);
  const path = keys.reduce((parent, key) => fieldAt(parent, /^\d+$/.test(key) ? Number(key) : key), field);
  const allowed = keyword === 'enum' ? ` ${JSON.stringify(params.allowedValues)}` : '';
  return { field: path || 'the body', value: data, problem: `${message ?? keyword}${allowed}` };
}

function distinct(complaints: readonly Complaint[]): Complaint[] {
  return [...new Map(complaints.map((own) => [`${own.field} ${own.problem}`, own])).values()];
}
