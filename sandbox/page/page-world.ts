import type { WorldSetup } from '../discord/world.ts';

/** The server in which people play on the page. */

/** Somebody whom a person can be on the page. */
export interface Part {
  readonly username: string;
  readonly displayName: string;
  /** Who that is, in a few plain words. */
  readonly part: string;
}

export const PARTS = {
  member: { username: 'mira.okafor', displayName: 'Mira', part: 'a member' },
  admin: { username: 'tomas_v', displayName: 'Tomás', part: 'an admin (Manage Server)' },
  operator: { username: 'noor', displayName: 'Noor', part: 'runs the bot' },
  broke: { username: 'bela.k', displayName: 'Béla', part: 'a member without credits' },
} as const satisfies Readonly<Record<string, Part>>;

export const BOT_NAME = 'raybot';
export const CHANNELS = { usual: 'videos', reports: 'mod-reports', operator: 'bot-operator' } as const;

const hidden = { role: '@everyone', deny: ['viewChannel'] } as const;
const botMay = { member: BOT_NAME, allow: ['viewChannel', 'sendMessages'] } as const;

export const PAGE_WORLD: WorldSetup = {
  applicationName: BOT_NAME,
  // The first one owns the server. A person who plays cannot be the owner, who may do everything.
  users: [{ username: 'ida', displayName: 'Ida' }, ...Object.values(PARTS)],
  guilds: [
    {
      name: 'Sunset Film Club',
      roles: [
        { name: 'Admin', permissions: ['manageGuild', 'manageMessages'], color: 0xe0823d, hoist: true },
        { name: 'Film crew', color: 0x3aa676, mentionable: true },
      ],
      members: [
        { username: PARTS.member.username, roles: ['Film crew'] },
        { username: PARTS.admin.username, roles: ['Admin'] },
        PARTS.operator.username,
        PARTS.broke.username,
      ],
      channels: [
        {
          name: CHANNELS.usual,
          topic: 'Make videos together. Type / to begin.',
          threads: [{ name: 'the lake film', owner: PARTS.member.username }],
        },
        { name: 'late-night', topic: 'For adults.', nsfw: true },
        {
          name: CHANNELS.reports,
          topic: 'What members report, for admins alone.',
          overwrites: [hidden, botMay, { role: 'Admin', allow: ['viewChannel'] }],
        },
        {
          name: CHANNELS.operator,
          topic: 'What the bot tells the one who runs it.',
          overwrites: [hidden, botMay, { member: PARTS.operator.username, allow: ['viewChannel'] }],
        },
      ],
    },
  ],
};
