import { acceptsFile } from './file-types.ts';
import { type InvocationProblem, InvocationRefused } from './invocation-refused.ts';
import type { Modal, ModalField } from './modal.ts';
import { isKnown, type Lookup, type Reference, resolve } from './resolved.ts';
import { countProblem, optionProblem, selectProblem, selectReferences } from './select-values.ts';

/** What a person puts into one field: a text, a tick, or chosen values (ids, for people, places and files). */
export type FieldValue = string | boolean | readonly string[];

/** By the field's custom id. */
export type FieldValues = Readonly<Record<string, FieldValue>>;

type Text = Extract<ModalField, { type: 4 }>;
type Checkbox = Extract<ModalField, { type: 23 }>;
type List = Exclude<ModalField, Text | Checkbox>;

/**
 * The `data` of a submitted modal. Fields that are not named keep what the app put into them.
 * @param strict - whether to refuse what Discord's own app would not let a person submit
 * @throws {InvocationRefused} in strict mode, and for a field that the modal does not have
 */
export function modalData(modal: Modal, values: FieldValues, lookup: Lookup, strict: boolean): Record<string, unknown> {
  const fields = fieldsOf(modal);
  const unknown = Object.keys(values).find((name) => !fields.some((field) => field.custom_id === name));
  if (unknown !== undefined) throw new InvocationRefused('unknown-option', unknown);
  for (const field of strict ? fields : []) {
    const problem = problemWith(field, values[field.custom_id], lookup);
    if (problem) throw new InvocationRefused(problem, field.custom_id);
  }
  const submitted = (field: ModalField) => submittedField(field, values[field.custom_id]);
  const components = modal.components.map((component) => {
    const shell = { type: component.type, id: component.id };
    if (component.type === 10) return shell;
    if (component.type === 18) return { ...shell, component: submitted(component.component) };
    return { ...shell, components: component.components.map(submitted) };
  });
  const references = fields.flatMap((field) =>
    isList(field) ? referencesOf(field, chosenIn(field, values[field.custom_id])) : [],
  );
  const resolved = resolve(references, lookup);
  return { custom_id: modal.custom_id, components, ...(references.length > 0 ? { resolved } : {}) };
}

function fieldsOf(modal: Modal): ModalField[] {
  return modal.components.flatMap((component): ModalField[] => {
    if (component.type === 10) return [];
    return component.type === 18 ? [component.component] : component.components;
  });
}

function isList(field: ModalField): field is List {
  return field.type !== 4 && field.type !== 23;
}

function submittedField(field: ModalField, value: FieldValue | undefined): Record<string, unknown> {
  const shell = { type: field.type, id: field.id, custom_id: field.custom_id };
  if (field.type === 4) return { ...shell, value: value ?? field.value ?? '' };
  if (field.type === 23) return { ...shell, value: value ?? field.default ?? false };
  const values = chosenIn(field, value);
  return field.type === 21 ? { ...shell, value: values[0] ?? null } : { ...shell, values };
}

/** The values that are chosen: by the person, or by the app beforehand. */
function chosenIn(field: List, value: FieldValue | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value !== undefined && typeof value !== 'boolean') return value;
  if ('options' in field) return field.options.filter((option) => option.default).map((option) => option.value);
  return 'default_values' in field ? (field.default_values ?? []).map(({ id }) => id) : [];
}

function referencesOf(field: List, values: readonly string[]): Reference[] {
  if (field.type === 19) return values.map((id) => ({ kind: 'attachment', id }));
  return selectReferences(field, values);
}

function problemWith(field: ModalField, value: FieldValue | undefined, lookup: Lookup): InvocationProblem | undefined {
  if (field.type === 4) return textProblem(field, value ?? field.value ?? '');
  if (field.type === 23) return value === undefined || typeof value === 'boolean' ? undefined : 'wrong-type';
  if (typeof value === 'boolean') return 'wrong-type';
  const values = chosenIn(field, value);
  // Leaving a field empty is another thing than choosing too few.
  if (values.length === 0) return (field.required ?? true) ? 'missing-option' : undefined;
  if (field.type === 21) return countProblem(values, 1, 1) ?? optionProblem(field.options, values);
  if (field.type === 19) return filesProblem(field, values, lookup);
  return selectProblem(field, values, lookup);
}

function textProblem(field: Text, value: FieldValue): InvocationProblem | undefined {
  // One line holds no break.
  if (typeof value !== 'string' || (field.style === 1 && /[\r\n]/.test(value))) return 'wrong-type';
  if (value === '') return (field.required ?? true) ? 'missing-option' : undefined;
  const length = [...value].length;
  return length < (field.min_length ?? 0) || length > (field.max_length ?? 4_000) ? 'out-of-range' : undefined;
}

function filesProblem(
  field: Extract<ModalField, { type: 19 }>,
  values: readonly string[],
  lookup: Lookup,
): InvocationProblem | undefined {
  if (values.some((id) => !isKnown({ kind: 'attachment', id }, lookup))) return 'nothing-behind-id';
  const accepted = (id: string) => acceptsFile(field.file_types ?? [], String(lookup.attachment(id)?.filename));
  if (!values.every(accepted)) return 'wrong-file-type';
  return countProblem(values, field.min_values ?? 1, field.max_values ?? 1);
}
