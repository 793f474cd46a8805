import type { PageChannel, PageMessage, PagePerson, Snapshot } from '../wire.ts';
import type { CommandEntry } from './command-entries.ts';
import type { OpenModal } from './modal-state.ts';

/** Everything that the page shows depends on this one object; whoever changes it calls `changed`. */

export interface ChosenFile {
  readonly name: string;
  /** To be seen before it is sent; null for what is no picture. */
  readonly preview: string | null;
  /** Settles with the id under which the server keeps it. */
  readonly id: Promise<string>;
}

export type FieldValue = string | boolean | ChosenFile;

/** A command that is being filled in. */
export interface Draft {
  readonly entry: CommandEntry;
  readonly values: Map<string, FieldValue>;
  /** Names of the options that are shown: the required ones, and those that were added. */
  shown: string[];
  /** The option whose field has the focus. */
  focused: string | null;
  errors: Map<string, string>;
  sending: boolean;
}

/** Something that only this page knows: an order on its way, or one that nobody answered. */
export interface Notice {
  readonly id: number;
  readonly channelId: string;
  readonly command: string;
  readonly typed: boolean;
  readonly text: string;
  readonly failed: boolean;
}

export interface PageState {
  snapshot: Snapshot | null;
  connected: boolean;
  viewerId: string | null;
  /** What the viewer's Discord is set to. */
  locale: string;
  channelId: string | null;
  /** Ids of messages that came in a channel that is not looked at, by channel. */
  unread: Map<string, number>;
  notices: Notice[];
  dismissed: Set<string>;
  /** What went wrong with a component, by message. */
  failures: Map<string, string>;
  /** Messages whose component is waiting for the bot. */
  waiting: Set<string>;
  text: string;
  files: ChosenFile[];
  draft: Draft | null;
  /** Index of the command that the keyboard has reached, while a list is open. */
  activeEntry: number;
  modal: OpenModal | null;
  menu: { readonly messageId: string; readonly x: number; readonly y: number; readonly fromRight: boolean } | null;
  drawer: 'channels' | 'panel' | null;
  toast: string | null;
  said: string;
  /** Whether the newest message is to be seen, wherever somebody has scrolled to. */
  toNewest: boolean;
}

export const state: PageState = {
  snapshot: null,
  connected: false,
  viewerId: null,
  locale: sessionStorage.getItem('locale') ?? 'en-US',
  channelId: null,
  unread: new Map(),
  notices: [],
  dismissed: new Set(),
  failures: new Map(),
  waiting: new Set(),
  text: '',
  files: [],
  draft: null,
  activeEntry: 0,
  modal: null,
  menu: null,
  drawer: null,
  toast: null,
  said: '',
  toNewest: false,
};

let listener = () => {};
let scheduled = false;
let wanted: string | null = null;
/** Pictures that are drawn until what is wanted has to be there. */
const FRAMES_TO_WAIT = 10;
let framesLeft = 0;

export function onChange(render: () => void): void {
  listener = render;
}

/** Draws the page anew, once for all changes of the same moment. */
export function changed(): void {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    listener();
    focusNow();
  });
}

/** Moves the focus to the first such element as soon as it is drawn. */
export function focusSoon(selector: string): void {
  wanted = selector;
  framesLeft = FRAMES_TO_WAIT;
  changed();
}

function focusNow(): void {
  if (wanted === null) return;
  const element = document.querySelector<HTMLElement>(wanted);
  // What draws itself comes a moment later.
  if (!element && framesLeft-- > 0) requestAnimationFrame(focusNow);
  else {
    wanted = null;
    element?.focus();
  }
}

export function channel(): PageChannel | undefined {
  return state.snapshot?.channels.find(({ id }) => id === state.channelId);
}

export function person(id: string): PagePerson | undefined {
  return state.snapshot?.people.find((one) => one.id === id);
}

export function messagesHere(): PageMessage[] {
  const { snapshot, channelId, dismissed } = state;
  return (snapshot?.messages ?? []).filter((message) => message.channelId === channelId && !dismissed.has(message.id));
}

/** Hides a message that only one person sees from that person. */
export function dismiss(messageId: string): void {
  state.dismissed.add(messageId);
  changed();
}

/** Whoever sends something sees it, and what is answered. */
export function readNewest(): void {
  state.toNewest = true;
  changed();
}

let toastTimer = 0;

/** Says something in passing. */
export function toast(text: string): void {
  state.toast = text;
  changed();
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    state.toast = null;
    changed();
  }, 6_000);
}
