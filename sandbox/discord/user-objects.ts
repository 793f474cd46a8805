import type { User } from './world.ts';

export function userObject(user: User) {
  return {
    id: user.id,
    username: user.username,
    discriminator: user.bot ? '4242' : '0',
    global_name: user.bot ? null : user.displayName,
    avatar: null,
    banner: null,
    accent_color: null,
    avatar_decoration_data: null,
    collectibles: null,
    primary_guild: null,
    public_flags: 0,
    flags: 0,
    ...(user.bot ? { bot: true } : {}),
  };
}

/** The bot's own user as it sees itself. */
export function ownUserObject(bot: User) {
  return { ...userObject(bot), email: null, verified: true, mfa_enabled: true, locale: 'en-US' };
}
