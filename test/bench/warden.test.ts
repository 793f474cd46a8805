import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const fixture = fileURLToPath(new URL('guarded-sleeper.ts', import.meta.url));

describe('the bench leaves no process and no folder', () => {
  it.each([
    ['last line', null],
    ['error', null],
    ['Ctrl+C', 'SIGINT'],
    ['kill', 'SIGKILL'],
  ] as const)('when it ends by its %s', async (ending, signal) => {
    const bench = spawn(process.execPath, [fixture, ending], { stdio: ['ignore', 'pipe', 'ignore'] });
    // The output is over when its last holder has ended: the process under guard and the warden hold it too.
    const isOver = once(bench.stdout, 'close');
    const [line] = await once(createInterface(bench.stdout), 'line');
    const { directory } = JSON.parse(line) as { directory: string };
    if (signal) {
      expect(existsSync(directory)).toBe(true);
      bench.kill(signal);
    }
    await isOver;
    expect(existsSync(directory)).toBe(false);
  });
});
