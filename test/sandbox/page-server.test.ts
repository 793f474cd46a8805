import { globSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { importMap, vendorFile } from '../../sandbox/page/import-map.ts';
import { seesMessage } from '../../sandbox/page/page-views.ts';
import { PARTS } from '../../sandbox/page/page-world.ts';
import { ask, startPage } from './page-fixture.ts';

test('the page allows itself nothing but what its own server gives', async (context) => {
  const { origin } = await startPage(context);
  const { status, headers, body } = await ask(origin);
  expect(status).toBe(200);
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/https?:|\*|script-src[^;]*unsafe/);
  expect(body).toContain('/vendor/lit/index.js');
});

test.each(['evil.example', 'evil.example:80', '127.0.0.1', 'localhost:1'])(
  'who comes by the name %s is sent away, as another site may lead its name here',
  async (host) => {
    const { origin } = await startPage({ onTestFinished });
    expect((await ask(origin, { headers: { host } })).status).toBe(421);
  },
);

test('only the page itself may do something', async (context) => {
  const { origin, orders } = await startPage(context);
  const order = (headers: Record<string, string>) =>
    ask(`${origin}/controls/bot`, { method: 'POST', headers, body: JSON.stringify({ order: 'kill' }) });
  expect((await order({})).status).toBe(403);
  expect((await order({ origin: 'https://evil.example' })).status).toBe(403);
  expect((await order({ origin: 'null' })).status).toBe(403);
  expect((await order({ origin, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect(orders).toEqual([]);
  expect((await order({ origin })).status).toBe(204);
  expect(orders).toEqual(['kill']);
});

test('another site cannot even listen', async (context) => {
  const { origin, sandbox } = await startPage(context);
  const [user] = sandbox.discord.world.users;
  const { status } = await ask(`${origin}/events?viewer=${user?.id}`, { headers: { 'sec-fetch-site': 'cross-site' } });
  expect(status).toBe(403);
});

test('what is asked in a wrong form is refused', async (context) => {
  const { origin, sandbox } = await startPage(context);
  const viewerId = sandbox.discord.world.userNamed(PARTS.member.username).id;
  const post = (path: string, body: string) => ask(`${origin}${path}`, { method: 'POST', headers: { origin }, body });
  expect((await post('/deeds/press', '{')).status).toBe(400);
  expect((await post('/deeds/press', JSON.stringify({ viewerId }))).status).toBe(400);
  expect((await post('/deeds/fly', JSON.stringify({ viewerId }))).status).toBe(404);
  expect((await post('/deeds/press', JSON.stringify({ viewerId: '1' }))).status).toBe(404);
  expect((await post('/controls/speed', JSON.stringify({ scale: 0 }))).status).toBe(400);
});

test('a command that is not there is refused in Discord’s words', async (context) => {
  const { origin, sandbox } = await startPage(context);
  const { world } = sandbox.discord;
  const order = { viewerId: world.userNamed(PARTS.member.username).id, channelId: world.channelNamed('videos').id };
  const body = JSON.stringify({ ...order, command: 'ray', options: {} });
  const answer = await ask(`${origin}/deeds/command`, { method: 'POST', headers: { origin }, body });
  expect(JSON.parse(answer.body)).toMatchObject({ kind: 'refused' });
});

test('what somebody does carries the language of their Discord, and only one that the page offers', async (context) => {
  const { origin, sandbox } = await startPage(context);
  const { world } = sandbox.discord;
  const viewerId = world.userNamed(PARTS.member.username).id;
  const order = { viewerId, channelId: world.channelNamed('videos').id, command: 'ray', options: {} };
  const sent = vi.spyOn(sandbox.discord, 'invoke');
  const post = (body: object) =>
    ask(`${origin}/deeds/command`, { method: 'POST', headers: { origin }, body: JSON.stringify(body) });
  await post({ ...order, locale: 'de' });
  await post(order);
  expect(sent.mock.calls.map(([given]) => given.locale)).toEqual(['de', 'en-US']);
  expect((await post({ ...order, locale: 'xx' })).status).toBe(400);
});

test('a file is served whole and in parts to who sees its message, and to nobody else', async (context) => {
  const { origin, sandbox } = await startPage(context);
  const { discord } = sandbox;
  const path = `${sandbox.directory}/notes.txt`;
  await writeFile(path, '0123456789');
  const admin = discord.world.userNamed(PARTS.admin.username).id;
  const member = discord.world.userNamed(PARTS.member.username).id;
  const channelId = discord.world.channelNamed('mod-reports').id;
  const { attachments } = await discord.say({ userId: admin, channelId, files: [{ path }] });
  const url = (viewer: string) => `${origin}/files/${viewer}/${attachments[0]?.id}/notes.txt`;

  expect(await ask(url(admin))).toMatchObject({ status: 200, body: '0123456789' });
  const part = await ask(url(admin), { headers: { range: 'bytes=2-4' } });
  expect(part).toMatchObject({ status: 206, body: '234', headers: { 'content-range': 'bytes 2-4/10' } });
  expect((await ask(url(admin), { headers: { range: 'bytes=20-' } })).status).toBe(416);
  expect((await ask(url(member))).status).toBe(404);
});

test('an ephemeral message is its member’s alone', async (context) => {
  const { sandbox } = await startPage(context);
  const { discord } = sandbox;
  const [mira, noor] = [PARTS.member, PARTS.operator].map(({ username }) => discord.world.userNamed(username).id);
  const said = await discord.say({
    userId: mira ?? '',
    channelId: discord.world.channelNamed('videos').id,
    content: 'Hi',
  });
  const ephemeral = { ...said, ephemeral: true, visibleTo: mira };
  expect(seesMessage(discord, noor ?? '', said)).toBe(true);
  expect(seesMessage(discord, mira ?? '', ephemeral)).toBe(true);
  expect(seesMessage(discord, noor ?? '', ephemeral)).toBe(false);
});

test('whoever is not allowed to does not delete what others wrote', async (context) => {
  const { origin, sandbox } = await startPage(context);
  const { discord } = sandbox;
  const { world } = discord;
  const mira = world.userNamed(PARTS.member.username).id;
  const { id } = await discord.say({ userId: mira, channelId: world.channelNamed('videos').id, content: 'Hi' });
  const remove = async (username: string) => {
    const body = JSON.stringify({ viewerId: world.userNamed(username).id, messageId: id });
    return ask(`${origin}/deeds/delete`, { method: 'POST', headers: { origin }, body });
  };
  expect(JSON.parse((await remove(PARTS.broke.username)).body)).toMatchObject({ kind: 'refused' });
  expect(discord.messages()).toHaveLength(1);
  expect(JSON.parse((await remove(PARTS.admin.username)).body)).toEqual({ kind: 'answered' });
  expect(discord.messages()).toEqual([]);
});

test('everything that the page’s modules import is there for a browser', async (context) => {
  const { origin } = await startPage(context);
  const { imports } = importMap();
  const names = globSync('sandbox/page/client/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:from|import) '([^.'][^']*)'/g)].map(([, name = '']) => name),
  );
  expect(names.length).toBeGreaterThan(10);
  for (const name of new Set(names)) {
    const prefix = Object.keys(imports).find((key) => key.endsWith('/') && name.startsWith(key)) ?? '';
    const path = imports[name] ?? `${imports[prefix]}${name.slice(prefix.length)}`;
    expect({ name, status: (await ask(`${origin}${path}`)).status }).toEqual({ name, status: 200 });
  }
});

test.each([
  '../package.json',
  'lit/../../package.json',
  'lit/package.json',
  'hono/dist/index.js',
  'lit/../zod/index.js',
])('of node_modules only what the page needs is served: not %s', (path) => {
  expect(vendorFile(path)).toBeUndefined();
});
