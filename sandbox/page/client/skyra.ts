import { avatar } from './avatar.ts';

/**
 * What the components would otherwise fetch from Discord, given before they are loaded: this module has to be imported
 * first.
 */
const own = avatar('0', '?', false);
Object.assign(globalThis, {
  $discordMessage: { avatars: { default: own, blue: own, gray: own, green: own, orange: own, red: own, pink: own } },
});
