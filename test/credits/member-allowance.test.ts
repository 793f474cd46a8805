import { describe, expect, it } from 'vitest';
import { allowanceFor, isExempt } from '../../src/credits/member-allowance.ts';
import { defaultPolicy, type GuildPolicy } from '../../src/credits/policy.ts';

const policy: GuildPolicy = {
  ...defaultPolicy({ credits: 300, period: 'week' }),
  tiers: [
    { roleId: 'bronze', credits: 200 },
    { roleId: 'gold', credits: 900 },
    { roleId: 'silver', credits: 500 },
    { roleId: 'golden', credits: 900 },
    { roleId: 'same', credits: 300 },
  ],
  overrides: [
    { memberId: 'vip', credits: 5_000 },
    { memberId: 'rascal', credits: 0 },
  ],
  exemptRoles: ['crew', 'moderators'],
};

describe('the allowance of a member', () => {
  it.each([
    ['ann', [], { credits: 300, why: 'allowance' }],
    ['ann', ['unknown'], { credits: 300, why: 'allowance' }],
    ['ann', ['silver'], { credits: 500, why: 'tier', roleId: 'silver' }],
    // The best role wins, whatever its place; of two that are alike the first one is named.
    ['ann', ['silver', 'golden', 'gold', 'bronze'], { credits: 900, why: 'tier', roleId: 'gold' }],
    // A tier never takes anything away.
    ['ann', ['bronze'], { credits: 300, why: 'allowance' }],
    ['ann', ['same'], { credits: 300, why: 'allowance' }],
    // An override wins over both, also downwards.
    ['vip', ['gold'], { credits: 5_000, why: 'override' }],
    ['rascal', ['gold'], { credits: 0, why: 'override' }],
    ['rascal', [], { credits: 0, why: 'override' }],
  ])('%s with the roles %j: %j', (memberId, roleIds, expected) => {
    expect(allowanceFor(policy, { memberId, roleIds })).toEqual(expected);
  });
});

describe('an exempt member', () => {
  it.each([
    [[], false],
    [['gold'], false],
    [['moderators'], true],
    [['gold', 'crew'], true],
  ])('with the roles %j: %s', (roleIds, expected) => {
    expect(isExempt(policy, { roleIds })).toBe(expected);
    expect(isExempt({ ...policy, exemptRoles: [] }, { roleIds })).toBe(false);
  });
});
