import { expect, test } from 'vitest';
import { type Payload, setAt } from '../../sandbox/discord/payload-path.ts';
import { CLIP_COMMAND, register } from './discord-fixture.ts';
import { openDeeds } from './people-world.ts';

test('an attachment option gives the object behind the file, and only files of its kinds', async () => {
  const { discord, at, attach, clip } = await openDeeds();
  const picture = { type: 11, name: 'picture', description: 'What to move', file_types: ['image', '.svg'] };
  await register(discord, [{ ...CLIP_COMMAND, options: [picture] }]);
  const id = await attach('kite.PNG');
  const { data } = clip('mira', { options: { picture: id } }).payload;
  expect(data).toMatchObject({
    options: [{ type: 11, name: 'picture', value: id }],
    resolved: { attachments: { [id]: { filename: 'kite.PNG', ephemeral: true, size: 1 } } },
  });
  const movie = await attach('kite.mp4');
  expect(() => clip('mira', { options: { picture: movie } })).toThrow('wrong-file-type: picture');
  expect(() => clip('mira', { options: { picture: at('videos') } })).toThrow('nothing-behind-id: picture');
});

test('subcommands in groups are reached by their words, also while their options are typed', async () => {
  const { discord, at, named } = await openDeeds();
  const options = [{ type: 3, name: 'month', description: 'When', autocomplete: true }];
  const show = { type: 1, name: 'show', description: 'Show', options };
  const group = { type: 2, name: 'member', description: 'Of members', options: [show] };
  await register(discord, [{ name: 'quota', description: 'Quotas', options: [group] }, CLIP_COMMAND]);
  const typing = { userId: named('mira'), channelId: at('videos'), command: 'quota member show', focused: 'month' };
  expect(() => discord.suggest({ ...typing, command: 'clip', focused: 'prompt' })).toThrow('not-typed: prompt');
  expect(discord.suggest({ ...typing, options: { month: 'ma' } }).payload).toMatchObject({
    type: 4,
    data: {
      options: [
        {
          type: 2,
          name: 'member',
          options: [{ type: 1, name: 'show', options: [{ name: 'month', value: 'ma', focused: true }] }],
        },
      ],
    },
  });
});

test('a subcommand without options is reached by its word', async () => {
  const { discord, at, named } = await openDeeds();
  const options = [{ type: 1, name: 'show', description: 'Show' }];
  await register(discord, [{ name: 'quota', description: 'Quotas', options }]);
  const typed = { userId: named('mira'), channelId: at('videos') };
  expect(discord.invoke({ ...typed, command: 'quota show' }).payload).toMatchObject({
    data: { name: 'quota', options: [{ type: 1, name: 'show', options: [] }] },
  });
  expect(() => discord.invoke({ ...typed, command: 'quota show more' })).toThrow('unknown-command: more');
});

test('a payload can be bent before it goes out, and what it stands for stays as it was', async () => {
  const { discord, attach, clip, at, call, callback, guild } = await openDeeds();
  await register(discord, [{ ...CLIP_COMMAND, options: [{ type: 11, name: 'picture', description: 'File' }] }]);
  const id = await attach('kite.png');
  const bent = clip('mira', {
    options: { picture: id },
    locale: 'th',
    attachmentSizeLimit: 1_000,
    alter: (payload) => {
      setAt(payload, 'member.permissions', undefined);
      setAt(payload, 'data.resolved.attachments.*.size', -1);
      setAt(payload, 'data.options.0.value', '../x');
    },
  });
  expect(bent.payload).toMatchObject({
    locale: 'th',
    attachment_size_limit: 1_000,
    data: { options: [{ value: '../x' }], resolved: { attachments: { [id]: { size: -1 } } } },
  });
  expect(bent.payload.member).not.toHaveProperty('permissions');
  const lie = (payload: Payload) => setAt(payload, 'authorizing_integration_owners.0', 'x');
  const lying = clip('mira', { options: { picture: id }, alter: lie });
  await callback(lying, 4, { content: 'x' });
  expect((await call('GET', `/channels/${at('videos')}/messages`)).body).toMatchObject([
    { interaction_metadata: { authorizing_integration_owners: { 0: guild.id } } },
  ]);
  const straight = clip('mira', { options: { picture: id } });
  expect(straight.payload).toMatchObject({ data: { resolved: { attachments: { [id]: { size: 1 } } } } });
  const lost = () => setAt({ data: {} }, 'data.nothing.here', 1);
  expect(lost).toThrow('the payload has no data.nothing.here');
});
