import { describe, expect, it } from 'vitest';
import {
  checkPolicy,
  defaultPolicy,
  type GuildPolicy,
  PolicyError,
  type PolicyProblem,
  parsePolicy,
  policyLimits,
} from '../../src/credits/policy.ts';

const fresh = defaultPolicy({ credits: 300, period: 'week' });
const idOf = (number: number) => String(100_000_000_000_000_000n + BigInt(number));
const idsOf = (count: number) => Array.from({ length: count }, (_, number) => idOf(number));

const full: GuildPolicy = {
  timeZone: 'Europe/Berlin',
  allowance: { credits: 1_000_000, period: 'month' },
  rolloverCredits: 1_000_000,
  tiers: idsOf(25).map((roleId) => ({ roleId, credits: 0 })),
  overrides: idsOf(1_000).map((memberId) => ({ memberId, credits: 1_000_000 })),
  exemptRoles: idsOf(50),
  pool: { credits: 1_000_000, period: 'day' },
  cooldownSeconds: 86_400,
  maxJobsPerMember: 100,
  maxJobsPerGuild: 1_000,
  allowedChannels: idsOf(100),
  allowedRoles: idsOf(50),
  blockedMembers: idsOf(1_000),
  blockedWords: Array.from({ length: 500 }, (_, number) => `${number}`.padStart(50, 'ä')),
  nsfw: 'spoiler',
  noticesChannelId: idOf(1),
  poolNotices: false,
  failureNotices: false,
  reportsChannelId: idOf(2),
};

/** What is wrong with a policy that differs from the default in these settings. */
function problemsOf(changes: object): readonly PolicyProblem[] {
  try {
    checkPolicy({ ...fresh, ...changes });
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.problems;
    throw error;
  }
}

describe('a policy', () => {
  it('of a guild that has set nothing is the allowance of the operator and no rule', () => {
    expect(checkPolicy(fresh)).toEqual(fresh);
    expect(fresh.allowance).toEqual({ credits: 300, period: 'week' });
    expect(fresh).toMatchObject({
      timeZone: 'UTC',
      rolloverCredits: 0,
      pool: null,
      cooldownSeconds: 0,
      nsfw: 'anywhere',
    });
  });

  it('may fill every limit', () => {
    expect(checkPolicy(full)).toEqual(full);
  });

  it.each([
    ['allowance', { credits: 1_000_001, period: 'day' }, 'out-of-range', 1_000_000],
    ['pool', { credits: 1_000_001, period: 'day' }, 'out-of-range', 1_000_000],
    ['rolloverCredits', 1_000_001, 'out-of-range', 1_000_000],
    ['rolloverCredits', 1e308, 'out-of-range', 1_000_000],
    ['cooldownSeconds', 86_401, 'out-of-range', 86_400],
    ['maxJobsPerMember', 101, 'out-of-range', 100],
    ['maxJobsPerGuild', 1_001, 'out-of-range', 1_000],
    ['tiers', [{ roleId: idOf(1), credits: 1_000_001 }], 'out-of-range', 1_000_000],
    ['tiers', idsOf(26).map((roleId) => ({ roleId, credits: 1 })), 'too-many', 25],
    ['overrides', idsOf(1_001).map((memberId) => ({ memberId, credits: 1 })), 'too-many', 1_000],
    ['exemptRoles', idsOf(51), 'too-many', 50],
    ['allowedChannels', idsOf(101), 'too-many', 100],
    ['allowedRoles', idsOf(51), 'too-many', 50],
    ['blockedMembers', idsOf(1_001), 'too-many', 1_000],
    ['blockedWords', Array.from({ length: 501 }, (_, number) => `word${number}`), 'too-many', 500],
  ])('takes in «%s» no more than fits', (field, value, problem, most) => {
    expect(problemsOf({ [field]: value })).toEqual([{ field, problem, most }]);
  });

  it.each([
    ['allowance', { credits: -1, period: 'day' }],
    ['rolloverCredits', -1],
    ['cooldownSeconds', -1],
    ['maxJobsPerMember', -1],
    ['maxJobsPerGuild', -1],
    ['overrides', [{ memberId: idOf(1), credits: -1 }]],
  ])('takes in «%s» nothing below zero', (field, value) => {
    expect(problemsOf({ [field]: value })).toEqual([{ field, problem: 'out-of-range' }]);
  });

  it.each([
    ['tiers', ['roleId']],
    ['overrides', ['memberId']],
  ])('names each one only once in «%s»', (field, [key = '']) => {
    const twice = [1, 2].map((credits) => ({ [key]: idOf(1), credits }));
    expect(problemsOf({ [field]: twice })).toEqual([{ field, problem: 'twice' }]);
  });

  it.each(['exemptRoles', 'allowedChannels', 'allowedRoles', 'blockedMembers'])(
    'names each id only once in «%s», and only ids',
    (field) => {
      expect(problemsOf({ [field]: [idOf(1), idOf(1)] })).toEqual([{ field, problem: 'twice' }]);
      for (const id of ['', '123', 'a'.repeat(18), `${idOf(1)}\n`, '１２３４５６７８９０１２３４５６７８', 123])
        expect(problemsOf({ [field]: [id] })).toEqual([{ field, problem: 'not-valid' }]);
    },
  );

  it.each([
    ['allowance', { credits: 1.5, period: 'day' }],
    ['allowance', { credits: '26', period: 'day' }],
    ['allowance', { credits: 26, period: 'year' }],
    ['allowance', null],
    ['rolloverCredits', Number.NaN],
    ['rolloverCredits', Number.POSITIVE_INFINITY],
    ['cooldownSeconds', 0.5],
    ['timeZone', 'Mars/Phobos'],
    ['timeZone', '+02:00'],
    ['timeZone', null],
    ['nsfw', 'nowhere'],
    ['noticesChannelId', 'general'],
    ['poolNotices', 'off'],
    ['failureNotices', null],
    ['reportsChannelId', ''],
    ['blockedWords', ['']],
    ['blockedWords', ['  ']],
    ['blockedWords', ['\u200b\u2060']],
    ['blockedWords', ['\u3164']],
    ['blockedWords', ['two\nlines']],
    ['blockedWords', ['wa\ud800r']],
    ['blockedWords', ['a'.repeat(51)]],
  ])('takes no such «%s»', (field, value) => {
    expect(problemsOf({ [field]: value })).toEqual([{ field, problem: 'not-valid' }]);
  });

  it('has no setting that is unknown', () => {
    expect(problemsOf({ colour: 'red' })).toEqual([{ field: '', problem: 'not-valid' }]);
  });

  it('is told of every setting that is wrong at once, each with one problem', () => {
    expect(problemsOf({ allowedRoles: ['a', 'b'], cooldownSeconds: -1 })).toEqual([
      { field: 'cooldownSeconds', problem: 'out-of-range' },
      { field: 'allowedRoles', problem: 'not-valid' },
    ]);
  });

  it('keeps the zone as its database writes it and words without blanks around', () => {
    const policy = checkPolicy({ ...fresh, timeZone: 'asia/tokyo', blockedWords: [' war ', '🍆', 'c++', '戦争'] });
    expect(policy.timeZone).toBe('Asia/Tokyo');
    expect(policy.blockedWords).toEqual(['war', '🍆', 'c++', '戦争']);
    expect(problemsOf({ blockedWords: ['war', ' war'] })).toEqual([{ field: 'blockedWords', problem: 'twice' }]);
  });

  it('takes words of fifty characters, however many bytes they have', () => {
    expect(problemsOf({ blockedWords: ['😈'.repeat(policyLimits.blockedWordLength)] })).toEqual([]);
    expect(problemsOf({ blockedWords: ['😈'.repeat(policyLimits.blockedWordLength + 1)] })).toHaveLength(1);
  });
});

describe('a stored policy', () => {
  it('is read back as it was', () => {
    expect(parsePolicy(JSON.stringify(full), fresh)).toEqual(full);
  });

  it('of an older version gets what it does not name from the default', () => {
    expect(parsePolicy('{"timeZone":"Asia/Tokyo","cooldownSeconds":30}', fresh)).toEqual({
      ...fresh,
      timeZone: 'Asia/Tokyo',
      cooldownSeconds: 30,
    });
    expect(parsePolicy('{}', fresh)).toEqual(fresh);
  });

  it('of a version without switches for notices has all of them on', () => {
    const policy = parsePolicy(`{"noticesChannelId":"${idOf(1)}"}`, fresh);
    expect(policy).toMatchObject({ noticesChannelId: idOf(1), poolNotices: true, failureNotices: true });
  });

  it('of another version loses what is no setting any more', () => {
    expect(parsePolicy('{"colour":"red","__proto__":{"pool":1},"toString":1,"rolloverCredits":5}', fresh)).toEqual({
      ...fresh,
      rolloverCredits: 5,
    });
  });

  it.each(['', 'null', '[]', '"UTC"', '{"timeZone":'])('that is none (%s) is an error', (json) => {
    expect(() => parsePolicy(json, fresh)).toThrow(PolicyError);
  });

  it('whose rule cannot be read is an error, since the rule would be dropped', () => {
    expect(() => parsePolicy('{"blockedMembers":"everyone"}', fresh)).toThrow(/blockedMembers not-valid/);
    expect(() => parsePolicy('{"pool":{"credits":"all"}}', fresh)).toThrow(PolicyError);
  });
});
