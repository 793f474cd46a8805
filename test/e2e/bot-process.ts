import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Ending } from './world.ts';

const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** The real `npm start`, in a process group of its own. */
export interface BotProcess {
  /** All that it has printed so far. */
  readonly output: () => string;
  /** Waits until a line with this text was printed. @throws {Error} when the process ends before, with its output */
  whenPrinted(text: string): Promise<void>;
  /** Ends the whole group at once, as a power cut would. */
  kill(): Promise<void>;
  /** Asks npm for a stop in good order, as a service manager does. @returns the exit code */
  terminate(): Promise<number | null>;
  /** @returns the exit code of a process that ends by itself */
  ended(): Promise<number | null>;
}

/** Runs `npm start` with exactly this configuration; it is killed when the test ends. */
export function startBotProcess({ onTestFinished }: Ending, environment: Readonly<Record<string, string>>): BotProcess {
  const child = spawn('npm', ['start'], {
    cwd: projectRoot,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  const kill = async () => {
    signalGroup(child, 'SIGKILL');
    await exit;
  };
  onTestFinished(kill);
  return {
    output: () => output,
    async whenPrinted(text) {
      const over = exit.then(() => {
        throw new Error(`npm start ended before it printed «${text}»:\n${output}`);
      });
      over.catch(() => {});
      while (!output.includes(text)) await Promise.race([delay(20), over]);
    },
    kill,
    async terminate() {
      child.kill('SIGTERM');
      return exit;
    },
    ended: () => exit,
  };
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended already.
  }
}
