import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { LANGUAGES } from './languages.ts';
import type { PageParts } from './page-parts.ts';
import { channels, commands, guildOf, pageMessage, people, roles, seesMessage } from './page-views.ts';
import type { PageEvents, Snapshot } from './wire.ts';

/** How many times as fast as real time the sandbox can run. */
export const SPEEDS = [1, 10, 60];

/** Tells a page at first everything, then every change, as long as it listens. Each person hears only what is theirs. */
export function eventStream(c: Context, parts: PageParts, viewerId: string): Response {
  const { sandbox, clock, bot, switches, changes } = parts;
  const { discord } = sandbox;
  return streamSSE(c, async (stream) => {
    const tell = <Name extends keyof PageEvents>(event: Name, data: PageEvents[Name]) =>
      void stream.writeSSE({ event, data: JSON.stringify(data) });
    const offer = () => tell('offer', { channels: channels(discord, viewerId), commands: commands(discord) });
    const stops = [
      discord.onChange((kind, message) => {
        if (!seesMessage(discord, viewerId, message)) return;
        if (kind === 'delete') tell('gone', { id: message.id });
        else tell('message', pageMessage(discord, viewerId, message));
      }),
      discord.onCommands(offer),
      bot.onChange((state) => tell('bot', state)),
      changes.onClock(() => tell('clock', clock.anchor)),
      changes.onSwitches(() => tell('switches', switches.list())),
    ];
    tell('snapshot', snapshot(parts, viewerId));
    await new Promise<void>((resolve) => stream.onAbort(resolve));
    for (const stop of stops) stop();
  });
}

function snapshot({ sandbox: { discord }, clock, bot, switches }: PageParts, viewerId: string): Snapshot {
  const { id: guildId, name: guildName } = guildOf(discord);
  return {
    guildId,
    guildName,
    applicationId: discord.applicationId,
    viewerId,
    people: people(discord),
    roles: roles(discord),
    channels: channels(discord, viewerId),
    commands: commands(discord),
    messages: discord
      .messages()
      .filter((message) => seesMessage(discord, viewerId, message))
      .map((message) => pageMessage(discord, viewerId, message)),
    clock: clock.anchor,
    speeds: SPEEDS,
    languages: LANGUAGES,
    switches: switches.list(),
    bot: bot.state,
  };
}
