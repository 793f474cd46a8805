import { describe, expect, it } from 'vitest';
import { type ApiframeFaults, noFaults as noApiframeFaults } from '../../sandbox/apiframe/faults.ts';
import { type DiscordFaults, noFaults as noDiscordFaults } from '../../sandbox/discord/faults.ts';
import { noFaults as noSegmindFaults, type SegmindFaults } from '../../sandbox/segmind/faults.ts';
import { freePort } from './free-port.ts';
import { forgetTrouble, kite, passSearch, type QuickWorld, startQuickWorld } from './quick-world.ts';
import { startTestBot } from './world.ts';

interface Mishap {
  readonly discord?: Partial<DiscordFaults>;
  readonly segmind?: Partial<SegmindFaults>;
  readonly apiframe?: Partial<ApiframeFaults>;
  /** Its submit is looked for in vain. */
  readonly isLost?: true;
  readonly options?: Readonly<Record<string, boolean>>;
}

/** Every kind of trouble that is worth a line in the log. */
const mishaps: readonly Mishap[] = [
  {},
  { options: { private: true } },
  { discord: { failNextCallbacks: { status: 500, count: 1 } } },
  { discord: { edit429: { count: 3, headers: true, retryAfterMs: 1_000 } } },
  { discord: { edit429: { count: 3, headers: false, retryAfterMs: 1_000 } }, options: { private: true } },
  { discord: { hangUpAfterUpload: 1 } },
  { discord: { hangUpAfterUpload: 1 }, options: { private: true } },
  { discord: { uploadTooLarge: 'html' }, options: { private: true } },
  { discord: { noPermissionToSend: true } },
  { discord: { serverErrorOnce: { method: 'DELETE', path: '/webhooks/' } } },
  { discord: { serverErrorOnce: { method: 'PATCH', path: '/webhooks/' } }, options: { private: true } },
  { segmind: { keyRevoked: true } },
  { segmind: { submit: { kind: 'drop' } } },
  { segmind: { submit: { kind: 'html' } } },
  { segmind: { submit: { kind: 'error-500' }, history: { kind: 'html' } }, isLost: true },
  { segmind: { submit: { kind: 'credits-402' } }, apiframe: { keyRevoked: true } },
  { segmind: { retiredSlugs: ['ray-flash-2-720p'] }, apiframe: { submit: { kind: 'credits-402' } } },
  { segmind: { requestsPerMinute: 0 }, apiframe: { submit: { kind: 'drop', times: 1 } } },
  { segmind: { failJobs: 'generic' }, apiframe: { job: { kind: 'html', times: 1 }, webhookSignature: 'wrong' } },
  { segmind: { status: { kind: 'error-502', times: 1 }, result: { kind: 'malformed-json', times: 1 } } },
  { segmind: { failJobs: 'generic' } },
  { segmind: { output: { kind: 'redirect-private' } } },
  { segmind: { output: { kind: 'garbage-mp4' } } },
];

/** Each secret in the forms in which it may travel. */
function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  const base64url = Buffer.from(secret).toString('base64url');
  const bearer = Buffer.from(`Bot ${secret}`).toString('base64').replace(/=+$/, '');
  return [secret, encodeURIComponent(secret), base64, base64url, bearer, JSON.stringify(secret).slice(1, -1)];
}

async function suffer(world: QuickWorld, { discord, segmind, apiframe, isLost, options }: Mishap): Promise<string> {
  Object.assign(world.discord.faults, discord);
  Object.assign(world.segmind.faults, segmind);
  Object.assign(world.apiframe.faults, apiframe);
  const { id, token } = discord?.failNextCallbacks
    ? world.send('ray-flash', kite)
    : await world.give('ray-flash', { ...kite, ...options });
  if (isLost) await passSearch(world);
  await world.settle(id);
  Object.assign(world.discord.faults, noDiscordFaults());
  Object.assign(world.segmind.faults, noSegmindFaults());
  Object.assign(world.apiframe.faults, noApiframeFaults());
  forgetTrouble(world);
  return token;
}

describe('secrets', () => {
  it('stand in no line of the log, in no message and at no other peer, whatever goes wrong', {
    timeout: 60_000,
  }, async (test) => {
    const world = await startQuickWorld(test, { providers: ['segmind', 'apiframe'] });
    const lines: string[] = [];
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const bot = await startTestBot(test, world, {
      environment: { LOG_LEVEL: 'trace', PORT: String(port), PUBLIC_URL: origin },
      logOutput: { write: (line) => void lines.push(line) },
    });
    const tokens: string[] = [];
    for (const mishap of mishaps) tokens.push(await suffer(world, mishap));
    world.discord.dropGateway();
    await world.ask('credits');
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    expect(metrics).toContain('raybot_provider_errors_total{provider="apiframe"');
    await bot.stop();

    const log = lines.join('');
    expect(lines.length).toBeGreaterThan(mishaps.length);
    for (const told of ['acknowledgement failed', 'operator: submit-uncertain', 'operator: provider-needs-attention'])
      expect(log).toContain(told);
    const said = world.discord
      .messages()
      .map(({ content }) => content)
      .join('\n');
    const asked = JSON.stringify([...world.segmind.jobs, ...world.apiframe.jobs].map(({ body }) => body));
    const kept = JSON.stringify(await world.database.selectFrom('attempt').selectAll().execute());
    for (const secret of [world.discord.token, world.segmind.apiKey, world.apiframe.apiKey, ...tokens])
      for (const form of formsOf(secret))
        for (const place of [log, said, asked, kept, metrics]) expect(place).not.toContain(form);

    const keysAt = (provider: 'segmind' | 'apiframe', path: RegExp) =>
      new Set(
        world[provider].requests
          .filter((request) => path.test(request.path))
          .map(({ headers }) => headers['x-api-key']),
      );
    expect(keysAt('segmind', /^\/(v1|v2|inference-request)\//)).toEqual(new Set([world.segmind.apiKey]));
    expect(keysAt('apiframe', /^\/v2\//)).toEqual(new Set([world.apiframe.apiKey]));
    expect(keysAt('segmind', /^\/outputs\//)).toEqual(new Set([undefined]));
    expect(keysAt('apiframe', /^\/videos\//)).toEqual(new Set([undefined]));
    const loginsAt = (path: RegExp) =>
      new Set(world.discord.requests.filter((r) => path.test(r.path)).map(({ authorization }) => authorization));
    expect(loginsAt(/^\/(interactions|webhooks)\//)).toEqual(new Set(['none']));
    expect(loginsAt(/^\/channels\//)).toEqual(new Set(['valid']));
    expect(
      await world.database.selectFrom('job').select('id').where('interaction_token', 'is not', null).execute(),
    ).toEqual([]);
  });

  it('stand in no message about a login that was refused', async (test) => {
    const world = await startQuickWorld(test);
    const token = `${world.discord.token}-of-yesterday`;
    const lines: string[] = [];
    const started = startTestBot(test, world, {
      environment: { LOG_LEVEL: 'trace', DISCORD_TOKEN: token },
      logOutput: { write: (line) => void lines.push(line) },
    });
    const error = await started.then(
      () => null,
      (problem: Error) => problem,
    );
    expect(error?.message).toContain('Discord does not accept DISCORD_TOKEN');
    const told = `${error?.stack} ${JSON.stringify(error?.cause)} ${String(error?.cause)} ${lines.join('')}`;
    for (const form of formsOf(token)) expect(told).not.toContain(form);
  });
});
