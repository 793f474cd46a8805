import { runSandboxPage, type SandboxPage } from './page/run-page.ts';

/** `npm run sandbox`: the real bot in a local world, and a page in which a person uses it as on Discord. */

const USUAL_PORT = 4_173;
const PORTS_TO_TRY = 20;
/** A minute of waiting passes in six seconds. */
const SCALE = 10;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** On the usual port, or the next one that is free. */
async function start(): Promise<SandboxPage> {
  const first = Number(process.env.PORT ?? USUAL_PORT);
  for (let port = first; ; port++) {
    try {
      return await runSandboxPage({ port, scale: SCALE });
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken || port >= first + PORTS_TO_TRY) throw error;
    }
  }
}

const page = await start();
print(`raybot’s sandbox: ${page.origin}`);
print('Open it in a browser. Ctrl+C ends it; nothing of it is kept.');

let ending = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (ending) process.exit(1);
    ending = true;
    void page.close().then(() => process.exit(0));
  });
page.ready.then(
  () => print('The bot is there.'),
  (error: unknown) => print(error instanceof Error ? error.message : String(error)),
);
