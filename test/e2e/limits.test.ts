import { describe, expect, it } from 'vitest';
import { expectClosedBooks, expectCreditsBack, expectPaidOnce, kite, startQuickWorld } from './quick-world.ts';
import { startTestBot } from './world.ts';

describe('/credits', () => {
  it('tells a fresh member, one whose credits are held, and one who has paid', async (test) => {
    const world = await startQuickWorld(test);
    await startTestBot(test, world, { environment: { DEFAULT_ALLOWANCE_CREDITS: '300' } });
    const fresh = await world.ask('credits');
    expect(fresh).toMatchObject({ ephemeral: true, visibleTo: world.memberId });
    expect(fresh.content).toMatch(
      /^\*\*Your credits here\*\*\nTo spend: \*\*300\*\*\nFilled up to 300 every week, next <t:\d+:R>/,
    );
    expect(fresh.content).toMatch(/` {2}\+300` allowance, <t:\d+:R>$/);

    world.segmind.faults.holdJobs = true;
    const { id } = await world.give('ray-flash', kite);
    expect((await world.ask('credits')).content).toMatch(/To spend: \*\*249\*\*\nHeld for videos under way: 51\n/);

    world.segmind.faults.holdJobs = false;
    expectPaidOnce(await world.settle(id));
    const { content } = await world.ask('credits');
    expect(content).toMatch(/To spend: \*\*249\*\*\nFilled/);
    expect(content).toMatch(
      /` {3}−51` video, <t:\d+:R>: \[see it\]\(https:\/\/discord\.com\/channels\/[\d/]+\)\n` {2}\+300` allowance, <t:\d+:R>$/,
    );
    await expectClosedBooks(world);
  });

  it('fills an account up once when a week has passed', async (test) => {
    const world = await startQuickWorld(test);
    await startTestBot(test, world, { environment: { DEFAULT_ALLOWANCE_CREDITS: '300' } });
    const { id } = await world.give('ray', kite);
    await world.settle(id);
    expect((await world.ask('credits')).content).toContain('To spend: **140**');
    world.clock.skip(7 * 24 * 3_600_000);
    expect((await world.ask('credits')).content).toContain('To spend: **300**');
    expect((await world.ask('credits')).content).toContain('To spend: **300**');
    await expectClosedBooks(world);
  });

  it('says so where nobody gets an allowance', async (test) => {
    const world = await startQuickWorld(test);
    await startTestBot(test, world, { environment: { DEFAULT_ALLOWANCE_CREDITS: '0' } });
    const { content } = await world.ask('credits');
    expect(content).toContain('To spend: **0**');
    expect(content).toContain('An admin of this server can set one');
    expect(content).toContain('No entries yet');
  });
});

describe('a member', () => {
  it('with credits for five clips who sends twenty commands at once gets exactly five', async (test) => {
    const world = await startQuickWorld(test);
    await startTestBot(test, world, { environment: { DEFAULT_ALLOWANCE_CREDITS: '255' } });
    const given = await Promise.all(Array.from({ length: 20 }, () => world.give('ray-flash', kite)));
    const answers = await Promise.all(given.map(({ acknowledged }) => acknowledged));
    const accepted = given.filter((_, index) => (answers[index] as { type: number }).type === 5);
    expect(accepted).toHaveLength(5);

    await world.settle(...accepted.map(({ id }) => id));
    const refusals = world.discord.messages(world.channelId).filter(({ ephemeral }) => ephemeral);
    expect(refusals).toHaveLength(15);
    for (const { content } of refusals) expect(content).toContain('costs **51 credits**, and you have **0**');
    expect(accepted.map(({ id }) => world.videosOf(id).length)).toEqual([1, 1, 1, 1, 1]);
    expect(world.segmind.submitCount).toBe(5);
    expect(await world.database.selectFrom('hold').select('state').execute()).toEqual(
      Array(5).fill({ state: 'posted' }),
    );
    expect(await world.database.selectFrom('account').selectAll().execute()).toMatchObject([
      { balance_credits: 0, held_credits: 0 },
    ]);
    await expectClosedBooks(world);
  });

  it('has an account of their own in each server, as has every other member', async (test) => {
    const world = await startQuickWorld(test);
    await startTestBot(test, world, { environment: { DEFAULT_ALLOWANCE_CREDITS: '60' } });
    const { id: channelId } = world.discord.world.channelNamed('clips');
    const userId = world.discord.world.users[1]?.id ?? '';
    for (const place of [{}, { channelId }, { userId }]) {
      const { id } = await world.give('ray-flash', kite, place);
      expectPaidOnce(await world.settle(id));
      expect((await world.ask('ray-flash', kite, place)).content).toContain('you have **9**');
    }
    expect(await world.database.selectFrom('account').select('balance_credits').execute()).toEqual(
      Array(3).fill({ balance_credits: 9 }),
    );
    await expectClosedBooks(world);
  });
});

describe('the operator’s limit for a day', () => {
  it('refuses what is over it, counts no job that cost nothing, and begins anew the next day', async (test) => {
    const world = await startQuickWorld(test);
    // Two flash clips of 37.5 cents fit, three do not.
    await startTestBot(test, world, { environment: { SPEND_LIMIT_USD_PER_DAY: '0.80' } });
    const overBudget = async () => (await world.ask('ray-flash', kite)).content.includes('spent its budget for today');

    world.segmind.faults.failJobs = 'generic';
    const failed = await world.give('ray-flash', kite);
    expectCreditsBack(await world.settle(failed.id), 'provider-failed');
    world.segmind.faults.failJobs = null;

    const [first, second] = [await world.give('ray-flash', kite), await world.give('ray-flash', kite)];
    expect(await overBudget()).toBe(true);
    await world.settle(first.id, second.id);
    expect(await overBudget()).toBe(true);
    expect(world.segmind.submitCount).toBe(3);

    world.clock.skip(24 * 3_600_000);
    const { id } = await world.give('ray-flash', kite);
    expectPaidOnce(await world.settle(id));
    await expectClosedBooks(world);
  });
});
