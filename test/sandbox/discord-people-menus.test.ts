import { expect, test } from 'vitest';
import { openDeeds } from './people-world.ts';

test('a message command carries its message, with files, in full', async () => {
  const { discord, at, named, file } = await openDeeds();
  const files = [{ path: await file('kite.txt', 'a kite') }];
  const said = await discord.say({ userId: named('tomas'), channelId: at('videos'), content: 'mine', files });
  const { payload } = discord.invokeOnMessage({ userId: named('mira'), messageId: said.id, command: 'Animate this' });
  expect(payload).toMatchObject({
    type: 2,
    data: {
      type: 3,
      name: 'Animate this',
      target_id: said.id,
      resolved: {
        messages: {
          [said.id]: {
            content: 'mine',
            author: { id: named('tomas') },
            attachments: [{ filename: 'kite.txt', size: 6, url: expect.stringContaining('/attachments/') }],
          },
        },
      },
    },
  });
  expect(payload.data).not.toHaveProperty('options');
  expect(() => discord.invokeOnMessage({ userId: named('mira'), messageId: said.id, command: 'clip' })).toThrow(
    'unknown-command',
  );
});

test('a user command carries its user, and the member where there is one', async () => {
  const { discord, at, named } = await openDeeds();
  const command = { userId: named('mira'), channelId: at('videos'), command: 'Credits of this member' };
  const id = named('tomas');
  const { payload } = discord.invokeOnUser({ ...command, targetId: id });
  expect(payload.data).toMatchObject({
    type: 2,
    target_id: id,
    resolved: { users: { [id]: { username: 'tomas' } }, members: { [id]: { roles: [] } } },
  });
  expect(payload.data).not.toHaveProperty(`resolved.members.${id}.user`);
});

test('an answer tells which message or member it is about', async () => {
  const { discord, at, named, callback, followUp, call } = await openDeeds();
  const asked = { userId: named('mira'), channelId: at('videos') };
  await callback(discord.invokeOnUser({ ...asked, command: 'Credits of this member', targetId: named('tomas') }), 5);
  const said = await discord.say({ ...asked, content: 'x' });
  const onMessage = discord.invokeOnMessage({ ...asked, command: 'Animate this', messageId: said.id });
  await callback(onMessage, 4, { content: 'moving' });
  await followUp(onMessage, { content: 'more' });
  const original = discord.messages(at('videos')).at(-2)?.id;
  const { body } = await call('GET', `/channels/${at('videos')}/messages`);
  expect(body).toMatchObject([
    { interaction_metadata: { target_message_id: said.id, original_response_message_id: original } },
    { id: original, interaction_metadata: { type: 2, target_message_id: said.id } },
    { id: said.id },
    { interaction_metadata: { type: 2, target_user: { id: named('tomas') } } },
  ]);
});
