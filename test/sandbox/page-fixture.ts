import { request } from 'node:http';
import type { TestContext } from 'vitest';
import { adjustableClock, anchorNow } from '../../sandbox/adjustable-clock.ts';
import type { BotProcess } from '../../sandbox/page/bot-process.ts';
import { createChanges, type PageParts } from '../../sandbox/page/page-parts.ts';
import { startPageServer } from '../../sandbox/page/page-server.ts';
import { PAGE_WORLD } from '../../sandbox/page/page-world.ts';
import { createSwitches } from '../../sandbox/page/switches.ts';
import { createUploads } from '../../sandbox/page/uploads.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';

/** The page's server without a bot. */
export async function startPage({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const clock = adjustableClock(anchorNow(1));
  const sandbox = await startSandbox({ clips: 'tiny', clock, world: PAGE_WORLD });
  const orders: string[] = [];
  const bot: BotProcess = {
    state: 'stopped',
    onChange: () => () => {},
    start: () => void orders.push('start'),
    kill: async () => void orders.push('kill'),
    stop: async () => void orders.push('stop'),
    setClock: () => {},
  };
  const uploads = createUploads(sandbox.discord, `${sandbox.directory}/uploads`);
  const parts: PageParts = {
    sandbox,
    clock,
    bot,
    switches: createSwitches(sandbox),
    uploads,
    changes: createChanges(),
  };
  const server = await startPageServer(parts, 0);
  onTestFinished(async () => {
    await server.close();
    await sandbox.close();
  });
  return { ...parts, origin: server.origin, orders };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A request with exactly these headers, as no browser would let a page send it. */
export function ask(
  url: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
