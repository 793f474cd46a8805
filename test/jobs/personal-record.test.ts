import { describe, expect, it, type TestContext } from 'vitest';
import { PersonalRecords } from '../../src/jobs/personal-record.ts';
import { abroad, ann, ben, fillJobs, home, openErasureWorld } from '../builders/erasure-world.ts';

async function open(context: Pick<TestContext, 'onTestFinished'>) {
  const world = await openErasureWorld(context);
  const records = new PersonalRecords(world.database, world.clock);
  return {
    ...world,
    records,
    async read(memberId: string) {
      return JSON.parse(Buffer.from(await records.write(memberId)).toString('utf8'));
    },
  };
}

describe('the file of what is kept of a member', () => {
  it('holds their videos, credits and rules in every guild', async (context) => {
    const world = await open(context);
    const id = await world.deliver(ann);
    await world.fail(ann, abroad);
    await world.grant(ben, ann, 20, '800000000000000001');
    await world.changePolicy(ben, (policy) => ({
      ...policy,
      overrides: [
        { memberId: ann, credits: 7 },
        { memberId: ben, credits: 9 },
      ],
    }));
    const record = await world.read(ann);
    expect(record).toMatchObject({ memberId: ann, exportedAt: '2026-11-23T12:00:00.000Z' });
    expect(record.accounts).toEqual([
      { serverId: home, balanceCredits: 269, heldCredits: 0 },
      { serverId: abroad, balanceCredits: 300, heldCredits: 0 },
    ]);
    expect(record.videos).toHaveLength(2);
    expect(record.videos[0]).toMatchObject({
      ...{ id, serverId: home, state: 'delivered', language: 'fr-CA', priceCredits: 51 },
      asked: { prompt: 'a secret garden of mine', startImage: { url: expect.stringContaining('my-face') } },
      attempts: [{ service: 'segmind', requestId: `request-${id}`, sent: { prompt: 'a secret garden of mine' } }],
    });
    expect(record.credits.map(({ kind, by }: { kind: string; by: string }) => [kind, by])).toEqual([
      ['allowance', 'the bot'],
      ['post', 'you'],
      ['grant', 'an admin'],
      ['allowance', 'the bot'],
    ]);
    expect(record.adminActions).toEqual([
      expect.objectContaining({ action: 'grant', by: 'an admin', to: 'you', reason: `for <@${ann}>` }),
    ]);
    expect(record.rulesAboutYou).toEqual([{ serverId: home, isBlocked: false, ownAllowanceCredits: 7 }]);
  });

  it('holds their reports in full, of others’ reports that there are some, and what stands open before them', async (context) => {
    const world = await open(context);
    await world.report({ reporter: ann, maker: ben });
    const about = await world.report({ reporter: ben, maker: ann });
    const change = world.database.updateTable('video_report').set({ dismissed_by: ann, reason: 'secret word' });
    await change.where('id', '=', about).execute();
    const form = { id: '1', guild_id: home, member_id: ann, content: '{"url":"x"}', expires_at: 0 };
    await world.database.insertInto('open_form').values(form).execute();
    const record = await world.read(ann);
    expect(record.reports).toMatchObject([
      { serverId: home, by: 'you', reason: 'it is mine', isAboutYourVideo: false },
      { serverId: home, by: 'somebody else', isAboutYourVideo: true, whatYouDid: ['dismissed'] },
    ]);
    expect(record.openForms).toEqual([
      { serverId: home, content: { url: 'x' }, keptUntil: '1970-01-01T00:00:00.000Z' },
    ]);
    expect(JSON.stringify(record)).not.toMatch(new RegExp(`secret word|${ben}`));
  });

  it('names nobody else, and nothing of what the operator pays', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    await world.deliver(ben);
    await world.grant(ben, ann, 20, '800000000000000001');
    await world.changePolicy(ben, (policy) => ({ ...policy, blockedMembers: [ann, ben] }));
    const text = Buffer.from(await world.records.write(ann)).toString('utf8');
    expect(text).not.toContain(ben);
    expect(text).not.toMatch(/cost|375000/i);
    expect(text).not.toContain('token-of-this');
  });

  it('is a whole document also where there is nothing', async (context) => {
    const world = await open(context);
    expect(await world.read(ann)).toMatchObject({
      accounts: [],
      credits: [],
      videos: [],
      reports: [],
      openForms: [],
      adminActions: [],
      rulesAboutYou: [],
    });
  });

  it('is written while the event loop turns, and given up when nobody waits', async (context) => {
    const world = await open(context);
    await fillJobs(world.database, 1_500, world.clock.now());
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    expect((await world.read(ben)).videos).toHaveLength(1_500);
    isDone = true;
    expect(turns).toBeGreaterThan(5);
    const stop = new AbortController();
    stop.abort();
    await expect(world.records.write(ben, stop.signal)).rejects.toThrow(/abort/i);
  });
});
