import { type APIApplication, DiscordAPIError, HTTPError, RateLimitError, Routes } from 'discord.js';
import { createCommands, createMessageMenus } from '../commands/index.ts';
import { findOperatorCommand } from '../src/app/operator-command.ts';
import { effectiveCatalogue } from '../src/catalogue/offer.ts';
import { readConfig } from '../src/config.ts';
import type { AnyCommand } from '../src/discord/command.ts';
import { registerCommands, registrationAdvice } from '../src/discord/registration.ts';
import { createBotRest } from '../src/discord/rest.ts';
import { createLogger } from '../src/operations/logger.ts';
import { explainFailure } from '../src/operations/process.ts';

/** `npm run register`: writes the commands to Discord even if they look the same there. The bot may be running. */
try {
  const config = readConfig(process.env);
  const rest = createBotRest(config.discord.apiUrl, config.discord.token);
  const { id } = (await rest.get(Routes.currentApplication())) as APIApplication;
  const rows = effectiveCatalogue(config.catalogue);
  const { attachmentOrigins } = config.discord;
  const commands: AnyCommand[] = [
    ...createCommands(rows, attachmentOrigins),
    ...createMessageMenus(rows, attachmentOrigins),
  ];
  const forOperator = await findOperatorCommand(config.discord, rest, createLogger(config.logLevel, config.secrets));
  if (forOperator) commands.push(forOperator.command);
  await registerCommands(rest, id, commands, { force: true });
  console.log(`Registered ${commands.map(nameOf).join(', ')}.`);
} catch (error) {
  const fromDiscord = [DiscordAPIError, HTTPError, RateLimitError].some((kind) => error instanceof kind);
  console.error(fromDiscord ? `The commands were not registered. ${registrationAdvice(error)}` : explainFailure(error));
  process.exitCode = 1;
}

/** As a member calls it. */
function nameOf(command: AnyCommand): string {
  return 'executeOn' in command ? `«${command.declaration.name}»` : `/${command.declaration.name}`;
}
