import { seededRandom } from '../../sandbox/seeded-random.ts';
import { type Law, steadyLaws } from './laws.ts';
import { byLearning, byRote, drawDurations } from './one-job.ts';
import { optimumOf } from './optimum.ts';
import { figuresOf, type Outcome } from './outcomes.ts';
import { backOffs, fixed, official } from './schedules.ts';

/** What one look is worth, from lavish to thrifty, milliseconds. */
const lambdasMs = [20, 40, 80, 160, 320, 640, 1_280, 2_560] as const;
const learningJobs = 100;
const judgedJobs = 200;

export type FrontierSeries = 'the best possible' | 'raybot' | 'fixed interval' | 'providers’ clients' | 'back-off';

/** A point of the picture: what a schedule costs in looks for its lag. */
export interface FrontierPoint {
  readonly law: string;
  readonly series: FrontierSeries;
  readonly lagSeconds: number;
  readonly looks: number;
}

/** On the laws that are drawn side by side. */
export function frontierPoints(seeds: number): FrontierPoint[] {
  return [steadyLaws.usual, steadyLaws.narrow].flatMap((law) => pointsOn(law, seeds));
}

function pointsOn(law: Law, seeds: number): FrontierPoint[] {
  const runs = Array.from({ length: seeds }, (_, index) =>
    drawDurations([[learningJobs + judgedJobs, law]], seededRandom(index + 1)),
  );
  const point = (series: FrontierSeries, run: (durations: readonly number[]) => Outcome[]): FrontierPoint => {
    const { lagSeconds, looks } = figuresOf(runs.flatMap((durations) => run(durations).slice(learningJobs)));
    return { law: law.title, series, lagSeconds, looks };
  };
  return [
    ...lambdasMs.map((lambdaMs): FrontierPoint => {
      return { law: law.title, series: 'the best possible', ...optimumOf(law.below, lambdaMs) };
    }),
    ...lambdasMs.map((lambdaMs) => point('raybot', (durations) => byLearning(durations, lambdaMs))),
    ...fixed.map((schedule) => point('fixed interval', (durations) => byRote(schedule, durations))),
    ...official.map((schedule) => point('providers’ clients', (durations) => byRote(schedule, durations))),
    ...backOffs.map((schedule) => point('back-off', (durations) => byRote(schedule, durations))),
  ];
}
