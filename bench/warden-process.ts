import { rmSync } from 'node:fs';
import type { WardenMessage } from './warden.ts';

/** The process of `warden.ts`: keeps the list, and clears it when the bench is gone. */

const processGroups = new Set<number>();
const directories = new Set<string>();

process.on('message', (message: WardenMessage) => {
  if ('remove' in message) directories.add(message.remove);
  else if ('watch' in message) processGroups.add(message.watch);
  else processGroups.delete(message.release);
});

process.on('disconnect', () => {
  for (const group of processGroups) kill(group);
  for (const directory of directories) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

function kill(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
