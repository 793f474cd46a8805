import { Hono } from 'hono';
import { z } from 'zod';
import { DiscordError } from '../errors.ts';
import { parseForm, snowflake } from '../form.ts';
import {
  activeThreads,
  applicationObject,
  channelObject,
  guildObject,
  memberObject,
  ownUserObject,
  partialGuildObject,
  roleObject,
  threadMemberObject,
  userObject,
} from '../objects.ts';
import { readJson } from '../request-body.ts';
import type { ApiContext, ApiEnvironment, DiscordState } from '../state.ts';
import type { Guild } from '../world.ts';

/** Enough for every test and far from the cost of a real five seconds between two logins. */
const MAX_CONCURRENCY = 16;

/** Who and where: the gateway's address, applications, users, guilds. */
export function lookupRoutes(state: DiscordState): Hono<ApiEnvironment> {
  const { world } = state;
  const routes = new Hono<ApiEnvironment>();

  routes.get('/gateway', (c) => c.json({ url: state.gateway.url }));
  routes.get('/gateway/bot', (c) =>
    c.json({
      url: state.gateway.url,
      shards: 1,
      session_start_limit: { total: 1_000, remaining: 999, reset_after: 86_400_000, max_concurrency: MAX_CONCURRENCY },
    }),
  );
  routes.get('/applications/@me', (c) => c.json(applicationObject(world)));
  routes.get('/oauth2/applications/@me', (c) => c.json(applicationObject(world)));

  routes.get('/users/@me', (c) => c.json(ownUserObject(world.bot)));
  routes.get('/users/@me/guilds', (c) => c.json(world.guilds.map((guild) => partialGuildObject(guild, world.bot))));
  routes.post('/users/@me/channels', async (c) => {
    const { recipient_id } = parseForm(z.object({ recipient_id: snowflake }), await readJson(c));
    const channel = world.directChannelWith(recipient_id);
    if (!channel) throw new DiscordError('invalidRecipient');
    return c.json(channelObject(channel, state.messages.lastId(channel.id)));
  });
  routes.get('/users/:user', (c) => {
    const user = world.user(c.req.param('user'));
    if (!user) throw new DiscordError('unknownUser');
    return c.json(userObject(user));
  });

  routes.get('/guilds/:guild', (c) => {
    const guild = guildOf(state, c);
    const count = guild.members.length;
    const counts = { approximate_member_count: count, approximate_presence_count: count };
    return c.json({ ...guildObject(guild), ...(c.req.query('with_counts') === 'true' ? counts : {}) });
  });
  routes.get('/guilds/:guild/channels', (c) =>
    c.json(guildOf(state, c).channels.map((channel) => channelObject(channel, state.messages.lastId(channel.id)))),
  );
  routes.get('/guilds/:guild/threads/active', (c) => {
    const threads = activeThreads(guildOf(state, c), world.bot.id);
    const joined = threads.filter(({ thread }) => thread?.memberIds.includes(world.bot.id));
    return c.json({
      threads: threads.map((thread) => channelObject(thread, state.messages.lastId(thread.id))),
      members: joined.map((thread) => threadMemberObject(thread, world.bot.id)),
      has_more: false,
    });
  });
  routes.get('/guilds/:guild/roles', (c) => c.json(guildOf(state, c).roles.map(roleObject)));
  routes.get('/guilds/:guild/roles/:role', (c) => {
    const role = guildOf(state, c).roles.find(({ id }) => id === c.req.param('role'));
    if (!role) throw new DiscordError('notFound', { message: 'Unknown Role' });
    return c.json(roleObject(role));
  });
  routes.get('/guilds/:guild/members/:user', (c) => {
    const member = world.member(guildOf(state, c).id, c.req.param('user'));
    if (!member) throw new DiscordError('unknownMember');
    return c.json(memberObject(member));
  });
  return routes;
}

function guildOf(state: DiscordState, c: ApiContext): Guild {
  const guild = state.world.guild(c.req.param('guild') ?? '');
  // Without its bot an app cannot even tell whether there is such a guild.
  if (!guild || guild.unavailable || guild.installation !== 'bot') throw new DiscordError('unknownGuild');
  return guild;
}
