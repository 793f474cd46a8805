import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { kite, startQuickWorld } from './quick-world.ts';
import { readBooks, startTestBot } from './world.ts';

/** What a running bot does for the operator's books by itself. */

it('a backup is made some minutes after the start, and holds what the database holds', async (test) => {
  const world = await startQuickWorld(test);
  const bot = await startTestBot(test, world, { environment: { BACKUPS: 'daily' } });
  const { id } = await world.give('ray-flash', kite);
  await world.settle(id);
  world.clock.skip(6 * 60_000);
  const directory = `${world.environment.DATA_DIR}/backups`;
  const backups = () => filesIn(directory).filter((name) => /^raybot-.*\.sqlite$/.test(name));
  await world.until('there is a backup', () => backups().length === 1);
  await bot.stop();
  const books = await readBooks(`${directory}/${backups()[0]}`);
  expect(books.jobs.map((job) => job.id)).toEqual([id]);
  expect(books.holds).toMatchObject([{ job_id: id, state: 'posted' }]);
});

it('a ledger that does not add up is told at the start, and the bot goes on', async (test) => {
  const world = await startQuickWorld(test);
  const first = await startTestBot(test, world);
  await world.settle((await world.give('ray-flash', kite)).id);
  await first.stop();
  await world.database.updateTable('account').set({ balance_credits: 7 }).execute();

  await startTestBot(test, world);
  await world.until('the operator knows', () => world.notices().some((text) => text.includes('does not add up')));
});

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
