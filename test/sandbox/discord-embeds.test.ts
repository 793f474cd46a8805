import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainPicture } from './clip-frames.ts';
import { openDeeds } from './people-world.ts';

test('a picture of an embed that is Discord’s own file has a link that works, and its size', async () => {
  const { discord, at, named, directory } = await openDeeds();
  const path = join(directory, 'kite.png');
  await writeFile(path, await plainPicture([240, 130, 20], { width: 80, height: 40 }));
  const place = { userId: named('tomas'), channelId: at('videos') };
  const [file] = (await discord.say({ ...place, files: [{ path }] })).attachments;
  const linked = await discord.say({ ...place, content: 'look', embeds: [{ image: { url: file?.url ?? '' } }] });
  const { payload } = discord.invokeOnMessage({
    userId: named('mira'),
    messageId: linked.id,
    command: 'Animate this',
  });
  const url = expect.stringContaining(`/${file?.id}/kite.png?ex=`);
  const image = { url, proxy_url: url, width: 80, height: 40, content_type: 'image/png' };
  expect(payload.data).toMatchObject({
    resolved: { messages: { [linked.id]: { attachments: [], embeds: [{ type: 'rich', image }] } } },
  });
});

test('a picture of another website comes with a way through Discord’s proxy', async () => {
  const { discord, at, named } = await openDeeds();
  const thumbnail = { url: 'https://example.org/cat.png' };
  const said = await discord.say({ userId: named('tomas'), channelId: at('videos'), embeds: [{ thumbnail }] });
  const { payload } = discord.invokeOnMessage({ userId: named('mira'), messageId: said.id, command: 'Animate this' });
  const proxy_url = expect.stringMatching(
    /^https:\/\/images-ext-1\.discordapp\.net\/external\/.+\/https\/example\.org/,
  );
  expect(payload.data).toMatchObject({
    resolved: { messages: { [said.id]: { embeds: [{ thumbnail: { ...thumbnail, proxy_url } }] } } },
  });
});
