import { serve } from '../workers.ts';
import { simulateCrowd } from './crowd.ts';
import { crowdLaw, crowdRules } from './crowd-rules.ts';
import type { Outcome } from './outcomes.ts';

/** One simulation of many jobs. */
export interface CrowdOrder {
  readonly rule: keyof typeof crowdRules;
  readonly jobs: number;
  readonly requestsPerSecond: number;
  readonly seed: number;
}

/** Simulations take all of a processor: each process does its own. */
const crowdMethods = {
  simulate({ rule, jobs, requestsPerSecond, seed }: CrowdOrder): Outcome[] {
    return simulateCrowd({ law: crowdLaw, jobs, requestsPerSecond }, crowdRules[rule](requestsPerSecond), seed);
  },
};

export type CrowdMethods = typeof crowdMethods;

serve(crowdMethods);
