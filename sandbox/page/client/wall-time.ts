import { state } from './store.ts';
import { wallTime, worldNow } from './time.ts';

/** Real time: often enough for a fast world. */
const TICK_MS = 250;

/** The time in the sandbox. */
class SandboxWallTime extends HTMLElement {
  #timer = 0;

  connectedCallback(): void {
    const tick = () => {
      const clock = state.snapshot?.clock;
      if (clock) this.textContent = wallTime(worldNow(clock));
    };
    tick();
    this.#timer = setInterval(tick, TICK_MS);
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
  }
}

customElements.define('sandbox-wall-time', SandboxWallTime);
