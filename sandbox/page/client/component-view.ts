import { html, nothing, type TemplateResult } from 'lit';
import type { Outcome, PageComponent, PageMessage, PageSelectOption } from '../wire.ts';
import { takeModal } from './composer-acts.ts';
import { followLink } from './links.ts';
import { markdown } from './markdown-view.ts';
import { type Chosen, filterItems, itemsFor } from './people-items.ts';
import { type PickerItem, pickOf } from './picker.ts';
import { deed } from './server.ts';
import { changed, state } from './store.ts';

/** Buttons and selects of a message, and the parts of one that is made of components. */

const STYLES = ['secondary', 'primary', 'secondary', 'success', 'destructive'] as const;
const LINK_STYLE = 5;

export const CHOSEN_BY_SELECT: Readonly<Record<number, Chosen>> = {
  5: 'user',
  6: 'role',
  7: 'mentionable',
  8: 'channel',
};

export function component(message: PageMessage, one: PageComponent): TemplateResult {
  switch (one.type) {
    case 1:
      return html`<discord-action-row>${(one.components ?? []).map((child) => (child.type === 2 ? button(message, child) : select(message, child)))}</discord-action-row>`;
    case 9:
      return html`<div class="section"><div>${children(message, one)}</div>${one.accessory ? accessory(message, one.accessory) : nothing}</div>`;
    case 10:
      return html`<div class="text-display">${markdown(one.content ?? '')}</div>`;
    case 12:
      return html`<div class="gallery">${(one.items ?? []).map(({ media, description }) => picture(media.url, description ?? ''))}</div>`;
    case 13:
      return file(message, one.file?.url ?? '');
    case 14:
      return html`<hr class="separator ${one.divider === false ? 'bare' : ''}">`;
    case 17:
      return html`<div class="container">${children(message, one)}</div>`;
    default:
      return html``;
  }
}

function children(message: PageMessage, { components = [] }: PageComponent): TemplateResult[] {
  return components.map((child) => component(message, child));
}

function accessory(message: PageMessage, one: PageComponent): TemplateResult {
  if (one.type === 2) return html`<discord-action-row>${button(message, one)}</discord-action-row>`;
  return picture(one.media?.url ?? '', one.description ?? '');
}

/** Pictures from elsewhere are not fetched. */
function picture(url: string, description: string): TemplateResult {
  return url.startsWith('/files/')
    ? html`<img class="gallery-picture" src=${url} alt=${description}>`
    : html`<span class="elsewhere">A picture from elsewhere</span>`;
}

function file({ attachments }: PageMessage, url: string): TemplateResult {
  const found = attachments.find((one) => one.url === url);
  return html`<a class="link" href=${url} download>${found?.filename ?? 'file'}</a>`;
}

function button(message: PageMessage, one: PageComponent): TemplateResult {
  const { style, label, emoji, disabled, url, custom_id: customId } = one;
  const isOff = disabled || state.waiting.has(message.id);
  const text = [emoji?.name, label].filter(Boolean).join(' ');
  const onClick = (event: Event) => {
    event.preventDefault();
    if (isOff) return;
    if (style === LINK_STYLE) followLink(url ?? '');
    else void use(message, () => deed('press', { messageId: message.id, customId }));
  };
  return html`<discord-button
    type=${STYLES[style ?? 2] ?? 'secondary'} url=${style === LINK_STYLE ? (url ?? nothing) : nothing} data-custom-id=${customId ?? nothing}
    ?disabled=${isOff} ?inert=${isOff} @click=${onClick}>${text}</discord-button>`;
}

function select(message: PageMessage, one: PageComponent): TemplateResult {
  const items = selectItems(one);
  const preset = one.options?.find((option) => option.default);
  const onPick = (event: Event) => {
    const values = pickOf(event).values.filter((value) => items.some((item) => item.value === value));
    if (values.length >= (one.min_values ?? 1))
      void use(message, () => deed('choose', { messageId: message.id, customId: one.custom_id, values }));
  };
  return html`<sandbox-picker
    class="message-select" .label=${one.placeholder ?? 'Choose'} .placeholder=${one.placeholder ?? 'Make a selection'} .shown=${preset?.label ?? ''}
    .searchable=${one.type !== 3} .minimum=${one.min_values ?? 1} .maximum=${one.max_values ?? 1} .disabled=${Boolean(one.disabled) || state.waiting.has(message.id)}
    .values=${preset ? [preset.value] : []} .source=${(typed: string) => filterItems(items, typed)} data-custom-id=${one.custom_id ?? nothing}
    @pick=${onPick}></sandbox-picker>`;
}

export function selectItems({ type, options = [], channel_types }: PageComponent): PickerItem[] {
  const kind = CHOSEN_BY_SELECT[type];
  return kind ? itemsFor(kind, channel_types) : options.map(optionItem);
}

function optionItem({ label, value, description, emoji }: PageSelectOption): PickerItem {
  return { label: [emoji?.name, label].filter(Boolean).join(' '), value, description: description ?? undefined };
}

/** Uses a component and shows what became of it where the bot says nothing. */
async function use({ id }: PageMessage, act: () => Promise<Outcome | null>): Promise<void> {
  state.failures.delete(id);
  state.waiting.add(id);
  changed();
  const outcome = await act();
  state.waiting.delete(id);
  if (outcome?.kind === 'missed') state.failures.set(id, 'This interaction failed');
  if (outcome?.kind === 'refused') state.failures.set(id, outcome.text);
  takeModal(outcome);
  changed();
}
