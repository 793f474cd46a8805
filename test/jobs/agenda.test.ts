import { beforeEach, describe, expect, it } from 'vitest';
import { Agenda } from '../../src/jobs/agenda.ts';
import { ManualClock } from '../builders/manual-clock.ts';

let clock: ManualClock;
let agenda: Agenda;
let handled: string[];
let stop: AbortController;
let run: Promise<void>;

beforeEach(({ onTestFinished }) => {
  clock = new ManualClock(0);
  agenda = new Agenda(clock);
  handled = [];
  stop = new AbortController();
  run = agenda.run((jobId) => handled.push(`${jobId} ${clock.now()}`), stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await run;
  });
});

describe('an agenda', () => {
  it('hands out jobs when they are due, in their order', async () => {
    agenda.add('late', 3_000);
    agenda.add('early', 1_000);
    agenda.add('middle', 2_000);
    await clock.advance(10_000);
    expect(handled).toEqual(['early 1000', 'middle 2000', 'late 3000']);
  });

  it('wakes for what is added before the one it sleeps for', async () => {
    agenda.add('late', 50_000);
    await clock.advance(10_000);
    agenda.add('now', 0);
    await clock.advance(0);
    expect(handled).toEqual(['now 10000']);
  });

  it('goes on in time when the clock is set back', async () => {
    clock.set(10_000_000);
    agenda.add('poll', 10_005_000);
    await clock.advance(1_000);
    clock.set(clock.now() - 9_000_000);
    agenda.add('wake up', clock.now());
    await clock.advance(6_000);
    expect(handled.map((line) => line.split(' ')[0])).toEqual(['wake', 'poll']);
  });

  it('hands out what is overdue at once, longest overdue first', async () => {
    await clock.advance(1_000);
    for (const [job, due] of [
      ['a', 500],
      ['b', -500],
      ['c', 1_000],
    ] as const) {
      agenda.add(job, due);
    }
    await clock.advance(0);
    expect(handled).toEqual(['b 1000', 'a 1000', 'c 1000']);
  });

  it('brings a turn forward, once; what is not there stays away', async () => {
    agenda.add('job', 50_000);
    agenda.add('other', 40_000);
    await clock.advance(1_000);
    expect([agenda.hasten('job', 2_000), agenda.hasten('nobody', 2_000)]).toEqual([true, false]);
    await clock.advance(60_000);
    expect(handled).toEqual(['job 2000', 'other 40000']);
    expect(agenda.hasten('job', 70_000)).toBe(false);
  });

  it('never puts a turn off', async () => {
    agenda.add('job', 5_000);
    expect(agenda.hasten('job', 9_000)).toBe(true);
    await clock.advance(10_000);
    expect(handled).toEqual(['job 5000']);
  });

  it('hands out a job that was hastened many times once, and again when it is added anew', async () => {
    agenda.add('job', 9_000);
    for (let due = 8_000; due > 1_000; due -= 1_000) agenda.hasten('job', due);
    await clock.advance(3_000);
    agenda.add('job', 6_000);
    await clock.advance(10_000);
    expect(handled).toEqual(['job 2000', 'job 6000']);
  });

  it('keeps days', async () => {
    agenda.add('far', 3 * 86_400_000);
    await clock.advance(3 * 86_400_000 - 1);
    expect(handled).toEqual([]);
    await clock.advance(1);
    expect(handled).toHaveLength(1);
  });

  it('with one timer for all, and with none after its stop', async () => {
    for (let job = 0; job < 100; job += 1) agenda.add(String(job), 1_000 + job);
    await clock.advance(500);
    expect(clock.sleeping).toBe(1);
    stop.abort();
    await run;
    expect(clock.sleeping).toBe(0);
    await clock.advance(10_000);
    expect(handled).toEqual([]);
  });
});
