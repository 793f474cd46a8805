import { join } from 'node:path';
import { adjustableClock, anchorNow } from '../adjustable-clock.ts';
import type { LocalDiscord } from '../discord/local-discord.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../start-sandbox.ts';
import { type BotProcess, createBotProcess } from './bot-process.ts';
import { SPEEDS } from './event-stream.ts';
import { createChanges, type PageParts } from './page-parts.ts';
import { startPageServer } from './page-server.ts';
import { BOT_NAME, CHANNELS, PAGE_WORLD, PARTS } from './page-world.ts';
import { setTheScene } from './scene.ts';
import { createSwitches } from './switches.ts';
import { createUploads } from './uploads.ts';

export interface SandboxPage {
  /** Where a browser finds it. */
  readonly origin: string;
  readonly sandbox: Sandbox;
  readonly bot: BotProcess;
  /** Ends all trouble that was switched on. */
  calm(): void;
  /** Settles when the bot runs and the scene is set. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

export interface SandboxPageOptions extends Pick<SandboxOptions, 'clips' | 'latencyMs'> {
  /** 0 for any free one. */
  readonly port: number;
  /** Times as fast as real time, at first. */
  readonly scale: number;
  /** Over the bot's environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How long a bot may take to log in, real milliseconds: machines may be slow. */
const LOGIN_WITHIN_MS = 60_000;
const ACKNOWLEDGE_WITHIN_REAL_MS = 3_000;
/** Of a plan of a provider, for the fastest minute that the sandbox has. */
const REQUESTS_PER_MINUTE = 50 * Math.max(...SPEEDS);

/** Starts the local world, the page, and, without waiting for it, the real bot in a process of its own. */
export async function runSandboxPage({
  port,
  scale,
  environment,
  ...options
}: SandboxPageOptions): Promise<SandboxPage> {
  const clock = adjustableClock(anchorNow(scale));
  const sandbox = await startSandbox({
    ...options,
    clock,
    // A bot is not faster in a fast world.
    acknowledgeWithinMs: () => ACKNOWLEDGE_WITHIN_REAL_MS * clock.anchor.scale,
    world: PAGE_WORLD,
    providers: ['segmind', 'apiframe'],
  });
  const { discord } = sandbox;
  const bot = createBotProcess({
    environment: { ...sandbox.environment, ...ownEnvironment(discord), ...environment },
    clock: () => clock.anchor,
    whenReady: () => nextLogin(discord),
  });
  const changes = createChanges();
  changes.onClock(() => bot.setClock(clock.anchor));
  const uploads = createUploads(discord, join(sandbox.directory, 'uploads'));
  const parts: PageParts = { sandbox, clock, bot, switches: createSwitches(sandbox), uploads, changes };
  const server = await startPageServer(parts, port).catch(async (error: unknown) => {
    await sandbox.close();
    throw error;
  });
  const ready = whenRunning(bot).then(() => setTheScene(discord));
  // Whoever is interested waits for it; a bot that does not start says so itself.
  ready.catch(() => {});
  bot.start();
  return {
    origin: server.origin,
    sandbox,
    bot,
    calm() {
      for (const { name, on } of parts.switches.list()) if (on) parts.switches.turn(name, false);
      changes.tell('switches');
    },
    ready,
    async close() {
      await bot.kill();
      await server.close();
      await sandbox.close();
    },
  };
}

function ownEnvironment({ world }: LocalDiscord): Record<string, string> {
  const perMinute = String(REQUESTS_PER_MINUTE);
  return {
    OPERATOR_IDS: world.userNamed(PARTS.operator.username).id,
    OPERATOR_CHANNEL_ID: world.channelNamed(CHANNELS.operator).id,
    SEGMIND_REQUESTS_PER_MINUTE: perMinute,
    APIFRAME_REQUESTS_PER_MINUTE: perMinute,
    // Enough to play with.
    DEFAULT_ALLOWANCE_CREDITS: '1000',
    // Few, so that one person at the page sees the queue, and how it is full.
    SEGMIND_MAX_JOBS: '2',
    APIFRAME_MAX_JOBS: '1',
    MAX_WAITING_JOBS: '4',
  };
}

async function nextLogin(discord: LocalDiscord): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = discord.onLogin(() => {
      stop();
      resolve();
    });
  });
  await discord.whenReady({ timeoutMs: LOGIN_WITHIN_MS });
}

function whenRunning(bot: BotProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = bot.onChange((state) => {
    if (state === 'running') resolve();
    if (state === 'stopped') reject(new Error(`${BOT_NAME} ended before it was ready`));
  });
  return promise.finally(stop);
}
