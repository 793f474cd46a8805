import type { DefaultRestOptions, RateLimitData } from 'discord.js';
import { type APIInteraction, Client, Events, GatewayDispatchEvents, GatewayIntentBits, Options } from 'discord.js';
import type { Logger } from 'pino';

/** Discord cannot be reached, or does not let this bot in. */
export class GatewayError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'GatewayError';
  }
}

/** A limit of requests for the session itself may ask for hours of patience, in silence. */
const loginDeadlineMs = 60_000;
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

/**
 * @param api - Discord's API, without the version
 * @param onInteraction - called at once for each interaction. discord.js's own event waits until every guild is there, and
 *   with one guild out of order it comes too late for the three seconds that an acknowledgement has.
 */
export function createGateway(
  { token, api, log }: { token: string; api: string; log: Logger },
  onInteraction: (interaction: APIInteraction) => void,
): Gateway {
  const client = new Client({
    // Guilds alone: for their boost level, which decides how large a file may be.
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [] },
    waitGuildTimeout: 1_000,
    rest: { api: api as (typeof DefaultRestOptions)['api'], version: '10', rejectOnRateLimit: isNotWorthWaiting },
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
  client.ws.on(GatewayDispatchEvents.InteractionCreate, (data: unknown) => onInteraction(data as APIInteraction));
  client.on(Events.Error, (error) => log.error({ err: error }, 'discord client error'));
  client.on(Events.Warn, (message) => log.warn({ message }, 'discord client warning'));
  client.on(Events.ShardDisconnect, ({ code }) => log.error({ code }, 'discord closed the connection for good'));
  client.on(Events.ShardReconnecting, () => log.info('reconnecting to discord'));
  client.on(Events.ShardResume, (_shard, replayed) => log.info({ replayed }, 'discord connection resumed'));

  return {
    client,
    connect: () => connect(client, token),
    close: () => client.destroy(),
  };
}

/**
 * A short rate limit is left to the library. An answer 429 without a Retry-After would be repeated at once and for ever,
 * and a long one waited for in silence: those are errors, and when to try again is the job's decision.
 */
function isNotWorthWaiting({ retryAfter }: RateLimitData): boolean {
  return retryAfter <= 0 || retryAfter > longestRateLimitMs;
}

async function connect(client: Client, token: string): Promise<{ applicationId: string; userName: string }> {
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  const timer = Promise.withResolvers<never>();
  const timeout = setTimeout(
    () =>
      timer.reject(
        new GatewayError('Discord did not let the bot in within a minute. Check the network, then start again.'),
      ),
    loginDeadlineMs,
  );
  try {
    await Promise.race([client.login(token), timer.promise]);
    const { application, user } = await Promise.race([ready, timer.promise]);
    return { applicationId: application.id, userName: user.username };
  } catch (error) {
    await client.destroy();
    throw error instanceof GatewayError ? error : new GatewayError(loginProblem(error), error);
  } finally {
    clearTimeout(timeout);
  }
}

function loginProblem(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  if (code === 'TokenInvalid' || /authentication failed|401/i.test(String(error))) {
    return 'Discord does not accept DISCORD_TOKEN. Copy the token anew from the Bot page of your application at https://discord.com/developers/applications.';
  }
  return 'Discord could not be reached. Check the network and DISCORD_API_URL, then start again.';
}
