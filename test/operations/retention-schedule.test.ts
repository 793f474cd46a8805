import { pino } from 'pino';
import { describe, expect, it, type TestContext } from 'vitest';
import { RetentionSchedule } from '../../src/operations/retention-schedule.ts';
import { ManualClock } from '../builders/manual-clock.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

function begin(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  fail: { retention?: Error; erasures?: Error } = {},
) {
  const clock = new ManualClock();
  const start = clock.now();
  const rounds: number[] = [];
  const finished: number[] = [];
  let departures = 0;
  const schedule = new RetentionSchedule({
    retention: {
      async run(now) {
        rounds.push((now - start) / minuteMs);
        if (fail.retention) throw fail.retention;
        return { jobs: 1, accounts: 0 };
      },
      async finishErasures() {
        finished.push((clock.now() - start) / minuteMs);
        if (fail.erasures) throw fail.erasures;
        return 1;
      },
    },
    departures: {
      async eraseDue() {
        departures += 1;
        return [];
      },
    },
    clock,
    log: pino({ level: 'silent' }),
  });
  onTestFinished(() => schedule.stop());
  schedule.start();
  return { clock, schedule, rounds, finished, departures: () => departures };
}

describe('what is old is erased', () => {
  it('a quarter of an hour after the start, then each hour', async (context) => {
    const { clock, rounds, departures } = begin(context);
    await clock.advance(15 * minuteMs - 1);
    expect(rounds).toEqual([]);
    await clock.advance(1);
    await clock.advance(2 * hourMs);
    expect(rounds).toEqual([15, 75, 135]);
    expect(departures()).toBe(3);
  });

  it('again at the next hour when it fails, and guilds that have left all the same', async (context) => {
    const { clock, rounds, departures } = begin(context, { retention: new Error('the disk is full') });
    await clock.advance(15 * minuteMs + hourMs);
    expect(rounds).toEqual([15, 75]);
    expect(departures()).toBe(2);
  });

  it('of members whose erasure was cut off: at once, and before each round', async (context) => {
    const { clock, rounds, finished } = begin(context, { erasures: new Error('the disk is full') });
    expect(finished).toEqual([0]);
    await clock.advance(15 * minuteMs + hourMs);
    expect(finished).toEqual([0, 15, 75]);
    expect(rounds).toEqual([15, 75]);
  });

  it('no longer after a stop', async (context) => {
    const { clock, rounds, schedule } = begin(context);
    await clock.advance(1);
    await schedule.stop();
    await clock.advance(2 * hourMs);
    expect(rounds).toEqual([]);
    expect(clock.sleeping).toBe(0);
  });
});
