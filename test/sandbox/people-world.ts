import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Invocation, InvokeOptions } from '../../sandbox/discord/local-discord.ts';
import type { GuildSetup, WorldSetup } from '../../sandbox/discord/world-setup.ts';
import type { Clock } from '../../src/clock.ts';
import { type Answer, CLIP_COMMAND, openDiscord, register } from './discord-fixture.ts';

const users = ['mira', 'tomas', 'noor'].map((username) => ({ username, displayName: username }));

interface Places extends Omit<WorldSetup, 'guilds'> {
  /** Changes to the first guild, which has a channel #videos and mira as its owner. */
  readonly club?: Partial<GuildSetup>;
  /** Guilds besides. */
  readonly others?: readonly GuildSetup[];
  /** Default: one that stands still. */
  readonly clock?: Clock;
}

/** A Discord with three people, of whom tests speak by name, and roads to answer what they do. */
export async function openPlaces({ club = {}, others = [], ...setup }: Places = {}) {
  const guilds = [
    { name: 'Club', channels: [{ name: 'videos' }], ...club },
    { name: 'Elsewhere', members: ['mira', 'tomas'], channels: [{ name: 'elsewhere' }] },
    ...others,
  ];
  const opened = await openDiscord({ users, ...setup, guilds });
  const { discord, call } = opened;
  const named = (username: string) => discord.world.userNamed(username).id;
  const at = (channel: string) => discord.world.channelNamed(channel).id;
  return {
    ...opened,
    named,
    at,
    /** Somebody uses /clip; by default in #videos. */
    clip: (username: string, more: Partial<InvokeOptions> = {}) =>
      discord.invoke({
        userId: named(username),
        channelId: at('videos'),
        command: 'clip',
        options: { prompt: 'a kite' },
        ...more,
      }),
    callback: ({ id, token }: Invocation, type: number, data: object = {}): Promise<Answer> =>
      call('POST', `/interactions/${id}/${token}/callback`, { json: { type, data }, authorization: null }),
    followUp: ({ token }: Invocation, data: object): Promise<Answer> =>
      call('POST', `/webhooks/${discord.applicationId}/${token}`, { json: data, authorization: null }),
  };
}

/** One command of each kind of menu. */
export const MENUS = [
  { type: 2, name: 'Credits of this member' },
  { type: 3, name: 'Animate this' },
];

/** Places where commands of every kind are registered, and short ways to do what people do. */
export async function openDeeds() {
  const places = await openPlaces({ club: { roles: [{ name: 'Crew', mentionable: true }] } });
  await register(places.discord, [CLIP_COMMAND, ...MENUS]);
  const { discord, directory, at, named, clip, callback } = places;
  const file = async (name: string, text = 'x') => {
    const path = join(directory, name);
    await writeFile(path, text);
    return path;
  };
  return {
    ...places,
    file,
    attach: async (name: string) => discord.attach({ channelId: at('videos'), path: await file(name) }),
    /** A message of the bot with these components, in rows of their own. */
    show: async (...components: object[]) => {
      const rows = components.map((component) => ({ type: 1, components: [component] }));
      await callback(clip('mira'), 4, { content: 'look', components: rows });
      return { userId: named('mira'), messageId: discord.messages(at('videos')).at(-1)?.id ?? '' };
    },
    /** A modal with these components stands open before Mira. */
    open: async (...components: object[]) => {
      const opening = clip('mira');
      await callback(opening, 9, { custom_id: 'form', title: 'A form', components });
      return { interactionId: opening.id };
    },
  };
}

export const BUTTON = { type: 2, style: 1, label: 'Again', custom_id: 'again' };

/** A field of a modal with its label. */
export const label = (component: object) => ({ type: 18, label: 'Field', component });

/** The code of a refusal, or the status of a success. */
export function outcome({ status, body }: Answer): number {
  return typeof body === 'object' && body !== null && 'code' in body ? Number(body.code) : status;
}
