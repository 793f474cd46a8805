import { expect, it } from 'vitest';
import { RecentIds } from '../../src/discord/recent-ids.ts';

it('an id is new once, and again when it was forgotten', () => {
  const ids = new RecentIds(2);
  expect([ids.add('1'), ids.add('1'), ids.add('2'), ids.add('1')]).toEqual([true, false, true, false]);
  expect(ids.add('3')).toBe(true);
  expect([ids.add('2'), ids.add('3'), ids.add('1')]).toEqual([false, false, true]);
});
