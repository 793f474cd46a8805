import type { DestinationStream } from 'pino';
import { createApp } from '../src/app/create-app.ts';
import { type Config, readConfig } from '../src/config.ts';
import { createLogger } from '../src/operations/logger.ts';
import type { Sandbox } from './start-sandbox.ts';

export interface SandboxBot {
  readonly config: Config;
  stop(): Promise<void>;
}

export interface SandboxBotOptions {
  /** Over the sandbox's own environment. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly logOutput?: DestinationStream;
}

/** Runs raybot in this process on the sandbox's clock: the same program as `npm start`, in a faster world. */
export async function startBot(
  { environment, clock, discord }: Sandbox,
  { environment: overrides = {}, logOutput }: SandboxBotOptions = {},
): Promise<SandboxBot> {
  const config = readConfig({ ...environment, ...overrides });
  const log = createLogger(config.logLevel, config.secrets, logOutput ?? process.stderr);
  const app = await createApp(config, { clock, log });
  await app.start();
  await discord.whenReady({ timeoutMs: 10_000 });
  return { config, stop: () => app.stop() };
}
