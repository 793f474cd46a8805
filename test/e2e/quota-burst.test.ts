import { expect, it } from 'vitest';
import type { Invocation } from '../../sandbox/discord/local-discord.ts';
import { kite, shareWorld } from './quick-world.ts';

const price = 51;
const quota = 5;
const life = shareWorld({}, { environment: { DEFAULT_ALLOWANCE_CREDITS: String(quota * price) } });

it('a member with credits for five who asks a hundred times in the same instant gets five, pays five, and hears ninety-five times why not', async () => {
  const { world } = life;
  const { discord, segmind, database, memberId, clock } = world;
  const hundred: Invocation[] = Array.from({ length: 100 }, () => world.send('ray-flash', kite));
  await clock.carefully(Promise.all(hundred.map(({ acknowledged }) => acknowledged)));
  for (const { acknowledged } of hundred) expect(await acknowledged).not.toBe('missed');

  const jobs = await database.selectFrom('job').select(['id', 'member_id']).execute();
  const accepted = jobs.map(({ id }) => id);
  expect(accepted).toHaveLength(quota);
  await world.settle(...accepted);

  const refused = hundred.filter(({ id }) => !accepted.includes(id));
  const answers = discord.messages().filter(({ interactionId }) => refused.some(({ id }) => id === interactionId));
  expect(new Set(answers.map(({ interactionId }) => interactionId)).size).toBe(95);
  expect(answers).toHaveLength(95);
  for (const { content, visibleTo } of answers) {
    expect(visibleTo).toBe(memberId);
    expect(content).toContain('**51 credits**, and you have **0**');
  }

  expect(segmind.jobs).toHaveLength(quota);
  expect(accepted.flatMap((id) => world.videosOf(id))).toHaveLength(quota);
  const entries = await database.selectFrom('ledger_entry').select(['kind', 'amount_credits', 'job_id']).execute();
  const paid = entries.filter(({ kind }) => kind === 'post');
  expect(paid.map(({ job_id }) => job_id).toSorted()).toEqual(accepted.toSorted());
  expect(entries.filter(({ kind }) => kind !== 'post')).toEqual([
    { kind: 'allowance', amount_credits: quota * price, job_id: null },
  ]);
  const [account] = await database.selectFrom('account').selectAll().execute();
  expect(account).toMatchObject({ balance_credits: 0, held_credits: 0 });
});
