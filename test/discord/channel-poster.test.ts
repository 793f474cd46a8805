import { type APIMessage, DiscordAPIError, MessageFlags } from 'discord.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { ChannelPoster } from '../../src/discord/channel-poster.ts';
import type { Upload } from '../../src/discord/upload.ts';
import { PostingError, type PostingProblem } from '../../src/errors/posting-error.ts';
import { tokenLifeMs } from '../../src/jobs/job.ts';
import type { VideoPost } from '../../src/jobs/poster.ts';
import { aJob } from '../builders/jobs.ts';
import { ManualClock } from '../builders/manual-clock.ts';

interface Call {
  readonly via: 'rest' | 'webhooks';
  readonly method: string;
  readonly route: string;
  readonly body?: Record<string, unknown>;
  readonly auth?: boolean | undefined;
  readonly query: string | undefined;
}

let clock: ManualClock;
let calls: Call[];
let uploads: Upload[];
/** What Discord answers; throws to refuse. */
let answer: (call: Call) => unknown;
let tier: number;
let botUserId: string | undefined;

beforeEach(() => {
  clock = new ManualClock();
  calls = [];
  uploads = [];
  answer = ({ route }) => (route === '/users/@me/channels' ? { id: 'dm-channel' } : { id: '900' });
  tier = 0;
  botUserId = applicationId;
});

function recorded(via: Call['via']) {
  const method =
    (name: string) =>
    async (
      route: string,
      options: { body?: unknown; auth?: boolean; query?: URLSearchParams } = {},
    ): Promise<unknown> => {
      const { auth, query } = options;
      const body = options.body as Record<string, unknown>;
      const call = { via, method: name, route, body, auth, query: query?.toString() };
      calls.push(call);
      return answer(call);
    };
  return { get: method('GET'), post: method('POST'), patch: method('PATCH'), delete: method('DELETE') };
}

const createPoster = () =>
  new ChannelPoster({
    rest: recorded('rest'),
    webhooks: recorded('webhooks'),
    uploader: {
      async send(upload) {
        uploads.push(upload);
        return { id: '901' } as APIMessage;
      },
      close: async () => {},
    },
    token: 'bot-token',
    premiumTier: () => tier,
    botUserId: () => botUserId,
    clock,
  });

function refuse(code: number, status: number): () => unknown {
  return () => {
    throw new DiscordAPIError({ code, message: 'refused' }, code, status, 'POST', 'https://x/canary', {});
  };
}

const job = aJob();
const { id, channelId, memberId, applicationId, interactionToken } = job;
const privateJob = aJob({ request: { ...job.request, isPrivate: true } });
const response = `/webhooks/${applicationId}/${interactionToken}/messages/@original`;
const channel = `/channels/${channelId}/messages`;
const cardRoute = `${channel}/${job.progressMessageId}`;
const signal = new AbortController().signal;
const file: VideoPost = {
  content: { form: 'file', path: '/tmp/1.mp4', bytes: 1_000, playsEverywhere: true },
  withPrompt: true,
  tookMs: 75_000,
  availableCredits: 249,
};
const link: VideoPost = {
  ...file,
  content: {
    form: 'link',
    url: 'https://cdn.example.org/clip.mp4',
    expiresAt: Date.UTC(2026, 10, 30),
    why: 'too-large',
  },
};
/** The requester alone is rung. */
const mentions = { parse: [], users: [memberId] };
/** The job's id keeps Discord from storing a message twice. */
const once = { nonce: id, enforce_nonce: true };
const quiet = { flags: MessageFlags.SuppressEmbeds };

describe('a video is posted', () => {
  it('as a file into the channel, once, ringing its requester alone', async () => {
    expect(await createPoster().post('channel', job, file, signal)).toEqual({ messageId: '901', channelId });
    expect(uploads).toMatchObject([
      {
        method: 'POST',
        route: channel,
        token: 'bot-token',
        body: { ...once, ...quiet, allowed_mentions: mentions, content: expect.stringContaining(`<@${memberId}>`) },
        file: { path: '/tmp/1.mp4', bytes: 1_000, name: `ray-flash-2-${id}.mp4`, contentType: 'video/mp4' },
      },
    ]);
    expect(calls).toEqual([]);
  });

  it('with buttons that name it, but not in direct messages, where no press says of which server it is', async () => {
    const poster = createPoster();
    await poster.post('channel', job, file, signal);
    await poster.post('response', job, link, signal);
    await poster.post('dm', job, link, signal);
    const idsOf = (body: Record<string, unknown> | undefined) => JSON.stringify(body?.components).match(/jobs:[^"]+/g);
    const ids = [`jobs:again:${id}:51`, `jobs:edit:${id}`, `jobs:vary:${id}`, `jobs:delete:${id}`];
    expect(idsOf(uploads[0]?.body)).toEqual(ids);
    expect(idsOf(calls[0]?.body)).toEqual(ids);
    expect(calls.at(-1)?.body?.components).toEqual([]);
  });

  it('once more in its own right, ringing nobody', async () => {
    await createPoster().post('channel', job, { ...file, again: { nonce: '77' } }, signal);
    expect(uploads[0]?.body).toMatchObject({
      nonce: '77',
      enforce_nonce: true,
      allowed_mentions: { parse: [], users: [] },
    });
    expect(uploads[0]?.body.content).toMatch(/posted again\n> a red fox in the snow\n-# Ray Flash 2 · 5 s · 16:9$/);
  });

  it.each([
    ['stands', () => ({ id: '1' }), true],
    ['was deleted', refuse(10008, 404), false],
    ['cannot be seen', refuse(50001, 403), false],
  ])('and whether its message %s is found out', async (_, says, isThere) => {
    answer = says;
    expect(await createPoster().stands({ channelId, messageId: '1' })).toBe(isThere);
  });

  it('and nobody knows whether its message stands while Discord is out of reach', async () => {
    answer = refuse(0, 503);
    await expect(createPoster().stands({ channelId, messageId: '1' })).rejects.toMatchObject({ problem: 'transient' });
  });

  it('as a link into the channel, that may unfold', async () => {
    expect(await createPoster().post('channel', job, link, signal)).toEqual({ messageId: '900', channelId });
    expect(calls).toMatchObject([
      { via: 'rest', method: 'POST', route: channel, body: { ...once, flags: 0, allowed_mentions: mentions } },
    ]);
  });

  it('as a file into the response, without the bot’s token', async () => {
    await createPoster().post('response', job, file, signal);
    expect(uploads).toMatchObject([
      { method: 'PATCH', route: response, token: null, body: { ...quiet, allowed_mentions: mentions } },
    ]);
  });

  it('as a link into the response, without the bot’s token', async () => {
    await createPoster().post('response', job, link, signal);
    expect(calls).toMatchObject([
      {
        via: 'webhooks',
        method: 'PATCH',
        route: response,
        auth: false,
        body: { flags: 0, allowed_mentions: mentions },
      },
    ]);
  });

  it('as a direct message', async () => {
    expect(await createPoster().post('dm', job, file, signal)).toEqual({ messageId: '901', channelId: 'dm-channel' });
    expect(calls).toMatchObject([{ method: 'POST', route: '/users/@me/channels', body: { recipient_id: memberId } }]);
    expect(uploads).toMatchObject([
      { route: '/channels/dm-channel/messages', body: { ...once, ...quiet, allowed_mentions: mentions } },
    ]);
  });

  it.each([
    ['no access', refuse(50013, 403), 'no-access'],
    ['refused words', refuse(200000, 400), 'content-refused'],
    ['an answer that names no message', () => ({}), 'transient'],
    ['an empty answer', () => null, 'transient'],
  ] satisfies [string, () => unknown, PostingProblem][])('or not, by %s', async (_what, answers, problem) => {
    answer = answers;
    const posting = createPoster().post('channel', job, link, signal);
    await expect(posting).rejects.toMatchObject({ name: 'PostingError', problem });
  });

  it('not into a response whose token is dead', async () => {
    await clock.advance(tokenLifeMs);
    const posting = createPoster().post('response', job, file, signal);
    await expect(posting).rejects.toMatchObject({ problem: 'gone' });
    expect([calls, uploads]).toEqual([[], []]);
  });

  it('by direct message in a channel that is opened once', async () => {
    const poster = createPoster();
    await poster.post('dm', job, file, signal);
    await poster.post('dm', job, link, signal);
    await poster.showFailure({ ...privateJob, interactionToken: null, failure: 'moderated' });
    expect(calls.filter(({ route }) => route === '/users/@me/channels')).toHaveLength(1);
    await poster.post('dm', { ...job, memberId: '444444444444444445' }, link, signal);
    expect(calls.filter(({ route }) => route === '/users/@me/channels')).toHaveLength(2);
  });

  it('not by direct message to somebody who takes none', async () => {
    answer = refuse(50007, 403);
    await expect(createPoster().post('dm', job, link, signal)).rejects.toMatchObject({ problem: 'no-access' });
  });
});

describe('the largest file', () => {
  const mebibyte = 1024 * 1024;
  it.each([
    ['channel', 0, 25, 20],
    ['channel', 0, 10, 10],
    ['channel', 2, 500, 50],
    ['channel', 3, 500, 100],
    ['channel', 9, 500, 20],
    ['dm', 3, 500, 20],
    ['response', 0, 25, 25],
    ['response', 0, 500, 200],
  ] as const)(
    'by %s in a guild of tier %i, where the interaction takes %i MiB, has %i MiB',
    (road, own, limit, mib) => {
      tier = own;
      const bytes = createPoster().limitBytes(road, aJob({ attachmentLimitBytes: limit * mebibyte }));
      expect(bytes).toBe(mib * mebibyte);
    },
  );
});

describe('a message that may stand there already', () => {
  const author = { bot: true, id: applicationId };
  const own = { id: '5', author, content: '', attachments: [{ filename: `ray-flash-2-${id}.mp4` }] };
  const linked = { id: '6', author, content: `see ${job.resultUrl} there`, attachments: [] };
  it.each([
    ['is known by its file', [{ ...own, id: '4', attachments: [] }, own], '5'],
    ['is known by its link', [linked], '6'],
    [
      'is not that of a person',
      [
        { ...own, author: { id: applicationId, bot: false } },
        { ...linked, author: { id: applicationId } },
      ],
      null,
    ],
    [
      'is not that of another bot',
      [
        { ...own, author: { id: '999', bot: true } },
        { ...linked, author: { id: '999', bot: true }, application_id: '999', webhook_id: '999' },
      ],
      null,
    ],
    [
      'is ours by its application, whoever wrote it',
      [{ ...own, author: { id: '999', bot: true }, application_id: applicationId }],
      '5',
    ],
    [
      'is ours by its webhook, whoever wrote it',
      [{ ...own, author: { id: '999', bot: true }, webhook_id: applicationId }],
      '5',
    ],
    ['is not that of another job', [{ ...own, attachments: [{ filename: 'ray-flash-2-1.mp4' }] }], null],
    ['is looked for in messages without details', [{ id: '7' }, own], '5'],
  ])('%s', async (_what, messages, found) => {
    answer = () => messages;
    expect(await createPoster().findPosted(job)).toEqual(found === null ? null : { messageId: found, channelId });
    expect(calls).toMatchObject([{ via: 'rest', method: 'GET', route: channel }]);
  });

  it('is ours where the bot’s user has another id than its application', async () => {
    const old = { ...own, author: { bot: true, id: '121212121212121212' } };
    answer = () => [old];
    expect(await createPoster().findPosted(job)).toBeNull();
    botUserId = '121212121212121212';
    expect(await createPoster().findPosted(job)).toMatchObject({ messageId: '5' });
  });

  describe('may stand in the direct messages', () => {
    const direct = '/channels/dm-channel/messages';
    const onlyDirect = ({ route }: Call) => {
      if (route === '/users/@me/channels') return { id: 'dm-channel' };
      return route === direct ? [own] : [];
    };

    it.each([
      ['of a private job', privateJob],
      ['of a job whose channel was closed to the bot', aJob({ mayPost: false })],
    ])('%s, and is looked for there last', async (_what, whose) => {
      answer = onlyDirect;
      const found = await createPoster().findPosted(whose);
      expect(found).toEqual({ messageId: '5', channelId: 'dm-channel' });
      expect(calls.map(({ route }) => route)).toEqual([channel, '/users/@me/channels', direct]);
    });

    it('only where the channel was no road', async () => {
      answer = onlyDirect;
      expect(await createPoster().findPosted(job)).toBeNull();
      expect(calls.map(({ route }) => route)).toEqual([channel]);
    });

    it('unless the member takes none', async () => {
      const refused = refuse(50007, 403);
      answer = (call) => (call.route === '/users/@me/channels' ? refused() : []);
      expect(await createPoster().findPosted(privateJob)).toBeNull();
    });

    it('and are not known to be empty while they cannot be opened', async () => {
      const refused = refuse(40003, 403);
      answer = (call) => (call.route === '/users/@me/channels' ? refused() : []);
      await expect(createPoster().findPosted(privateJob)).rejects.toMatchObject({ problem: 'transient' });
    });
  });

  it('is found however much was said since, and nothing before the command is read', async () => {
    const chatter = (page: number) =>
      Array.from({ length: 100 }, (_, index) => ({
        id: String(2_000_000_000_000_000_000n + BigInt(page * 100 + index)),
      }));
    answer = ({ query }) => (query === `limit=100&after=${id}` ? chatter(0).toReversed() : [own]);
    expect(await createPoster().findPosted(job)).toMatchObject({ messageId: '5' });
    expect(calls.map(({ query }) => query)).toEqual([`limit=100&after=${id}`, 'limit=100&after=2000000000000000099']);
  });

  it('is not looked for without end', async () => {
    answer = () => Array.from({ length: 100 }, (_, index) => ({ id: String(index) }));
    expect(await createPoster().findPosted(job)).toBeNull();
    expect(calls).toHaveLength(10);
  });

  it('is not there where the bot may not read', async () => {
    answer = refuse(50001, 403);
    expect(await createPoster().findPosted(job)).toBeNull();
  });

  it('is not known to be missing while Discord is out of reach', async () => {
    answer = refuse(0, 503);
    await expect(createPoster().findPosted(job)).rejects.toMatchObject({ problem: 'transient' });
  });
});

describe('the card', () => {
  it('is drawn in the response and rings nobody', async () => {
    await createPoster().showProgress(job, { stage: 'making', percent: 40, expectedAt: 1_795_392_000_000 });
    expect(calls).toMatchObject([
      {
        via: 'webhooks',
        method: 'PATCH',
        route: response,
        auth: false,
        body: { allowed_mentions: { parse: [] }, content: expect.stringContaining('<t:1795392000:R>') },
      },
    ]);
  });

  it('is drawn without the words of the prompt where Discord refuses them', async () => {
    const refused = refuse(200000, 400);
    answer = ({ body }) => (String(body?.content).includes(job.request.prompt) ? refused() : { id: '900' });
    await createPoster().showProgress(job, { stage: 'late' });
    expect(calls.map(({ body }) => body?.content)).toEqual([
      expect.stringContaining(job.request.prompt),
      expect.stringMatching(/^🎬.*\nStill being made/),
    ]);
  });

  it.each([
    ['that are refused without the prompt too', refuse(200000, 400), 'content-refused', 2],
    ['for other reasons', refuse(10008, 404), 'gone', 1],
  ] as const)('is not drawn again and again with words %s', async (_what, refused, problem, edits) => {
    answer = refused;
    await expect(createPoster().showProgress(job, { stage: 'late' })).rejects.toMatchObject({ problem });
    expect(calls).toHaveLength(edits);
  });

  it('is drawn as a message of the channel when the token is dead', async () => {
    await clock.advance(tokenLifeMs);
    await createPoster().showProgress(job, { stage: 'late' });
    expect(calls).toMatchObject([{ via: 'rest', method: 'PATCH', route: `${channel}/${job.progressMessageId}` }]);
  });

  it('is not drawn any more when the token is dead and it is private', async () => {
    await clock.advance(tokenLifeMs);
    await expect(createPoster().showProgress(privateJob, { stage: 'late' })).rejects.toMatchObject({ problem: 'gone' });
    expect(calls).toEqual([]);
  });

  it.each([
    ['goes by the token while it lives', job, 0, { via: 'webhooks', method: 'DELETE', route: response, auth: false }],
    [
      'goes as a message of the channel after that',
      job,
      tokenLifeMs,
      { via: 'rest', method: 'DELETE', route: `${channel}/${job.progressMessageId}` },
    ],
    ['stays where it is private and the token is dead', privateJob, tokenLifeMs, null],
    ['stays where it was never named', aJob({ progressMessageId: null }), tokenLifeMs, null],
  ] as const)('%s', async (_what, whose, ageMs, call) => {
    await clock.advance(ageMs);
    await createPoster().removeProgress(whose);
    expect(calls).toMatchObject(call === null ? [] : [call]);
    expect(calls).toHaveLength(call === null ? 0 : 1);
  });
});

describe('a failure is told', () => {
  const failed = aJob({ state: 'failed', failure: 'moderated' });
  const inDirectMessage = ['/users/@me/channels', '/channels/dm-channel/messages'];

  it('in the response, ringing the requester alone', async () => {
    await createPoster().showFailure(failed);
    expect(calls).toMatchObject([
      {
        route: response,
        auth: false,
        body: { allowed_mentions: mentions, content: expect.stringMatching(/turned the prompt down.*\n.*51 credits/) },
      },
    ]);
  });

  it('on the card when the token is dead', async () => {
    await clock.advance(tokenLifeMs);
    await createPoster().showFailure(failed);
    expect(calls).toMatchObject([{ via: 'rest', method: 'PATCH', route: `${channel}/${job.progressMessageId}` }]);
  });

  it('without the words of the prompt where Discord refuses them', async () => {
    const refused = refuse(200000, 400);
    answer = ({ body }) => (String(body?.content).includes(job.request.prompt) ? refused() : { id: '900' });
    await createPoster().showFailure(failed);
    expect(calls.map(({ route }) => route)).toEqual([response, response]);
    expect(calls.at(-1)?.body?.content).toMatch(/^⚠️.*\n.*turned the prompt down/);
  });

  it('by direct message where the card is gone, once', async () => {
    const usual = answer;
    const gone = refuse(10008, 404);
    answer = (call) => (call.route === response || call.route === cardRoute ? gone() : usual(call));
    await createPoster().showFailure(failed);
    expect(calls.map(({ route }) => route)).toEqual([response, cardRoute, ...inDirectMessage]);
    expect(calls.at(-1)?.body).toMatchObject({ ...once, allowed_mentions: mentions });
  });

  it('on the card as a message of its channel where the token died early', async () => {
    const usual = answer;
    const dead = refuse(50027, 401);
    answer = (call) => (call.route === response ? dead() : usual(call));
    await createPoster().showFailure(failed);
    expect(calls.map(({ route }) => route)).toEqual([response, cardRoute]);
  });

  it('by direct message where it was private and the token is dead: never in the channel', async () => {
    await clock.advance(tokenLifeMs);
    await createPoster().showFailure({ ...privateJob, failure: 'moderated' });
    expect(calls.map(({ route }) => route)).toEqual(inDirectMessage);
  });

  it('to nobody who was never told that we took the command', async () => {
    answer = refuse(10008, 404);
    await createPoster().showFailure(aJob({ failure: 'not-acknowledged' }));
    expect(calls.map(({ route }) => route)).toEqual([response, cardRoute]);
  });

  it('later, while Discord is out of reach', async () => {
    answer = refuse(0, 503);
    await expect(createPoster().showFailure(failed)).rejects.toThrow(PostingError);
    expect(calls).toHaveLength(1);
  });
});

describe('what is wrong with a picture', () => {
  const failed = aJob({ state: 'failed', failure: 'image-unreadable' });
  const followUp = `/webhooks/${applicationId}/${interactionToken}`;
  const inDirectMessage = ['/users/@me/channels', '/channels/dm-channel/messages'];
  const alone = MessageFlags.Ephemeral | MessageFlags.SuppressEmbeds;
  const steps = () => calls.map(({ method, route }) => `${method} ${route}`);
  /** Refuses the calls of one kind; the others are answered as usual. */
  const refuseSome = (picked: (call: Call) => boolean, refusal: () => unknown) => {
    const usual = answer;
    answer = (call) => (picked(call) ? refusal() : usual(call));
  };
  const isDelete = ({ method }: Call) => method === 'DELETE';
  const isFollowUp = ({ method, route }: Call) => method === 'POST' && route === followUp;

  it('is told to the requester alone, once the card is away', async () => {
    await createPoster().showFailure(failed);
    expect(calls).toMatchObject([
      { via: 'webhooks', method: 'DELETE', route: response, auth: false },
      {
        via: 'webhooks',
        method: 'POST',
        route: followUp,
        auth: false,
        query: 'wait=true',
        body: {
          flags: alone,
          allowed_mentions: mentions,
          content: expect.stringMatching(/picture cannot be read.*\n.*51 credits/),
        },
      },
    ]);
    expect(calls).toHaveLength(2);
  });

  it.each([
    'image-gone',
    'image-unreachable',
    'image-elsewhere',
    'image-too-large',
    'image-too-many-pixels',
    'image-unreadable',
  ] as const)('(%s) is told so', async (failure) => {
    await createPoster().showFailure(aJob({ failure }));
    expect(steps()).toEqual([`DELETE ${response}`, `POST ${followUp}`]);
  });

  it('is all that is told so: other ends stand in the card’s place', async () => {
    await createPoster().showFailure(aJob({ failure: 'moderated' }));
    expect(steps()).toEqual([`PATCH ${response}`]);
  });

  it('stands in the card’s place where that is private anyway', async () => {
    await createPoster().showFailure({ ...privateJob, failure: 'image-unreadable' });
    expect(calls).toMatchObject([{ method: 'PATCH', route: response, body: { allowed_mentions: mentions } }]);
    expect(calls[0]?.body).not.toHaveProperty('flags');
  });

  it('stands on the card when the token is dead', async () => {
    await clock.advance(tokenLifeMs);
    await createPoster().showFailure(failed);
    expect(steps()).toEqual([`PATCH ${cardRoute}`]);
    expect(calls[0]?.body).not.toHaveProperty('flags');
  });

  it.each([
    ['the card is gone already', refuse(10008, 404)],
    ['the card may not be deleted', refuse(50013, 403)],
  ])('is told alone all the same where %s', async (_what, refusal) => {
    refuseSome(isDelete, refusal);
    await createPoster().showFailure(failed);
    expect(steps()).toEqual([`DELETE ${response}`, `POST ${followUp}`]);
  });

  it('is told alone without the words of the prompt where Discord refuses them', async () => {
    refuseSome(({ body }) => String(body?.content).includes(job.request.prompt), refuse(200000, 400));
    await createPoster().showFailure(failed);
    expect(steps()).toEqual([`DELETE ${response}`, `POST ${followUp}`, `POST ${followUp}`]);
    expect(calls.at(-1)?.body).toMatchObject({
      flags: alone,
      content: expect.stringMatching(/^⚠️.*\n.*picture cannot be read/),
    });
  });

  it('is told by direct message where the follow-up is refused and the card is away', async () => {
    refuseSome((call) => isFollowUp(call), refuse(50027, 401));
    refuseSome(({ method }) => method === 'PATCH', refuse(10008, 404));
    await createPoster().showFailure(failed);
    expect(steps()).toEqual([
      `DELETE ${response}`,
      `POST ${followUp}`,
      `PATCH ${response}`,
      `PATCH ${cardRoute}`,
      ...inDirectMessage.map((route) => `POST ${route}`),
    ]);
    expect(calls.at(-1)?.body).toMatchObject({ ...once, allowed_mentions: mentions });
  });

  it('is told on the card where the token died before its time', async () => {
    refuseSome(({ via }) => via === 'webhooks', refuse(50027, 401));
    await createPoster().showFailure(failed);
    expect(steps()).toEqual([`DELETE ${response}`, `POST ${followUp}`, `PATCH ${response}`, `PATCH ${cardRoute}`]);
  });

  it('is not told before the card is away: later, while Discord cannot delete it', async () => {
    refuseSome(isDelete, refuse(0, 503));
    await expect(createPoster().showFailure(failed)).rejects.toMatchObject({ problem: 'transient' });
    expect(steps()).toEqual([`DELETE ${response}`]);
  });

  it('is told later, while Discord takes no follow-up', async () => {
    const usual = answer;
    refuseSome(isFollowUp, refuse(0, 503));
    const poster = createPoster();
    await expect(poster.showFailure(failed)).rejects.toMatchObject({ problem: 'transient' });
    expect(steps()).toEqual([`DELETE ${response}`, `POST ${followUp}`]);
    answer = usual;
    refuseSome(isDelete, refuse(10008, 404));
    await poster.showFailure(failed);
    expect(steps().slice(2)).toEqual([`DELETE ${response}`, `POST ${followUp}`]);
  });
});
