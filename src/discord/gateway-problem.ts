import { DiscordAPIError, GatewayCloseCodes, HTTPError, RateLimitError } from 'discord.js';

/** Discord cannot be reached, or does not let this bot in. The message tells the operator what to do. */
export class GatewayError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'GatewayError';
  }
}

export const deadlineProblem = 'Discord did not let the bot in within a minute. Check the network, then start again.';

/** @param retryAfterMs - how long Discord wants us to wait, 0 where it did not say */
export function limitedProblem(retryAfterMs = 0): string {
  const wait = retryAfterMs > 60_000 ? `${Math.ceil(retryAfterMs / 60_000)} minutes` : 'a few minutes';
  return `Discord limits how often this bot may ask for a connection. Wait ${wait}, then start again.`;
}

const newToken =
  'the token anew from the Bot page of your application at https://discord.com/developers/applications into DISCORD_TOKEN';

export function loginProblem(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === 'TokenInvalid' || /authentication failed/i.test(String(message))) {
    return `Discord does not accept DISCORD_TOKEN. Copy ${newToken}, then start again.`;
  }
  if (error instanceof RateLimitError) return limitedProblem(error.retryAfter);
  // discord.js has no class for this one; its own text names the time.
  if (/not enough sessions/i.test(String(message))) {
    return `Discord lets this bot log in no more for now: ${message}. Start again after that.`;
  }
  if (error instanceof DiscordAPIError || error instanceof HTTPError) {
    return `Discord answered ${error.status} instead of letting the bot in. Look at https://discordstatus.com and at DISCORD_API_URL, then start again.`;
  }
  return 'Discord could not be reached. Check the network and DISCORD_API_URL, then start again.';
}

/** Codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes */
export function closeProblem(code: number): string {
  if (code === GatewayCloseCodes.AuthenticationFailed) {
    return `Discord has closed the connection, because the bot's token was reset. Copy ${newToken}, then start again.`;
  }
  if (code === GatewayCloseCodes.ShardingRequired) {
    return 'Discord has closed the connection, because the bot is in more servers (2,500) than one connection may serve. Let it leave some, then start again.';
  }
  return `Discord has closed the connection for good (${code}), so this version of raybot may be too old for it. Look for a newer one, then start again.`;
}
