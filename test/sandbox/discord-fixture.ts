import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type LocalDiscord, type LocalDiscordOptions, startLocalDiscord } from '../../sandbox/discord/local-discord.ts';
import type { Clock } from '../../src/clock.ts';

/** Time that moves only when a test says so: rules of minutes are checked to the millisecond. */
export class StepClock implements Clock {
  #nowMs = Date.UTC(2026, 10, 21, 12);
  readonly #sleepers = new Set<{ dueMs: number; wake: () => void }>();

  now(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= 0) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper = { dueMs: this.#nowMs + ms, wake: resolve };
    this.#sleepers.add(sleeper);
    signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    return promise.finally(() => this.#sleepers.delete(sleeper));
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    for (const sleeper of this.#sleepers) if (sleeper.dueMs <= this.#nowMs) sleeper.wake();
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON, or the text where there is none. */
  readonly body: unknown;
}

export interface CallOptions {
  readonly json?: unknown;
  /** Sends a multipart form: files by part name, and `json` as its payload. */
  readonly files?: Readonly<Record<string, File>>;
  readonly authorization?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Gives up waiting for the answer. */
  readonly signal?: AbortSignal;
}

/** A Discord of its own for one test, stopped and swept away with it. */
export async function openDiscord<C extends Clock = StepClock>(
  options: Partial<Omit<LocalDiscordOptions, 'clock'>> & { clock?: C } = {},
) {
  const directory = await mkdtemp(join(tmpdir(), 'local-discord-'));
  const clock = (options.clock ?? new StepClock()) as C;
  const discord = await startLocalDiscord({ directory, ...options, clock });
  onTestFinished(async () => {
    await discord.close();
    await rm(directory, { recursive: true });
  });
  const [mira, tomas] = discord.world.users;
  const [guild, otherGuild] = discord.world.guilds;
  if (!mira || !tomas || !guild || !otherGuild) throw new Error('the default world is smaller than expected');
  const call = (method: string, path: string, callOptions: CallOptions = {}) =>
    request(discord, method, path, callOptions);
  return {
    discord,
    clock,
    directory,
    call,
    mira,
    tomas,
    guild,
    otherGuild,
    videos: discord.world.channelNamed('videos'),
  };
}

/** Registers commands over the wire, as a bot would. */
export async function register(discord: LocalDiscord, commands: readonly unknown[]): Promise<Answer> {
  return request(discord, 'PUT', `/applications/${discord.applicationId}/commands`, { json: commands });
}

export const CLIP_COMMAND = {
  name: 'clip',
  description: 'Makes a clip',
  options: [{ type: 3, name: 'prompt', description: 'What to show', required: true }],
};

async function request(discord: LocalDiscord, method: string, path: string, options: CallOptions): Promise<Answer> {
  const authorization = options.authorization === undefined ? `Bot ${discord.token}` : options.authorization;
  const response = await fetch(`${discord.apiUrl}/v10${path}`, {
    method,
    headers: {
      'user-agent': 'DiscordBot (http://localhost, 1.0)',
      ...(authorization === null ? {} : { authorization }),
      ...(options.json !== undefined && !options.files ? { 'content-type': 'application/json' } : {}),
      ...options.headers,
    },
    body: bodyOf(options),
    signal: options.signal ?? null,
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('application/json');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

function bodyOf({ json, files }: CallOptions): FormData | string | null {
  if (!files) return json === undefined ? null : JSON.stringify(json);
  const form = new FormData();
  for (const [name, file] of Object.entries(files)) form.append(name, file);
  if (json !== undefined) form.append('payload_json', JSON.stringify(json));
  return form;
}
