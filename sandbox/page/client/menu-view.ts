import { html, nothing, type TemplateResult } from 'lit';
import type { PageMessage } from '../wire.ts';
import { nameOf } from './command-entries.ts';
import { announce, settle } from './composer-acts.ts';
import { plainText } from './markdown.ts';
import { deed } from './server.ts';
import { changed, channel, dismiss, state, toast } from './store.ts';

/** What can be done with a message: the bot's message commands, and what Discord itself offers. */

/** A finger that rests so long on a message opens its menu, milliseconds. */
const LONG_PRESS_MS = 500;

let pressTimer = 0;
let openedFrom: Element | null = null;

/** @param x - where its left side shall stand, or its right one where `fromRight` */
export function openMenu(messageId: string, x: number, y: number, fromRight = false): void {
  openedFrom = document.activeElement;
  state.menu = { messageId, x, y, fromRight };
  changed();
  setTimeout(() => {
    place();
    document.querySelector<HTMLElement>('.menu [role=menuitem]')?.focus();
  }, 0);
}

export function closeMenu(): void {
  if (!state.menu) return;
  state.menu = null;
  changed();
  if (openedFrom instanceof HTMLElement) openedFrom.focus();
}

export function touchesForMenu(messageId: string) {
  return {
    down(event: PointerEvent) {
      if (event.pointerType !== 'touch') return;
      const { clientX, clientY } = event;
      clearTimeout(pressTimer);
      pressTimer = setTimeout(() => openMenu(messageId, clientX, clientY), LONG_PRESS_MS);
    },
    end: () => clearTimeout(pressTimer),
  };
}

/** Within the window, whatever was pressed. */
function place(): void {
  const menu = document.querySelector<HTMLElement>('.menu');
  if (!menu || !state.menu) return;
  const { width, height } = menu.getBoundingClientRect();
  const { x, y, fromRight } = state.menu;
  menu.style.left = `${Math.max(8, Math.min(fromRight ? x - width : x, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
}

interface Item {
  readonly label: string;
  readonly act: () => unknown;
  readonly danger?: boolean;
}

export function menu(): TemplateResult | typeof nothing {
  const message = state.snapshot?.messages.find(({ id }) => id === state.menu?.messageId);
  if (!state.menu || !message) return nothing;
  const apps = appItems(message);
  return html`<div class="menu-backdrop" @pointerdown=${closeMenu} @contextmenu=${onElsewhere}></div>
    <div class="menu" role="menu" aria-label="Message" @keydown=${onKey}>
      ${apps.length > 0 ? html`<div class="menu-head" id="menu-apps">Apps</div><div role="group" aria-labelledby="menu-apps">${apps.map(item)}</div><hr>` : nothing}
      ${ownItems(message).map(item)}
    </div>`;
}

function onElsewhere(event: Event): void {
  event.preventDefault();
  closeMenu();
}

function item({ label, act, danger }: Item): TemplateResult {
  const onClick = () => {
    closeMenu();
    act();
  };
  return html`<button type="button" role="menuitem" tabindex="-1" class=${danger ? 'danger' : ''} @click=${onClick}>${label}</button>`;
}

function appItems({ id, channelId, thinking }: PageMessage): Item[] {
  const ids = channel()?.commandIds ?? [];
  const commands = (state.snapshot?.commands ?? []).filter((one) => one.type === 3 && ids.includes(one.id));
  if (thinking) return [];
  return commands.map(({ name, ...command }) => ({
    label: nameOf({ name, ...command }, state.locale),
    async act() {
      const notice = announce({ channelId, command: name, typed: false });
      const outcome = await deed('menu', { command: name, messageId: id });
      settle(notice, outcome);
      if (outcome?.kind === 'refused') toast(outcome.text);
    },
  }));
}

function ownItems({ id, content, channelId, authorId, ephemeral }: PageMessage): Item[] {
  const guild = channel()?.guildId ?? '@me';
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text);
    toast('Copied.');
  };
  const mayDelete = !ephemeral && (authorId === state.viewerId || channel()?.moderated);
  return [
    ...(content ? [{ label: 'Copy text', act: () => copy(plainText(content)) }] : []),
    { label: 'Copy message link', act: () => copy(`https://discord.com/channels/${guild}/${channelId}/${id}`) },
    ...(ephemeral ? [{ label: 'Dismiss message', act: () => dismiss(id) }] : []),
    ...(mayDelete ? [{ label: 'Delete message', danger: true, act: () => deed('delete', { messageId: id }) }] : []),
  ];
}

function onKey(event: KeyboardEvent): void {
  const items = [...document.querySelectorAll<HTMLElement>('.menu [role=menuitem]')];
  const at = items.findIndex((one) => one.matches(':focus'));
  const moves: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  const next = moves[event.key];
  if (next !== undefined) items.at(next % items.length)?.focus();
  else if (event.key === 'Escape' || event.key === 'Tab') closeMenu();
  else return;
  event.preventDefault();
}
