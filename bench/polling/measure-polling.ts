import { measureDecisions } from './decisions.ts';
import { measureCrowds } from './measure-crowds.ts';
import { measureOne } from './measure-one.ts';
import type { PollingFigures } from './report-polling.ts';

/** @param seeds - how often everything is simulated */
export async function measurePolling(seeds: number): Promise<PollingFigures> {
  // By itself, as it is a time of the processor.
  const decisions = measureDecisions();
  return { seeds, one: measureOne(seeds), crowds: await measureCrowds(seeds), decisions };
}
