import { beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy, type GuildPolicy } from '../../src/credits/policy.ts';
import { Refusal } from '../../src/errors/refusal.ts';
import { Generations } from '../../src/jobs/generations.ts';
import type { Origin } from '../../src/jobs/job.ts';
import { wordsFor } from '../../src/words/words.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { anOrigin, aRequest } from '../builders/jobs.ts';

let world: JobWorld;
let lastId: bigint;
beforeEach(async (context) => {
  world = await startJobWorld(context);
  lastId = 1_573_641_915_008_548_864n;
});

type Accept = (origin?: Partial<Origin>, prompt?: string) => Promise<string>;

/** The way in, under a policy: a new command each time. */
function underPolicy(changes: Partial<GuildPolicy>): Accept {
  const policy = { ...defaultPolicy({ credits: 10_000, period: 'week' }), ...changes };
  const { generations } = world.newProcess([world.provider], { policy, spendLimitMicroUsdPerDay: 0 });
  return async (origin = {}, prompt = 'a red fox in the snow') => {
    lastId += 1n;
    return (await generations.accept(anOrigin({ interactionId: String(lastId), ...origin }), aRequest({ prompt }))).id;
  };
}

/** How many of a hundred commands in the same instant are taken; all others are refused, each for the same reason. */
async function takenOfHundred(accept: Accept, originOf: (n: number) => Partial<Origin> = () => ({})) {
  const outcomes = await Promise.allSettled(Array.from({ length: 100 }, (_, n) => accept(originOf(n))));
  const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [codeOf(outcome.reason)] : []));
  return { taken: outcomes.length - reasons.length, reasons: [...new Set(reasons)] };
}

function codeOf(error: unknown): string {
  if (error instanceof Refusal) return error.code;
  throw error;
}

async function stored() {
  const { database } = world;
  const [jobs, holds] = await Promise.all([
    database.selectFrom('job').selectAll().execute(),
    database.selectFrom('hold').selectAll().execute(),
  ]);
  return [jobs.length, holds.length];
}

const member = (n: number) => `44444444444444${String(n).padStart(4, '0')}`;
const end = (jobId: string) => world.store.end(jobId, 'failed', 'provider-unavailable', world.clock.now());

describe('of a hundred commands in the same instant', () => {
  it('a member with credits for 5 videos gets exactly 5', async () => {
    const accept = underPolicy({ allowance: { credits: 5 * 51 + 50, period: 'week' } });
    expect(await takenOfHundred(accept)).toEqual({ taken: 5, reasons: ['too-few-credits'] });
    expect(await stored()).toEqual([5, 5]);
  });

  it('a member with a cooldown gets exactly one', async () => {
    expect(await takenOfHundred(underPolicy({ cooldownSeconds: 60 }))).toEqual({ taken: 1, reasons: ['cooldown'] });
    expect(await stored()).toEqual([1, 1]);
  });

  it('a member gets as many as may be under way', async () => {
    const accept = underPolicy({ maxJobsPerMember: 3 });
    expect(await takenOfHundred(accept)).toEqual({ taken: 3, reasons: ['too-many-jobs-of-member'] });
  });

  it('a guild gets as many as may be under way, whoever gives them', async () => {
    const accept = underPolicy({ maxJobsPerGuild: 7 });
    const outcome = await takenOfHundred(accept, (n) => ({ memberId: member(n % 20) }));
    expect(outcome).toEqual({ taken: 7, reasons: ['too-many-jobs-of-guild'] });
  });

  it('all are taken of a member whose credits never run out', async () => {
    const accept = underPolicy({
      ...{ allowance: { credits: 51, period: 'week' }, exemptRoles: ['crew'] },
      ...{ cooldownSeconds: 60, maxJobsPerMember: 1, maxJobsPerGuild: 1 },
    });
    expect(await takenOfHundred(accept, () => ({ roleIds: ['crew'] }))).toEqual({ taken: 100, reasons: [] });
    const [account] = await world.database.selectFrom('account').selectAll().execute();
    expect(account).toMatchObject({ balance_credits: 5_100, held_credits: 5_100 });
  });
});

describe('a cooldown', () => {
  it('ends when it says', async () => {
    const accept = underPolicy({ cooldownSeconds: 60 });
    const now = world.clock.now();
    await accept();
    const refusal = accept();
    await expect(refusal).rejects.toMatchObject({ code: 'cooldown', context: { resetsAt: now / 1000 + 60 } });
    await accept({ memberId: member(1) });
    await world.clock.advance(60_000 - 1);
    await expect(accept()).rejects.toMatchObject({ code: 'cooldown' });
    await world.clock.advance(1);
    await accept();
  });

  it('does not follow a video that failed', async () => {
    const accept = underPolicy({ cooldownSeconds: 60 });
    await end(await accept());
    await accept();
  });

  it('is not kept away by a job from a clock that was far ahead, nor made longer by it', async () => {
    const accept = underPolicy({ cooldownSeconds: 60 });
    const now = world.clock.now();
    world.clock.set(now + 86_400_000);
    await accept();
    world.clock.set(now);
    await accept();
    await expect(accept()).rejects.toMatchObject({ context: { resetsAt: now / 1000 + 60 } });
  });
});

describe('a limit of jobs at the same time', () => {
  it('has room again when one has ended, one way or the other', async () => {
    const accept = underPolicy({ maxJobsPerMember: 1, maxJobsPerGuild: 2 });
    const first = await accept();
    await accept({ memberId: member(1) });
    await expect(accept()).rejects.toMatchObject({ code: 'too-many-jobs-of-member', context: { most: 1 } });
    await expect(accept({ memberId: member(2) })).rejects.toMatchObject({ code: 'too-many-jobs-of-guild' });
    await end(first);
    await accept();
  });

  it('of one guild is nothing to another', async () => {
    const accept = underPolicy({ maxJobsPerGuild: 1 });
    await accept();
    await accept({ guildId: '999999999999999999' });
  });
});

describe('a rule against a request', () => {
  const channel = (changes: Partial<Origin['channel']>) => ({
    channel: { id: '333333333333333333', threadOf: null, ageRestricted: false, ...changes },
  });
  const blockedMembers = [anOrigin().memberId];

  it.for<[string, Partial<GuildPolicy>, Partial<Origin>]>([
    ['member-blocked', { blockedMembers }, {}],
    ['role-missing', { allowedRoles: ['7'] }, { roleIds: ['8'] }],
    ['channel-not-allowed', { allowedChannels: ['7'] }, {}],
    ['channel-not-age-restricted', { nsfw: 'age-restricted' }, {}],
    ['word-blocked', { blockedWords: ['fox'] }, {}],
  ])('(%s) leaves nothing behind', async ([code, policy, origin]) => {
    await expect(underPolicy(policy)(origin)).rejects.toMatchObject({ code });
    expect(await stored()).toEqual([0, 0]);
  });

  it.for<[Partial<GuildPolicy>, Partial<Origin>]>([
    [{ allowedRoles: ['7'] }, { roleIds: ['8', '7'] }],
    [{ allowedChannels: ['7'] }, channel({ threadOf: '7' })],
    [{ nsfw: 'age-restricted' }, channel({ ageRestricted: true })],
    [{ blockedWords: ['foxes'] }, {}],
    [{ nsfw: 'spoiler' }, {}],
  ])('(%j) lets others pass', async ([policy, origin]) => {
    await underPolicy(policy)(origin);
    expect(await stored()).toEqual([1, 1]);
  });

  it('about the age of who may see a channel holds in its threads, of which Discord does not say it', async () => {
    const { parts } = world.newProcess([world.provider]);
    const accept = async (nsfw: GuildPolicy['nsfw'], threadOf: string | null) => {
      const policy = { ...defaultPolicy({ credits: 10_000, period: 'week' }), nsfw };
      const isAgeRestricted = (channelId: string) => channelId === '7';
      const way = { policyOf: () => policy, spendLimitMicroUsdPerDay: 0, run: () => {}, isAgeRestricted };
      lastId += 1n;
      const origin = anOrigin({ interactionId: String(lastId), ...channel({ threadOf }) });
      return (await new Generations({ ...parts, ...way }).accept(origin, aRequest())).request.isSpoiler ?? false;
    };
    expect(await accept('age-restricted', '7')).toBe(false);
    for (const threadOf of ['8', null])
      await expect(accept('age-restricted', threadOf)).rejects.toMatchObject({ code: 'channel-not-age-restricted' });
    expect(await accept('spoiler', '7')).toBe(false);
    expect(await accept('spoiler', '8')).toBe(true);
  });

  it('is told in words: what it is, and what helps', async () => {
    const told = async (policy: Partial<GuildPolicy>) => {
      const refusal = await underPolicy(policy)().catch((error: unknown) => error);
      if (!(refusal instanceof Refusal)) throw refusal;
      return wordsFor('en-US')(`refusal.${refusal.code}`, refusal.context);
    };
    expect(await told({ allowedRoles: ['7', '8'] })).toContain('one of these roles: <@&7>, <@&8>.');
    expect(await told({ allowedChannels: ['7'] })).toContain('other channels: <#7>.');
    expect(await told({ blockedWords: ['*fox*', 'fox'] })).toContain('«fox»');
    const many = Array.from({ length: 50 }, (_, n) => String(10n ** 18n + BigInt(n)));
    expect((await told({ allowedRoles: many })).length).toBeLessThan(500);
    await underPolicy({ cooldownSeconds: 90 })();
    expect(await told({ cooldownSeconds: 90 })).toContain(`<t:${world.clock.now() / 1000 + 90}:R>`);
  });
});

it('an interaction that came twice is silence, whatever rule has come into force meanwhile', async () => {
  const origin = { interactionId: '1573641915008549999' };
  await underPolicy({})(origin);
  const later = underPolicy({ cooldownSeconds: 60, maxJobsPerMember: 1, pool: { credits: 1, period: 'day' } });
  await expect(later(origin)).rejects.toMatchObject({ name: 'DuplicateJobError' });
});

describe('before anybody is asked for words,', () => {
  const blocked = { ...defaultPolicy({ credits: 10_000, period: 'week' }), blockedMembers: [anOrigin().memberId] };

  it('a rule that no words would change refuses, and nothing is held', async () => {
    const { generations } = world.newProcess([world.provider], { policy: blocked, spendLimitMicroUsdPerDay: 0 });
    await expect(generations.refuseEarly(anOrigin())).rejects.toMatchObject({ code: 'member-blocked' });
    await generations.refuseEarly(anOrigin({ memberId: member(7) }));
    expect(await stored()).toEqual([0, 0]);
  });

  it('a bot that is about to stop refuses', async () => {
    const { generations } = world.newProcess();
    generations.close();
    await expect(generations.refuseEarly(anOrigin())).rejects.toMatchObject({ code: 'shutting-down' });
  });
});
