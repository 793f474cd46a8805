import { describe, expect, it, onTestFinished } from 'vitest';
import { Budgets } from '../../src/credits/budgets.ts';
import { PolicyConflictError } from '../../src/credits/policy-store.ts';
import type { RefusalCode } from '../../src/errors/refusal.ts';
import { admin, ben, cat, gold, guildId, openQuotaWorld, vip } from '../builders/quota-world.ts';

const refused = (code: RefusalCode) => ({ name: 'Refusal', code });

async function open() {
  const world = await openQuotaWorld();
  onTestFinished(world.close);
  return world;
}

const left = { users: { [ben]: { roles: null } } };
const aBot = { users: { [ben]: { bot: true } } };

describe('what admins do with accounts', () => {
  it('gives credits, and says what there was and what there is', async () => {
    const world = await open();
    expect(
      (await world.text('grant', { member: ben, amount: '1200', reason: 'won the *contest*' })).split('\n'),
    ).toEqual([
      `✅ <@${ben}> got **1,200** credits.`,
      'To spend: 300 before, **1,500** now.',
      'Reason: won the \\*contest\\*',
    ]);
    expect(await world.audit()).toEqual([
      expect.objectContaining({
        ...{ guildId, actorId: admin, action: 'grant', targetId: ben, reason: 'won the *contest*' },
        before: { balanceCredits: 300, heldCredits: 0, availableCredits: 300 },
        after: { balanceCredits: 1_500, heldCredits: 0, availableCredits: 1_500 },
      }),
    ]);
  });

  it.each([
    ['grant', '26', 326],
    ['grant', '+26', 326],
    ['take', '26', 274],
    ['take', '-26', 274],
    ['set', '26', 26],
    ['set', '+2', 302],
    ['set', '-6', 294],
    ['set', '0', 0],
  ])('%s %s leaves %i of 300', async (path, amount, expected) => {
    const world = await open();
    expect(await world.text(path, { member: ben, amount })).toContain(`**${expected}** now`);
    expect(await world.availableOf(ben)).toBe(expected);
    expect(await world.audit()).toHaveLength(1);
  });

  it('puts a member back to what the allowance gives', async () => {
    const world = await open();
    await world.run('set', { member: ben, amount: '7' });
    expect(await world.text('reset', { member: ben })).toContain('To spend: 7 before, **300** now.');
  });

  it.each([
    ['', 'amount-empty'],
    ['1 000', 'amount-blanks-inside'],
    ['１２', 'amount-foreign-digits'],
    ['9.5', 'amount-not-whole'],
    ['1,000', 'amount-not-whole'],
    ['1e308', 'amount-not-a-number'],
    ['many', 'amount-not-a-number'],
    ['+0', 'amount-zero'],
    ['-0', 'amount-zero'],
    ['1000001', 'amount-too-large'],
    ['9'.repeat(400), 'amount-too-large'],
  ] as const)('an amount of «%s» is refused with words of its own: %s', async (amount, code) => {
    const world = await open();
    for (const path of ['grant', 'take', 'set'])
      await expect(world.run(path, { member: ben, amount })).rejects.toMatchObject(refused(code));
    expect(await world.audit()).toEqual([]);
  });

  it.each([
    ['grant', '0', 'amount-zero'],
    ['take', '0', 'amount-zero'],
    ['grant', '-6', 'amount-takes'],
    ['take', '+6', 'amount-gives'],
    ['take', '301', 'take-too-much'],
    ['set', '-301', 'take-too-much'],
  ] as const)('%s %s is refused: %s', async (path, amount, code) => {
    const world = await open();
    await expect(world.run(path, { member: ben, amount })).rejects.toMatchObject(refused(code));
    expect(await world.availableOf(ben)).toBe(300);
  });

  it('is refused for bots, and for whom Discord does not describe', async () => {
    const world = await open();
    for (const path of ['grant', 'take', 'set', 'reset', 'override set', 'show']) {
      const options = { member: ben, amount: '5', credits: '5' };
      await expect(world.run(path, options, aBot)).rejects.toMatchObject(refused('member-is-bot'));
      await expect(world.run(path, options, {})).rejects.toMatchObject(refused('member-unknown'));
    }
    expect(await world.audit()).toEqual([]);
  });

  it('gives nothing to a member who left, but shows and takes what is there', async () => {
    const world = await open();
    await world.run('grant', { member: ben, amount: '50' });
    for (const path of ['grant', 'set', 'reset', 'override set']) {
      const options = { member: ben, amount: '5', credits: '5' };
      await expect(world.run(path, options, left)).rejects.toMatchObject(refused('member-left'));
    }
    await world.clock.advance(8 * 86_400_000);
    expect(await world.text('show', { member: ben }, left)).toContain('not in this server any more');
    expect(await world.text('take', { member: ben, amount: '350' }, left)).toContain('**0** now');
  });

  it('takes effect once, however often it is delivered', async () => {
    const world = await open();
    const interaction = world.type('grant', { member: ben, amount: '50' });
    await Promise.all([1, 2, 3].map(() => world.carryOut(interaction)));
    expect(await world.availableOf(ben)).toBe(350);
    expect(await world.audit()).toHaveLength(1);
  });

  it('counts both of two admins at once', async () => {
    const world = await open();
    const grants = Array.from({ length: 20 }, (_, index) =>
      world.run('grant', { member: ben, amount: '5' }, undefined, index % 2 === 0 ? admin : cat),
    );
    await Promise.all(grants);
    expect(await world.availableOf(ben)).toBe(400);
    expect(new Set((await world.audit()).map(({ actorId }) => actorId))).toEqual(new Set([admin, cat]));
  });

  it('keeps a reason that Discord should not have let through to its length', async () => {
    const world = await open();
    await world.run('grant', { member: ben, amount: '5', reason: ` ${'🦊'.repeat(300)} ` });
    const [entry] = await world.audit();
    expect(entry?.reason?.length).toBeLessThanOrEqual(200);
    expect(entry?.reason?.isWellFormed()).toBe(true);
  });

  it('names nobody by what they call themselves', async () => {
    const world = await open();
    const texts = [
      await world.text('grant', { member: ben, amount: '5' }),
      await world.text('show', { member: ben }),
      await world.text('tier set', { role: vip, credits: '500' }),
      await world.text('show'),
      await world.text('audit'),
    ];
    expect(texts.join()).not.toContain('@everyone');
  });
});

describe('what admins lay down', () => {
  it('gives a role more, from the next refill on', async () => {
    const world = await open();
    const text = await world.text('tier set', { role: vip, credits: '500', reason: 'boosters' });
    expect(text).toContain(`<@&${vip}> is filled up to **500** credits. There was no tier before.`);
    expect(text).toMatch(/next refill on, <t:\d+:R>/);
    expect(await world.text('tier set', { role: vip, credits: '+100' })).toContain('**600** credits. Before: 500.');
    expect((await world.policy()).tiers).toEqual([{ roleId: vip, credits: 600 }]);
    expect(await world.audit()).toEqual([
      expect.objectContaining({ action: 'tier', targetId: vip, reason: null }),
      expect.objectContaining({ action: 'tier', targetId: vip, reason: 'boosters', actorId: admin }),
    ]);
  });

  it('says so where a tier is not above what everybody gets', async () => {
    const world = await open();
    expect(await world.text('tier set', { role: vip, credits: '300' })).toContain(
      'As everybody gets 300, this tier adds nothing.',
    );
  });

  it('says from when on it counts: at once for whoever had no refill since the new period began', async () => {
    const world = await open();
    await world.run('allowance', { period: 'month' });
    await world.run('set', { member: ben, amount: '0' });
    await world.clock.advance(15 * 86_400_000);
    await world.run('show', { member: ben });
    await world.run('set', { member: ben, amount: '0' });
    // Tuesday, 15 December 2026.
    await world.clock.advance(7 * 86_400_000);
    const monday = Date.UTC(2026, 11, 14) / 1_000;
    expect(await world.text('allowance', { credits: '80', period: 'week' })).toContain(
      `filled up since <t:${monday}:f> has it from the next refill on, <t:${monday + 7 * 86_400}:R>; all others at once.`,
    );
    expect(await world.availableOf(ben)).toBe(80);
    const own = await world.text('override set', { member: ben, credits: '90' });
    expect(own).toContain(`If they were filled up since <t:${monday}:f>`);
    expect(own).toContain('`/quota reset` gives it now');
    for (const path of ['tier set', 'tier remove', 'override remove'])
      expect(await world.text(path, { member: ben, role: vip, credits: '900' })).toContain(`<t:${monday}:f>`);
  });

  it('says so where nobody gets credits by themselves', async () => {
    const world = await open();
    expect(await world.text('allowance', { credits: '0' })).toContain('With 0 nobody gets credits by themselves');
    expect(await world.text('show')).toContain('Members get no credits by themselves');
    expect(await world.text('show', { member: ben })).toContain('They get no credits by themselves.');
  });

  it('says so where an account stood like that already', async () => {
    const world = await open();
    for (const [path, amount] of [
      ['set', '300'],
      ['reset', ''],
    ] as const) {
      const text = await world.text(path, { member: ben, amount });
      expect(text).toContain(`Nothing had to be moved: <@${ben}> has **300** to spend already.`);
    }
  });

  it('says so where all was so already, and writes nothing down', async () => {
    const world = await open();
    await world.run('tier set', { role: vip, credits: '500' });
    await world.run('tier set', { role: gold, credits: '800' });
    expect(await world.text('tier set', { role: vip, credits: '500' })).toContain('stood like that already');
    expect(await world.audit()).toHaveLength(2);
  });

  it('has no tier for everybody, nor for a role that is not there', async () => {
    const world = await open();
    const everybody = world.run('tier set', { role: guildId, credits: '500' });
    await expect(everybody).rejects.toMatchObject(refused('role-everyone'));
    const gone = world.run('tier set', { role: vip, credits: '500' }, { roles: [] });
    await expect(gone).rejects.toMatchObject(refused('role-unknown'));
    await expect(world.run('tier remove', { role: gold })).rejects.toMatchObject(refused('tier-unknown'));
  });

  it('takes 25 tiers and says so at the next', async () => {
    const world = await open();
    const roles = Array.from({ length: 26 }, (_, index) => `6000000000000001${String(index).padStart(2, '0')}`);
    for (const role of roles.slice(0, 25)) await world.run('tier set', { role, credits: '500' }, { roles });
    const one = world.run('tier set', { role: roles[25] ?? '', credits: '500' }, { roles });
    await expect(one).rejects.toMatchObject({ ...refused('setting-full'), context: { most: 25 } });
  });

  it('takes a deleted role’s tier away by a menu, with a reason', async () => {
    const world = await open();
    await world.run('tier set', { role: vip, credits: '500' });
    await world.run('tier set', { role: gold, credits: '800' });
    const { content, components } = await world.run('tier remove');
    expect(content.split('\n').slice(1)).toEqual([`1. <@&${gold}>: 800`, `2. <@&${vip}>: 500`]);
    expect(components?.[0]?.components[0]).toMatchObject({
      custom_id: 'quota:tiers',
      options: [
        { label: '1: 800 credits', value: gold },
        { label: '2: 500 credits', value: vip },
      ],
    });
    const modal = await world.press('tiers', [vip]);
    expect(modal).toMatchObject({
      kind: 'modal',
      payload: `tier:${vip}`,
      inputs: [{ name: 'reason', required: false }],
    });
    expect(await world.submit(`tier:${vip}`, { reason: 'role is gone' })).toMatchObject({
      kind: 'update',
      content: expect.stringMatching(/It was 500 credits\.\n.*next refill.*\nReason: role is gone$/),
      components: [],
    });
    expect((await world.policy()).tiers).toEqual([{ roleId: gold, credits: 800 }]);
    await expect(world.submit(`tier:${vip}`, {})).rejects.toMatchObject(refused('tier-unknown'));
  });

  it('says so where there is no tier to choose from', async () => {
    expect(await (await open()).text('tier remove')).toContain('no tiers here');
  });

  it('gives one member an allowance of their own, and takes it away, also when they have left', async () => {
    const world = await open();
    expect(await world.text('override set', { member: ben, credits: '-200' })).toContain(
      'filled up to **100** credits',
    );
    expect(await world.text('override set', { member: ben, credits: '50' })).toContain('Before: 100.');
    expect(await world.text('override remove', { member: ben }, left)).toContain('It was 50 credits.');
    expect((await world.policy()).overrides).toEqual([]);
    const again = world.run('override remove', { member: ben });
    await expect(again).rejects.toMatchObject(refused('override-unknown'));
  });

  it('changes of the allowance what is named', async () => {
    const world = await open();
    expect(await world.text('allowance', { period: 'day' })).toContain('**300 a day** now. Before: 300 a week.');
    expect(await world.text('allowance', { credits: '-250', rollover: '100' })).toContain(
      '**50 a day, plus up to 100 left over** now',
    );
    await expect(world.run('allowance')).rejects.toMatchObject(refused('nothing-to-change'));
    await expect(world.run('allowance', { credits: '-51' })).rejects.toMatchObject({
      ...refused('amount-below-zero'),
      context: { current: 50, taken: 51 },
    });
    await world.run('allowance', { credits: '1000000' });
    const more = world.run('allowance', { credits: '+1' });
    await expect(more).rejects.toMatchObject({ ...refused('setting-out-of-range'), context: { most: 1_000_000 } });
  });

  it('gives members nothing anew when the period is changed in its middle', async () => {
    const world = await open();
    await world.run('take', { member: ben, amount: '300' });
    await world.run('allowance', { period: 'day' });
    expect(await world.availableOf(ben)).toBe(0);
    await world.clock.advance(86_400_000);
    expect(await world.availableOf(ben)).toBe(300);
  });

  it('limits what all may spend together', async () => {
    const world = await open();
    expect(await world.text('pool set', { credits: '5000', period: 'month' })).toContain(
      '**5,000 a month** now. Before: no limit.',
    );
    expect(await world.text('show')).toContain('may spend **5,000** a month');
    expect(await world.text('pool set', { credits: '0', period: 'month' })).toContain('nobody can make a video');
    expect(await world.text('pool remove')).toContain('Before: 0 a month.');
    await expect(world.run('pool remove')).rejects.toMatchObject(refused('pool-unknown'));
  });

  it('is tried again where somebody else was quicker, and refused where that happens twice', async () => {
    const world = await open();
    const change = world.policies.change.bind(world.policies);
    let conflicts = 1;
    world.policies.change = (...call) => {
      conflicts -= 1;
      return conflicts >= 0 ? Promise.reject(new PolicyConflictError(guildId)) : change(...call);
    };
    expect(await world.text('pool set', { credits: '5', period: 'day' })).toContain('✅');
    conflicts = 2;
    const late = world.run('pool set', { credits: '6', period: 'day' });
    await expect(late).rejects.toMatchObject(refused('setting-changed'));
  });

  it('keeps all that twenty admins lay down at once', async () => {
    const world = await open();
    const roles = Array.from({ length: 20 }, (_, index) => `6000000000000001${String(index).padStart(2, '0')}`);
    await Promise.all(roles.map((role) => world.run('tier set', { role, credits: '500' }, { roles })));
    expect((await world.policy()).tiers).toHaveLength(20);
    expect(await world.audit()).toHaveLength(20);
  });
});

describe('what admins see', () => {
  it('of the server: allowance, pools, tiers and single members', async () => {
    const world = await open();
    await world.run('tier set', { role: vip, credits: '500' });
    await world.run('tier set', { role: gold, credits: '200' });
    await world.run('override set', { member: ben, credits: '0' });
    const text = await world.text('show');
    expect(text).toContain('filled up to **300** credits every week, next <t:1795996800:R>');
    expect(text).toContain('no limit on what all members spend');
    expect(text).toContain(`<@&${vip}>: 500\n<@&${gold}>: 200, which is not more`);
    expect(text).toContain(`<@${ben}>: 0`);
  });

  it('of the operator’s pool, which is not theirs to set', async () => {
    const world = await open();
    const operator = new Budgets(world.database, world.clock);
    await operator.setPool({ guildId, actorId: admin, reason: null }, { credits: 100, period: 'month' });
    expect(await world.text('show')).toContain('allows **100** in this period; 0 are spent or held');
    const tooMuch = world.run('grant', { member: ben, amount: '101' });
    await expect(tooMuch).rejects.toMatchObject(refused('grants-over-pool'));
    await operator.setPool({ guildId, actorId: admin, reason: null }, { credits: 100, period: null });
    expect(await world.text('show')).toContain('allows **100** in all');
  });

  it('of a member: what they have, and whence their allowance comes', async () => {
    const world = await open();
    await world.run('tier set', { role: vip, credits: '500' });
    const withRole = { users: { [ben]: { roles: [vip] }, [cat]: {} } };
    expect(await world.text('show', { member: ben }, withRole)).toContain(`comes from the role <@&${vip}>`);
    expect(await world.text('show', { member: cat }, withRole)).toContain('what everybody gets');
  });

  it('of a member who is blocked: that they are, and what lets them go on', async () => {
    const world = await open();
    expect(await world.text('show', { member: ben })).not.toContain('blocked');
    const change = (policy: Awaited<ReturnType<typeof world.policy>>) => ({ ...policy, blockedMembers: [ben] });
    await world.services.settings.change({ guildId, actorId: admin, reason: null, change });
    expect(await world.text('show', { member: ben })).toContain('`/settings blocked-member remove`');
  });

  it.each([10, 11])(
    'of %i members with an allowance of their own: all in a table where they are too many',
    async (count) => {
      const world = await open();
      const overrides = Array.from({ length: count }, (_, n) => ({
        memberId: `5000000000000010${n + 10}`,
        credits: n,
      }));
      const change = (policy: Awaited<ReturnType<typeof world.policy>>) => ({ ...policy, overrides });
      await world.services.settings.change({ guildId, actorId: admin, reason: null, change });
      const { content, files = [] } = await world.run('show');
      expect(content.includes('… and 1 more: the file has them all.')).toBe(count === 11);
      const rows = new TextDecoder('utf-8', { ignoreBOM: true }).decode(files[0]?.bytes).split('\r\n');
      expect(rows).toEqual(
        count === 10
          ? ['']
          : ['\uFEFFmember,credits', ...overrides.map(({ memberId, credits }) => `<@${memberId}>,${credits}`), ''],
      );
    },
  );

  it('fits into a message, however much was laid down', async () => {
    const world = await open();
    const change = (policy: Awaited<ReturnType<typeof world.policy>>) => ({
      ...policy,
      tiers: Array.from({ length: 25 }, (_, index) => ({
        roleId: `60000000000000${1_000 + index}`,
        credits: 1_000_000,
      })),
      overrides: Array.from({ length: 1_000 }, (_, index) => ({
        memberId: `50000000000000${1_000 + index}`,
        credits: 9,
      })),
      exemptRoles: Array.from({ length: 50 }, (_, index) => `70000000000000${1_000 + index}`),
    });
    await world.services.settings.change({ guildId, actorId: admin, reason: null, change });
    const text = await world.text('show');
    expect(text.length).toBeLessThanOrEqual(2_000);
    expect(text).toContain('and 990 more');
  });
});

it('what is no subcommand, button or modal of /quota is refused', async () => {
  const world = await open();
  await expect(world.run('nothing')).rejects.toMatchObject(refused('command-unknown'));
  for (const payload of ['', 'audit:', 'audit:before:x', 'audit:before:1:2', 'audit:sideways:1', 'other'])
    await expect(world.press(payload)).rejects.toMatchObject(refused('component-unknown'));
  for (const payload of ['', 'tier:', 'tier:1', `tier:${vip}:x`, 'other'])
    await expect(world.submit(payload, {})).rejects.toMatchObject(refused('component-unknown'));
  await expect(world.press('tiers', ['x'])).rejects.toMatchObject(refused('tier-unknown'));
});
