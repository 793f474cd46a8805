import { changed, state, toast } from './store.ts';

/** Where links lead. The page itself never leaves this machine. */

export interface JumpTarget {
  readonly channelId: string;
  readonly messageId: string | undefined;
}

/** The place that a link of Discord's names, or undefined for any other link. */
export function jumpTarget(url: string): JumpTarget | undefined {
  const match = /^https:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/(?:@me|\d+)\/(\d+)(?:\/(\d+))?\/?$/.exec(url);
  return match?.[1] === undefined ? undefined : { channelId: match[1], messageId: match[2] };
}

export function followLink(url: string): void {
  const target = url.startsWith('#') ? { channelId: url.slice(1), messageId: undefined } : jumpTarget(url);
  if (target) goTo(target);
  else if (isLocal(url)) window.open(url, '_blank', 'noopener,noreferrer');
  else toast(`This link leads out of the sandbox, so it is not opened: ${url}`);
}

function isLocal(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === '127.0.0.1' || hostname === 'localhost';
}

export function goTo({ channelId, messageId }: JumpTarget): void {
  if (!state.snapshot?.channels.some(({ id }) => id === channelId)) {
    toast('You cannot see that channel.');
    return;
  }
  openChannel(channelId);
  if (messageId !== undefined) requestAnimationFrame(() => show(messageId));
}

/** How long a message that was jumped to stands out, milliseconds. */
const STANDS_OUT_MS = 2_500;

function show(messageId: string): void {
  const element = document.getElementById(`m-${messageId}`);
  if (!element) {
    toast('That message is not there any more.');
    return;
  }
  element.scrollIntoView({ block: 'center' });
  element.classList.add('jumped');
  setTimeout(() => element.classList.remove('jumped'), STANDS_OUT_MS);
}

export function openChannel(channelId: string): void {
  if (state.channelId !== channelId) state.draft = null;
  state.channelId = channelId;
  state.unread.delete(channelId);
  state.drawer = null;
  changed();
}
