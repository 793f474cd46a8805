import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { startWorker } from '../workers.ts';
import type { CrowdMethods, CrowdOrder } from './crowd-process.ts';
import { type Figures, figuresOf } from './outcomes.ts';

export const crowdSizes = [100, 1_000] as const;
export const budgets = [20, 50, 100] as const;
export const crowdTitles: Readonly<Record<CrowdOrder['rule'], string>> = {
  raybot: 'raybot',
  known: 'raybot, if it knew the law',
  longest: 'looked at longest ago first',
  fixed: 'every 2 s',
  official: 'Apiframe’s client',
};

export interface CrowdFigures {
  readonly jobs: number;
  readonly requestsPerSecond: number;
  readonly rules: Readonly<Record<CrowdOrder['rule'], Figures>>;
}

const ruleNames: readonly CrowdOrder['rule'][] = ['raybot', 'known', 'longest', 'fixed', 'official'];

/** Many jobs under one budget, by each rule. Takes all processors. */
export async function measureCrowds(seeds: number): Promise<CrowdFigures[]> {
  const count = availableParallelism();
  const idle = Array.from({ length: count }, () => startWorker<CrowdMethods>('polling/crowd-process.ts'));
  const workers = [...idle];
  const limit = pLimit(count);
  const simulate = (order: CrowdOrder) =>
    limit(async () => {
      const worker = idle.pop();
      if (!worker) throw new Error('no worker is idle');
      const outcomes = await worker.call('simulate', order);
      idle.push(worker);
      return outcomes;
    });
  const crowds = crowdSizes.flatMap((jobs) => budgets.map((requestsPerSecond) => ({ jobs, requestsPerSecond })));
  const figures = await Promise.all(
    crowds.map(async (crowd) => {
      const byRule = await Promise.all(
        ruleNames.map(async (rule) => {
          const orders = Array.from({ length: seeds }, (_, index) => ({ ...crowd, rule, seed: index + 1 }));
          const outcomes = await Promise.all(orders.map(simulate));
          return figuresOf(outcomes.flat());
        }),
      );
      const [raybot, known, longest, fixed, official] = byRule;
      if (!raybot || !known || !longest || !fixed || !official) throw new Error('a rule is missing');
      return { ...crowd, rules: { raybot, known, longest, fixed, official } };
    }),
  );
  await Promise.all(workers.map((worker) => worker.end()));
  return figures;
}
