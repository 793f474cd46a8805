import { expect, test } from 'vitest';
import { type AllowedMentions, computePings } from '../../sandbox/discord/mentions.ts';

const ANA = '111111111111111111';
const BEN = '222222222222222222';
const CREW = '333333333333333333';
const TEXT = `<@${ANA}> <@!${BEN}> <@&${CREW}> @everyone`;

function pings(text: string, allowed?: AllowedMentions, mayMentionEveryone = true) {
  const context = { knowsUser: (id: string) => id !== CREW, mayMentionRole: () => true, mayMentionEveryone };
  return computePings(text, allowed, { ...context, repliedUserId: BEN });
}

test('without a list everything in the text pings, and so does the reply', () => {
  expect(pings(TEXT)).toEqual({ users: [ANA, BEN], roles: [CREW], everyone: true });
  expect(pings('hello')).toEqual({ users: [BEN], roles: [], everyone: false });
});

test('a list allows only what it names, and only what the text mentions', () => {
  expect(pings(TEXT, { parse: [] })).toEqual({ users: [], roles: [], everyone: false });
  expect(pings(TEXT, { parse: [], users: [ANA] })).toEqual({ users: [ANA], roles: [], everyone: false });
  expect(pings('hello', { users: [ANA], replied_user: true })).toEqual({ users: [BEN], roles: [], everyone: false });
});

test('code does not ping, and nobody pings everyone without the permission', () => {
  expect(pings(`\`<@${ANA}>\` \`\`\`@here\`\`\``, { parse: ['users', 'everyone'] }).users).toEqual([]);
  expect(pings('@here', undefined, false).everyone).toBe(false);
});
