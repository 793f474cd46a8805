import { html, nothing, type TemplateResult } from 'lit';
import type { PageAttachment, PageEmbed, PageMessage } from '../wire.ts';
import { avatar } from './avatar.ts';
import { component } from './component-view.ts';
import { dotsIcon } from './icons.ts';
import { plainText } from './markdown.ts';
import { inlineMarkdown, markdown } from './markdown-view.ts';
import { openMenu, touchesForMenu } from './menu-view.ts';
import { changed, dismiss, type Notice, person, state } from './store.ts';
import { messageTime, worldNow } from './time.ts';

/** A message as Discord shows it. */

export function message(one: PageMessage): TemplateResult {
  const author = person(one.authorId);
  const name = author?.name ?? 'Deleted User';
  const failure = state.failures.get(one.id);
  const touches = touchesForMenu(one.id);
  return html`<article
    class="message" id="m-${one.id}" aria-label="${name}, ${timeOf(one.createdAtMs)}"
    @contextmenu=${(event: MouseEvent) => onContextMenu(event, one.id)} @pointerdown=${touches.down} @pointerup=${touches.end} @pointercancel=${touches.end} @pointermove=${touches.end}>
    <discord-message
      author=${name} avatar=${avatar(one.authorId, name, author?.bot ?? false)} ?bot=${author?.bot ?? false} role-color=${author?.color ?? nothing}
      .timestamp=${timeOf(one.createdAtMs)} ?edited=${one.edited} .ephemeral=${one.ephemeral} .highlight=${one.pingsViewer}
      .dismissMessageClicked=${() => dismiss(one.id)}>
      ${commandLine(one)}${replyLine(one)}
      ${one.thinking ? thinking(name) : markdown(one.content)}
      ${one.attachments.length > 0 ? html`<discord-attachments slot="attachments">${one.attachments.map((file) => attachment(file, one))}</discord-attachments>` : nothing}
      ${one.embeds.map(embed)}
      ${one.components.length > 0 ? html`<discord-attachments slot="components">${one.components.map((part) => component(one, part))}</discord-attachments>` : nothing}
      ${failure ? html`<div slot="reactions" class="failure" role="alert">${failure}</div>` : nothing}
    </discord-message>
    <button class="message-menu" type="button" aria-label="More for this message" aria-haspopup="menu" @click=${(event: MouseEvent) => onMenuButton(event, one.id)}>${dotsIcon}</button>
  </article>`;
}

function timeOf(atMs: number): string {
  const clock = state.snapshot?.clock;
  return messageTime(atMs, clock ? worldNow(clock) : atMs);
}

function onContextMenu(event: MouseEvent, id: string): void {
  // Links, pictures and videos keep the browser's own menu, and so does a selection.
  const own = event
    .composedPath()
    .some((node) => node instanceof HTMLElement && /^(A|IMG|VIDEO|TEXTAREA|INPUT)$/.test(node.tagName));
  if (own || !getSelection()?.isCollapsed) return;
  event.preventDefault();
  openMenu(id, event.clientX, event.clientY);
}

function onMenuButton({ currentTarget }: MouseEvent, id: string): void {
  if (!(currentTarget instanceof HTMLElement)) return;
  const { right, bottom } = currentTarget.getBoundingClientRect();
  openMenu(id, right, bottom, true);
}

function thinking(name: string): TemplateResult {
  return html`<span class="thinking"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span> ${name} is thinking …</span>`;
}

function commandLine({ command }: Pick<PageMessage, 'command'>): TemplateResult | typeof nothing {
  if (!command) return nothing;
  const user = person(command.userId);
  const name = user?.name ?? 'Deleted User';
  return html`<discord-command
    slot="reply" author=${name} avatar=${avatar(command.userId, name, false)} role-color=${user?.color ?? nothing}
    type=${command.typed ? 'slash_command' : 'user_command'} context-user-name=" " command=${command.name}></discord-command>`;
}

function replyLine({ reply }: PageMessage): TemplateResult | typeof nothing {
  if (!reply) return nothing;
  if (reply === 'gone') return html`<discord-reply slot="reply" deleted></discord-reply>`;
  const author = person(reply.authorId);
  const name = author?.name ?? '';
  return html`<discord-reply slot="reply" author=${name} avatar=${avatar(reply.authorId, name, author?.bot ?? false)} ?bot=${author?.bot ?? false} role-color=${author?.color ?? nothing}>${plainText(reply.text).slice(0, 120)}</discord-reply>`;
}

function attachment(file: PageAttachment, { id }: PageMessage): TemplateResult {
  const { url, filename, contentType, width, height, description, sizeBytes } = file;
  const isSpoiler = filename.startsWith('SPOILER_');
  if (contentType.startsWith('video/'))
    return spoilerOr(
      isSpoiler,
      `${id}-${file.id}`,
      html`<video class="video" controls preload="metadata" playsinline src=${url} width=${width ?? 400} height=${height ?? 225} aria-label=${description ?? filename}></video>`,
    );
  if (contentType.startsWith('image/'))
    return spoilerOr(
      isSpoiler,
      `${id}-${file.id}`,
      html`<a class="picture" href=${url} target="_blank" rel="noopener"><img src=${url} width=${width ?? nothing} height=${height ?? nothing} alt=${description ?? filename} loading="lazy"></a>`,
    );
  return html`<discord-file-attachment name=${filename} bytes=${size(sizeBytes)} href=${url} target="_blank"></discord-file-attachment>`;
}

const revealed = new Set<string>();

function spoilerOr(isSpoiler: boolean, key: string, shown: TemplateResult): TemplateResult {
  if (!isSpoiler || revealed.has(key)) return shown;
  const reveal = () => {
    revealed.add(key);
    changed();
  };
  return html`<div class="spoiler">${shown}<button type="button" @click=${reveal}>Spoiler</button></div>`;
}

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1_000))} kB` : `${(bytes / 1_000_000).toFixed(2)} MB`;
}

function embed(one: PageEmbed): TemplateResult {
  const { title, description, color, author, footer, fields, image, thumbnail } = one;
  const local = (picture: { url: string } | null | undefined) =>
    picture?.url.startsWith('/files/') ? picture.url : nothing;
  return html`<discord-embed
    slot="embeds" embed-title=${title ?? nothing} author-name=${author?.name ?? nothing} image=${local(image)} thumbnail=${local(thumbnail)}
    color=${color == null ? nothing : `#${color.toString(16).padStart(6, '0')}`}>
    ${description ? html`<discord-embed-description slot="description">${markdown(description)}</discord-embed-description>` : nothing}
    ${fields?.length ? html`<discord-embed-fields slot="fields">${fields.map(({ name, value, inline }) => html`<discord-embed-field field-title=${name} ?inline=${inline ?? false}>${markdown(value)}</discord-embed-field>`)}</discord-embed-fields>` : nothing}
    ${footer ? html`<discord-embed-footer slot="footer">${inlineMarkdown(footer.text)}</discord-embed-footer>` : nothing}
  </discord-embed>`;
}

/** What only this page knows: an order that is on its way, or that nobody answered. */
export function notice({ id, command, typed, text, failed }: Notice): TemplateResult {
  const bot = state.snapshot?.people.find((one) => one.bot);
  const remove = () => {
    state.notices = state.notices.filter((one) => one.id !== id);
    changed();
  };
  const name = bot?.name ?? '';
  return html`<article class="message notice" aria-label=${text}>
    <discord-message author=${name} avatar=${avatar(bot?.id ?? '0', name, true)} bot .timestamp=${''} .ephemeral=${failed} .dismissMessageClicked=${remove}>
      ${commandLine({ command: { name: command, userId: state.viewerId ?? '', typed } })}
      <span class=${failed ? 'failure' : 'sending'} role="status">${text}</span>
    </discord-message>
  </article>`;
}
