import type { ObservedRequest } from './observed-request.ts';
import type { Call, Check } from './own-checks/call.ts';

/** Requests that Discord would take, for tests that spoil one thing of them. */

const ids = { application: '100000000000000001', channel: '200000000000000002', message: '300000000000000003' };
export const interactionToken = 'aW50ZXJhY3Rpb246dGhpcyBpcyBub2JvZHkncyB0b2tlbg';
export const channelId = ids.channel;

const userAgent = 'DiscordBot (https://example.org/bot, 1.0.0)';
const nobodyPings = { allowed_mentions: { parse: [] } };

function request(method: string, path: string, more: Partial<ObservedRequest> = {}): ObservedRequest {
  const hasJson = more.body !== undefined;
  const type = more.files?.length ? 'multipart/form-data; boundary=----a1' : 'application/json';
  return {
    method,
    path,
    query: {},
    headers: { 'user-agent': userAgent, ...(hasJson ? { 'content-type': type, 'content-length': '100' } : {}) },
    authorization: /^\/(interactions|webhooks)\//.test(path) ? 'none' : 'valid',
    body: undefined,
    files: [],
    bodyWasRead: true,
    ...more,
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** A message in a channel. */
export const post = (fields: Fields = {}, more: Partial<ObservedRequest> = {}) =>
  request('POST', `/channels/${ids.channel}/messages`, {
    body: { content: 'A kite', ...nobodyPings, nonce: '400000000000000004', enforce_nonce: true, ...fields },
    ...more,
  });

/** A message in a channel with a video. */
export const postVideo = (fields: Fields = {}, file: Partial<ObservedRequest['files'][number]> = {}) =>
  post(
    { attachments: [{ id: '0', filename: 'kite.mp4' }], ...fields },
    { files: [{ part: 'files[0]', filename: 'kite.mp4', contentType: 'video/mp4', sizeBytes: 1_000, ...file }] },
  );

/** The text of an interaction's answer. */
export const edit = (fields: Fields = {}, more: Partial<ObservedRequest> = {}) =>
  request('PATCH', `/webhooks/${ids.application}/${interactionToken}/messages/@original`, {
    body: { content: 'A kite', ...nobodyPings, ...fields },
    ...more,
  });

/** An answer at once, for the member alone. */
export const reply = (data: Fields = {}, more: Partial<ObservedRequest> = {}) =>
  callback({ type: 4, data: { content: 'A kite', flags: 64, ...nobodyPings, ...data } }, more);

export const callback = (body: Fields, more: Partial<ObservedRequest> = {}) =>
  request('POST', `/interactions/${ids.message}/${interactionToken}/callback`, {
    query: { with_response: 'true' },
    body,
    ...more,
  });

export const commandOf = (fields: Fields = {}) => ({ type: 1, name: 'fly', description: 'Makes a kite', ...fields });

/** All commands at once. */
export const register = (commands: unknown, more: Partial<ObservedRequest> = {}) =>
  request('PUT', `/applications/${ids.application}/commands`, { body: commands, ...more });

export const registerInGuild = (commands: unknown) =>
  request('PUT', `/applications/${ids.application}/guilds/${ids.message}/commands`, { body: commands });

/** What is asked for without a body. */
export const ask = (path: string, query: Readonly<Record<string, string>> = {}) => request('GET', path, { query });

const known: readonly [method: string, form: RegExp, operation: string, template: string][] = [
  ['POST', /^\/channels\/\d+\/messages$/, 'create_message', '/channels/{channel_id}/messages'],
  [
    'PATCH',
    /@original$/,
    'update_original_webhook_message',
    '/webhooks/{webhook_id}/{webhook_token}/messages/@original',
  ],
  ['POST', /callback$/, 'create_interaction_response', '/interactions/{interaction_id}/{interaction_token}/callback'],
  [
    'PUT',
    /guilds\/\d+\/commands$/,
    'bulk_set_guild_application_commands',
    '/applications/{application_id}/guilds/{guild_id}/commands',
  ],
  ['PUT', /\d\/commands$/, 'bulk_set_application_commands', '/applications/{application_id}/commands'],
  ['GET', /./, 'get_bot_gateway', '/gateway/bot'],
];

/** Names the operations of the requests above, so that a check can be tried without Discord's description. */
export function callOf(own: ObservedRequest): Call {
  const [, , operation = '', template = ''] =
    known.find(([method, form]) => method === own.method && form.test(own.path)) ?? [];
  return { operation, template, request: own };
}

/** What a check finds, as `field: problem`. */
export function found(check: Check, own: ObservedRequest): string[] {
  return [...check(callOf(own))].map(({ field, problem }) => `${field}: ${problem}`);
}
