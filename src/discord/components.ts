import {
  type APIButtonComponentWithCustomId,
  type APIChannelSelectComponent,
  type APIComponentInMessageActionRow,
  type APIModalInteractionResponseCallbackData,
  type APIRoleSelectComponent,
  type APIStringSelectComponent,
  type APITextInputComponent,
  type APIUserSelectComponent,
  ButtonStyle,
  type ChannelType,
  ComponentType,
  SelectMenuDefaultValueType,
  TextInputStyle,
} from 'discord.js';
import type { Modal, Row, SelectInput, SelectOption, TextInput } from './command-result.ts';
import { clip } from './message-text.ts';

/**
 * Buttons, menus and modals: https://docs.discord.com/developers/components/reference . Each carries the name of its
 * command and a payload of that command's own, so that it works as well after a restart, and weeks later.
 */

/** Of all that is given here, characters. */
const limits = { customId: 100, payload: 80, label: 80, option: 100, placeholder: 150, title: 45, field: 45 } as const;

/** @throws {RangeError} for more than Discord stores */
export function customIdOf(command: string, payload: string): string {
  const id = `${command}:${payload}`;
  if (payload.length > limits.payload || id.length > limits.customId)
    throw new RangeError(`the payload of a component of «${command}» is too long: ${payload.length} characters`);
  return id;
}

/** @returns null for what was not made here */
export function readCustomId(id: unknown): { readonly command: string; readonly payload: string } | null {
  if (typeof id !== 'string') return null;
  const end = id.indexOf(':');
  return end > 0 ? { command: id.slice(0, end), payload: id.slice(end + 1) } : null;
}

/** One to five buttons, or one menu. */
export function row(...components: readonly APIComponentInMessageActionRow[]): Row {
  return { type: ComponentType.ActionRow, components: [...components] };
}

/** To whom a component belongs: a press goes to the command of this name, with the payload. */
export interface Owner {
  readonly command: string;
  /** At most 80 characters, each once in a message. */
  readonly payload: string;
}

interface ButtonLook {
  readonly label: string;
  readonly style?: 'primary' | 'secondary' | 'success' | 'danger';
  readonly isDisabled?: boolean;
}

const styles = {
  primary: ButtonStyle.Primary,
  secondary: ButtonStyle.Secondary,
  success: ButtonStyle.Success,
  danger: ButtonStyle.Danger,
} as const;

export function button(owner: Owner, { label, style = 'secondary', isDisabled = false }: ButtonLook) {
  return {
    type: ComponentType.Button,
    custom_id: customIdOf(owner.command, owner.payload),
    style: styles[style],
    label: clip(label, limits.label),
    disabled: isDisabled,
  } as const satisfies APIButtonComponentWithCustomId;
}

interface MenuLook {
  readonly placeholder?: string;
  /** How many may be chosen; one, where nothing is said. */
  readonly least?: number;
  readonly most?: number;
}

/** A menu of one to 25 options. */
export function menu(owner: Owner, look: MenuLook, options: readonly SelectOption[]): APIStringSelectComponent {
  return { type: ComponentType.StringSelect, ...frame(owner, look), options: options.map(selectOption) };
}

function selectOption({ label, value, description, isChosen = false }: SelectOption) {
  return {
    label: clip(label, limits.option),
    value,
    ...(description && { description: clip(description, limits.option) }),
    default: isChosen,
  };
}

/** @param chosen - ids that stand in it at first; as many as may be chosen, at most 25 */
export function roleMenu(owner: Owner, look: MenuLook, chosen: readonly string[] = []): APIRoleSelectComponent {
  const type = SelectMenuDefaultValueType.Role;
  return {
    type: ComponentType.RoleSelect,
    ...frame(owner, look),
    default_values: chosen.map((id) => ({ id, type })),
  };
}

/** @param chosen - ids that stand in it at first; as many as may be chosen, at most 25 */
export function userMenu(owner: Owner, look: MenuLook, chosen: readonly string[] = []): APIUserSelectComponent {
  const type = SelectMenuDefaultValueType.User;
  return {
    type: ComponentType.UserSelect,
    ...frame(owner, look),
    default_values: chosen.map((id) => ({ id, type })),
  };
}

/** @param chosen - ids that stand in it at first; as many as may be chosen, at most 25 */
export function channelMenu(
  owner: Owner,
  look: MenuLook & { readonly kinds?: readonly ChannelType[] },
  chosen: readonly string[] = [],
): APIChannelSelectComponent {
  const type = SelectMenuDefaultValueType.Channel;
  return {
    type: ComponentType.ChannelSelect,
    ...frame(owner, look),
    ...(look.kinds && { channel_types: [...look.kinds] }),
    default_values: chosen.map((id) => ({ id, type })),
  };
}

function frame(owner: Owner, { placeholder, least = 1, most = 1 }: MenuLook) {
  return {
    custom_id: customIdOf(owner.command, owner.payload),
    ...(placeholder && { placeholder: clip(placeholder, limits.placeholder) }),
    min_values: least,
    max_values: most,
  };
}

/** A modal as Discord is told of it. */
export function modalData(command: string, modal: Modal): APIModalInteractionResponseCallbackData {
  return {
    custom_id: customIdOf(command, modal.payload),
    title: clip(modal.title, limits.title),
    components: modal.inputs.map((input) => ({
      type: ComponentType.Label,
      label: clip(input.label, limits.field),
      ...(input.description && { description: clip(input.description, limits.option) }),
      component: 'options' in input ? selectInput(input) : textInput(input),
    })),
  };
}

function textInput({ name, lines, value, placeholder, required = true, ...lengths }: TextInput): APITextInputComponent {
  return {
    type: ComponentType.TextInput,
    custom_id: name,
    style: lines === 'one' ? TextInputStyle.Short : TextInputStyle.Paragraph,
    required,
    ...(value && { value }),
    ...(placeholder && { placeholder: clip(placeholder, limits.option) }),
    ...(lengths.minLength !== undefined && { min_length: lengths.minLength }),
    ...(lengths.maxLength !== undefined && { max_length: lengths.maxLength }),
  };
}

/** At least one is chosen where it is required; Discord asks for that to be said twice. */
function selectInput({ name, options, placeholder, required = true, most = 1 }: SelectInput): APIStringSelectComponent {
  return {
    type: ComponentType.StringSelect,
    custom_id: name,
    ...(placeholder && { placeholder: clip(placeholder, limits.placeholder) }),
    min_values: required ? 1 : 0,
    max_values: most,
    required,
    options: options.map(selectOption),
  };
}
