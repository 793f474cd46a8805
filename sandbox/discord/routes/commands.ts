import { Hono } from 'hono';
import { z } from 'zod';
import { commandSchema } from '../command-body.ts';
import type { Command } from '../commands.ts';
import { DiscordError } from '../errors.ts';
import { parseForm } from '../form.ts';
import { readJson } from '../request-body.ts';
import type { ApiContext, ApiEnvironment, DiscordState } from '../state.ts';

const COMMANDS_MAX = 130;

/** https://docs.discord.com/developers/interactions/application-commands#endpoints , for both scopes. */
export function commandRoutes(state: DiscordState): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();
  for (const base of ['/applications/:application/commands', '/applications/:application/guilds/:guild/commands']) {
    routes.get(base, (c) => {
      const localised = c.req.query('with_localizations') === 'true';
      return c.json(
        state.commands.list(scopeOf(state, c)).map((command) => state.commands.toObject(command, localised)),
      );
    });
    routes.put(base, async (c) => {
      const scope = scopeOf(state, c);
      const bodies = parseForm(z.array(commandSchema).max(COMMANDS_MAX), await readJson(c));
      return c.json(state.commands.replaceAll(scope, bodies).map((command) => state.commands.toObject(command)));
    });
    routes.post(base, async (c) => {
      const scope = scopeOf(state, c);
      const { command, created } = state.commands.upsert(scope, parseForm(commandSchema, await readJson(c)));
      return c.json(state.commands.toObject(command), created ? 201 : 200);
    });
    routes.get(`${base}/:command`, (c) => c.json(state.commands.toObject(commandOf(state, c))));
    routes.patch(`${base}/:command`, async (c) => {
      const command = commandOf(state, c);
      const changes = parseForm(z.looseObject({}), await readJson(c));
      const body = parseForm(commandSchema, { ...command.body, ...changes, type: command.type });
      return c.json(state.commands.toObject(state.commands.change(command, body)));
    });
    routes.delete(`${base}/:command`, (c) => {
      state.commands.remove(commandOf(state, c));
      return c.body(null, 204);
    });
  }
  return routes;
}

/** The guild of the route, or undefined for commands that stand everywhere. */
function scopeOf(state: DiscordState, c: ApiContext): string | undefined {
  if (c.req.param('application') !== state.world.applicationId) throw new DiscordError('unknownApplication');
  const guildId = c.req.param('guild');
  const installation = guildId === undefined ? 'commands' : state.world.guild(guildId)?.installation;
  if (installation === undefined || installation === 'none') throw new DiscordError('missingAccess');
  return guildId;
}

function commandOf(state: DiscordState, c: ApiContext): Command {
  return state.commands.get(scopeOf(state, c), c.req.param('command') ?? '');
}
