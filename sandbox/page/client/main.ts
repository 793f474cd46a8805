import './components.ts';
import { render } from 'lit';
import { app, openDrawer } from './app-view.ts';
import { cancelDraft } from './composer-acts.ts';
import './picker.ts';
import './sandbox-time.ts';
import './wall-time.ts';
import { showModal } from './modal-view.ts';
import { connect } from './server.ts';
import { onChange, state } from './store.ts';
import { isLight } from './theme.ts';

const root = document.getElementById('app');
if (!root) throw new Error('the document has no place for the page');
root.replaceChildren();

/** How near to the end somebody reads who wants to see what comes, pixels. */
const NEAR_END = 160;

let shownChannel: string | null = null;
let shownLight = isLight();
/** Scrolling that comes so long after somebody did something is theirs, milliseconds; all other is the page's own. */
const OWN_SCROLLING_MS = 600;
let lastInputMs = 0;
/** Whether the newest message is to stay in view. */
let atEnd = true;

function draw(): void {
  if (!root) return;
  render(app(), root);
  showModal();
  for (const area of root.querySelectorAll<HTMLTextAreaElement>('.composer-text, textarea.field-input')) fit(area);
  if (shownChannel !== state.channelId || state.toNewest) atEnd = true;
  // All messages are drawn anew, or the newest are wanted; what scrolls then is nobody's doing.
  if (shownLight !== isLight() || state.toNewest) lastInputMs = 0;
  shownLight = isLight();
  shownChannel = state.channelId;
  state.toNewest = false;
  keepAtEnd();
  // Components draw themselves a moment later, and may take no more room than before.
  requestAnimationFrame(keepAtEnd);
}

/** As high as its text, up to a third of the window. */
function fit(area: HTMLTextAreaElement): void {
  area.style.height = 'auto';
  area.style.height = `${Math.min(area.scrollHeight, innerHeight / 3)}px`;
}

function keepAtEnd(): void {
  const scroll = root?.querySelector('.scroll');
  if (scroll && atEnd) scroll.scrollTop = scroll.scrollHeight;
}

onChange(draw);
draw();

const scroll = root.querySelector('.scroll');
for (const name of ['wheel', 'touchmove', 'keydown', 'pointerdown', 'pointermove'])
  scroll?.addEventListener(name, () => (lastInputMs = performance.now()), { passive: true });
scroll?.addEventListener('scroll', () => {
  const isNear = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END;
  if (isNear || performance.now() - lastInputMs < OWN_SCROLLING_MS) atEnd = isNear;
});
// Messages grow after they were drawn, as components and pictures arrive.
const content = scroll?.firstElementChild;
if (content) new ResizeObserver(keepAtEnd).observe(content);
if (scroll) new ResizeObserver(keepAtEnd).observe(scroll);

addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented || state.modal) return;
  if (state.drawer) openDrawer(null);
  else if (state.draft) cancelDraft();
});

const viewers = document.querySelector<HTMLMetaElement>('meta[name=first-viewer]')?.content ?? '';
connect(sessionStorage.getItem('viewer') ?? viewers);
