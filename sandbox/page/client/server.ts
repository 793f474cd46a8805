import type { Outcome, PageEvents, PageMessage } from '../wire.ts';
import { plainText } from './markdown.ts';
import { changed, person, readNewest, state, toast } from './store.ts';

/** What goes between the page and its server. */

let events: EventSource | null = null;

type Listeners = { readonly [Name in keyof PageEvents]: (data: PageEvents[Name]) => void };

const listeners: Listeners = {
  snapshot(snapshot) {
    state.snapshot = snapshot;
    state.connected = true;
    if (!snapshot.channels.some(({ id }) => id === state.channelId)) state.channelId = snapshot.channels[0]?.id ?? null;
  },
  message(message) {
    if (!state.snapshot) return;
    const { messages } = state.snapshot;
    const known = messages.some(({ id }) => id === message.id);
    const next = known ? messages.map((one) => (one.id === message.id ? message : one)) : [...messages, message];
    state.snapshot = { ...state.snapshot, messages: next };
    state.failures.delete(message.id);
    if (!known) arrived(message);
  },
  gone({ id }) {
    if (!state.snapshot) return;
    state.snapshot = { ...state.snapshot, messages: state.snapshot.messages.filter((one) => one.id !== id) };
    if (state.menu?.messageId === id) state.menu = null;
  },
  offer: (offer) => patch(offer),
  clock: (clock) => patch({ clock }),
  switches: (switches) => patch({ switches }),
  bot: (bot) => patch({ bot }),
};

function patch(part: object): void {
  if (state.snapshot) state.snapshot = { ...state.snapshot, ...part };
}

function arrived(message: PageMessage): void {
  // What only one person sees answers what they just did.
  if (message.ephemeral && message.channelId === state.channelId) readNewest();
  if (message.channelId !== state.channelId)
    state.unread.set(message.channelId, (state.unread.get(message.channelId) ?? 0) + 1);
  const author = person(message.authorId)?.name ?? '';
  state.said = message.thinking ? `${author} is thinking` : `${author}: ${plainText(message.content)}`;
}

/** Looks at the server through somebody's eyes from now on. */
export function connect(viewerId: string): void {
  events?.close();
  state.viewerId = viewerId;
  events = new EventSource(`/events?viewer=${encodeURIComponent(viewerId)}`);
  for (const name of Object.keys(listeners) as (keyof PageEvents)[])
    events.addEventListener(name, (event: MessageEvent<string>) => {
      // The server is of the same source; each event has the form that its name says.
      (listeners[name] as (data: unknown) => void)(JSON.parse(event.data));
      changed();
    });
  events.onerror = () => {
    state.connected = false;
    changed();
  };
}

async function post(path: string, body: unknown): Promise<Response | null> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.ok) return response;
    toast(await response.text());
  } catch {
    toast('The sandbox does not answer. Is it still running in its terminal?');
  }
  return null;
}

/** @returns null when the server did not answer, which was said already */
export async function deed(name: string, body: object): Promise<Outcome | null> {
  const response = await post(`/deeds/${name}`, { viewerId: state.viewerId, locale: state.locale, ...body });
  return response && ((await response.json()) as Outcome);
}

export async function control(name: 'speed' | 'switch' | 'bot', body: object): Promise<void> {
  await post(`/controls/${name}`, body);
}

/** @throws {Error} with words for people */
export async function upload(file: File, channelId: string): Promise<string> {
  const query = new URLSearchParams({ channel: channelId, name: file.name });
  const headers = { 'content-type': file.type || 'application/octet-stream' };
  const response = await fetch(`/uploads?${query}`, { method: 'POST', headers, body: file }).catch(() => null);
  if (!response?.ok) throw new Error((await response?.text()) ?? 'The sandbox does not answer.');
  const { id } = (await response.json()) as { id: string };
  return id;
}
