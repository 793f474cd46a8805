import { html, nothing, type TemplateResult } from 'lit';
import type { PageComponent } from '../wire.ts';
import { CHOSEN_BY_SELECT, selectItems } from './component-view.ts';
import { chooseFile } from './composer-acts.ts';
import { fileField } from './file-field.ts';
import { markdown } from './markdown-view.ts';
import type { OpenModal } from './modal-state.ts';
import { filterItems } from './people-items.ts';
import { pickOf } from './picker.ts';
import { deed } from './server.ts';
import { type ChosenFile, changed, focusSoon, state } from './store.ts';

/** A form that the bot opened. */

export function modal(): TemplateResult | typeof nothing {
  const open = state.modal;
  if (!open) return nothing;
  const { title, components } = open.modal;
  const onSubmit = (event: Event) => {
    event.preventDefault();
    void submit(open);
  };
  return html`<dialog class="modal" aria-labelledby="modal-title" @cancel=${onCancel}>
    <form @submit=${onSubmit}>
      <header><h2 id="modal-title">${title}</h2><button type="button" class="modal-close" aria-label="Close" @click=${close}>×</button></header>
      <div class="modal-fields">${components.map((part) => row(open, part))}</div>
      ${open.problem ? html`<p class="modal-problem" role="alert">${open.problem}</p>` : nothing}
      <footer><button type="button" class="plain" @click=${close}>Cancel</button><button type="submit" class="primary" ?disabled=${open.sending}>${open.sending ? 'Sending …' : 'Submit'}</button></footer>
    </form>
  </dialog>`;
}

function onCancel(event: Event): void {
  event.preventDefault();
  close();
}

/** To be called after every drawing: a dialog is opened by its method alone. */
export function showModal(): void {
  const dialog = document.querySelector<HTMLDialogElement>('dialog.modal');
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.querySelector<HTMLElement>('.modal-input, .picker-field')?.focus();
}

export function close(): void {
  state.modal = null;
  changed();
  focusSoon('.composer-text');
}

async function submit(open: OpenModal): Promise<void> {
  open.errors = new Map();
  open.problem = null;
  open.sending = true;
  changed();
  const { interactionId } = open;
  const outcome = await deed('submit', { interactionId, values: await sentValues(open) });
  open.sending = false;
  if (outcome?.kind === 'refused' && outcome.field !== undefined) open.errors.set(outcome.field, outcome.text);
  else if (outcome?.kind === 'refused') open.problem = outcome.text;
  else if (outcome?.kind === 'missed') open.problem = 'Something went wrong. Try again.';
  else if (outcome && state.modal === open) close();
  changed();
}

async function sentValues({ values, interactionId }: OpenModal): Promise<Record<string, unknown>> {
  const sent: Record<string, unknown> = Object.fromEntries(values);
  for (const [name, files] of filesOf(interactionId)) sent[name] = await Promise.all(files.map(({ id }) => id));
  return sent;
}

/** Files that were chosen in a form. */
const chosenFiles = new Map<string, Map<string, ChosenFile[]>>();

function filesOf(interactionId: string): Map<string, ChosenFile[]> {
  const files = chosenFiles.get(interactionId) ?? new Map<string, ChosenFile[]>();
  chosenFiles.set(interactionId, files);
  return files;
}

function row(open: OpenModal, part: PageComponent): TemplateResult {
  if (part.type === 10) return html`<div class="modal-text">${markdown(part.content ?? '')}</div>`;
  if (part.type === 1)
    return html`${(part.components ?? []).map((field) => labelled(open, field, field.label ?? '', null))}`;
  return part.component ? labelled(open, part.component, part.label ?? '', part.description ?? null) : html``;
}

function labelled(open: OpenModal, field: PageComponent, label: string, description: string | null): TemplateResult {
  const name = field.custom_id ?? '';
  const error = open.errors.get(name);
  const required = field.required ?? field.type !== 23;
  return html`<div class="modal-field ${error ? 'wrong' : ''}">
    <label for="field-${name}">${label}${required ? html`<span class="required" aria-hidden="true"> *</span>` : nothing}</label>
    ${description ? html`<small id="hint-${name}">${description}</small>` : nothing}
    ${control(open, field, label)}
    ${error ? html`<span class="field-error" role="alert">${error}</span>` : nothing}
  </div>`;
}

function control(open: OpenModal, field: PageComponent, label: string): TemplateResult {
  if (field.type === 4) return textInput(open, field);
  if (field.type === 3 || field.type in CHOSEN_BY_SELECT) return select(open, field, label);
  if (field.type === 19) return files(open, field, label);
  if (field.type === 21 || field.type === 22) return group(open, field);
  return checkbox(open, field);
}

function set(open: OpenModal, field: PageComponent, value: string | boolean | readonly string[]): void {
  const name = field.custom_id ?? '';
  open.values.set(name, value);
  open.errors.delete(name);
  changed();
}

function textInput(open: OpenModal, field: PageComponent): TemplateResult {
  const name = field.custom_id ?? '';
  const value = String(open.values.get(name) ?? field.value ?? '');
  const onInput = ({ target }: Event) => {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) set(open, field, target.value);
  };
  const left = (field.max_length ?? 4_000) - [...value].length;
  const input =
    field.style === 2
      ? html`<textarea class="modal-input" id="field-${name}" rows="4" placeholder=${field.placeholder ?? ''} aria-describedby="hint-${name}" .value=${value} @input=${onInput}></textarea>`
      : html`<input class="modal-input" id="field-${name}" type="text" autocomplete="off" placeholder=${field.placeholder ?? ''} aria-describedby="hint-${name}" .value=${value} @input=${onInput}>`;
  return html`${input}${field.max_length ? html`<span class="left ${left < 0 ? 'over' : ''}">${left}</span>` : nothing}`;
}

function chosen(open: OpenModal, field: PageComponent): readonly string[] {
  const value = open.values.get(field.custom_id ?? '');
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return [value];
  const preset = (field.options ?? []).filter((option) => option.default).map((option) => option.value);
  return preset.length > 0 ? preset : (field.default_values ?? []).map(({ id }) => id);
}

function select(open: OpenModal, field: PageComponent, label: string): TemplateResult {
  const items = selectItems(field);
  const values = chosen(open, field);
  const shown = items.filter(({ value }) => values.includes(value)).map((one) => one.label);
  const onPick = (event: Event) =>
    set(
      open,
      field,
      pickOf(event).values.filter((value) => items.some((one) => one.value === value)),
    );
  return html`<sandbox-picker
    id="field-${field.custom_id}" .label=${label} .placeholder=${field.placeholder ?? 'Make a selection'} .searchable=${field.type !== 3}
    .shown=${shown.join(', ')} .values=${values} .minimum=${field.min_values ?? 1} .maximum=${field.max_values ?? 1}
    .source=${(typed: string) => filterItems(items, typed)} @pick=${onPick}></sandbox-picker>`;
}

function group(open: OpenModal, field: PageComponent): TemplateResult {
  const values = chosen(open, field);
  const isRadio = field.type === 21;
  const toggle = (value: string) => {
    if (isRadio) set(open, field, value);
    else set(open, field, values.includes(value) ? values.filter((one) => one !== value) : [...values, value]);
  };
  return html`<div class="modal-group" role=${isRadio ? 'radiogroup' : 'group'}>${(field.options ?? []).map(
    ({ label, value, description }) => html`<label>
      <input class="modal-input" type=${isRadio ? 'radio' : 'checkbox'} name="field-${field.custom_id}" .checked=${values.includes(value)} @change=${() => toggle(value)}>
      <span>${label}${description ? html`<small>${description}</small>` : nothing}</span></label>`,
  )}</div>`;
}

function checkbox(open: OpenModal, field: PageComponent): TemplateResult {
  const value = open.values.get(field.custom_id ?? '') ?? field.default ?? false;
  return html`<input class="modal-input" id="field-${field.custom_id}" type="checkbox" .checked=${value === true} @change=${() => set(open, field, value !== true)}>`;
}

function files(open: OpenModal, field: PageComponent, label: string): TemplateResult {
  const name = field.custom_id ?? '';
  const all = filesOf(open.interactionId);
  const here = all.get(name) ?? [];
  const keep = (next: ChosenFile[]) => {
    all.set(name, next);
    open.errors.delete(name);
    changed();
  };
  return fileField({
    label,
    files: here,
    several: (field.max_values ?? 1) > 1,
    onFiles: (added) => keep([...here, ...added.map(chooseFile)]),
    onRemove: (file) => keep(here.filter((one) => one !== file)),
  });
}
