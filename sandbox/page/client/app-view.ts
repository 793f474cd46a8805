import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { repeat } from 'lit/directives/repeat.js';
import { channelList, sigil } from './channels-view.ts';
import { attach } from './composer-acts.ts';
import { composer } from './composer-view.ts';
import { listIcon, moonIcon, slidersIcon, sunIcon } from './icons.ts';
import { menu } from './menu-view.ts';
import { message, notice } from './message-view.ts';
import { modal } from './modal-view.ts';
import { BOT_WORDS, panel } from './panel-view.ts';
import { changed, channel, messagesHere, state } from './store.ts';
import { isLight, switchTheme } from './theme.ts';

/** The whole page. */
export function app(): TemplateResult {
  const { drawer } = state;
  return html`
    <aside class="channels ${drawer === 'channels' ? 'open' : ''}" aria-label="Channels">${channelList()}</aside>
    <main @dragover=${(event: Event) => event.preventDefault()} @drop=${onDrop}>
      ${header()}${status()}
      <div class="scroll" tabindex="0" role="region" aria-label="Messages"><div class="content">${keyed(isLight(), messages())}</div></div>
      ${composer()}
    </main>
    <aside class="panel ${drawer === 'panel' ? 'open' : ''}" id="panel" aria-label="Sandbox">${panel()}</aside>
    ${drawer ? html`<div class="backdrop" @click=${() => openDrawer(null)}></div>` : nothing}
    ${menu()}${modal()}
    ${state.toast ? html`<div class="toast" role="alert">${state.toast}</div>` : nothing}
    <div class="unseen" role="log" aria-live="polite">${state.said}</div>`;
}

function onDrop(event: DragEvent): void {
  event.preventDefault();
  if (!state.draft) attach(event.dataTransfer?.files ?? []);
}

export function openDrawer(drawer: typeof state.drawer): void {
  state.drawer = state.drawer === drawer ? null : drawer;
  changed();
}

function header(): TemplateResult {
  const here = channel();
  const bot = state.snapshot?.bot ?? 'starting';
  return html`<header class="top">
    <button type="button" class="icon only-small" aria-label="Channels" aria-expanded=${state.drawer === 'channels'} @click=${() => openDrawer('channels')}>${listIcon}</button>
    <h1><span class="sigil" aria-hidden="true">${here ? sigil(here) : '#'}</span>${here?.name ?? 'videos'}</h1>
    <span class="topic">${here?.topic ?? ''}</span>
    <span class="lamp-pill ${bot}" title=${BOT_WORDS[bot]}><span class="lamp" aria-hidden="true"></span><span class="lamp-text">${BOT_WORDS[bot]}</span></span>
    <button type="button" class="icon" aria-label=${isLight() ? 'Dark colours' : 'Light colours'} title=${isLight() ? 'Dark colours' : 'Light colours'} @click=${switchTheme}>${isLight() ? moonIcon : sunIcon}</button>
    <button type="button" class="icon only-narrow" aria-label="Sandbox settings" aria-expanded=${state.drawer === 'panel'} aria-controls="panel" @click=${() => openDrawer('panel')}>${slidersIcon}</button>
  </header>`;
}

function status(): TemplateResult | typeof nothing {
  const { snapshot, connected } = state;
  if (snapshot && !connected)
    return html`<p class="status wrong" role="status">The sandbox does not answer. Trying again …</p>`;
  if (snapshot?.bot === 'starting')
    return html`<p class="status" role="status">The bot is starting. Its commands come in a moment.</p>`;
  if (snapshot?.bot === 'stopped')
    return html`<p class="status wrong" role="status">The bot is not running: nobody answers. Start it under «The bot».</p>`;
  return nothing;
}

/** To be drawn anew in other colours: not all of the components notice a change. */
function messages(): TemplateResult {
  const here = channel();
  const list = messagesHere();
  const notices = state.notices.filter(({ channelId }) => channelId === state.channelId);
  return html`<discord-messages no-background ?light-theme=${isLight()}>
    ${here ? welcome(here.name, here.kind) : nothing}
    ${repeat(list, ({ id }) => id, message)}
    ${repeat(notices, ({ id }) => id, notice)}
  </discord-messages>`;
}

function welcome(name: string, kind: string): TemplateResult {
  const title = kind === 'direct' ? `Your messages with ${name}` : `Welcome to ${kind === 'thread' ? '' : '#'}${name}!`;
  return html`<div class="welcome"><h2>${title}</h2>
    <p>Type <kbd>/</kbd> below to see what the bot can do${kind === 'direct' ? ' here. Videos are made in the channels of the server.' : html`, for example <kbd>/ray-flash</kbd>. The videos are made on this machine and cost nothing.`}</p></div>`;
}
