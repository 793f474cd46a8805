import { describe, expect, it } from 'vitest';
import {
  type BrokenRule,
  brokenRule,
  type FindBlockedWord,
  type JobFacts,
  type RequestFacts,
  ruleAgainstAnotherJob,
  ruleAgainstRequest,
} from '../../src/credits/admission-rules.ts';
import { defaultPolicy, type GuildPolicy } from '../../src/credits/policy.ts';

const now = Date.parse('2026-11-25T10:00:00Z');
const open = defaultPolicy({ credits: 300, period: 'week' });

const plain: RequestFacts & JobFacts = {
  memberId: 'ann',
  roleIds: [],
  channel: { id: 'general', threadOf: null, ageRestricted: false },
  text: 'a quiet lake',
  lastJobAt: null,
  memberJobs: 0,
  guildJobs: 0,
  now,
};

const findWord: FindBlockedWord = (text, words) => words.find((word) => text.includes(word)) ?? null;

const check = (policy: Partial<GuildPolicy>, facts: Partial<RequestFacts & JobFacts> = {}) =>
  brokenRule({ ...open, ...policy }, { ...plain, ...facts }, findWord);

const seconds = (count: number) => count * 1_000;

it('a guild that has set nothing refuses nobody', () => {
  expect(check({}, { memberJobs: 500, guildJobs: 5_000, lastJobAt: now })).toBeNull();
});

describe('a blocked member', () => {
  it('is refused, an exempt one too', () => {
    const policy = { blockedMembers: ['bob', 'ann'], exemptRoles: ['crew'] };
    expect(check(policy)).toEqual({ rule: 'member-blocked' });
    expect(check(policy, { roleIds: ['crew'] })).toEqual({ rule: 'member-blocked' });
    expect(check(policy, { memberId: 'eve' })).toBeNull();
  });
});

describe('roles', () => {
  it('one of those that are allowed is enough, none is too few', () => {
    const policy = { allowedRoles: ['artist', 'patron'] };
    expect(check(policy)).toEqual({ rule: 'role-missing', roleIds: ['artist', 'patron'] });
    expect(check(policy, { roleIds: ['visitor'] })).toMatchObject({ rule: 'role-missing' });
    expect(check(policy, { roleIds: ['visitor', 'patron'] })).toBeNull();
  });
});

describe('channels', () => {
  const policy = { allowedChannels: ['videos', 'lounge', 'side-thread'] };
  const inChannel = (id: string, threadOf: string | null) =>
    check(policy, { channel: { id, threadOf, ageRestricted: false } });

  it('only those that are allowed are open', () => {
    expect(inChannel('general', null)).toEqual({ rule: 'channel-not-allowed', channelIds: policy.allowedChannels });
    expect(inChannel('lounge', null)).toBeNull();
  });

  it('a thread counts as the channel that it hangs on, and may be named alone', () => {
    expect(inChannel('some-thread', 'videos')).toBeNull();
    expect(inChannel('side-thread', 'general')).toBeNull();
    expect(inChannel('some-thread', 'general')).toMatchObject({ rule: 'channel-not-allowed' });
  });
});

describe('the rule of age-restricted channels', () => {
  it.each([
    ['age-restricted', false, { rule: 'channel-not-age-restricted' }],
    ['age-restricted', true, null],
    ['spoiler', false, null],
    ['anywhere', false, null],
  ] as const)('«%s» in a channel of which that is %s: %j', (nsfw, ageRestricted, expected) => {
    expect(check({ nsfw }, { channel: { id: 'general', threadOf: null, ageRestricted } })).toEqual(expected);
  });
});

describe('blocked words', () => {
  it('are named', () => {
    expect(check({ blockedWords: ['war', 'lake'] })).toEqual({ rule: 'word-blocked', word: 'lake' });
    expect(check({ blockedWords: ['war'] })).toBeNull();
  });

  it('hold for exempt members too', () => {
    expect(check({ blockedWords: ['lake'], exemptRoles: ['crew'] }, { roleIds: ['crew'] })).toMatchObject({
      word: 'lake',
    });
  });
});

describe('the cooldown', () => {
  const policy = { cooldownSeconds: 60 };

  it('says when it ends, and is over at that moment', () => {
    expect(check(policy, { lastJobAt: now })).toEqual({ rule: 'cooldown', until: now + seconds(60) });
    expect(check(policy, { lastJobAt: now - seconds(60) + 1 })).toEqual({ rule: 'cooldown', until: now + 1 });
    expect(check(policy, { lastJobAt: now - seconds(60) })).toBeNull();
    expect(check(policy)).toBeNull();
  });

  it('holds while the clock was set back a little', () => {
    expect(check(policy, { lastJobAt: now + seconds(5) })).toEqual({ rule: 'cooldown', until: now + seconds(65) });
  });

  it('does not last for a year after a clock that was a year ahead', () => {
    expect(check(policy, { lastJobAt: now + seconds(365 * 86_400) })).toBeNull();
  });
});

describe('jobs at the same time', () => {
  it('are limited for a member', () => {
    expect(check({ maxJobsPerMember: 2 }, { memberJobs: 1, guildJobs: 50 })).toBeNull();
    expect(check({ maxJobsPerMember: 2 }, { memberJobs: 2 })).toEqual({ rule: 'too-many-jobs-of-member', most: 2 });
    expect(check({ maxJobsPerMember: 2 }, { memberJobs: 9 })).toMatchObject({ rule: 'too-many-jobs-of-member' });
  });

  it('are limited for the guild', () => {
    expect(check({ maxJobsPerGuild: 5 }, { guildJobs: 4 })).toBeNull();
    expect(check({ maxJobsPerGuild: 5 }, { guildJobs: 5 })).toEqual({ rule: 'too-many-jobs-of-guild', most: 5 });
  });

  it('are not limited for exempt members, who have no cooldown either', () => {
    const policy = { maxJobsPerMember: 1, maxJobsPerGuild: 1, cooldownSeconds: 60, exemptRoles: ['crew'] };
    const busy = { memberJobs: 1, guildJobs: 1, lastJobAt: now };
    expect(check(policy, busy)).not.toBeNull();
    expect(check(policy, { ...busy, roleIds: ['crew'] })).toBeNull();
  });
});

describe('of several broken rules', () => {
  /** Each breaks one rule, in the order in which they speak. */
  const breaks: [BrokenRule['rule'], Partial<GuildPolicy>, Partial<RequestFacts & JobFacts>][] = [
    ['member-blocked', { blockedMembers: ['ann'] }, {}],
    ['role-missing', { allowedRoles: ['artist'] }, {}],
    ['channel-not-allowed', { allowedChannels: ['videos'] }, {}],
    ['channel-not-age-restricted', { nsfw: 'age-restricted' }, {}],
    ['word-blocked', { blockedWords: ['lake'] }, {}],
    ['cooldown', { cooldownSeconds: 60 }, { lastJobAt: now }],
    ['too-many-jobs-of-member', { maxJobsPerMember: 1 }, { memberJobs: 1 }],
    ['too-many-jobs-of-guild', { maxJobsPerGuild: 1 }, { guildJobs: 1 }],
  ];

  it.each(breaks.map(([rule], index) => [rule, index] as const))(
    '«%s» speaks before all that come after it',
    (rule, index) => {
      const broken = breaks.slice(index);
      const policy = Object.assign({}, ...broken.map(([, change]) => change));
      const facts = Object.assign({}, ...broken.map(([, , change]) => change));
      expect(check(policy, facts)?.rule).toBe(rule);
    },
  );

  it('those of the request can be asked without the accounts, those of the accounts without the request', () => {
    const policy = { ...open, blockedWords: ['lake'], cooldownSeconds: 60 };
    const facts = { ...plain, lastJobAt: now };
    expect(ruleAgainstRequest(policy, facts, findWord)).toEqual({ rule: 'word-blocked', word: 'lake' });
    expect(ruleAgainstAnotherJob(policy, facts)).toEqual({ rule: 'cooldown', until: now + seconds(60) });
  });
});
