import { html, nothing, type TemplateResult } from 'lit';
import type { PageChannel } from '../wire.ts';
import { avatar } from './avatar.ts';
import { openChannel } from './links.ts';
import { person, state } from './store.ts';

/** The channels that the viewer sees, and who that is. */

export function channelList(): TemplateResult {
  const { snapshot, viewerId } = state;
  const channels = snapshot?.channels ?? [];
  const viewer = person(viewerId ?? '');
  const direct = channels.filter(({ kind }) => kind === 'direct');
  return html`
    <h2 class="guild-name">${snapshot?.guildName ?? 'Sandbox'}</h2>
    <nav aria-label="Channels">
      <ul>${channels.filter(({ kind }) => kind !== 'direct').map(row)}</ul>
      ${direct.length > 0 ? html`<h3>Direct messages</h3><ul>${direct.map(row)}</ul>` : nothing}
    </nav>
    ${
      viewer
        ? html`<div class="me"><img src=${avatar(viewer.id, viewer.name, false)} alt="" width="32" height="32"><span><strong>${viewer.name}</strong><small>${viewer.part ?? ''}</small></span></div>`
        : nothing
    }`;
}

function row(channel: PageChannel): TemplateResult {
  const unread = state.unread.get(channel.id) ?? 0;
  const isHere = channel.id === state.channelId;
  return html`<li class=${channel.kind}>
    <button type="button" class="${isHere ? 'here' : ''} ${unread > 0 ? 'unread' : ''}" aria-current=${isHere ? 'page' : nothing} @click=${() => openChannel(channel.id)}>
      <span class="sigil" aria-hidden="true">${sigil(channel)}</span><span class="channel-name">${channel.name}</span>
      ${channel.ageRestricted ? html`<span class="age" title="Age-restricted">18+</span>` : nothing}
      ${unread > 0 ? html`<span class="badge" aria-label="${unread} new">${unread}</span>` : nothing}
    </button></li>`;
}

export function sigil({ kind }: PageChannel): string {
  return kind === 'thread' ? '↳' : kind === 'direct' ? '@' : '#';
}
