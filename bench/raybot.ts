import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import { variableNames } from '../src/environment.ts';
import { guard, temporaryDirectory } from './warden.ts';
import { endProcess } from './workers.ts';
import type { World } from './world.ts';

const projectRoot = fileURLToPath(new URL('../', import.meta.url));
export const raybotToken = 'raybot';
/** How raybot has V8 keep its memory, for parts of it that are measured in a process of the bench. */
export const memoryOptions: readonly string[] = packageJson.scripts.start.match(/--max-\S+/g) ?? [];

export interface Bot {
  readonly pid: number;
  end(): Promise<void>;
}

/** Runs raybot by the very command of `npm start`, configured by its environment alone, and waits for its gateway. */
export async function startRaybot(world: World): Promise<Bot> {
  await world.discord.call('forget', raybotToken);
  const child = spawn('sh', ['-c', packageJson.scripts.start], {
    cwd: projectRoot,
    // The leader of its group: its own children are ended with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(world),
  });
  const { pid, release } = guard(child);
  child.once('exit', release);
  // What it has to say is a warning: it is shown.
  child.stdout.pipe(process.stderr, { end: false });
  child.stderr.pipe(process.stderr, { end: false });
  const ended = new Promise<never>((_, reject) => child.once('exit', () => reject(new Error('raybot has ended'))));
  ended.catch(() => {});
  await Promise.race([world.discord.call('whenConnected', raybotToken), ended]);
  // It registers its commands then.
  await world.discord.call('whenQuiet', 500);
  return { pid, end: () => endProcess(child) };
}

/** An empty variable counts as not set, and keeps a `.env` file in this folder from having a say. */
function environment({ discordApi, segmindOrigin }: World): Record<string, string> {
  return {
    PATH: `${join(projectRoot, 'node_modules/.bin')}:${process.env.PATH ?? ''}`,
    HOME: process.env.HOME ?? '',
    ...Object.fromEntries(variableNames.map((name) => [name, ''])),
    DISCORD_TOKEN: raybotToken,
    DISCORD_API_URL: discordApi,
    SEGMIND_API_KEY: 'bench-key',
    SEGMIND_BASE_URL: segmindOrigin,
    SEGMIND_REQUESTS_PER_MINUTE: '60000',
    SEGMIND_MAX_JOBS: '1000',
    TRUSTED_ORIGINS: segmindOrigin,
    DATA_DIR: mkdtempSync(join(temporaryDirectory(), 'data-')),
    DEFAULT_ALLOWANCE_CREDITS: '1000000',
    ALLOWED_GUILDS: '*',
    LOG_LEVEL: 'warn',
  };
}
