import { hasBody } from '../observed-request.ts';
import type { Check } from './call.ts';

/** How a client has to introduce itself, log in and label its bodies. */

/** https://docs.discord.com/developers/reference#user-agent */
const userAgentForm = /^DiscordBot \(https?:\/\/[^\s,]+, [^\s)]+\)( |$)/;

export const checkUserAgent: Check = function* ({ request: { headers } }) {
  const userAgent = headers['user-agent'];
  if (userAgent === undefined || !userAgentForm.test(userAgent))
    yield { field: 'header user-agent', value: userAgent, problem: 'must read «DiscordBot (address, version)»' };
};

/** These roads hold a token of their own; the bot's has no business there, and one of its 401s would be counted. */
const ownToken = /\{(interaction|webhook)_token\}/;

export const checkLogin: Check = function* ({ template, request: { authorization } }) {
  const expected = ownToken.test(template) ? 'none' : 'valid';
  if (authorization === expected) return;
  const problem = expected === 'none' ? 'must not be sent here' : 'must be the bot’s';
  yield { field: 'header authorization', value: authorization, problem };
};

/** https://docs.discord.com/developers/reference#http-api */
export const checkContentType: Check = function* ({ request: { headers, files } }) {
  const type = headers['content-type'];
  const field = 'header content-type';
  if (!hasBody(headers)) {
    if (type !== undefined) yield { field, value: type, problem: 'there is no body' };
    return;
  }
  const isForm = /^multipart\/form-data; *boundary=\S+$/i.test(type ?? '');
  const isJson = /^application\/json(;|$)/i.test(type ?? '');
  if (!isForm && !isJson)
    yield { field, value: type, problem: 'must be application/json, or multipart/form-data with a boundary' };
  if (isJson && files.length > 0) yield { field, value: type, problem: 'files need a form' };
};
