import type { RequestData } from 'discord.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAcknowledgement } from '../../src/discord/acknowledgement.ts';
import { button, modalData, row } from '../../src/discord/components.ts';
import { anOrigin } from '../builders/jobs.ts';

let calls: { route: string; auth?: boolean; body: unknown; withResponse: string | null }[];
let fileCalls: object[];
let answer: unknown;

beforeEach(() => {
  calls = [];
  fileCalls = [];
  answer = { interaction: { response_message_id: '555' } };
});

const unused = () => Promise.reject(new Error('not to be called here'));

function create() {
  const note = async (route: string, { auth = true, body, query }: RequestData = {}) => {
    calls.push({ route, auth, body, withResponse: query?.get('with_response') ?? null });
    return answer;
  };
  const patchFiles = async (route: string, { auth = true, body, files }: RequestData = {}) =>
    void fileCalls.push({ route, auth, body, files });
  return createAcknowledgement(
    { get: unused, patch: note, delete: unused, post: note },
    { get: unused, patch: patchFiles, delete: unused, post: unused },
  );
}

const components = [row(button({ command: 'quota', payload: 'audit 2' }, { label: 'Older' }))];
const aFile = (name: string) => ({ name, contentType: 'text/csv', bytes: new Uint8Array([1, 2]) });

const origin = anOrigin();
const route = `/interactions/${origin.interactionId}/${origin.interactionToken}/callback`;

describe('an acknowledgement', () => {
  it('defers for all to see, and tells which message was made of it', async () => {
    expect(await create().defer(origin, false)).toBe('555');
    expect(calls).toEqual([{ route, auth: false, body: { type: 5, data: {} }, withResponse: 'true' }]);
  });

  it('defers for the member alone', async () => {
    await create().defer(origin, true);
    expect(calls[0]?.body).toEqual({ type: 5, data: { flags: 64 } });
  });

  it.each([[null], [undefined], [{}], [{ interaction: {} }], [new ArrayBuffer(0)]])(
    'holds where Discord names no message: %j',
    async (odd) => {
      answer = odd;
      expect(await create().defer(origin, false)).toBeNull();
    },
  );

  it('changes the buttons of a message, and neither its text nor its files', async () => {
    await create().relabel(origin, components);
    expect(calls[0]?.body).toEqual({ type: 7, data: { components, allowed_mentions: { parse: [] } } });
  });

  it('offers somebody who types what it may become', async () => {
    const choices = [{ name: 'push in', value: 'push_in' }];
    await create().suggest(origin, choices);
    await create().suggest(origin, []);
    expect(calls).toEqual([
      { route, auth: false, body: { type: 8, data: { choices } }, withResponse: 'false' },
      { route, auth: false, body: { type: 8, data: { choices: [] } }, withResponse: 'false' },
    ]);
  });

  it('answers the member alone, rings nobody and unfolds nothing', async () => {
    await create().reply(origin, { content: 'no @everyone' });
    expect(calls).toEqual([
      {
        route,
        auth: false,
        body: { type: 4, data: { content: 'no @everyone', flags: 64 | 4, allowed_mentions: { parse: [] } } },
        withResponse: 'false',
      },
    ]);
  });

  it('answers with buttons', async () => {
    await create().reply(origin, { content: 'more?', components });
    expect(calls[0]?.body).toMatchObject({ type: 4, data: { components } });
  });

  it('takes a press, and leaves its message as it is', async () => {
    await create().deferUpdate(origin);
    expect(calls).toEqual([{ route, auth: false, body: { type: 6 }, withResponse: 'false' }]);
  });

  it('replaces the message of a press with its files and buttons, so that nothing of the old one stays', async () => {
    await create().update(origin, { content: 'page 2', components });
    await create().update(origin, { content: 'the end' });
    const nobody = { allowed_mentions: { parse: [] } };
    expect(calls.map(({ body }) => body)).toEqual([
      { type: 7, data: { content: 'page 2', components, attachments: [], ...nobody } },
      { type: 7, data: { content: 'the end', components: [], attachments: [], ...nobody } },
    ]);
  });

  it('shows a modal', async () => {
    const data = modalData('quota', { kind: 'modal', payload: 'x', title: 'A form', inputs: [] });
    await create().openModal(origin, data);
    expect(calls[0]?.body).toEqual({ type: 9, data: { custom_id: 'quota:x', title: 'A form', components: [] } });
  });
});

describe('after an acknowledgement', () => {
  const original = `/webhooks/${origin.applicationId}/${origin.interactionToken}/messages/@original`;
  const nobody = { allowed_mentions: { parse: [] } };

  it('a promise is kept by a text', async () => {
    await create().complete(origin, { content: 'done' });
    expect(calls).toEqual([
      {
        route: original,
        auth: false,
        body: { content: 'done', components: [], attachments: [], ...nobody },
        withResponse: null,
      },
    ]);
  });

  it('files go by the road that has time for them, each under its number and name', async () => {
    const files = [aFile('a.csv'), aFile('b.png')];
    await create().complete(origin, { content: 'here', files });
    expect(calls).toEqual([]);
    expect(fileCalls).toMatchObject([
      {
        route: original,
        auth: false,
        body: {
          attachments: [
            { id: '0', filename: 'a.csv' },
            { id: '1', filename: 'b.png' },
          ],
        },
        files: files.map(({ name, contentType, bytes }) => ({ name, contentType, data: bytes })),
      },
    ]);
  });

  it('the member is told something apart, alone', async () => {
    await create().followUp(origin, { content: 'it did not work' });
    expect(calls).toEqual([
      {
        route: `/webhooks/${origin.applicationId}/${origin.interactionToken}`,
        auth: false,
        body: { content: 'it did not work', flags: 64 | 4, ...nobody },
        withResponse: null,
      },
    ]);
  });
});

it('whatever is written is cut to the length of a message', async () => {
  const content = 'line\n'.repeat(1_000);
  const answers = create();
  await answers.reply(origin, { content });
  await answers.update(origin, { content });
  await answers.complete(origin, { content });
  await answers.followUp(origin, { content });
  const texts = calls.map(({ body }) => JSON.stringify(body)).map((json) => /"content":"(.*?)"/.exec(json)?.[1] ?? '');
  expect(texts).toHaveLength(4);
  for (const text of texts) expect(JSON.parse(`"${text}"`).length).toBeLessThanOrEqual(2_000);
});
