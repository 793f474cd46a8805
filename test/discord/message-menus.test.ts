import type { APIInteraction } from 'discord.js';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AnyCommand, MessageCall } from '../../src/discord/command.ts';
import { readMessageCall } from '../../src/discord/interaction.ts';
import { InteractionRouter } from '../../src/discord/interaction-router.ts';
import { Refusal } from '../../src/errors/refusal.ts';
import { type FakeAnswers, fakeAnswers } from '../builders/fake-answers.ts';
import { aMember, aMenuUse, anInteraction, aPictureFile, aPress, aSubmit, command } from '../builders/interactions.ts';
import { servicesWith } from '../builders/services.ts';

let log: string[];
let answers: FakeAnswers;
let calls: MessageCall[];
let refuse: Refusal | null;

beforeEach(() => {
  log = [];
  calls = [];
  refuse = null;
  answers = fakeAnswers(log);
});

/** A message command and a slash command of one name, and a message command for admins. */
function createRouter(isServed = true): InteractionRouter {
  const menu = (name: string): AnyCommand => ({
    declaration: { type: 3, name },
    async executeOn(call) {
      calls.push(call);
      if (refuse) throw refuse;
      return { kind: 'reply', content: `${name} of a message` };
    },
    press: async (payload) => ({ kind: 'reply', content: `${name} pressed: ${payload}` }),
    submit: async (payload, fields) => ({ kind: 'reply', content: `${name}: ${payload} ${JSON.stringify(fields)}` }),
  });
  const slash: AnyCommand = {
    declaration: { name: 'both', description: 'x' },
    execute: async () => ({ kind: 'reply', content: 'both typed' }),
    suggest: () => [{ name: 'a', value: 'a' }],
  };
  return new InteractionRouter({
    commands: [slash, menu('both'), menu('Animate this'), { ...menu('Hide this'), access: 'manage-guild' }],
    services: servicesWith({}),
    acknowledgement: answers,
    generations: { acknowledged: async () => {}, abandon: async () => {} },
    isServed: () => isServed,
    log: pino({ level: 'silent' }),
  });
}

async function handle(interaction: APIInteraction, router = createRouter()): Promise<void> {
  router.handle(interaction);
  await router.idle();
}

describe('a message command', () => {
  it('comes to its command with its message', async () => {
    await handle(aMenuUse('Animate this', { attachments: [aPictureFile('kite.png')] }));
    expect(log).toEqual(['reply: Animate this of a message']);
    expect(calls).toMatchObject([
      {
        name: 'Animate this',
        callerName: 'ann',
        origin: { memberId: '444444444444444444' },
        target: { id: '555555555555555555', files: [{ fileName: 'kite.png' }] },
      },
    ]);
  });

  it('is another than the slash command of its name', async () => {
    await handle(aMenuUse('both'));
    await handle(anInteraction({ data: command('both') }));
    await handle(aMenuUse('ray-flash'));
    await handle(anInteraction({ data: command('Animate this') }));
    expect(log).toEqual([
      'reply: both of a message',
      'reply: both typed',
      expect.stringContaining('not known any more'),
      expect.stringContaining('not known any more'),
    ]);
  });

  it('has buttons and modals of its own, whose name holds a blank', async () => {
    await handle(aPress('Animate this:7'));
    await handle(aSubmit('Animate this:8', { prompt: 'a kite', extras: ['loop', 'private'] }, { id: '2' }));
    expect(log).toEqual([
      'reply: Animate this pressed: 7',
      'reply: Animate this: 8 {"prompt":"a kite","extras":["loop","private"]}',
    ]);
  });

  it.each([
    ['in direct messages', aMenuUse('Animate this', {}, { guild_id: undefined }), true, 'not in direct messages'],
    ['in a guild that is not served', aMenuUse('Animate this'), false, 'not switched on'],
    ['without the right to it', aMenuUse('Hide this'), true, 'Manage Server'],
  ])('is refused %s', async (_where, interaction, isServed, words) => {
    await handle(interaction, createRouter(isServed));
    expect(log).toEqual([expect.stringContaining(words)]);
    expect(calls).toEqual([]);
  });

  it('is there for whoever has the right to it', async () => {
    await handle(aMenuUse('Hide this', {}, { member: aMember('32') }));
    expect(log).toEqual(['reply: Hide this of a message']);
  });

  it('that refuses tells the member alone', async () => {
    refuse = new Refusal('message-without-picture');
    await handle(aMenuUse('Animate this'));
    expect(log).toEqual([expect.stringMatching(/^reply: There is no picture in that message/)]);
  });

  it('that comes twice is answered once', async () => {
    const router = createRouter();
    await handle(aMenuUse('Animate this'), router);
    await handle(aMenuUse('Animate this'), router);
    expect(log).toHaveLength(1);
  });
});

const targetOf = (message: Readonly<Record<string, unknown>>, changes = {}) =>
  readMessageCall(aMenuUse('x', message, changes)).target;
const picture = { url: 'https://cdn.discordapp.com/attachments/3/9/a%20kite.png?ex=1', width: 800, height: 600 };
const read = {
  ...{ url: picture.url, fileName: 'a kite.png', contentType: null },
  ...{ bytes: null, width: 800, height: 600 },
};

describe('the message', () => {
  it('is read with its files, who wrote it and where', () => {
    expect(targetOf({ attachments: [aPictureFile('kite.png'), { filename: 'notes.txt' }] })).toEqual({
      id: '555555555555555555',
      channelId: '333333333333333333',
      authorId: '888888888888888888',
      isOurs: false,
      isPrivate: false,
      files: [
        {
          url: aPictureFile('kite.png').url,
          ...{ fileName: 'kite.png', contentType: 'image/png', bytes: 2_000, width: 800, height: 600 },
        },
        { url: '', fileName: 'notes.txt', contentType: null, bytes: null, width: null, height: null },
      ],
      shown: [],
    });
  });

  it.each([
    ['of an embed', { embeds: [{ image: picture }] }],
    ['small, of an embed', { embeds: [{ type: 'image', thumbnail: picture }] }],
    ['of a gallery', { components: [{ type: 17, components: [{ type: 12, items: [{ media: picture }] }] }] }],
    ['beside a text', { components: [{ type: 9, components: [], accessory: { type: 11, media: picture } }] }],
    ['of what was forwarded', { message_snapshots: [{ message: { embeds: [{ image: picture }] } }] }],
  ])('shows the picture %s', (_what, message) => {
    expect(targetOf(message).shown).toEqual([read]);
  });

  it('names a picture as its address does, also where that is written oddly', () => {
    const url = 'https://cdn.discordapp.com/a/100%.png';
    expect(targetOf({ embeds: [{ image: { url } }] }).shown).toMatchObject([{ fileName: '100%.png' }]);
  });

  it('shows the files of what was forwarded', () => {
    const message_snapshots = [{ message: { attachments: [aPictureFile('kite.png')] } }];
    expect(targetOf({ message_snapshots })).toMatchObject({
      files: [],
      shown: [{ fileName: 'kite.png', bytes: 2_000 }],
    });
  });

  it.each([
    ['its author', { author: { id: '111111111111111111' } }],
    ['the application that answered', { application_id: '111111111111111111' }],
  ])('is ours by %s', (_what, message) => {
    expect(targetOf(message).isOurs).toBe(true);
  });

  it('is private where one member alone sees it', () => {
    expect(targetOf({ flags: 64 }).isPrivate).toBe(true);
  });

  it.each([
    ['is not described', { data: { name: 'x', type: 3, target_id: '5' } }, {}],
    ['has lost its fields', {}, { attachments: null, embeds: null, components: null, author: undefined }],
    ['holds oddities', {}, { embeds: [{ image: {} }], components: [null, 'x', { media: 7 }], channel_id: undefined }],
  ])('that %s stops nobody', (_what, changes, message) => {
    expect(targetOf(message, changes)).toMatchObject({ channelId: '333333333333333333', isOurs: false, files: [] });
  });
});
