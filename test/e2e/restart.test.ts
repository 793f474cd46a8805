import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { SandboxOptions } from '../../sandbox/start-sandbox.ts';
import { plainPicture } from '../sandbox/clip-frames.ts';
import { startBotProcess } from './bot-process.ts';
import { type Ending, readBooks, startWorld, type TestWorld } from './world.ts';

/** The real `npm start` on real time, killed at the worst moments. */

const timeout = 80_000;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(2);
}

const databaseOf = ({ environment }: TestWorld) => `${environment.DATA_DIR}/raybot.sqlite`;

/** The video stands once in the channel, was paid for once, and was charged once. */
async function expectOneOfEach(world: TestWorld, jobId: string): Promise<void> {
  const { discord } = world;
  const carriesVideo = [...discord.messages(), ...discord.messages(undefined, { deleted: true })].filter(
    ({ attachments }) => attachments.length > 0,
  );
  expect(carriesVideo).toHaveLength(1);
  expect(carriesVideo[0]).toMatchObject({ channelId: world.channelId, deleted: false });
  expect(world.segmind.submitCount + world.apiframe.submitCount).toBe(1);

  const { jobs, attempts, entries, holds } = await readBooks(databaseOf(world));
  expect(jobs).toMatchObject([{ id: jobId, state: 'delivered', interaction_token: null }]);
  expect(attempts).toMatchObject([{ n: 1, state: 'finished' }]);
  expect(holds).toEqual([{ job_id: jobId, state: 'posted', amount_credits: 51 }]);
  expect(entries.map(({ kind, amount_credits }) => [kind, amount_credits])).toEqual([
    ['allowance', 300],
    ['post', -51],
  ]);
}

/** A bot takes a command, is killed at a moment of the caller's choice, and another one is started. */
async function killAndRestart(
  test: Ending,
  world: TestWorld,
  moment: (jobId: string) => Promise<unknown>,
  [command, options]: Parameters<TestWorld['send']> = ['ray-flash'],
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const environment = { ...world.environment, ...more };
  const first = startBotProcess(test, environment);
  await world.discord.whenReady({ timeoutMs: 20_000 });
  const { id, acknowledged } = world.send(command, { prompt: 'a kite over the dunes', ...options });
  await expect(acknowledged).resolves.not.toBe('missed');
  await moment(id);
  await first.kill();

  const second = startBotProcess(test, environment);
  await world.whenDelivered(id, timeout);
  // The card goes last.
  await until(() => world.discord.messages(world.channelId).length === 1);
  await delay(300);
  expect(await second.terminate()).toBe(0);
  return id;
}

/** A submit that is taken and not answered in time: at its end nobody but the provider knows of it. */
const silent = { kind: 'silent', times: 1 } as const;

describe.concurrent('npm start, killed with SIGKILL and started again', () => {
  it.for<[string, SandboxOptions, Readonly<Record<string, string>>]>([
    ['Segmind v2', { segmindFaults: { submit: silent } }, {}],
    ['Segmind v1', {}, { SEGMIND_MODE: 'sync' }],
    ['Apiframe', { providers: ['apiframe'], apiframeFaults: { submit: silent } }, {}],
  ])('while %s has a submit and has not answered: finds it', { timeout }, async ([, options, more], test) => {
    const world = await startWorld(test, { latencyMs: 1_000, ...options });
    const taken = () => world.segmind.submitCount + world.apiframe.submitCount;
    const id = await killAndRestart(test, world, () => until(() => taken() === 1), undefined, more);
    await expectOneOfEach(world, id);
  });

  it('while the provider is polled: goes on polling', { timeout }, async (test) => {
    const world = await startWorld(test, { latencyMs: 39_000 });
    const id = await killAndRestart(test, world, () =>
      until(() => world.segmind.requests.filter(({ path }) => path.endsWith('/status')).length >= 2),
    );
    await expectOneOfEach(world, id);
  });

  it('in the middle of an upload: uploads again', { timeout }, async (test) => {
    const world = await startWorld(test, { latencyMs: 1_000, segmindFaults: { minimumClipBytes: 18_000_000 } });
    const uploads = () =>
      world.discord.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/messages'));
    const id = await killAndRestart(test, world, () => until(() => uploads().length > 0));
    await expectOneOfEach(world, id);
    expect(uploads()).toHaveLength(2);
  });

  it('after the upload arrived, before its answer: finds it by the nonce', { timeout }, async (test) => {
    const world = await startWorld(test, { latencyMs: 1_000, discordFaults: { slowUploadMs: 4_000 } });
    const id = await killAndRestart(test, world, (jobId) => world.whenDelivered(jobId, timeout));
    await expectOneOfEach(world, id);
  });

  it('while a member’s picture is fetched: fetches it again, and leaves nothing of it', { timeout }, async (test) => {
    const world = await startWorld(test, { latencyMs: 1_000 });
    const path = join(world.directory, 'picture.png');
    await writeFile(path, await plainPicture([240, 130, 20], { width: 600, height: 600 }));
    const image = await world.discord.attach({ channelId: world.channelId, path });
    world.discord.faults.cdn.hang = { count: 1, afterBytes: 100 };
    const kept = () => readdir(join(world.environment.DATA_DIR ?? '', 'images'));
    const id = await killAndRestart(
      test,
      world,
      async () => {
        while ((await kept()).length === 0) await delay(2);
        expect(await kept()).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
      },
      ['animate', { image }],
    );
    await expectOneOfEach(world, id);
    expect(world.discord.cdnRequests).toHaveLength(2);
    expect(world.segmind.uploads).toHaveLength(1);
    expect(world.segmind.jobs[0]?.images).toMatchObject([{ sha256: world.segmind.uploads[0]?.sha256 }]);
    expect(await kept()).toEqual([]);
  });

  it('refuses a second start on the same database, and says why', { timeout }, async (test) => {
    const world = await startWorld(test);
    startBotProcess(test, world.environment);
    await world.discord.whenReady({ timeoutMs: 20_000 });
    const second = startBotProcess(test, world.environment);
    expect(await second.ended()).toBe(1);
    expect(second.output()).toContain('Another raybot is running on the database');
  });

  it('on SIGTERM ends within ten seconds and leaves the job to the next start', { timeout }, async (test) => {
    const world = await startWorld(test, { latencyMs: 1_000 });
    const first = startBotProcess(test, { ...world.environment, LOG_LEVEL: 'info' });
    await world.discord.whenReady({ timeoutMs: 20_000 });
    await first.whenPrinted('"ready"');
    expect(first.output()).toContain('https://discord.com/oauth2/authorize?client_id=');
    const { id } = world.send('ray-flash', { prompt: 'a kite over the dunes' });
    await world.segmind.waitForSubmit();
    expect(await first.terminate()).toBe(0);

    startBotProcess(test, world.environment);
    await world.whenDelivered(id, timeout);
    expect(world.segmind.submitCount).toBe(1);
  });
});

describe('npm start without a configuration', () => {
  it('names what is missing and the demo', async (test) => {
    const bot = startBotProcess(test, {});
    expect(await bot.ended()).toBe(1);
    expect(bot.output()).toContain('DISCORD_TOKEN');
    expect(bot.output()).toContain('npm run demo');
  });
});
