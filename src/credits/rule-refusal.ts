import { Refusal } from '../errors/refusal.ts';
import { escapeText } from '../words/plain-text.ts';
import type { BrokenRule } from './admission-rules.ts';

/** Roles or channels that are named in one answer: a message has room for few. */
const mostNamed = 10;
const longestWord = 100;

/** What the member is told of a rule that stands against the request. */
export function refusalFor(broken: BrokenRule): Refusal {
  switch (broken.rule) {
    case 'member-blocked':
      return new Refusal('member-blocked');
    case 'role-missing':
      return new Refusal('role-missing', { roles: named(broken.roleIds, (id) => `<@&${id}>`) });
    case 'channel-not-allowed':
      return new Refusal('channel-not-allowed', { channels: named(broken.channelIds, (id) => `<#${id}>`) });
    case 'channel-not-age-restricted':
      return new Refusal('channel-not-age-restricted');
    case 'word-blocked':
      return new Refusal('word-blocked', { word: escapeText(broken.word, longestWord) });
    case 'cooldown':
      return new Refusal('cooldown', { resetsAt: Math.ceil(broken.until / 1000) });
    case 'too-many-jobs-of-member':
      return new Refusal('too-many-jobs-of-member', { most: broken.most });
    case 'too-many-jobs-of-guild':
      return new Refusal('too-many-jobs-of-guild', { most: broken.most });
  }
}

function named(ids: readonly string[], mention: (id: string) => string): string {
  const list = ids.slice(0, mostNamed).map(mention).join(', ');
  return ids.length > mostNamed ? `${list}, …` : list;
}
