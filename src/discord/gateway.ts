import { setTimeout as delay } from 'node:timers/promises';
import type { DefaultRestOptions, RateLimitData } from 'discord.js';
import { type APIInteraction, Client, Events, GatewayDispatchEvents, GatewayIntentBits, Options } from 'discord.js';
import type { Logger } from 'pino';
import { closeProblem, deadlineProblem, GatewayError, limitedProblem, loginProblem } from './gateway-problem.ts';

/** A limit of requests for the session itself may ask for hours of patience, in silence. */
const usualLoginDeadlineMs = 60_000;
/** The longest rate limit of a request that the library may wait for by itself. */
const longestRateLimitMs = 5_000;

/** The bot's connection to Discord. */
export interface Gateway {
  readonly client: Client;
  /**
   * Connects and waits until the bot is ready.
   * @throws {GatewayError} that says what to do
   */
  connect(): Promise<{ applicationId: string; userName: string }>;
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly token: string;
  /** Discord's API, without the version. */
  readonly api: string;
  readonly log: Logger;
  readonly loginDeadlineMs?: number;
}

export interface GatewayEvents {
  /**
   * Called at once for each interaction. discord.js's own event waits until every guild is there, and with one guild out of
   * order it comes too late for the three seconds that an acknowledgement has.
   */
  onInteraction(interaction: APIInteraction): void;
  /** After a successful connect Discord closed the connection in a way after which discord.js does not come back. */
  onClosedForGood(problem: GatewayError): void;
}

/** Nothing is connected before `connect`. */
export function createGateway(
  { token, api, log, loginDeadlineMs = usualLoginDeadlineMs }: GatewayOptions,
  { onInteraction, onClosedForGood }: GatewayEvents,
): Gateway {
  let isLimited = false;
  let isConnected = false;
  const rejectOnRateLimit = (limit: RateLimitData) => {
    isLimited = true;
    return isNotWorthWaiting(limit);
  };
  const client = createClient(api, rejectOnRateLimit);
  leaveInteractionsToUs(client);
  client.ws.on(GatewayDispatchEvents.InteractionCreate, (data: unknown) => onInteraction(data as APIInteraction));
  client.on(Events.Error, (error) => log.error({ err: error }, 'discord client error'));
  client.on(Events.Warn, (message) => log.warn({ message }, 'discord client warning'));
  client.on(Events.ShardReconnecting, () => log.info('reconnecting to discord'));
  client.on(Events.ShardResume, (_shard, replayed) => log.info({ replayed }, 'discord connection resumed'));

  const closed = Promise.withResolvers<never>();
  // It may happen when nobody waits for it.
  closed.promise.catch(() => {});
  client.on(Events.ShardDisconnect, ({ code }) => {
    const problem = new GatewayError(closeProblem(code));
    closed.reject(problem);
    if (!isConnected) return;
    log.error({ code }, problem.message);
    onClosedForGood(problem);
  });

  return {
    client,
    async connect() {
      const deadline = startDeadline(loginDeadlineMs, () => (isLimited ? limitedProblem() : deadlineProblem));
      try {
        const identity = await Promise.race([closed.promise, deadline.promise, logIn(client, token)]);
        isConnected = true;
        return identity;
      } catch (error) {
        await destroy(client);
        throw error instanceof GatewayError ? error : new GatewayError(loginProblem(error), error);
      } finally {
        deadline.clear();
      }
    },
    close: () => destroy(client),
  };
}

function createClient(api: string, rejectOnRateLimit: (limit: RateLimitData) => boolean): Client {
  return new Client({
    // Guilds alone: for their boost level, which decides how large a file may be.
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [] },
    waitGuildTimeout: 1_000,
    rest: { api: api as (typeof DefaultRestOptions)['api'], version: '10', rejectOnRateLimit },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      ApplicationCommandManager: 0,
      BaseGuildEmojiManager: 0,
      GuildEmojiManager: 0,
      GuildInviteManager: 0,
      GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
      GuildStickerManager: 0,
      MessageManager: 0,
      PresenceManager: 0,
      StageInstanceManager: 0,
      ThreadManager: 0,
      UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === user.client.user?.id },
      VoiceStateManager: 0,
    }),
  });
}

/**
 * Keeps discord.js from reading interactions once more: nobody listens to what it makes of them, a burst would wait for it,
 * and an exception in it, at a field that is not there, would end the process. Its part for that has no public name; where
 * it is not found, all goes on as before.
 */
function leaveInteractionsToUs(client: Client): void {
  const { actions } = client as unknown as { actions?: { InteractionCreate?: { handle(data: unknown): void } } };
  if (actions?.InteractionCreate) actions.InteractionCreate.handle = () => {};
}

/**
 * A short rate limit is left to the library, within the deadline. An answer 429 without a Retry-After would be repeated at
 * once and for ever, and a long one waited for in silence: those are errors.
 */
function isNotWorthWaiting({ retryAfter }: RateLimitData): boolean {
  return retryAfter <= 0 || retryAfter > longestRateLimitMs;
}

async function logIn(client: Client, token: string): Promise<{ applicationId: string; userName: string }> {
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(token);
  const { application, user } = await ready;
  return { applicationId: application.id, userName: user.username };
}

/** How long a connection has to end in good order, milliseconds. */
const longestGoodbyeMs = 1_000;

/** The library waits for a connection that never came about; nobody has to wait with it. */
async function destroy(client: Client): Promise<void> {
  const waiting = new AbortController();
  await Promise.race([
    client.destroy(),
    delay(longestGoodbyeMs, undefined, { signal: waiting.signal }).catch(() => {}),
  ]);
  waiting.abort();
}

function startDeadline(ms: number, problem: () => string): { promise: Promise<never>; clear(): void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new GatewayError(problem())), ms);
  return { promise, clear: () => clearTimeout(timer) };
}
