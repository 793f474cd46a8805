import { html, nothing, type TemplateResult } from 'lit';
import type { CommandEntry } from './command-entries.ts';
import { attach, begin, cancelDraft, detach, openList, say, sendDraft, setText, showOption } from './composer-acts.ts';
import { optionField } from './field-view.ts';
import { sendIcon } from './icons.ts';
import { changed, channel, type Draft, state } from './store.ts';

/** The line at the bottom of a channel. */

export function composer(): TemplateResult {
  const here = channel();
  if (!here) return html`<div class="composer"></div>`;
  const { draft } = state;
  const canType = here.writable || here.commandIds.length > 0;
  if (!canType)
    return html`<div class="composer"><p class="composer-closed">You do not have permission to send messages here.</p></div>`;
  return html`<div class="composer">${draft ? draftForm(draft) : textLine(here.kind === 'direct' ? `@${here.name}` : `#${here.name}`)}</div>`;
}

function textLine(where: string): TemplateResult {
  const list = openList();
  const expanded = list !== null;
  return html`
    ${list ? commandList(list) : nothing}
    ${state.files.length > 0 ? chosenFiles() : nothing}
    <form class="composer-line" @submit=${onSay}>
      <label class="composer-attach" title="Attach a file"><input type="file" multiple aria-label="Attach a file" @change=${onAttach}><span aria-hidden="true">+</span></label>
      <textarea
        class="composer-text" rows="1" role="combobox" aria-label="Message ${where}, or type / for commands" aria-autocomplete="list"
        aria-expanded=${expanded} aria-controls="commands" aria-activedescendant=${list?.[state.activeEntry] ? `command-${state.activeEntry}` : nothing}
        placeholder="Message ${where} or type /" .value=${state.text}
        @input=${onInput} @keydown=${(event: KeyboardEvent) => onKey(event, list)}></textarea>
      <button class="slash" type="button" title="Commands" aria-label="Commands" @click=${openCommands}>/</button>
      <button class="send" type="submit" aria-label="Send" ?disabled=${state.text.trim() === '' && state.files.length === 0}>${sendIcon}</button>
    </form>`;
}

function onSay(event: Event): void {
  event.preventDefault();
  void say();
}

function openCommands(): void {
  setText('/');
  document.querySelector<HTMLElement>('.composer-text')?.focus();
}

function onInput({ target }: Event): void {
  if (target instanceof HTMLTextAreaElement) setText(target.value);
}

function onAttach({ target }: Event): void {
  if (!(target instanceof HTMLInputElement)) return;
  attach(target.files ?? []);
  target.value = '';
}

function onKey(event: KeyboardEvent, list: CommandEntry[] | null): void {
  if (event.isComposing) return;
  if (list) onListKey(event, list);
  else if (event.key === 'Enter' && !event.shiftKey) onSay(event);
}

function onListKey(event: KeyboardEvent, list: CommandEntry[]): void {
  const count = list.length;
  if (event.key === 'ArrowDown') state.activeEntry = (state.activeEntry + 1) % Math.max(1, count);
  else if (event.key === 'ArrowUp') state.activeEntry = (state.activeEntry + count - 1) % Math.max(1, count);
  else if (event.key === 'Escape') setText('');
  else if (event.key === 'Enter' || (event.key === 'Tab' && count > 0)) {
    const entry = list[state.activeEntry];
    if (entry) begin(entry);
  } else return;
  event.preventDefault();
  changed();
  requestAnimationFrame(() => document.querySelector('.command.active')?.scrollIntoView({ block: 'nearest' }));
}

function commandList(list: readonly CommandEntry[]): TemplateResult {
  const reach = (at: number) => {
    if (state.activeEntry === at) return;
    state.activeEntry = at;
    changed();
  };
  return html`<div class="commands" id="commands" role="listbox" aria-label="Commands" @mousedown=${(event: Event) => event.preventDefault()}>
    <div class="commands-head">${list.length > 0 ? 'Commands' : noCommands()}</div>
    ${list.map(
      (entry, at) => html`<div
        class="command ${at === state.activeEntry ? 'active' : ''}" role="option" id="command-${at}" aria-selected=${at === state.activeEntry}
        @click=${() => begin(entry)} @mousemove=${() => reach(at)}>
        <span class="command-name">/${entry.name}${entry.options.filter(({ required }) => required).map(({ name }) => html` <span class="command-option">${name}</span>`)}</span>
        <span class="command-description">${entry.description}</span>
      </div>`,
    )}
  </div>`;
}

function noCommands(): string {
  if (state.snapshot?.bot === 'starting' && state.snapshot.commands.length === 0)
    return 'The bot is starting. Its commands come in a moment.';
  return 'No command fits what you typed.';
}

function chosenFiles(): TemplateResult {
  return html`<div class="chosen-files">${state.files.map(
    (file) => html`<span class="file">
      ${file.preview ? html`<img src=${file.preview} alt="">` : html`<span class="file-icon" aria-hidden="true">📄</span>`}
      <span class="file-name">${file.name}</span>
      <button type="button" class="field-remove" aria-label="Remove ${file.name}" @click=${() => detach(file)}>×</button>
    </span>`,
  )}</div>`;
}

/** What the option is for whose field has the focus, or the command. */
function aboutDraft({ entry, focused }: Draft): TemplateResult | string {
  const option = entry.options.find(({ name }) => name === focused);
  return option ? html`<strong>${option.name}</strong>: ${option.description}` : entry.description;
}

function draftForm(draft: Draft): TemplateResult {
  const { entry, shown } = draft;
  const inOrder = entry.options.filter(({ name }) => shown.includes(name));
  const more = entry.options.filter(({ name }) => !shown.includes(name));
  const onSubmit = (event: Event) => {
    event.preventDefault();
    void sendDraft();
  };
  return html`<form class="draft" aria-label="Command /${entry.name}" @submit=${onSubmit}>
    <div class="draft-head">
      <strong class="draft-name">/${entry.name}</strong><span class="draft-description">${aboutDraft(draft)}</span>
      <button type="button" class="draft-cancel" aria-label="Cancel the command" title="Cancel (Esc)" @click=${cancelDraft}>×</button>
    </div>
    <div class="fields">${inOrder.map((option) => optionField(draft, option))}</div>
    <div class="draft-foot">
      ${more.length > 0 ? html`<span class="more-label">Optional:</span>` : nothing}
      <div class="more">${more.map(
        ({ name, description }) =>
          html`<button type="button" class="more-option" title=${description} aria-label="Add ${name}: ${description}" @click=${() => showOption(name)}>+ ${name}</button>`,
      )}</div>
      <button class="send with-text" type="submit" ?disabled=${draft.sending}>Send ${sendIcon}</button>
    </div>
  </form>`;
}
