import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createHelperProcess, type HelperOptions } from '../../src/processes/helper-process.ts';

interface Order {
  /** What it is to do: give back its process id, end, hang, or tell something first. */
  readonly deed: 'answer' | 'end' | 'crash' | 'hang' | 'tell';
}

let directory: string;
let main: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'raybot-helper-'));
  main = join(directory, 'main.mjs');
  const served = new URL('../../src/processes/serve-orders.ts', import.meta.url);
  await writeFile(
    main,
    `import { serveOrders } from '${served}';
    serveOrders(async ({ deed }, tell) => {
      if (deed === 'end') process.exit(3);
      if (deed === 'crash') process.kill(process.pid, 'SIGKILL');
      if (deed === 'hang') tell(process.pid);
      if (deed === 'hang') await new Promise((resolve) => setTimeout(resolve, 1e9));
      if (deed === 'tell') for (const news of [1, 2, 3]) tell(news);
      return process.pid;
    });`,
  );
});
afterAll(() => rm(directory, { recursive: true }));

const timeLimitMs = 15_000;

function start(options: Partial<HelperOptions> = {}) {
  const helper = createHelperProcess<Order, number, number>({ main, idleMs: 60_000, ...options });
  onTestFinished(() => helper.close());
  return { helper, ask: (deed: Order['deed'], more = {}) => helper.ask({ deed }, { timeLimitMs, ...more }) };
}

function lives(pid: number): boolean {
  try {
    // One that has ended may wait for somebody to ask what it ended with.
    if (process.platform === 'linux') return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a helper', () => {
  it('does one order after another in one process, and counts those that wait', async () => {
    const { helper, ask } = start();
    const answers = [ask('answer'), ask('answer'), ask('answer')];
    expect(helper.orders).toBe(3);
    const [pid, ...others] = await Promise.all(answers);
    expect(others).toEqual([pid, pid]);
    expect(helper.orders).toBe(0);
  });

  it('tells its news in their order, before the answer', async () => {
    const { ask } = start();
    const told: number[] = [];
    const pid = await ask('tell', { onNews: (news: number) => told.push(news) });
    expect([told, typeof pid]).toEqual([[1, 2, 3], 'number']);
  });

  it('ends after each order where it is told to', async () => {
    const { ask } = start({ idleMs: 0 });
    const pids = [await ask('answer'), await ask('answer')];
    expect(pids[0]).not.toBe(pids[1]);
    expect(pids.map(lives)).toEqual([false, false]);
  });

  it('ends when it has been idle', async () => {
    const { ask } = start({ idleMs: 1 });
    const pid = await ask('answer');
    await expect.poll(() => lives(pid)).toBe(false);
  });

  it.each([
    ['end', { name: 'HelperEndedError', endedWith: '3', byItself: true }],
    ['crash', { name: 'HelperEndedError', endedWith: 'SIGKILL', byItself: false }],
  ] as const)('that does not answer (%s) says what it ended with, and the next order works', async (deed, error) => {
    const { ask } = start();
    await expect(ask(deed)).rejects.toMatchObject(error);
    expect(await ask('answer')).toBeTypeOf('number');
  });

  it('is killed when it takes too long, and the next order works', async () => {
    const { ask } = start();
    const pid = await ask('answer');
    await expect(ask('hang', { timeLimitMs: 50 })).rejects.toMatchObject({ name: 'HelperTooSlowError' });
    expect(lives(pid)).toBe(false);
    expect(await ask('answer')).not.toBe(pid);
  });

  it('is killed by an abort, with its reason; an order that waits goes on', async () => {
    const { ask } = start();
    const pid = await ask('answer');
    const stopping = new AbortController();
    const [hanging, waiting] = [ask('hang', { signal: stopping.signal }), ask('answer')];
    hanging.catch(() => {});
    await Promise.resolve();
    const reason = new Error('enough');
    stopping.abort(reason);
    await expect(hanging).rejects.toBe(reason);
    expect(await waiting).not.toBe(pid);
  });

  it('that is closed fails what is under way and what waits, and begins nothing any more', async () => {
    const { helper, ask } = start();
    const pid = await ask('answer');
    const orders = [ask('hang'), ask('answer')].map((order) => order.catch((error: unknown) => error));
    await Promise.resolve();
    await helper.close();
    for (const error of [...(await Promise.all(orders)), await ask('answer').catch((thrown: unknown) => thrown)]) {
      expect(error).toMatchObject({ name: 'HelperClosedError' });
    }
    expect(lives(pid)).toBe(false);
  });

  it('ends with whoever asked it, in the middle of its work', async () => {
    const asker = join(directory, 'asker.mjs');
    const asked = new URL('../../src/processes/helper-process.ts', import.meta.url);
    await writeFile(
      asker,
      `import { createHelperProcess } from '${asked}';
      const helper = createHelperProcess({ main: ${JSON.stringify(main)}, idleMs: 1e6 });
      helper.ask({ deed: 'hang' }, { timeLimitMs: 1e6, onNews: (pid) => process.send(pid) });`,
    );
    const parent = fork(asker, { execArgv: [] });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [pid] = await once(parent, 'message');
    onTestFinished(() => void (lives(pid) && process.kill(pid, 'SIGKILL')));
    expect(lives(pid)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => lives(pid)).toBe(false);
  });

  it('that cannot be started passes on why', async () => {
    const { execPath } = process;
    process.execPath = join(directory, 'no-such-node');
    onTestFinished(() => {
      process.execPath = execPath;
    });
    await expect(start().ask('answer')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
