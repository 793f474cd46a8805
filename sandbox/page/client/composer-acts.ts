import type { Outcome, PageOption } from '../wire.ts';
import { type CommandEntry, entriesOf, matching, OPTION } from './command-entries.ts';
import { openModal } from './modal-state.ts';
import { deed, upload } from './server.ts';
import {
  type ChosenFile,
  changed,
  channel,
  type Draft,
  type FieldValue,
  focusSoon,
  readNewest,
  state,
  toast,
} from './store.ts';

/** What the line at the bottom does: writing, choosing a command, filling it in, sending it. */

/** The commands that are offered in this channel, by name. */
export function offeredEntries(): CommandEntry[] {
  const ids = channel()?.commandIds ?? [];
  const offered = (state.snapshot?.commands ?? []).filter(({ id, type }) => type === 1 && ids.includes(id));
  return offered
    .flatMap((one) => entriesOf(one, state.locale))
    .sort((left, right) => left.name.localeCompare(right.name));
}

/** The list behind a slash that was just typed, or null. */
export function openList(): CommandEntry[] | null {
  if (state.draft || !state.text.startsWith('/') || state.text.includes('\n')) return null;
  return matching(offeredEntries(), state.text.slice(1));
}

export function setText(text: string): void {
  state.text = text;
  state.activeEntry = 0;
  // «/ray » means it, where one command is called so.
  const entry = /^\/.+ $/.test(text) ? offeredEntries().find(({ name }) => name === text.slice(1, -1)) : undefined;
  if (entry) begin(entry);
  else changed();
}

export function begin(entry: CommandEntry): void {
  state.draft = {
    entry,
    values: new Map(),
    shown: entry.options.filter(({ required }) => required).map(({ name }) => name),
    focused: null,
    errors: new Map(),
    sending: false,
  };
  state.text = '';
  changed();
  focusSoon('.field-input, .picker-field, .send');
}

/** Begins a command that somebody has mentioned. */
export function startCommand(name: string): void {
  const entry = offeredEntries().find((one) => one.name === name);
  if (entry) begin(entry);
  else toast(`/${name} is not offered here.`);
}

export function cancelDraft(): void {
  state.draft = null;
  changed();
  focusSoon('.composer-text');
}

export function showOption(name: string): void {
  state.draft?.shown.push(name);
  changed();
  focusSoon(`[data-option="${name}"] .field-input, [data-option="${name}"] .picker-field`);
}

/** What an option is for is said while its field has the focus. */
export function focusOption(name: string): void {
  if (!state.draft || state.draft.focused === name) return;
  state.draft.focused = name;
  changed();
}

export function hideOption(name: string): void {
  if (!state.draft) return;
  state.draft.shown = state.draft.shown.filter((one) => one !== name);
  if (state.draft.focused === name) state.draft.focused = null;
  setValue(name, undefined);
}

export function setValue(name: string, value: FieldValue | undefined): void {
  if (!state.draft) return;
  if (value === undefined || value === '') state.draft.values.delete(name);
  else state.draft.values.set(name, value);
  state.draft.errors.delete(name);
  changed();
}

/** Takes a file up to the server at once, so that sending has nothing to wait for. */
export function chooseFile(file: File): ChosenFile {
  const preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : null;
  const id = upload(file, state.channelId ?? '');
  id.catch((error: unknown) => toast(`${file.name}: ${error instanceof Error ? error.message : error}`));
  return { name: file.name, preview, id };
}

export function attach(files: Iterable<File>): void {
  for (const file of files) state.files.push(chooseFile(file));
  changed();
}

export function detach(file: ChosenFile): void {
  state.files = state.files.filter((one) => one !== file);
  changed();
}

/** Writes a message as a person does. */
export async function say(): Promise<void> {
  const content = state.text.trim();
  const chosen = state.files;
  if ((content === '' && chosen.length === 0) || !state.channelId) return;
  const { channelId } = state;
  state.text = '';
  state.files = [];
  readNewest();
  const files = await Promise.all(chosen.map(({ id }) => id.catch(() => null)));
  const outcome = await deed('say', { channelId, content, files: files.filter((id) => id !== null) });
  if (outcome?.kind === 'refused') toast(outcome.text);
}

type Sent = string | number | boolean;

/** Sends the command, or says what is missing. */
export async function sendDraft(): Promise<void> {
  const { draft, channelId } = state;
  if (!draft || draft.sending || !channelId) return;
  draft.errors = problems(draft);
  if (draft.errors.size > 0) {
    changed();
    return focusSoon('.field.wrong .field-input, .field.wrong .picker-field');
  }
  draft.sending = true;
  changed();
  const options = await optionsOf(draft).catch(() => null);
  if (options) await send(draft, channelId, options);
  draft.sending = false;
  changed();
}

async function send(draft: Draft, channelId: string, options: Record<string, Sent>): Promise<void> {
  const command = draft.entry.name;
  const notice = announce({ channelId, command, typed: true });
  readNewest();
  // The next one can be typed while this one is on its way.
  if (state.draft === draft) state.draft = null;
  focusSoon('.composer-text');
  const outcome = await deed('command', { channelId, command, options });
  settle(notice, outcome);
  if (outcome?.kind !== 'refused') return;
  if (outcome.field !== undefined) draft.errors.set(outcome.field, outcome.text);
  else toast(outcome.text);
  if (!state.draft && state.channelId === channelId) state.draft = draft;
}

function problems({ entry, values }: Draft): Map<string, string> {
  const missing = entry.options.filter(({ required, name }) => required && !values.has(name));
  return new Map(missing.map(({ name }) => [name, 'This option is required. Specify a value.']));
}

/** @throws {Error} when a file did not arrive, which was said already */
async function optionsOf({ entry, values }: Draft): Promise<Record<string, Sent>> {
  const sent: Record<string, Sent> = {};
  for (const option of entry.options) {
    const value = values.get(option.name);
    if (value !== undefined) sent[option.name] = await sentValue(option, value);
  }
  return sent;
}

async function sentValue({ type }: PageOption, value: FieldValue): Promise<Sent> {
  if (typeof value === 'object') return value.id;
  if (typeof value === 'boolean') return value;
  if (type === OPTION.boolean) return value === 'true';
  const isNumber = (type === OPTION.integer || type === OPTION.number) && value.trim() !== '';
  return isNumber && Number.isFinite(Number(value)) ? Number(value) : value;
}

let lastNotice = 0;

/** Shows that something is on its way. @returns the notice's id */
export function announce(what: { channelId: string; command: string; typed: boolean }): number {
  const id = ++lastNotice;
  state.notices.push({ id, ...what, text: 'Sending command …', failed: false });
  changed();
  return id;
}

/** Takes the notice away, or makes it say that nothing came. */
export function settle(notice: number, outcome: Outcome | null): void {
  const given = state.notices.find(({ id }) => id === notice);
  state.notices = state.notices.filter(({ id }) => id !== notice);
  if (given && outcome?.kind === 'missed')
    state.notices.push({ ...given, text: 'The application did not respond', failed: true });
  takeModal(outcome);
  changed();
}

export function takeModal(outcome: Outcome | null): void {
  if (outcome?.kind === 'modal') state.modal = openModal(outcome.interactionId, outcome.modal);
}

/** The bot's suggestions for an option that is being typed. */
export async function suggestions(draft: Draft, option: PageOption, typed: string) {
  const options: Record<string, Sent> = {};
  for (const other of draft.entry.options) {
    const value = draft.values.get(other.name);
    if (value !== undefined && typeof value !== 'object') options[other.name] = await sentValue(other, value);
  }
  const order = { channelId: state.channelId, command: draft.entry.name, focused: option.name };
  const outcome = await deed('suggest', { ...order, options: { ...options, [option.name]: typed } });
  return outcome?.kind === 'suggestions' ? outcome.choices : [];
}
