import { expect, it, onTestFinished } from 'vitest';
import { GuildSettings } from '../../src/credits/guild-settings.ts';
import { defaultPolicy, type GuildPolicy } from '../../src/credits/policy.ts';
import { type PolicyChange, PolicyConflictError, PolicyStore } from '../../src/credits/policy-store.ts';
import { openDatabase } from '../../src/database/connection.ts';

const fallback = defaultPolicy({ credits: 300, period: 'week' });
const clock = { now: () => Date.UTC(2026, 10, 23) };
const ann = { guildId: '222222222222222222', actorId: '444444444444444444', reason: 'too fast' };
const wait = (seconds: number) => (policy: GuildPolicy) => ({ ...policy, cooldownSeconds: seconds });

/** @param rivals - how many times somebody else is quicker */
async function open(rivals = 0) {
  const { database, close } = await openDatabase(':memory:');
  onTestFinished(close);
  const store = new PolicyStore(database);
  let left = rivals;
  const policies = {
    current: store.current.bind(store),
    async change(request: PolicyChange, now: number) {
      left -= 1;
      if (left >= 0) throw new PolicyConflictError(request.guildId);
      return store.change(request, now);
    },
  };
  return { store, settings: new GuildSettings(policies, fallback, clock) };
}

it('a change comes into force, and stands in the audit with who did it, what, whom it is about and why', async () => {
  const { settings, store } = await open();
  const outcome = await settings.change({ ...ann, change: wait(60), targetId: '5' });
  expect(outcome).toEqual({ kind: 'changed', before: fallback, after: { ...fallback, cooldownSeconds: 60 } });
  expect(await settings.current(ann.guildId)).toMatchObject({ cooldownSeconds: 60 });
  expect(await store.audit(ann.guildId, { limit: 9 })).toMatchObject([
    {
      actorId: ann.actorId,
      action: 'settings',
      targetId: '5',
      before: { cooldownSeconds: 0 },
      after: { cooldownSeconds: 60 },
      reason: 'too fast',
      createdAt: clock.now(),
    },
  ]);
});

it('a change that changes nothing says so, and is no entry', async () => {
  const { settings, store } = await open();
  expect(await settings.change({ ...ann, change: wait(0) })).toEqual({ kind: 'unchanged', policy: fallback });
  expect(await store.audit(ann.guildId, { limit: 9 })).toEqual([]);
});

it('what cannot hold is refused with each problem, and nothing is changed', async () => {
  const { settings } = await open();
  const change = (policy: GuildPolicy) => ({ ...policy, cooldownSeconds: 1e308, timeZone: 'Mars/Base' });
  expect(await settings.change({ ...ann, change })).toMatchObject({
    kind: 'refused',
    problems: [{ field: 'timeZone', problem: 'not-valid' }, { field: 'cooldownSeconds' }],
  });
  expect(await settings.current(ann.guildId)).toEqual(fallback);
});

it('where somebody else was quicker it is tried once more, and no more than that', async () => {
  expect(await (await open(1)).settings.change({ ...ann, change: wait(60) })).toMatchObject({ kind: 'changed' });
  const { settings } = await open(2);
  expect(await settings.change({ ...ann, change: wait(60) })).toEqual({ kind: 'conflict' });
  expect(await settings.current(ann.guildId)).toEqual(fallback);
});

it('of two admins at once, both changes land', async () => {
  const { settings } = await open();
  const add = (id: string) => (policy: GuildPolicy) => ({ ...policy, allowedRoles: [...policy.allowedRoles, id] });
  const ids = ['777777777777777771', '777777777777777772'];
  const outcomes = await Promise.all(ids.map((id) => settings.change({ ...ann, change: add(id) })));
  expect(outcomes.map(({ kind }) => kind)).toEqual(['changed', 'changed']);
  expect((await settings.current(ann.guildId)).allowedRoles.toSorted()).toEqual(ids);
});

it('a fault is not taken for a conflict', async () => {
  const { settings } = await open();
  const change = () => {
    throw new Error('a bug');
  };
  await expect(settings.change({ ...ann, change })).rejects.toThrow('a bug');
});
