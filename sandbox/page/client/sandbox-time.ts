import { state } from './store.ts';
import { timestamp, worldNow } from './time.ts';

/** A point in time that stays right while it is looked at. */
export class SandboxTime extends HTMLElement {
  seconds = 0;
  format = 'f';

  connectedCallback(): void {
    this.tick();
  }

  tick(): void {
    const clock = state.snapshot?.clock;
    if (!clock) return;
    const text = timestamp(this.seconds, this.format, worldNow(clock), state.locale);
    if (this.textContent !== text) this.textContent = text;
    this.title = timestamp(this.seconds, 'F', 0, state.locale);
  }
}

customElements.define('sandbox-time', SandboxTime);

/** Real time: often enough for a fast world. */
const TICK_MS = 250;

setInterval(() => {
  for (const element of document.querySelectorAll('sandbox-time')) if (element instanceof SandboxTime) element.tick();
}, TICK_MS);
