import { html, nothing, type TemplateResult } from 'lit';
import { startCommand } from './composer-acts.ts';
import { followLink, jumpTarget } from './links.ts';
import { type Block, type Inline, parseInline, parseMarkdown } from './markdown.ts';
import { person, state } from './store.ts';

/** Markdown, drawn with Discord's looks. */

export function markdown(text: string): TemplateResult {
  return blocks(parseMarkdown(text));
}

export function inlineMarkdown(text: string): TemplateResult {
  return inline(parseInline(text));
}

function blocks(list: readonly Block[]): TemplateResult {
  return html`${list.map((block, at) => {
    const isLast = at === list.length - 1;
    // Headings, quotes and small lines stand in lines of their own.
    if (block.kind === 'line') return html`${inline(block.parts)}${isLast ? nothing : html`<br>`}`;
    return standing(block);
  })}`;
}

function standing(block: Exclude<Block, { kind: 'line' }>): TemplateResult {
  switch (block.kind) {
    case 'line':
    case 'small':
      return html`<discord-subscript>${inline(block.parts)}</discord-subscript>`;
    case 'heading':
      return html`<discord-header level=${block.level}>${inline(block.parts)}</discord-header>`;
    case 'quote':
      return html`<discord-quote>${blocks(block.blocks)}</discord-quote>`;
    case 'item':
      return html`<span class="item depth-${block.depth}"><span class="marker">${block.marker}</span><span>${inline(block.parts)}</span></span>`;
    case 'fence':
      return html`<discord-code multiline>${block.text}</discord-code>`;
  }
}

function inline(parts: readonly Inline[]): TemplateResult {
  return html`${parts.map(one)}`;
}

function one(part: Inline): TemplateResult | string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'code':
      return html`<discord-code>${part.text}</discord-code>`;
    case 'bold':
      return html`<strong>${inline(part.parts)}</strong>`;
    case 'italic':
      return html`<em>${inline(part.parts)}</em>`;
    case 'underline':
      return html`<u>${inline(part.parts)}</u>`;
    case 'strike':
      return html`<s>${inline(part.parts)}</s>`;
    case 'spoiler':
      return html`<discord-spoiler>${inline(part.parts)}</discord-spoiler>`;
    case 'user':
      return html`<discord-mention type="user">${person(part.id)?.name ?? 'unknown-user'}</discord-mention>`;
    case 'role': {
      const role = state.snapshot?.roles.find(({ id }) => id === part.id);
      return html`<discord-mention type="role">${role?.name ?? 'deleted-role'}</discord-mention>`;
    }
    case 'channel':
      return channelMention(part.id);
    case 'command':
      return html`<button class="mention-button" type="button" @click=${() => startCommand(part.name)}><discord-mention type="slash">${part.name}</discord-mention></button>`;
    case 'time':
      return html`<discord-time><sandbox-time .seconds=${part.seconds} .format=${part.style}></sandbox-time></discord-time>`;
    case 'link':
      return link(part.url, part.parts);
  }
}

function channelMention(id: string): TemplateResult {
  const channel = state.snapshot?.channels.find((one) => one.id === id);
  const type = channel?.kind === 'thread' ? 'thread' : 'channel';
  return html`<button class="mention-button" type="button" ?disabled=${!channel} @click=${() => followLink(`#${id}`)}><discord-mention type=${type}>${channel?.name ?? 'no-access'}</discord-mention></button>`;
}

function link(url: string, parts: readonly Inline[]): TemplateResult {
  const target = jumpTarget(url);
  const bare = parts.length === 1 && parts[0]?.kind === 'text' && parts[0].text === url;
  if (target && bare) {
    const channel = state.snapshot?.channels.find(({ id }) => id === target.channelId);
    return html`<button class="mention-button" type="button" @click=${() => followLink(url)}><discord-mention type="channel">${channel?.name ?? 'no-access'} › 💬</discord-mention></button>`;
  }
  const follow = (event: Event) => {
    event.preventDefault();
    followLink(url);
  };
  return html`<a class="link" href=${url} rel="noopener noreferrer" @click=${follow}>${inline(parts)}</a>`;
}
