import { z } from 'zod';
import { DiscordError } from './errors.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** One complaint about one field, in Discord's words. */
interface FormError {
  readonly path: Path;
  readonly code: string;
  readonly message: string;
}

/**
 * Reads a request body, or answers 50035 and says which field is wrong, in the shape of
 * https://docs.discord.com/developers/reference#error-messages
 */
export function parseForm<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw invalidForm(result.error.issues.map(formError));
}

export function invalidForm(errors: readonly FormError[]): DiscordError {
  const tree: Record<string, unknown> = {};
  for (const error of errors) addError(tree, error);
  return new DiscordError('invalidForm', { errors: tree });
}

function addError(tree: Record<string, unknown>, error: FormError): void {
  let node = tree;
  for (const key of error.path) {
    node[String(key)] ??= {};
    node = node[String(key)] as Record<string, unknown>;
  }
  const list = (node._errors ?? []) as unknown[];
  node._errors = [...list, { code: error.code, message: error.message }];
}

function formError(issue: Issue): FormError {
  const [code, message] = describe(issue);
  return { path: issue.path, code, message };
}

function describe(issue: Issue): [code: string, message: string] {
  switch (issue.code) {
    case 'custom':
      return [String(issue.params?.code ?? 'BASE_TYPE_INVALID'), issue.message];
    case 'invalid_type':
      if (issue.input === undefined) return ['BASE_TYPE_REQUIRED', 'This field is required'];
      return ['BASE_TYPE_INVALID', `Could not interpret "${String(issue.input)}" as ${issue.expected}.`];
    case 'too_big':
      if (issue.origin === 'string' || issue.origin === 'array')
        return ['BASE_TYPE_MAX_LENGTH', `Must be ${issue.maximum} or fewer in length.`];
      return ['NUMBER_TYPE_MAX', `int value should be less than or equal to ${issue.maximum}.`];
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array')
        return ['BASE_TYPE_MIN_LENGTH', `Must be ${issue.minimum} or more in length.`];
      return ['NUMBER_TYPE_MIN', `int value should be greater than or equal to ${issue.minimum}.`];
    case 'invalid_format':
      return ['STRING_TYPE_REGEX', 'String value did not match validation regex.'];
    case 'invalid_value':
      return ['BASE_TYPE_CHOICES', `Value must be one of {${issue.values.map(String).join(', ')}}.`];
    case 'invalid_union':
      return ['UNION_TYPE_CHOICES', 'Value of field is not one of the allowed types.'];
    default:
      return ['BASE_TYPE_INVALID', issue.message];
  }
}

/** Text with both bounds; Discord names both of them in one complaint. Length is counted in characters, not bytes. */
export function text(minimum: number, maximum: number): z.ZodType<string> {
  return z.string().superRefine((value, context) => {
    const length = [...value].length;
    if (length >= minimum && length <= maximum) return;
    complain(context, 'BASE_TYPE_BAD_LENGTH', `Must be between ${minimum} and ${maximum} in length.`);
  });
}

/** An id as a client may write it: text of digits, or a number where it is small (the index of a file). */
export const snowflake = z.union([z.string().regex(/^\d{1,20}$/), z.number().int().nonnegative()]).transform(String);

interface IssueSink {
  addIssue(issue: { code: 'custom'; message: string; params: { code: string }; path?: PropertyKey[] }): void;
}

/** Adds a complaint with a code of Discord's own from inside a schema. */
export function complain(context: IssueSink, code: string, message: string, path: PropertyKey[] = []): void {
  context.addIssue({ code: 'custom', message, params: { code }, path });
}
