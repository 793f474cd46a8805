import { beforeEach, describe, expect, it } from 'vitest';
import { createAcknowledgement } from '../../src/discord/acknowledgement.ts';
import { anOrigin } from '../builders/jobs.ts';

let calls: { route: string; auth?: boolean; body: unknown; withResponse: string | null }[];
let answer: unknown;

beforeEach(() => {
  calls = [];
  answer = { interaction: { response_message_id: '555' } };
});

function create() {
  const unused = () => Promise.reject(new Error('not to be called here'));
  return createAcknowledgement({
    get: unused,
    patch: unused,
    delete: unused,
    async post(route, { auth = true, body, query } = {}) {
      calls.push({ route, auth, body, withResponse: query?.get('with_response') ?? null });
      return answer;
    },
  });
}

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
    await create().reply(origin, 'no @everyone');
    expect(calls).toEqual([
      {
        route,
        auth: false,
        body: { type: 4, data: { content: 'no @everyone', flags: 64 | 4, allowed_mentions: { parse: [] } } },
        withResponse: 'false',
      },
    ]);
  });
});
