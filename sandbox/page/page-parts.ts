import { EventEmitter } from 'node:events';
import type { AdjustableClock } from '../adjustable-clock.ts';
import type { Sandbox } from '../start-sandbox.ts';
import type { BotProcess } from './bot-process.ts';
import type { Switches } from './switches.ts';
import type { Uploads } from './uploads.ts';

/** What the page's server works with. */
export interface PageParts {
  readonly sandbox: Sandbox;
  readonly clock: AdjustableClock;
  readonly bot: BotProcess;
  readonly switches: Switches;
  readonly uploads: Uploads;
  readonly changes: {
    onClock(listener: () => void): () => void;
    onSwitches(listener: () => void): () => void;
    tell(what: 'clock' | 'switches'): void;
  };
}

export function createChanges(): PageParts['changes'] {
  const events = new EventEmitter<{ clock: []; switches: [] }>().setMaxListeners(0);
  const listen = (what: 'clock' | 'switches') => (listener: () => void) => {
    events.on(what, listener);
    return () => void events.off(what, listener);
  };
  return { onClock: listen('clock'), onSwitches: listen('switches'), tell: (what) => void events.emit(what) };
}
