import type { Client } from 'discord.js';
import { expect, it } from 'vitest';
import { createChannelWords } from '../../src/discord/channel-language.ts';

const channels = new Map<string, object>([
  ['1', { guild: { preferredLocale: 'de' } }],
  ['2', { guild: { preferredLocale: 'ja' } }],
  ['3', { recipientId: '9' }],
]);
const channelWords = createChannelWords({ channels: { cache: channels } } as unknown as Pick<Client, 'channels'>);

it.each([
  ['its guild’s language', '1', 'Verwerfen'],
  ['English where we do not speak that', '2', 'Dismiss'],
  ['English where it is in no guild', '3', 'Dismiss'],
  ['English where we do not know it', '4', 'Dismiss'],
])('a channel has %s', (_what, channelId, text) => {
  expect(channelWords(channelId)('report.button.dismiss')).toBe(text);
});
