import { html, nothing, type TemplateResult } from 'lit';
import type { PageOption } from '../wire.ts';
import { OPTION } from './command-entries.ts';
import { chooseFile, focusOption, hideOption, sendDraft, setValue, suggestions } from './composer-acts.ts';
import { fileField } from './file-field.ts';
import { type Chosen, filterItems, itemsFor } from './people-items.ts';
import { type PickerItem, pickOf } from './picker.ts';
import type { Draft } from './store.ts';

/** One option of a command that is being filled in. */

export function optionField(draft: Draft, option: PageOption): TemplateResult {
  const { name, required, description } = option;
  const error = draft.errors.get(name);
  return html`<div class="field ${error ? 'wrong' : ''} ${isWide(option) ? 'wide' : ''}" data-option=${name} @focusin=${() => focusOption(name)}>
    <span class="field-name" title=${description}>${name}${required ? html`<span class="required" aria-hidden="true">*</span>` : nothing}</span>
    ${control(draft, option)}
    ${required ? nothing : html`<button type="button" class="field-remove" aria-label="Remove ${name}" @click=${() => hideOption(name)}>×</button>`}
    ${error ? html`<span class="field-error" role="alert">${error}</span>` : nothing}
  </div>`;
}

function isWide({ type, choices, autocomplete }: PageOption): boolean {
  return type === OPTION.attachment || (type === OPTION.string && !choices?.length && !autocomplete);
}

function control(draft: Draft, option: PageOption): TemplateResult {
  const { type, choices, autocomplete } = option;
  if (type === OPTION.attachment) return attachment(draft, option);
  if (type === OPTION.boolean) return picker(draft, option, [item('True', 'true'), item('False', 'false')], false);
  if (choices?.length)
    return picker(
      draft,
      option,
      choices.map(({ name, value }) => item(name, String(value))),
      false,
    );
  if (autocomplete) return suggested(draft, option);
  const kind = KINDS[type];
  if (kind) return picker(draft, option, itemsFor(kind, option.channel_types), true);
  return textField(draft, option);
}

const KINDS: Readonly<Record<number, Chosen>> = {
  [OPTION.user]: 'user',
  [OPTION.role]: 'role',
  [OPTION.mentionable]: 'mentionable',
  [OPTION.channel]: 'channel',
};

function item(label: string, value: string): PickerItem {
  return { label, value };
}

function labelOf({ name, description, required }: PageOption): string {
  return `${name}${required ? ' (required)' : ''}: ${description}`;
}

function picker(draft: Draft, option: PageOption, items: readonly PickerItem[], searchable: boolean): TemplateResult {
  const value = String(draft.values.get(option.name) ?? '');
  const shown = items.find((one) => one.value === value)?.label ?? '';
  return html`<sandbox-picker
    .label=${labelOf(option)} .placeholder=${'Choose'} .searchable=${searchable || items.length > 8} .shown=${shown}
    .values=${value ? [value] : []} .source=${(typed: string) => filterItems(items, typed)} .invalid=${draft.errors.has(option.name)}
    @pick=${(event: Event) => setValue(option.name, known(items, pickOf(event).values[0]))}></sandbox-picker>`;
}

/** What is typed halfway is no choice yet. */
function known(items: readonly PickerItem[], value: string | undefined): string | undefined {
  return items.some((one) => one.value === value) ? value : undefined;
}

/** What was chosen among suggestions reads otherwise than it is sent. */
const shownSuggestions = new WeakMap<Draft, Map<string, string>>();

function suggested(draft: Draft, option: PageOption): TemplateResult {
  const labels = shownSuggestions.get(draft) ?? new Map<string, string>();
  shownSuggestions.set(draft, labels);
  const value = String(draft.values.get(option.name) ?? '');
  const source = async (typed: string) => {
    const choices = await suggestions(draft, option, typed);
    for (const choice of choices) labels.set(String(choice.value), choice.name);
    return choices.map((choice) => item(choice.name, String(choice.value)));
  };
  return html`<sandbox-picker
    .label=${labelOf(option)} .placeholder=${'Type to search'} .searchable=${true} .free=${true}
    .shown=${labels.get(value) ?? value} .values=${value ? [value] : []} .source=${source} .invalid=${draft.errors.has(option.name)}
    @pick=${(event: Event) => setValue(option.name, pickOf(event).values[0])}></sandbox-picker>`;
}

function textField(draft: Draft, option: PageOption): TemplateResult {
  const { name, type } = option;
  const isNumber = type === OPTION.integer || type === OPTION.number;
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void sendDraft();
  };
  const onInput = ({ target }: Event) => {
    if (target instanceof HTMLTextAreaElement) setValue(name, target.value);
  };
  return html`<textarea
    class="field-input" rows="1" aria-label=${labelOf(option)} aria-invalid=${draft.errors.has(name)}
    inputmode=${isNumber ? 'decimal' : 'text'} placeholder=${isNumber ? 'number' : option.description}
    .value=${String(draft.values.get(name) ?? '')} @input=${onInput} @keydown=${onKey}></textarea>`;
}

function attachment(draft: Draft, option: PageOption): TemplateResult {
  const value = draft.values.get(option.name);
  const chosen = typeof value === 'object' ? value : undefined;
  return fileField({
    label: labelOf(option),
    files: chosen ? [chosen] : [],
    several: false,
    onFiles: ([file]) => file && setValue(option.name, chooseFile(file)),
    onRemove: () => setValue(option.name, undefined),
  });
}
