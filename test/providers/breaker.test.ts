import { beforeEach, describe, expect, it } from 'vitest';
import { Breaker } from '../../src/providers/breaker.ts';
import { ManualClock } from '../builders/manual-clock.ts';

let clock: ManualClock;
let breaker: Breaker;

beforeEach(() => {
  clock = new ManualClock(1_000_000);
  breaker = new Breaker({ threshold: 3, firstGapMs: 30_000, longestGapMs: 100_000 }, clock.now);
});

const isShut = () => breaker.admitsAt > clock.now();

function open(): void {
  for (let time = 0; time < 3; time += 1) breaker.failed();
}

/** Waits until a trial may begin, and begins it. */
async function nextTrial(): Promise<void> {
  await clock.advance(breaker.admitsAt - clock.now());
  breaker.enter();
}

describe('a breaker', () => {
  it('is closed at first, and however many go through', () => {
    for (let time = 0; time < 10; time += 1) breaker.enter();
    expect([breaker.state, isShut()]).toEqual(['closed', false]);
  });

  it('opens at the third failure in a row, and says so once', () => {
    expect([breaker.failed(), breaker.failed(), breaker.failed(), breaker.failed()]).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect(breaker.state).toBe('open');
    expect(breaker.admitsAt).toBe(clock.now() + 30_000);
  });

  it('counts anew after a success, which tells nothing new', () => {
    breaker.failed();
    breaker.failed();
    expect(breaker.succeeded()).toBe(false);
    breaker.failed();
    breaker.failed();
    expect(breaker.state).toBe('closed');
    expect(breaker.failed()).toBe(true);
  });
});

describe('an open breaker', () => {
  beforeEach(open);

  it('lets nobody through before its gap is over', async () => {
    await clock.advance(29_999);
    breaker.enter();
    expect([breaker.state, isShut()]).toEqual(['open', true]);
    await clock.advance(1);
    expect(isShut()).toBe(false);
  });

  it('lets one trial through each gap', async () => {
    await nextTrial();
    expect([breaker.state, isShut()]).toEqual(['half-open', true]);
    expect(breaker.admitsAt).toBe(clock.now() + 30_000);
  });

  it('does not wait for ever for a trial of which nothing is told', async () => {
    await nextTrial();
    await clock.advance(30_000);
    expect(isShut()).toBe(false);
    breaker.enter();
    expect([breaker.state, isShut()]).toEqual(['half-open', true]);
  });

  it('doubles its gap with each trial that fails, up to the longest', async () => {
    const gaps = [];
    for (let time = 0; time < 4; time += 1) {
      await nextTrial();
      expect(breaker.failed()).toBe(false);
      expect(breaker.state).toBe('open');
      gaps.push(breaker.admitsAt - clock.now());
    }
    expect(gaps).toEqual([60_000, 100_000, 100_000, 100_000]);
  });

  it('does not mind failures of what was begun before it opened', async () => {
    await clock.advance(29_000);
    for (let time = 0; time < 10; time += 1) expect(breaker.failed()).toBe(false);
    await clock.advance(1_000);
    expect(isShut()).toBe(false);
  });

  it('closes with a trial that succeeds, and says so once', async () => {
    await nextTrial();
    expect([breaker.succeeded(), breaker.succeeded()]).toEqual([true, false]);
    expect([breaker.state, isShut()]).toEqual(['closed', false]);
  });

  it('closes with the success of what was begun before it opened', () => {
    expect(breaker.succeeded()).toBe(true);
    expect([breaker.state, isShut()]).toEqual(['closed', false]);
  });

  it('that closed opens again as at first: at the third failure, for the first gap', async () => {
    await nextTrial();
    breaker.failed();
    await nextTrial();
    breaker.succeeded();
    expect([breaker.failed(), breaker.failed(), breaker.failed()]).toEqual([false, false, true]);
    expect(breaker.admitsAt - clock.now()).toBe(30_000);
  });
});
