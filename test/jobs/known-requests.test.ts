import { beforeEach, describe, expect, it } from 'vitest';
import type { Submitted } from '../../src/providers/video-provider.ts';
import { accepted, aFailure, FakeProvider } from '../builders/fake-provider.ts';
import { type JobWorld, startJobWorld } from '../builders/job-world.ts';
import { anOrigin } from '../builders/jobs.ts';

let world: JobWorld;
let segmind: FakeProvider;
let apiframe: FakeProvider;

beforeEach(async (context) => {
  segmind = new FakeProvider('segmind');
  apiframe = new FakeProvider('apiframe');
  world = await startJobWorld(context, [segmind, apiframe]);
});

const id = anOrigin().interactionId;
const failure = (requestId: string): Submitted => ({ ...aFailure(), state: 'failed', requestId });

describe('a request whose failure came with its submit', () => {
  it('is known as ours, with its id', async () => {
    segmind.onSubmit = async (_input, aboutToSend) => {
      await aboutToSend();
      return failure('row-1');
    };
    await world.jobIn('preparing');
    await world.leadToEnd(id);
    expect(await world.attempts(id)).toEqual(['1 segmind failed', '2 apiframe finished']);
    expect(await world.store.knowsRequest('segmind', 'row-1')).toBe(true);
    expect(await world.store.attempts(id)).toMatchObject([{ requestId: 'row-1' }, { requestId: expect.any(String) }]);
  });

  it('is not taken for a lost one with the same words, whose own is not listed yet: nobody is paid twice', async () => {
    // Both were lost; the first has failed and is listed, the second goes on and is listed later.
    const listed = ['row-1'];
    segmind.onRecover = async ({ isOurs }) => {
      for (const row of listed) {
        if (!(await isOurs(row))) return row === 'row-1' ? failure(row) : accepted(row);
      }
      return null;
    };
    const second = await world.jobIn('submitting', { origin: { interactionId: '1573641915008548999' } });
    await world.jobIn('submitting');
    const running = new AbortController().signal;
    await world.reconciliation.look(await world.store.get(id), running);
    await world.reconciliation.look(await world.store.get(second.id), running);
    expect((await world.store.get(id)).state).toBe('preparing');
    expect((await world.store.get(second.id)).state).toBe('submitting');
    listed.push('row-2');
    await world.leadToEnd(second.id);
    expect(await world.attempts(second.id)).toEqual(['1 segmind finished']);
    expect(apiframe.submits.map(({ jobId }) => jobId)).not.toContain(second.id);
  });
});
