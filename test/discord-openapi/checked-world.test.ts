import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startLocalDiscord } from '../../sandbox/discord/local-discord.ts';
import { systemClock } from '../../src/clock.ts';
import { checkWorld } from './checked-world.ts';
import { readDescription } from './description.ts';
import { interactionToken } from './sample-requests.ts';

it.skipIf(!readDescription())(
  'a world tells what was wrong since it was last asked, each fault once',
  async ({ onTestFinished }) => {
    const directory = await mkdtemp(join(tmpdir(), 'raybot-checked-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    const discord = await startLocalDiscord({ clock: systemClock, directory });
    onTestFinished(() => discord.close());
    const checked = checkWorld(discord);
    if (!checked) throw new Error('there is a description');
    onTestFinished(() => checked.end());

    const ask = (path: string, authorization: string) =>
      fetch(`${discord.apiUrl}/v10${path}`, {
        headers: { 'user-agent': 'DiscordBot (https://example.org, 1)', authorization },
      });
    const login = `Bot ${discord.token}`;
    await ask('/gateway/bot', login);
    expect(checked.check()).toEqual(['get_bot_gateway']);

    const answer = `/webhooks/${discord.applicationId}/${interactionToken}/messages/@original`;
    for (const wait of [1, 2]) await ask(`${answer}?wait=${wait}`, login);
    expect(() => checked.check()).toThrow(
      [
        'Discord would refuse this, or take it amiss:',
        'get_original_webhook_message: query wait = "1": Discord knows no such parameter here',
        'get_original_webhook_message: header authorization = "valid": must not be sent here',
      ].join('\n'),
    );
    expect(checked.check()).toEqual([]);
  },
);
