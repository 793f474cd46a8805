import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startBotProcess } from './bot-process.ts';
import { freePort } from './free-port.ts';
import { expectCreditsBack, expectPaidOnce, kite, passSearch, shareWorld, startQuickWorld } from './quick-world.ts';
import { type Ending, startTestBot, startWorld } from './world.ts';

/** What the bot tells about itself over HTTP. */

const minuteMs = 60_000;

async function get(origin: string, path: string): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(origin + path);
  return { status: answer.status, text: await answer.text() };
}

async function readiness(origin: string): Promise<object> {
  const { status, text } = await get(origin, '/readyz');
  return { code: status, ...JSON.parse(text) };
}

/** Figures by their name and labels, as Prometheus reads them; those that are 0 are left out. */
async function figures(origin: string): Promise<Record<string, number>> {
  const { text } = await get(origin, '/metrics');
  const lines = text.split('\n').filter((line) => line.startsWith('raybot_'));
  return Object.fromEntries(
    lines
      .map((line) => /^(\S+|\S+\{.*\}) (\S+)$/.exec(line))
      .map((match): [string, number] => [match?.[1] ?? '', Number(match?.[2])])
      .filter(([, value]) => value !== 0),
  );
}

/** Where a bot of this world is to listen. */
async function httpSide(): Promise<{ readonly origin: string; readonly environment: Record<string, string> }> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  return { origin, environment: { PORT: String(port), PUBLIC_URL: origin } };
}

const allOk = { database: 'ok', discord: 'ok', process: 'ok' };

describe('/healthz and /readyz', () => {
  it('tell a bot that lives from one that can be counted on, from its start to its stop', async (test) => {
    const world = await startQuickWorld(test);
    const { origin, environment } = await httpSide();
    const isReady = () =>
      get(origin, '/readyz').then(
        ({ status }) => status === 200,
        () => false,
      );
    const connecting = { code: 503, status: 'not-ready', checks: { ...allOk, discord: 'connecting' } };

    // It listens before it connects to Discord.
    const starting = startTestBot(test, world, { environment });
    let atFirst: object | null = null;
    await world.until('it listens', async () => {
      atFirst = await readiness(origin).catch(() => null);
      return atFirst !== null;
    });
    expect(atFirst).toEqual(connecting);
    expect(await get(origin, '/healthz')).toEqual({ status: 200, text: '{"status":"ok"}' });
    const bot = await starting;
    expect(await readiness(origin)).toEqual({ code: 200, status: 'ready', checks: allOk });

    world.discord.faults.gateway.noHello = true;
    world.discord.dropGateway();
    await world.until('it has lost Discord', async () => !(await isReady()));
    expect(await readiness(origin)).toEqual(connecting);
    expect(await get(origin, '/healthz')).toMatchObject({ status: 200 });
    world.discord.faults.gateway.noHello = false;
    world.discord.dropGateway();
    await world.until('it is back', isReady);

    // An upload keeps it from stopping at once.
    world.discord.faults.slowUploadMs = 1_000;
    const { id } = await world.give('ray-flash', kite);
    const settled = world.settle(id).catch(() => {});
    await world.until('the upload has arrived', () => world.videosOf(id).length > 0);
    const stopped = bot.stop();
    expect(await readiness(origin)).toMatchObject({ code: 503, checks: { process: 'stopping' } });
    expect(await get(origin, '/healthz')).toMatchObject({ status: 200 });
    await stopped;
    await expect(get(origin, '/healthz')).rejects.toThrow();
    await startTestBot(test, world);
    await settled;
  });
});

describe('/metrics', () => {
  let origin = '';
  const shared = shareWorld({ providers: ['segmind', 'apiframe'] }, async () => {
    const side = await httpSide();
    ({ origin } = side);
    return { environment: side.environment };
  });

  /** What has changed meanwhile. */
  async function during(work: () => Promise<unknown>): Promise<Record<string, number>> {
    const before = await figures(origin);
    await work();
    const after = await figures(origin);
    const changes = Object.entries(after).map(([name, value]): [string, number] => [name, value - (before[name] ?? 0)]);
    return Object.fromEntries(changes.filter(([, change]) => change !== 0));
  }

  it('name the version, breakers, and what is left at each provider', async () => {
    const { world } = shared;
    await world.until('the accounts were looked at', async () => {
      const told = await figures(origin);
      return (
        told['raybot_provider_balance_usd{provider="apiframe"}'] !== undefined &&
        told['raybot_provider_balance_usd{provider="segmind"}'] !== undefined
      );
    });
    const { text } = await get(origin, '/metrics');
    expect(await figures(origin)).toMatchObject({
      'raybot_provider_balance_usd{provider="segmind"}': 100,
      'raybot_provider_balance_usd{provider="apiframe"}': 1_000,
    });
    for (const line of [
      'raybot_build_info{version="',
      'raybot_breaker_open{provider="segmind"} 0',
      'raybot_breaker_open{provider="apiframe"} 0',
      'raybot_jobs{state="submitted"} 0',
      'raybot_queue_oldest_seconds 0',
      'nodejs_eventloop_lag_p99_seconds ',
      'process_resident_memory_bytes ',
    ])
      expect(text).toContain(`\n${line}`);
  });

  it('count a delivered job, its looks and the calls for it', async () => {
    const { world } = shared;
    const change = await during(async () => {
      const { id } = await world.give('ray-flash', kite);
      expectPaidOnce(await world.settle(id));
    });
    expect(change).toMatchObject({
      'raybot_jobs_ended_total{state="delivered",failure="none"}': 1,
      'raybot_deliveries_total{rung="channel:file"}': 1,
      'raybot_polls_total{provider="segmind",outcome="finished"}': 1,
      'raybot_provider_calls_total{provider="segmind",call="submit",outcome="answered"}': 1,
      'raybot_provider_calls_total{provider="segmind",call="status",outcome="answered"}': 1,
      'raybot_provider_calls_total{provider="segmind",call="result",outcome="answered"}': 1,
      'raybot_provider_request_seconds_count{provider="segmind",call="submit"}': 1,
    });
    expect(Object.keys(change).filter((name) => name.includes('errors_total'))).toEqual([]);
  });

  it('count a failed job, with the failure', async () => {
    const { world } = shared;
    world.segmind.faults.failJobs = 'moderation';
    const change = await during(async () => {
      const { id } = await world.give('ray-flash', kite);
      expectCreditsBack(await world.settle(id), 'moderated');
    });
    expect(change).toMatchObject({
      'raybot_jobs_ended_total{state="failed",failure="moderated"}': 1,
      'raybot_polls_total{provider="segmind",outcome="failed"}': 1,
    });
  });

  it('count what a provider refuses, by class, and the way round it', async () => {
    const { world } = shared;
    world.segmind.faults.requestsPerMinute = 0;
    const change = await during(async () => {
      const { id } = await world.give('ray-flash', kite);
      expectPaidOnce(await world.settle(id));
    });
    expect(change).toMatchObject({
      'raybot_provider_errors_total{provider="segmind",call="submit",class="rate"}': 1,
      'raybot_provider_calls_total{provider="segmind",call="submit",outcome="rate-limited"}': 1,
      'raybot_provider_calls_total{provider="apiframe",call="submit",outcome="answered"}': 1,
      'raybot_jobs_ended_total{state="delivered",failure="none"}': 1,
    });
  });

  it('count no job of a command that is refused', async () => {
    const { world } = shared;
    const change = await during(async () => {
      expect((await world.ask('ray-flash', { prompt: 'a kite for @everyone' })).content).toContain('cannot mention');
    });
    expect(Object.keys(change).filter((name) => name.startsWith('raybot_jobs'))).toEqual([]);
  });

  it('show open jobs by state, how long the oldest waits, and an open breaker', async () => {
    const { world } = shared;
    world.clock.skip(2 * minuteMs);
    for (const name of ['segmind', 'apiframe'] as const) world[name].faults.requestsPerMinute = 0;
    const waiting = await world.give('ray-flash', kite);
    await world.until('it was turned away by both', async () => {
      const rows = await world.database
        .selectFrom('attempt')
        .select('state')
        .where('job_id', '=', waiting.id)
        .execute();
      return rows.length === 2 && rows.every(({ state }) => state === 'refused');
    });
    expect(await figures(origin)).toMatchObject({
      'raybot_jobs{state="preparing"}': 1,
      raybot_queue_oldest_seconds: expect.any(Number),
    });
    for (const name of ['segmind', 'apiframe'] as const) world[name].faults.requestsPerMinute = null;
    world.clock.skip(2 * minuteMs);
    await world.settle(waiting.id);

    world.segmind.faults.submit = { kind: 'error-500', times: 3 };
    const lost: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { id } = await world.give('ray-flash', kite);
      await world.whenState(id, 'submitting');
      lost.push(id);
    }
    await world.until('the breaker is open', async () => {
      const told = await figures(origin);
      return told['raybot_breaker_open{provider="segmind"}'] === 1;
    });
    expect(await figures(origin)).toMatchObject({ 'raybot_jobs{state="submitting"}': 3 });
    const change = await during(async () => {
      await passSearch(world);
      await world.settle(...lost);
    });
    expect(change).toMatchObject({ 'raybot_jobs_ended_total{state="failed",failure="submit-uncertain"}': 3 });
  });

  it('hold no key, and nor does any other answer', async () => {
    const { world } = shared;
    const told = await Promise.all(
      ['/metrics', '/healthz', '/readyz', '/', '/webhooks/apiframe/1'].map((path) => get(origin, path)),
    );
    const said = told.map(({ text }) => text).join('\n');
    for (const secret of [world.discord.token, world.segmind.apiKey, world.apiframe.apiKey])
      expect(said).not.toContain(secret);
    expect(said).not.toContain(kite.prompt);
    expect(said).not.toContain(world.memberId);
  });
});

describe('without PORT', () => {
  it('nothing listens, and videos are made all the same', async (test) => {
    const world = await startQuickWorld(test);
    const { origin } = await httpSide();
    await startTestBot(test, world);
    await expect(get(origin, '/healthz')).rejects.toThrow();
    const { id } = await world.give('ray-flash', kite);
    expectPaidOnce(await world.settle(id));
  });
});

describe('npm start with a PORT that is taken', () => {
  it('ends with 1 and says what to do', async (test) => {
    const world = await startWorld(test);
    const port = await takePort(test);
    const bot = startBotProcess(test, { ...world.environment, PORT: String(port) });
    expect(await bot.ended()).toBe(1);
    expect(bot.output()).toContain(`PORT ${port} is in use by another program`);
    expect(bot.output()).toContain('Set PORT to a free one.');
    expect(bot.output()).not.toMatch(/\n\s+at /);
  });
});

async function takePort({ onTestFinished }: Ending): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a socket without a port');
  return address.port;
}
