import { fieldAt, isRecord, lengthOf, recordsIn, textOf } from '../shape.ts';
import { type Check, messageOf } from './call.ts';

/** What a message may say: https://docs.discord.com/developers/resources/message#create-message */

const contentMax = 2_000;
const nonceMax = 25;
export const componentsV2 = 1 << 15;
const [suppressEmbeds, ephemeral, suppressNotifications, voiceMessage] = [1 << 2, 1 << 6, 1 << 12, 1 << 13];

/** The description allows 4,000, which is what members with Nitro may write. */
export const checkContent: Check = function* (call) {
  const message = messageOf(call);
  const content = textOf(message?.fields.content);
  if (message && lengthOf(content) > contentMax)
    yield {
      field: fieldAt(message.parent, 'content'),
      value: lengthOf(content),
      problem: `has more than ${contentMax} characters`,
    };
};

/** Discord answers a new message without anything to show with 50006. */
export const checkNotEmpty: Check = function* (call) {
  const message = messageOf(call);
  if (!message?.isNew || textOf(message.fields.content).trim() !== '' || call.request.files.length > 0) return;
  const others = ['embeds', 'components', 'sticker_ids'].map((key) => message.fields[key]);
  if (others.some((list) => Array.isArray(list) && list.length > 0) || message.fields.poll) return;
  yield { field: fieldAt(message.parent, 'content'), value: message.fields.content, problem: 'the message is empty' };
};

/**
 * A member's words must never ping: whom a message may ping is said by id, in every message. Discord's default is to look
 * for mentions in the text, and an edit without the field goes back to it.
 */
export const checkMentions: Check = function* (call) {
  const message = messageOf(call);
  if (!message) return;
  const allowed = message.fields.allowed_mentions;
  const field = fieldAt(message.parent, 'allowed_mentions');
  const { parse, ...others } = isRecord(allowed) ? allowed : {};
  if (!Array.isArray(parse) || parse.length > 0)
    yield { field: fieldAt(field, 'parse'), value: parse, problem: 'must be an empty list' };
  for (const [key, value] of Object.entries(others))
    if (key !== 'users') yield { field: fieldAt(field, key), value, problem: 'nobody is pinged but by their own id' };
};

const flagsOf = {
  new: suppressEmbeds | suppressNotifications | voiceMessage | componentsV2,
  edit: suppressEmbeds | componentsV2,
};

/** Other flags are Discord's own to set, or are refused. */
export const checkFlags: Check = function* (call) {
  const message = messageOf(call);
  const flags = message?.fields.flags;
  if (!message || typeof flags !== 'number') return;
  const mayBePrivate = message.isNew && message.road === 'interaction';
  const allowed = flagsOf[message.isNew ? 'new' : 'edit'] | (mayBePrivate ? ephemeral : 0);
  if ((flags & ~allowed) !== 0)
    yield { field: fieldAt(message.parent, 'flags'), value: flags, problem: `only bits of ${allowed} can be set here` };
};

/** https://docs.discord.com/developers/components/reference#using-message-components */
export const checkStyle: Check = function* (call) {
  const message = messageOf(call);
  if (!message || typeof message.fields.flags !== 'number' || (message.fields.flags & componentsV2) === 0) return;
  for (const key of ['content', 'embeds', 'sticker_ids', 'poll']) {
    const value = message.fields[key];
    const isEmpty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    if (!isEmpty)
      yield { field: fieldAt(message.parent, key), value, problem: 'does not go with components of the second kind' };
  }
};

/**
 * What is posted into a channel may be sent twice, so Discord has to know it again. Elsewhere it ignores the fields: one
 * that stands there promises what nobody keeps.
 * @param exceptChannelIds - channels where a message may stand twice
 */
export function checkNonce(exceptChannelIds: readonly string[]): Check {
  return function* (call) {
    const message = messageOf(call);
    if (!message) return;
    const { nonce, enforce_nonce } = message.fields;
    const at = (key: string) => fieldAt(message.parent, key);
    if (call.operation !== 'create_message') {
      for (const [key, value] of Object.entries({ nonce, enforce_nonce }))
        if (value !== undefined) yield { field: at(key), value, problem: 'Discord ignores it here' };
      return;
    }
    if (nonce !== undefined && (lengthOf(String(nonce)) > nonceMax || nonce === ''))
      yield { field: at('nonce'), value: nonce, problem: `must have 1 to ${nonceMax} characters` };
    const [, , channelId = ''] = call.request.path.split('/');
    if (exceptChannelIds.includes(channelId) && call.request.files.length === 0) return;
    if (nonce === undefined) yield { field: at('nonce'), value: nonce, problem: 'is missing: this may be sent twice' };
    if (enforce_nonce !== true)
      yield { field: at('enforce_nonce'), value: enforce_nonce, problem: 'must be true, or the nonce means nothing' };
  };
}

/** Of what a message of embeds may hold together: https://docs.discord.com/developers/resources/message#embed-object-embed-limits */
const embedsMax = 6_000;

export const checkEmbeds: Check = function* (call) {
  const message = messageOf(call);
  const sizes = recordsIn(message?.fields.embeds).map((embed) => {
    const { title, description, footer, author } = embed;
    const named = [Object(footer).text, Object(author).name];
    const fields = recordsIn(embed.fields).flatMap(({ name, value }) => [name, value]);
    return [title, description, ...named, ...fields].reduce((sum: number, text) => sum + lengthOf(textOf(text)), 0);
  });
  const size = sizes.reduce((sum, own) => sum + own, 0);
  if (message && size > embedsMax)
    yield {
      field: fieldAt(message.parent, 'embeds'),
      value: size,
      problem: `more than ${embedsMax} characters together`,
    };
};
