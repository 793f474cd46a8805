import { seededRandom } from '../../sandbox/seeded-random.ts';
import { leastLambdaMs } from '../../src/polling/patience.ts';
import { type Law, steadyLaws, twiceAsLong } from './laws.ts';
import { byLearning, byRote, drawDurations } from './one-job.ts';
import { type Best, optimumOf } from './optimum.ts';
import { costOf, type Figures, figuresOf, type Outcome } from './outcomes.ts';
import { strangers } from './schedules.ts';

/** What raybot learns in before anything is judged, and the jobs that are. */
const learningJobs = 100;
const judgedJobs = 200;
/** Around a change of the law. */
const jobsBefore = 150;
const jobsJustAfter = 40;
const jobsLater = 60;

/** A schedule's figures on one law. */
export interface ScheduleFigures extends Figures {
  readonly title: string;
}

/** All schedules on one law, jobs one after the other; raybot at its default, knowing nothing at first. */
export interface LawFigures {
  readonly title: string;
  readonly optimum: Best;
  readonly raybot: Figures;
  readonly others: readonly ScheduleFigures[];
  /** What raybot's lag and looks cost above those of the optimum; a share. */
  readonly regret: number;
  /** The same of its first twenty jobs; null where the law has changed before. */
  readonly regretAtFirst: number | null;
}

export interface OneJobFigures {
  readonly laws: Readonly<Record<keyof typeof steadyLaws, LawFigures>>;
  readonly justAfter: LawFigures;
  readonly later: LawFigures;
}

export function measureOne(seeds: number): OneJobFigures {
  const steady = (law: Law) => {
    const runs = draw(seeds, [[learningJobs + judgedJobs, law]]);
    return compare(law.title, law, runs, [learningJobs, learningJobs + judgedJobs]);
  };
  const shifted = draw(seeds, [
    [jobsBefore, steadyLaws.usual],
    [jobsJustAfter + jobsLater, twiceAsLong],
  ]);
  const change = jobsBefore + jobsJustAfter;
  return {
    laws: {
      usual: steady(steadyLaws.usual),
      narrow: steady(steadyLaws.narrow),
      wide: steady(steadyLaws.wide),
      coldStarts: steady(steadyLaws.coldStarts),
    },
    justAfter: compare(`the first ${jobsJustAfter} jobs after all take twice as long`, twiceAsLong, shifted, [
      jobsBefore,
      change,
    ]),
    later: compare(`the next ${jobsLater}`, twiceAsLong, shifted, [change, change + jobsLater]),
  };
}

/** Durations of each seed's jobs, milliseconds. */
function draw(seeds: number, parts: readonly (readonly [number, Law])[]): number[][] {
  return Array.from({ length: seeds }, (_, index) => drawDurations(parts, seededRandom(index + 1)));
}

function compare(
  title: string,
  law: Law,
  runs: readonly (readonly number[])[],
  [from, to]: readonly [number, number],
): LawFigures {
  const optimum = optimumOf(law.below, leastLambdaMs);
  const learned = runs.map((durations) => byLearning(durations, leastLambdaMs));
  const figures = (start: number, end: number) => figuresOf(learned.flatMap((run) => run.slice(start, end)));
  const regretOf = (own: Figures) => costOf(own, leastLambdaMs) / costOf(optimum, leastLambdaMs) - 1;
  const raybot = figures(from, to);
  const byOthers = (outcomes: (durations: readonly number[]) => Outcome[]) =>
    figuresOf(runs.flatMap((durations) => outcomes(durations.slice(from, to))));
  return {
    title,
    optimum,
    raybot,
    others: strangers.map((schedule) => ({
      title: schedule.title,
      ...byOthers((durations) => byRote(schedule, durations)),
    })),
    regret: regretOf(raybot),
    regretAtFirst: from === learningJobs ? regretOf(figures(0, 20)) : null,
  };
}
