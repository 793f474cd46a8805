import { expect, it } from 'vitest';
import { createMemberNames } from '../../src/discord/member-names.ts';

const user = { id: '1', username: 'ann_1', global_name: 'Ann' };

it('members are called as their guild calls them; who has left, or is told oddly, is missing', async () => {
  const answers: Record<string, unknown> = {
    '/guilds/9/members/1': { nick: 'Annie', user },
    '/guilds/9/members/2': { nick: null, user },
    '/guilds/9/members/3': { user: { ...user, global_name: null } },
    '/guilds/9/members/4': { what: 'is this' },
  };
  const names = createMemberNames({
    async get(route) {
      if (!(route in answers)) throw new Error('Unknown Member');
      return answers[route];
    },
  });
  expect([...(await names('9', ['1', '2', '3', '4', '5']))]).toEqual([
    ['1', 'Annie'],
    ['2', 'Ann'],
    ['3', 'ann_1'],
  ]);
});
