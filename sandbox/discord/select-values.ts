import { channelType } from './channel-objects.ts';
import { COMPONENT_TYPE } from './components.ts';
import type { InvocationProblem } from './invocation-refused.ts';
import { isKnown, type Lookup, type Reference, type ReferenceKind } from './resolved.ts';

/** A select of a message or of a modal. */
export interface Select {
  readonly type: number;
  readonly min_values?: number | null | undefined;
  readonly max_values?: number | null | undefined;
  readonly options?: readonly { readonly value: string }[];
  readonly channel_types?: readonly number[] | null | undefined;
}

const CHOSEN: Readonly<Record<number, ReferenceKind>> = {
  [COMPONENT_TYPE.userSelect]: 'user',
  [COMPONENT_TYPE.roleSelect]: 'role',
  [COMPONENT_TYPE.mentionableSelect]: 'mentionable',
  [COMPONENT_TYPE.channelSelect]: 'channel',
};

export function isSelect({ type }: { readonly type: number }): boolean {
  return type === COMPONENT_TYPE.stringSelect || type in CHOSEN;
}

/** What stands behind the chosen values; the options of a string select stand for themselves. */
export function selectReferences(select: Select, values: readonly string[]): Reference[] {
  const kind = CHOSEN[select.type];
  return kind ? values.map((id) => ({ kind, id })) : [];
}

/** Why Discord's own app would not let a person choose these values. */
export function selectProblem(
  select: Select,
  values: readonly string[],
  lookup: Lookup,
): InvocationProblem | undefined {
  return (
    countProblem(values, select.min_values ?? 1, select.max_values ?? 1) ??
    (select.options && optionProblem(select.options, values)) ??
    referenceProblem(select, values, lookup)
  );
}

export function countProblem(values: readonly string[], minimum: number, maximum: number) {
  const repeated = new Set(values).size < values.length;
  return repeated || values.length < minimum || values.length > maximum ? ('out-of-range' as const) : undefined;
}

export function optionProblem(options: readonly { readonly value: string }[], values: readonly string[]) {
  const known = new Set(options.map((option) => option.value));
  return values.every((value) => known.has(value)) ? undefined : ('not-a-choice' as const);
}

function referenceProblem(select: Select, values: readonly string[], lookup: Lookup): InvocationProblem | undefined {
  const references = selectReferences(select, values);
  if (references.some((reference) => !isKnown(reference, lookup))) return 'nothing-behind-id';
  const types = select.channel_types ?? [];
  const channels = types.length > 0 ? values.map((id) => lookup.world.channel(id)) : [];
  return channels.some((channel) => channel && !types.includes(channelType(channel)))
    ? 'wrong-channel-type'
    : undefined;
}
