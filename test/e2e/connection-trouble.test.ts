import { expect, it } from 'vitest';
import { startBotProcess } from './bot-process.ts';
import { startQuickWorld } from './quick-world.ts';
import { readBooks, startTestBot, startWorld } from './world.ts';

const timeout = 60_000;

it('npm start ends with 1 and a sentence when the token was reset, and leaves the job to the next start', {
  timeout,
}, async (test) => {
  const world = await startWorld(test, { latencyMs: 1_000 });
  const first = startBotProcess(test, world.environment);
  await world.discord.whenReady({ timeoutMs: 20_000 });
  const { id } = world.send('ray-flash', { prompt: 'a kite over the dunes' });
  await world.segmind.waitForSubmit();
  world.discord.dropGateway(4004);
  expect(await first.ended()).toBe(1);
  expect(first.output()).toMatch(/token was reset\. Copy the token anew .* into DISCORD_TOKEN/);
  expect(first.output()).not.toMatch(/could not start|the stop failed|the stop took too long/);
  const { jobs, attempts } = await readBooks(`${world.environment.DATA_DIR}/raybot.sqlite`);
  expect(jobs).toMatchObject([{ id, state: 'submitted' }]);
  expect(attempts).toMatchObject([{ request_id: expect.any(String) }]);
});

it('a start whose commands Discord does not take goes on with those that it has', async (test) => {
  const world = await startQuickWorld(test);
  const first = await startTestBot(test, world);
  await first.stop();
  world.discord.faults.serverErrorOnce = { method: 'GET', path: '/commands' };
  const logged: string[] = [];
  await startTestBot(test, world, { logOutput: { write: (line) => logged.push(line) } });
  expect(logged.join('')).toContain('run `npm run register` later');
  expect((await world.ask('credits')).content).toContain('Your credits here');
});
