import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ClockAnchor } from '../adjustable-clock.ts';
import { CLOCK_VARIABLE } from './bot-clock.ts';
import type { BotState } from './wire.ts';

const CHILD = fileURLToPath(new URL('./bot-child.ts', import.meta.url));
/** A bot that has to let go of a transfer may take a while to stop in good order. */
const STOP_WITHIN_MS = 15_000;

export interface BotProcess {
  readonly state: BotState;
  onChange(listener: (state: BotState) => void): () => void;
  /** Does nothing while it runs. */
  start(): void;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to stop in good order. */
  stop(): Promise<void>;
  /** The sandbox's time runs differently from now on. */
  setClock(anchor: ClockAnchor): void;
}

export interface BotProcessOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: () => ClockAnchor;
  /** Settles when the bot has logged in. */
  readonly whenReady: () => Promise<void>;
}

/** Runs the real bot as a process that can be killed and started again. */
export function createBotProcess({ environment, clock, whenReady }: BotProcessOptions): BotProcess {
  const events = new EventEmitter<{ change: [BotState] }>();
  let child: ChildProcess | null = null;
  let state: BotState = 'stopped';

  const become = (next: BotState) => {
    if (next === state) return;
    state = next;
    events.emit('change', state);
  };

  const end = async (signal: NodeJS.Signals) => {
    const running = child;
    if (!running) return;
    const gone = once(running, 'exit');
    if (signal === 'SIGTERM') become('stopping');
    running.kill(signal);
    const impatience = setTimeout(() => running.kill('SIGKILL'), STOP_WITHIN_MS);
    await gone;
    clearTimeout(impatience);
  };

  return {
    get state() {
      return state;
    },
    onChange(listener) {
      events.on('change', listener);
      return () => events.off('change', listener);
    },
    start() {
      if (child) return;
      const started = fork(CHILD, {
        env: { ...ownEnvironment(), ...environment, [CLOCK_VARIABLE]: JSON.stringify(clock()) },
        execArgv: ['--disable-warning=ExperimentalWarning'],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      child = started;
      become('starting');
      // It compiles while the clock may already have been changed.
      started.once('spawn', () => started.send(clock()));
      started.once('exit', () => {
        child = null;
        become('stopped');
      });
      started.on('error', (error) => console.error(error.message));
      whenReady().then(
        () => child === started && state === 'starting' && become('running'),
        (error: unknown) => child === started && console.error(error instanceof Error ? error.message : error),
      );
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    setClock(anchor) {
      if (child?.connected) child.send(anchor);
    },
  };
}

function ownEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '', TZ } = process.env;
  return { PATH, HOME, ...(TZ === undefined ? {} : { TZ }) };
}
