import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../src/clock.ts';
import type { ApiframeFaults } from './apiframe/faults.ts';
import { type LocalApiframe, startLocalApiframe } from './apiframe/local-apiframe.ts';
import { type ClipLibrary, createClipLibrary } from './clips/clip-library.ts';
import { scaledClock } from './clock.ts';
import type { DiscordFaults } from './discord/faults.ts';
import { type LocalDiscord, startLocalDiscord } from './discord/local-discord.ts';
import type { WorldSetup } from './discord/world.ts';
import type { SegmindFaults } from './segmind/faults.ts';
import { type LocalSegmind, startLocalSegmind } from './segmind/local-segmind.ts';

export interface SandboxOptions {
  /** How many times faster than real time the world runs; 1 for a bot in a process of its own. */
  readonly timeScale?: number;
  /** The world's time instead, whatever `timeScale` says. */
  readonly clock?: Clock;
  /** How long a bot has for its first answer, milliseconds of the world's time; default: by `timeScale`. */
  readonly acknowledgeWithinMs?: () => number;
  /** `tiny` clips are made in a fraction of a second, for tests. */
  readonly clips?: 'full' | 'tiny';
  /** Every generation takes exactly so long, milliseconds of the sandbox's time; default: as the real one does. */
  readonly latencyMs?: number;
  readonly world?: WorldSetup;
  readonly discordFaults?: Partial<DiscordFaults>;
  readonly segmindFaults?: Partial<SegmindFaults>;
  readonly apiframeFaults?: Partial<ApiframeFaults>;
  /** Whom a bot in this world asks for videos, the first one first; default: Segmind alone. Both run in any case. */
  readonly providers?: readonly ('segmind' | 'apiframe')[];
}

/** A world on loopback in which raybot runs without any account. */
export interface Sandbox {
  readonly clock: Clock;
  readonly discord: LocalDiscord;
  readonly segmind: LocalSegmind;
  readonly apiframe: LocalApiframe;
  readonly clips: ClipLibrary;
  /** For files of this world and of the bot in it; removed by `close`. */
  readonly directory: string;
  /** What the environment of a bot in this world holds. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Requests per minute on Segmind's smallest paid plan (https://docs.segmind.com/api-reference/rate-limits). Apiframe
 * publishes no number.
 */
const requestsPerMinute = 50;

/** Starts a local Discord, a local Segmind and a local Apiframe that share one clock. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { timeScale = 1 } = options;
  const clock = options.clock ?? (timeScale === 1 ? systemClock : scaledClock(timeScale));
  const directory = await mkdtemp(join(tmpdir(), 'raybot-sandbox-'));
  const clips = createClipLibrary({ quality: options.clips ?? 'full' });
  const discord = await startLocalDiscord({
    applicationName: 'raybot',
    ...options.world,
    clock,
    directory: join(directory, 'discord'),
    // A bot is not faster in a fast world: it keeps its three real seconds.
    ...(options.clock ? {} : { acknowledgeWithinMs: 3_000 * timeScale }),
    ...(options.acknowledgeWithinMs ? { acknowledgeWithinMs: options.acknowledgeWithinMs } : {}),
    faults: options.discordFaults ?? {},
  });
  const latency = options.latencyMs === undefined ? {} : { latencyMs: options.latencyMs };
  const [segmind, apiframe] = await Promise.all([
    startLocalSegmind({ clock, clips, faults: options.segmindFaults ?? {}, ...latency }),
    startLocalApiframe({ clock, clips, faults: options.apiframeFaults ?? {}, ...latency }),
  ]);
  return {
    clock,
    discord,
    segmind,
    apiframe,
    clips,
    directory,
    environment: {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      ALLOWED_GUILDS: '*',
      PROVIDERS: (options.providers ?? ['segmind']).join(','),
      SEGMIND_API_KEY: segmind.apiKey,
      SEGMIND_BASE_URL: segmind.origin,
      SEGMIND_UPLOAD_URL: segmind.uploadUrl,
      SEGMIND_HISTORY_URL: `${segmind.origin}/inference-request/generations`,
      // A faster minute has room for the same number of requests.
      SEGMIND_REQUESTS_PER_MINUTE: String(requestsPerMinute * timeScale),
      APIFRAME_API_KEY: apiframe.apiKey,
      APIFRAME_BASE_URL: apiframe.origin,
      APIFRAME_REQUESTS_PER_MINUTE: String(requestsPerMinute * timeScale),
      TRUSTED_ORIGINS: `${segmind.origin},${apiframe.origin}`,
      DATA_DIR: join(directory, 'data'),
      // A day of a fast world is soon over.
      BACKUPS: 'off',
      LOG_LEVEL: 'warn',
    },
    async close() {
      await clips.close();
      await Promise.all([discord.close(), segmind.close(), apiframe.close()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
