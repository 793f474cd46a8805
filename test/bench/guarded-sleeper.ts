import { spawn } from 'node:child_process';
import { cleanUp, guard, temporaryDirectory } from '../../bench/warden.ts';

/** A bench in small: a process that sleeps, and a folder. It says so, and ends in the way that is asked for. */

const sleeper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)'], {
  detached: true,
  // It holds the output open as long as it lives.
  stdio: ['ignore', 'inherit', 'inherit'],
});
guard(sleeper);
console.log(JSON.stringify({ directory: temporaryDirectory() }));

if (process.argv[2] === 'last line') await cleanUp();
else if (process.argv[2] === 'error') throw new Error('as planned');
else setInterval(() => {}, 60_000);
