import { describe, expect, test } from 'vitest';
import type { Invocation } from '../../sandbox/discord/local-discord.ts';
import { type Answer, CLIP_COMMAND, openDiscord, register } from './discord-fixture.ts';

/** Rate limits: made up by a fault, or real. */

async function openDeferred() {
  const room = await openDiscord();
  await register(room.discord, [CLIP_COMMAND]);
  const acknowledged = async () => {
    const options = { userId: room.mira.id, channelId: room.videos.id, command: 'clip', options: { prompt: 'x' } };
    const invocation = room.discord.invoke(options);
    const path = `/interactions/${invocation.id}/${invocation.token}/callback`;
    await room.call('POST', path, { json: { type: 5 }, authorization: null });
    return invocation;
  };
  const edit = ({ token }: Invocation) =>
    room.call('PATCH', `/webhooks/${room.discord.applicationId}/${token}/messages/@original`, {
      json: { content: 'x' },
      authorization: null,
    });
  const post = (content = 'x') => room.call('POST', `/channels/${room.videos.id}/messages`, { json: { content } });
  return { ...room, acknowledged, edit, post };
}

function limitHeaders({ headers }: Answer): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name === 'retry-after' || name.startsWith('x-ratelimit')));
}

describe('a made up limit', () => {
  test('says all that Discord says: how long, of which bucket, and whose it is', async () => {
    const { discord, clock, acknowledged, edit } = await openDeferred();
    const invocation = await acknowledged();
    const roomy = await edit(invocation);
    discord.faults.edit429 = { count: 1, headers: true, retryAfterMs: 1_500 };
    const limited = await edit(invocation);
    expect(limited).toMatchObject({
      status: 429,
      body: { message: 'You are being rate limited.', retry_after: 1.5, global: false },
    });
    expect(limitHeaders(limited)).toEqual({
      'retry-after': '2',
      'x-ratelimit-limit': '5',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': ((clock.now() + 1_500) / 1_000).toFixed(3),
      'x-ratelimit-reset-after': '1.500',
      'x-ratelimit-bucket': limitHeaders(roomy)['x-ratelimit-bucket'],
      'x-ratelimit-scope': 'user',
    });
  });

  test('can be shared with others, and can be silent', async () => {
    const { discord, acknowledged, edit } = await openDeferred();
    const invocation = await acknowledged();
    discord.faults.edit429 = { count: 1, headers: true, retryAfterMs: 500, scope: 'shared' };
    expect(limitHeaders(await edit(invocation))['x-ratelimit-scope']).toBe('shared');
    discord.faults.edit429 = { count: 1, headers: false, retryAfterMs: 500 };
    expect(limitHeaders(await edit(invocation))).toEqual({});
    expect((await edit(invocation)).status).toBe(200);
  });

  test('can be laid on any route', async () => {
    const { discord, call, post } = await openDeferred();
    discord.faults.limited = { count: 1, headers: true, retryAfterMs: 82_800_000, path: '/gateway/bot' };
    expect((await post()).status).toBe(200);
    const limited = await call('GET', '/gateway/bot');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '82800']);
    expect((await call('GET', '/gateway/bot')).status).toBe(200);
  });

  test('can be the bot as a whole, with interactions spared unless said otherwise', async () => {
    const { discord, acknowledged, edit, post } = await openDeferred();
    const invocation = await acknowledged();
    discord.faults.global429 = { count: 1, retryAfterMs: 700, everywhere: false };
    expect((await edit(invocation)).status).toBe(200);
    const limited = await post();
    expect(limited).toMatchObject({ status: 429, body: { retry_after: 0.7, global: true } });
    expect(limitHeaders(limited)).toEqual({
      'retry-after': '1',
      'x-ratelimit-global': 'true',
      'x-ratelimit-scope': 'global',
    });
    expect((await post()).status).toBe(200);
    discord.faults.global429 = { count: 1, retryAfterMs: 700, everywhere: true };
    expect((await edit(invocation)).body).toMatchObject({ global: true });
  });
});

describe('a real limit', () => {
  test('counts edits for each interaction, and tells how many are left', async () => {
    const { discord, acknowledged, edit } = await openDeferred();
    discord.faults.limitRoutes = true;
    const [one, other] = [await acknowledged(), await acknowledged()];
    const answers = [];
    for (let at = 0; at < 6; at += 1) answers.push(await edit(one));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers.map(({ headers }) => headers.get('x-ratelimit-remaining'))).toEqual(['4', '3', '2', '1', '0', '0']);
    expect(Number(answers[5]?.headers.get('x-ratelimit-reset-after'))).toBeLessThanOrEqual(2);
    expect((await edit(other)).status).toBe(200);
  });

  test('counts messages for each channel, and leaves other routes alone', async () => {
    const { discord, call, post, videos } = await openDeferred();
    discord.faults.limitRoutes = true;
    const answers = await Promise.all(Array.from({ length: 7 }, () => post()));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect(discord.messages(videos.id)).toHaveLength(5);
    expect((await call('GET', `/channels/${videos.id}`)).status).toBe(200);
    const elsewhere = discord.world.channelNamed('clips').id;
    expect((await call('POST', `/channels/${elsewhere}/messages`, { json: { content: 'x' } })).status).toBe(200);
    const [message] = discord.messages(videos.id);
    const edits = await Promise.all(
      Array.from({ length: 6 }, () =>
        call('PATCH', `/channels/${videos.id}/messages/${message?.id}`, { json: { content: 'y' } }),
      ),
    );
    expect(edits.filter(({ status }) => status === 429)).toHaveLength(1);
  });

  test('lets the bot as a whole send fifty requests a second, interactions not counted', async () => {
    const { discord, acknowledged, edit, call } = await openDeferred();
    const invocation = await acknowledged();
    discord.faults.limitRoutes = true;
    const answers = await Promise.all(Array.from({ length: 120 }, () => call('GET', '/users/@me')));
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(0);
    expect(limited[0]?.body).toMatchObject({ global: true });
    expect((await edit(invocation)).status).toBe(200);
  });
});

test('messages older than an hour can be edited a few times only', async () => {
  const { discord, clock, call, post, videos } = await openDeferred();
  const id = ((await post()).body as { id: string }).id;
  const edit = () => call('PATCH', `/channels/${videos.id}/messages/${id}`, { json: { content: 'y' } });
  discord.faults.oldEditsLeft = 1;
  clock.advance(60 * 60 * 1_000);
  expect((await edit()).status).toBe(200);
  clock.advance(1);
  expect((await edit()).status).toBe(200);
  const refused = await edit();
  expect(refused).toMatchObject({ status: 429, body: { code: 30046, global: false, retry_after: expect.any(Number) } });
  expect(discord.requests.at(-1)?.errorCode).toBe(30046);
  expect(discord.messages(videos.id)[0]?.edits).toBe(2);
});
