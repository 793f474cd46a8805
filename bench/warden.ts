import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Cleans up after the bench, whatever its end: the warden is a process that knows what was started, and does its work in
 * the moment when it hears no more of the bench, be it by the last line, by Ctrl+C or by a kill.
 */
interface Warden {
  readonly child: ChildProcess;
  readonly directory: string;
}

/** What the warden is told. */
export type WardenMessage = { readonly remove: string } | { readonly watch: number } | { readonly release: number };

let warden: Warden | undefined;

/** The bench's own temporary folder. */
export function temporaryDirectory(): string {
  return theWarden().directory;
}

/** Puts a process, started as the leader of its group, under guard. */
export function guard({ pid }: ChildProcess): { readonly pid: number; release(): void } {
  if (pid === undefined) throw new Error('a process of the bench could not be started');
  const { child } = theWarden();
  child.send({ watch: pid } satisfies WardenMessage);
  return { pid, release: () => void (child.connected && child.send({ release: pid } satisfies WardenMessage)) };
}

/** Ends what still runs, and removes the temporary folder. */
export async function cleanUp(): Promise<void> {
  if (!warden) return;
  const { child } = warden;
  warden = undefined;
  const exit = once(child, 'exit');
  child.disconnect();
  await exit;
}

function theWarden(): Warden {
  warden ??= startWarden();
  return warden;
}

function startWarden(): Warden {
  const directory = mkdtempSync(join(tmpdir(), 'raybot-bench-'));
  // Its own group: Ctrl+C reaches the bench alone.
  const child = fork(fileURLToPath(new URL('warden-process.ts', import.meta.url)), { detached: true, execArgv: [] });
  child.send({ remove: directory } satisfies WardenMessage);
  return { child, directory };
}
