import { describe, expect, it } from 'vitest';
import { accountFor } from '../../bench/account.ts';

const command = (number: number, more = {}) => ({
  number,
  interactionId: `90000000000000000${number}`,
  ackMs: 10 + number,
  filesAt: [1_003_000 + number * 1000],
  requests: { callback: 1, file: 1, patch: 2 },
  ...more,
});
const submit = (number: number, more = {}) => ({
  prompt: `A lighthouse, take ${number}`,
  readyAt: 1_000_000,
  statuses: 3,
  results: 1,
  downloads: 1,
  ...more,
});

describe('the account of a burst', () => {
  it('measures from ready to delivered, job by job', () => {
    const { delays, lastAfterLastReady, acks, faults } = accountFor(
      [command(0), command(1)],
      [submit(1, { readyAt: 1_001_500 }), submit(0)],
    );
    expect(delays).toEqual({ p50: 2.5, p99: 3, max: 3 });
    expect(lastAfterLastReady).toBe(2.5);
    expect(acks.max).toBe(11);
    expect(faults).toEqual([]);
  });

  it('counts requests per job', () => {
    const { requests } = accountFor(
      [command(0), command(1, { requests: { callback: 1, file: 1 } })],
      [submit(0), submit(1, { statuses: 6 })],
    );
    expect(requests).toMatchObject({
      'segmind submits': 1,
      'segmind statuses': 4.5,
      'discord patch': 1,
      'discord file': 1,
    });
  });

  it.each([
    ['no submit', [], [1], 'command 0 had 0 submits'],
    ['two submits', [submit(0), submit(0)], [1], 'command 0 had 2 submits'],
    ['no video', [submit(0)], [], 'command 0 had 0 videos'],
    ['two videos', [submit(0)], [1, 2], 'command 0 had 2 videos'],
  ])('finds a job with %s', (_, submits, filesAt, fault) => {
    expect(accountFor([command(0, { filesAt })], submits).faults).toEqual([fault]);
  });

  it('does not take command 11 for command 1', () => {
    expect(accountFor([command(1)], [submit(1), submit(11)]).faults).toEqual([]);
  });

  it('is refused when a command was never acknowledged', () => {
    expect(() => accountFor([command(0, { ackMs: null })], [submit(0)])).toThrow('not acknowledged');
  });
});
