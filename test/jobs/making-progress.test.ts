import { describe, expect, it } from 'vitest';
import { FakeProvider, runningStatus } from '../builders/fake-provider.ts';
import { startJobWorld } from '../builders/job-world.ts';
import { anOrigin } from '../builders/jobs.ts';
import { until } from '../builders/manual-clock.ts';

const id = anOrigin().interactionId;

describe('the card of a video that is being made', () => {
  it.for([
    [
      'on a road where the answer is the video',
      (provider: FakeProvider) => {
        provider.isSynchronous = true;
        provider.onSubmit = async (_input, aboutToSend) => {
          await aboutToSend();
          return new Promise(() => {});
        };
      },
    ],
    [
      'by a provider that tells when it is done',
      (provider: FakeProvider) => {
        provider.notifies = true;
      },
    ],
    ['by one that has to be looked at', () => {}],
  ] as const)(
    '%s promises a moment only until that moment, and says when it takes longer than most',
    async ([, prepare], context) => {
      const provider = new FakeProvider();
      provider.onStatus = () => runningStatus;
      prepare(provider);
      const world = await startJobWorld(context, [provider]);
      const shown: string[] = [];
      const { createdAt } = await world.jobIn('preparing');
      world.poster.showProgress = async (_job, { stage }) => {
        shown.push(`${stage} at ${Math.floor((world.clock.now() - createdAt) / 10_000) * 10} s`);
      };
      await world.runner.recover();
      world.runner.start();
      await until(async () => ['submitting', 'submitted'].includes((await world.store.get(id)).state));
      for (let second = 0; second < 150; second += 1) await world.clock.advance(1_000);
      expect(shown).toEqual([
        'preparing at 0 s',
        'making at 0 s',
        'due at 60 s',
        expect.stringMatching(/^late at 1[0-4]0 s$/),
      ]);
      void world.runner.stop(0);
    },
  );

  it('is not drawn over once the answer is there', async (context) => {
    const provider = new FakeProvider();
    provider.isSynchronous = true;
    const world = await startJobWorld(context, [provider]);
    await world.jobIn('preparing');
    await world.leadToEnd(id);
    const drawn = [...world.poster.progress];
    await world.clock.advance(10 * 60_000);
    expect(world.poster.progress).toEqual(drawn);
    expect((await world.store.get(id)).state).toBe('delivered');
  });
});
