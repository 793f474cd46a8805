import { expect, it } from 'vitest';
import { DirectMessages } from '../../src/discord/direct-messages.ts';

function opening(answer: (memberId: string) => unknown) {
  const opened: string[] = [];
  const direct = new DirectMessages({
    async post(_route, { body } = {}) {
      const { recipient_id } = body as { recipient_id: string };
      opened.push(recipient_id);
      return answer(recipient_id);
    },
  });
  return { direct, opened };
}

it('the channel with a member is opened once', async () => {
  const { direct, opened } = opening((memberId) => ({ id: `with-${memberId}` }));
  expect([await direct.open('1'), await direct.open('2'), await direct.open('1')]).toEqual([
    'with-1',
    'with-2',
    'with-1',
  ]);
  expect(opened).toEqual(['1', '2']);
});

it('the last thousand channels are kept in mind, no more', async () => {
  const { direct, opened } = opening((memberId) => ({ id: memberId }));
  for (let member = 0; member <= 1_000; member += 1) await direct.open(String(member));
  await direct.open('1');
  expect(opened).toHaveLength(1_001);
  await direct.open('0');
  expect(opened).toHaveLength(1_002);
});

it('an answer without a channel is no channel, now or later', async () => {
  let answer: unknown = {};
  const { direct } = opening(() => answer);
  await expect(direct.open('1')).rejects.toMatchObject({ name: 'PostingError', problem: 'transient' });
  answer = { id: '7' };
  expect(await direct.open('1')).toBe('7');
});
