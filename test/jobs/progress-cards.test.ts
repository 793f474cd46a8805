import { beforeEach, describe, expect, it } from 'vitest';
import type { Progress } from '../../src/jobs/poster.ts';
import { ProgressCards } from '../../src/jobs/progress-cards.ts';
import { aJob } from '../builders/jobs.ts';
import { ManualClock, settled } from '../builders/manual-clock.ts';

let clock: ManualClock;
let drawn: string[];
/** Lets the edit on its way arrive; without it, edits arrive at once. */
let onDraw: () => Promise<void>;
let cards: ProgressCards;

beforeEach(() => {
  clock = new ManualClock(0);
  drawn = [];
  onDraw = async () => {};
  const showProgress = async ({ id }: { id: string }, { stage }: Progress) => {
    drawn.push(`${id} ${stage} ${clock.now()}`);
    await onDraw();
  };
  cards = new ProgressCards({ showProgress }, clock);
});

const one = aJob({ id: '1' });
const show = (stage: 'preparing' | 'late' | 'delivering', job = one) => cards.show(job, { stage });

describe('a card', () => {
  it('is drawn at once, then at most every five seconds, and the newest state wins', async () => {
    show('preparing');
    await clock.advance(1_000);
    show('late');
    await clock.advance(1_000);
    show('delivering');
    await clock.advance(60_000);
    expect(drawn).toEqual(['1 preparing 0', '1 delivering 5000']);
  });

  it('that would say the same is not drawn', async () => {
    for (let time = 0; time < 5; time += 1) {
      show('late');
      await clock.advance(10_000);
    }
    expect(drawn).toEqual(['1 late 0']);
  });

  it('is drawn one edit at a time', async () => {
    const arrival = Promise.withResolvers<void>();
    onDraw = () => arrival.promise;
    show('preparing');
    await clock.advance(20_000);
    show('late');
    await clock.advance(20_000);
    expect(drawn).toEqual(['1 preparing 0']);
    arrival.resolve();
    await clock.advance(0);
    await settled();
    expect(drawn).toEqual(['1 preparing 0', '1 late 40000']);
  });

  it('that could not be drawn stops nothing', async () => {
    onDraw = () => Promise.reject(new Error('rate limited'));
    show('preparing');
    await clock.advance(5_000);
    show('late');
    await clock.advance(5_000);
    expect(drawn).toEqual(['1 preparing 0', '1 late 5000']);
  });

  it('does not wait for that of another job', async () => {
    show('preparing');
    show('preparing', aJob({ id: '2' }));
    await settled();
    expect(drawn).toEqual(['1 preparing 0', '2 preparing 0']);
  });
});

describe('after its end', () => {
  it('nothing is drawn any more, and nothing waits', async () => {
    show('preparing');
    await settled();
    show('late');
    await settled();
    expect(clock.sleeping).toBe(1);
    await cards.finish('1');
    expect(clock.sleeping).toBe(0);
    await clock.advance(60_000);
    expect(drawn).toEqual(['1 preparing 0']);
  });

  it('the edit on its way has arrived', async () => {
    const arrival = Promise.withResolvers<void>();
    onDraw = () => arrival.promise;
    show('preparing');
    await settled();
    let finished = false;
    const finishing = cards.finish('1').then(() => {
      finished = true;
    });
    await settled();
    expect(finished).toBe(false);
    arrival.resolve();
    await finishing;
  });

  it('and for a job that never had a card, all is well', () => expect(cards.finish('9')).resolves.toBeUndefined());
});
