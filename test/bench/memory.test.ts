import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memoryNowMb, watchMemory } from '../../bench/memory.ts';

/** Fills 64 MB, says so, and lives until its input ends. */
const hungry = `const held = Buffer.alloc(64e6, 1); console.log(held.length); process.stdin.resume();`;

describe.skipIf(!existsSync('/proc/self/status'))('the memory of a process', () => {
  it('is told apart from that of its children, and both are summed', async () => {
    // The shell waits for it: with another command after it, it cannot take its place.
    const shell = spawn('sh', ['-c', `"${process.execPath}" -e '${hungry}'; true`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exit = once(shell, 'exit');
    const { pid = 0 } = shell;
    const memory = watchMemory(pid);
    await once(shell.stdout, 'data');

    const { ownMb, childrenMb, totalMb } = memory.stop();
    expect(ownMb).toBeGreaterThan(0);
    expect(ownMb).toBeLessThan(30);
    expect(childrenMb).toBeGreaterThan(64);
    expect(totalMb).toBeGreaterThan(childrenMb);
    expect(memoryNowMb(pid)).toBeGreaterThan(64);
    shell.stdin.end();
    await exit;
  });

  it('is nothing once it is gone', async () => {
    const child = spawn('true');
    await once(child, 'exit');
    expect(memoryNowMb(child.pid ?? 0)).toBe(0);
  });
});
