import { beforeEach, describe, expect, it } from 'vitest';
import type { JobState } from '../../src/jobs/job.ts';
import { FakeProvider } from '../builders/fake-provider.ts';
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
const delivered = 'delivered channel:file, hold posted, 249 left';

/** A job as the first version left it: it knew no pictures and no camera moves, and did not write down what it asked. */
async function leaveOldJob(state: JobState): Promise<void> {
  const { request } = await world.jobIn(state);
  const { model, prompt, durationSeconds, aspectRatio, resolution, loop, isPrivate } = request;
  const old = { model, prompt, durationSeconds, aspectRatio, resolution, loop, isPrivate };
  await world.database
    .updateTable('job')
    .set({ request: JSON.stringify(old) })
    .execute();
  await world.database.updateTable('attempt').set({ input: null, metrics: null }).execute();
}

describe('a start after an upgrade from the first version', () => {
  it.for([
    ['accepted', 0, 'cancelled not-acknowledged, hold voided, 300 left'],
    ['preparing', 1, delivered],
    ['submitting', 0, 'failed submit-uncertain, hold voided, 300 left'],
    ['submitted', 0, delivered],
    ['finished', 0, delivered],
    ['delivering', 0, delivered],
    ['delivered', 0, delivered],
    ['failed', 0, 'failed provider-unavailable, hold voided, 300 left'],
    ['cancelled', 0, 'cancelled provider-unavailable, hold voided, 300 left'],
    ['undelivered', 0, 'undelivered delivery-impossible, hold voided, 300 left'],
  ] as const)('leads a job that is %s to its end: %i submits, %s', async ([state, submits, end]) => {
    await leaveOldJob(state);
    await world.leadToEnd(id, world.newProcess());
    expect(await world.summary(id)).toBe(end);
    expect(segmind.submits.length + apiframe.submits.length).toBe(submits);
  });
});
