import { describe, expect, it } from 'vitest';
import { type CallPriority, TurnQueue } from '../../src/providers/turn-queue.ts';

/** The order in which callers get their turns. */
async function served(queue: TurnQueue, callers: readonly CallPriority[], turns = callers.length): Promise<string> {
  const order: string[] = [];
  for (const priority of callers) void queue.join(priority).turn.then(() => order.push(priority[0] ?? ''));
  for (let turn = 0; turn < turns; turn += 1) {
    queue.next();
    await Promise.resolve();
  }
  return order.join('');
}

describe('turns', () => {
  it('go to submits first, then to results, then to looks', async () => {
    expect(await served(new TurnQueue(), ['status', 'result', 'submit'])).toBe('srs');
    expect(await served(new TurnQueue(), ['status', 'result'])).toBe('rs');
  });

  it('go to somebody else after every two submits, so that no paid job waits without end', async () => {
    const callers: CallPriority[] = [...Array<CallPriority>(6).fill('submit'), 'result', 'result'];
    expect(await served(new TurnQueue(), callers)).toBe('ssrssrss');
  });

  it('go to submits alone where nobody else waits', async () => {
    expect(await served(new TurnQueue(), Array<CallPriority>(5).fill('submit'))).toBe('sssss');
  });

  it('go to questions about the account when no job waits', async () => {
    expect(await served(new TurnQueue(), ['account', 'status', 'result', 'submit'])).toBe('srsa');
  });

  it('go to a question about the account after twenty turns of jobs, and then to twenty more', async () => {
    const jobs = Array<CallPriority>(50).fill('submit');
    const order = await served(new TurnQueue(), ['account', 'account', ...jobs]);
    expect(order).toBe(`${'s'.repeat(20)}a${'s'.repeat(20)}a${'s'.repeat(10)}`);
  });

  it('that passed before a question was asked do not count for it', async () => {
    const queue = new TurnQueue();
    await served(queue, Array<CallPriority>(30).fill('status'));
    expect(await served(queue, ['account', 'status', 'status'])).toBe('ssa');
  });

  it('do not go to one who has left, and may go to nobody', async () => {
    const queue = new TurnQueue();
    const gone = queue.join('submit');
    gone.leave();
    gone.leave();
    expect(await served(queue, ['status'], 3)).toBe('s');
  });

  it('go to the most urgent of those that wait for the same, by how urgent it is then', async () => {
    const queue = new TurnQueue();
    const urgencies = [1, 3, 2, 3];
    const order: number[] = [];
    for (const index of urgencies.keys()) {
      void queue.join('status', () => urgencies[index] ?? 0).turn.then(() => order.push(index));
    }
    queue.next();
    urgencies[0] = 9;
    for (let turn = 0; turn < 3; turn += 1) queue.next();
    await Promise.resolve();
    expect(order).toEqual([1, 0, 3, 2]);
  });

  it('are refused to all when there are no more', async () => {
    const queue = new TurnQueue();
    const { turn } = queue.join('status');
    queue.failAll(new Error('no more'));
    await expect(turn).rejects.toThrow('no more');
  });
});
