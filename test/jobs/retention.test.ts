import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it, type TestContext } from 'vitest';
import { MemberErasure } from '../../src/jobs/member-erasure.ts';
import { Retention } from '../../src/jobs/retention.ts';
import { ann, ben, CutOffError, fillJobs, home, openErasureWorld, stopAfter } from '../builders/erasure-world.ts';

const dayMs = 86_400_000;

async function open(context: Pick<TestContext, 'onTestFinished'>) {
  const world = await openErasureWorld(context);
  const videoDirectory = mkdtempSync(join(tmpdir(), 'raybot-retention-'));
  context.onTestFinished(() => rm(videoDirectory, { recursive: true, force: true }));
  const retention = new Retention({ database: world.database, retentionDays: 180, videoDirectory });
  return { ...world, videoDirectory, retention, run: () => retention.run(world.clock.now()) };
}

describe('after the days of retention', () => {
  it('an ended job loses its prompt and its messages, and keeps what it was and cost', async (context) => {
    const world = await open(context);
    const id = await world.deliver(ann);
    const before = await world.store.get(id);
    world.clock.set(world.clock.now() + 180 * dayMs);
    expect(await world.run()).toMatchObject({ jobs: 0 });
    expect(await world.store.get(id)).toEqual(before);

    world.clock.set(world.clock.now() + 1);
    expect(await world.run()).toMatchObject({ jobs: 1 });
    expect(await world.store.get(id)).toEqual({
      ...before,
      request: { ...before.request, prompt: '', startImage: null },
      ...{ locale: '', channelId: '', resultUrl: null, resultExpiresAt: null },
      ...{ progressMessageId: null, messageId: null, messageChannelId: null },
    });
    expect(await world.store.lastAttempt(id)).toMatchObject({ provider: 'segmind', requestId: null, input: null });
    expect((await world.audit()).findings).toEqual([]);
  });

  it('it is done once', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    await world.fail(ben);
    world.clock.set(world.clock.now() + 181 * dayMs);
    expect(await world.run()).toMatchObject({ jobs: 2 });
    expect(await world.run()).toMatchObject({ jobs: 0 });
  });

  it('a job that has not come to its end keeps everything', async (context) => {
    const world = await open(context);
    const open_ = await world.take(ann, home);
    const untold = await world.take(ann, home);
    await world.store.end(untold, 'failed', 'provider-unavailable', world.clock.now());
    world.clock.set(world.clock.now() + 181 * dayMs);
    expect(await world.run()).toMatchObject({ jobs: 0 });
    for (const id of [open_, untold]) expect((await world.store.get(id)).request.prompt).toContain('secret garden');
  });

  it('a request that nobody can read does not keep the others', async (context) => {
    const world = await open(context);
    const broken = await world.deliver(ann);
    const other = await world.deliver(ann);
    await world.database.updateTable('job').set({ request: 'a secret garden' }).where('id', '=', broken).execute();
    world.clock.set(world.clock.now() + 181 * dayMs);
    expect(await world.run()).toMatchObject({ jobs: 2 });
    expect((await world.store.get(other)).request.prompt).toBe('');
    expect(await world.contents()).not.toContain('secret garden');
  });

  it('a stop ends it between two steps', async (context) => {
    const world = await open(context);
    await fillJobs(world.database, 100, world.clock.now() - 200 * dayMs);
    const stop = new AbortController();
    const running = world.retention.run(world.clock.now(), stop.signal);
    stop.abort();
    const { jobs } = await running;
    expect(jobs).toBeLessThan(100);
    expect((await world.run()).jobs).toBe(100 - jobs);
  });

  it('10,000 jobs are erased while others have their turn and the database', async (context) => {
    const world = await open(context);
    await fillJobs(world.database, 10_000, world.clock.now() - 200 * dayMs);
    let looks = 0;
    let isDone = false;
    const look = async () => {
      while (!isDone) {
        await world.database.selectFrom('account').selectAll().limit(1).execute();
        await new Promise(setImmediate);
        looks += 1;
      }
    };
    const looking = look();
    expect(await world.run()).toMatchObject({ jobs: 10_000 });
    isDone = true;
    await looking;
    // One for each of 400 steps, had nobody to wait for two.
    expect(looks).toBeGreaterThan(150);
    expect(await world.contents()).not.toContain('secret garden');
  }, 60_000);
});

describe('videos that were set aside for the operator', () => {
  it('go with what is personal of their jobs, or with the jobs', async (context) => {
    const world = await open(context);
    const [old, gone] = [await world.fail(ann), '1573641915008540000'];
    world.clock.set(world.clock.now() + 181 * dayMs);
    const young = await world.fail(ann);
    const names = [`undelivered-${old}.mp4`, `undelivered-${young}.mp4`, `undelivered-${gone}.mp4`, 'notes.txt'];
    for (const name of names) writeFileSync(join(world.videoDirectory, name), 'video');
    await world.run();
    expect(readdirSync(world.videoDirectory).toSorted()).toEqual(['notes.txt', `undelivered-${young}.mp4`]);
  });

  it('need no folder', async (context) => {
    const world = await open(context);
    await rm(world.videoDirectory, { recursive: true });
    expect(await world.run()).toEqual({ jobs: 0, accounts: 0 });
  });
});

describe('reports of videos', () => {
  it('are removed when what they are about may be gone, and modals when nobody can have them open', async (context) => {
    const world = await open(context);
    await world.report({ reporter: ann, maker: ben });
    const form = { id: '1', guild_id: home, member_id: ann, content: '{}', expires_at: world.clock.now() + 1 };
    await world.database.insertInto('open_form').values(form).execute();
    const kept = async () => (await world.contents()).split('\n').map((line) => line.split(' ')[0]);
    await world.run();
    expect(await kept()).toEqual(['open_form', 'video_report']);
    world.clock.set(world.clock.now() + 180 * dayMs);
    await world.run();
    expect(await kept()).toEqual(['video_report']);
    world.clock.set(world.clock.now() + 1);
    await world.run();
    expect(await world.contents()).toBe('');
  });

  it('of which there are many are all removed', async (context) => {
    const world = await open(context);
    for (let n = 0; n < 120; n += 1) await world.report({ reporter: ann, maker: ben });
    world.clock.set(world.clock.now() + 181 * dayMs);
    await world.run();
    expect(await world.contents()).toBe('');
  });
});

describe('accounts in which there never was a credit', () => {
  it('are removed when no period can be meant any more, as after an erasure', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    await new MemberErasure(world.database, world.clock).erase(ann);
    world.clock.set(world.clock.now() + 39 * dayMs);
    expect(await world.run()).toMatchObject({ accounts: 0 });
    world.clock.set(world.clock.now() + 2 * dayMs);
    expect(await world.run()).toMatchObject({ accounts: 1 });
    expect(await world.contents()).not.toContain(ann);
    expect((await world.audit()).findings).toEqual([]);
  });

  it('stay while a member is being erased', async (context) => {
    const world = await open(context);
    await world.quotas.show({ guildId: home, memberId: ann, roleIds: [] });
    const erasure = new MemberErasure(world.database, world.clock);
    await expect(erasure.erase(ann, stopAfter(0))).rejects.toThrow(CutOffError);
    await sql`update ledger_entry set created_at = 0, amount_credits = 0`.execute(world.database);
    await sql`update account set balance_credits = 0`.execute(world.database);
    expect(await world.run()).toMatchObject({ accounts: 0 });
    await world.retention.finishErasures();
    expect(await world.run()).toMatchObject({ accounts: 1 });
  });

  it('stay where the member has come back', async (context) => {
    const world = await open(context);
    await world.deliver(ann);
    await new MemberErasure(world.database, world.clock).erase(ann);
    world.clock.set(world.clock.now() + 7 * dayMs);
    await world.quotas.show({ guildId: home, memberId: ann, roleIds: [] });
    world.clock.set(world.clock.now() + 400 * dayMs);
    expect(await world.run()).toMatchObject({ accounts: 0 });
    expect(await world.contents()).toContain(ann);
  });

  it('are told from those that were used up, however many there are', async (context) => {
    const world = await open(context);
    const account = (n: number) => ({
      guild_id: home,
      member_id: String(600_000_000_000_000_000n + BigInt(n)),
      balance_credits: 0,
      held_credits: 0,
    });
    await world.database
      .insertInto('account')
      .values(Array.from({ length: 1_200 }, (_, n) => account(n)))
      .execute();
    await fillJobs(world.database, 3, world.clock.now(), ben);
    await world.database.updateTable('account').set({ balance_credits: 0 }).execute();
    world.clock.set(world.clock.now() + 41 * dayMs);
    expect(await world.run()).toMatchObject({ accounts: 1_200 });
    expect(await world.database.selectFrom('account').select('member_id').execute()).toEqual([{ member_id: ben }]);
  });
});
