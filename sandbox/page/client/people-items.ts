import { avatar } from './avatar.ts';
import type { PickerItem } from './picker.ts';
import { state } from './store.ts';

/** Whom and what a person can choose: by the kinds of options and of selects. */

function people(): PickerItem[] {
  return (state.snapshot?.people ?? []).map(({ id, name, bot, part }) => ({
    value: id,
    label: name,
    description: part,
    picture: avatar(id, name, bot),
  }));
}

function roles(): PickerItem[] {
  return (state.snapshot?.roles ?? []).map(({ id, name }) => ({
    value: id,
    label: name.startsWith('@') ? name : `@${name}`,
  }));
}

function channels(types: readonly number[] | null | undefined): PickerItem[] {
  return (state.snapshot?.channels ?? [])
    .filter(({ kind, type }) => kind !== 'direct' && (!types?.length || types.includes(type)))
    .map(({ id, name, kind }) => ({ value: id, label: kind === 'thread' ? `${name} (thread)` : `#${name}` }));
}

export type Chosen = 'user' | 'role' | 'mentionable' | 'channel';

export function itemsFor(kind: Chosen, channelTypes?: readonly number[] | null): PickerItem[] {
  if (kind === 'user') return people();
  if (kind === 'role') return roles();
  return kind === 'channel' ? channels(channelTypes) : [...people(), ...roles()];
}

/** Those whose name holds what was typed. */
export function filterItems(items: readonly PickerItem[], typed: string): PickerItem[] {
  const wanted = typed.trim().toLowerCase().replace(/^[@#]/, '');
  return items.filter(({ label }) => label.toLowerCase().includes(wanted));
}
