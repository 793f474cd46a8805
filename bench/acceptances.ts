import { join } from 'node:path';
import { burstSize } from './acknowledgements.ts';
import type { AcceptJobs } from './peers/accept-jobs.ts';
import type { Way } from './peers/acceptors.ts';
import { memoryOptions } from './raybot.ts';
import { median, type RatioSpread, ratioSpread } from './statistics.ts';
import { temporaryDirectory } from './warden.ts';
import { startWorker, type Worker } from './workers.ts';

const ways: readonly Way[] = ['raybot', 'better-sqlite3', 'kysely'];
const warmUps = 10;
export const acceptanceRounds = 60;

/** Microseconds for each command, medians over the rounds; and beside the statements alone. */
export type WayFigures = Readonly<Record<Way, { readonly median: number; readonly ratio: RatioSpread }>>;

export interface Acceptances {
  /** One command after the other. */
  readonly alone: WayFigures;
  /** A burst of a hundred in the same instant. */
  readonly together: WayFigures;
}

/**
 * How long it takes until a command is taken for good: raybot's way in, the same statements without it, and kysely as it
 * comes, each in a process of its own, in turn. What disturbs the machine for longer than a round disturbs all of them.
 */
export async function measureAcceptances(): Promise<Acceptances> {
  const workers = await Promise.all(ways.map(openWorker));
  const alone = await measureInTurn(workers, false);
  const together = await measureInTurn(workers, true);
  await Promise.all(workers.map(({ worker }) => worker.end()));
  return { alone, together };
}

interface Opened {
  readonly way: Way;
  readonly worker: Worker<AcceptJobs>;
}

async function openWorker(way: Way): Promise<Opened> {
  const worker = startWorker<AcceptJobs>('peers/accept-jobs.ts', memoryOptions);
  await worker.call('open', { way, file: join(temporaryDirectory(), `acceptances-${way}.sqlite`) });
  return { way, worker };
}

async function measureInTurn(workers: readonly Opened[], together: boolean): Promise<WayFigures> {
  const times: Readonly<Record<Way, number[]>> = { raybot: [], 'better-sqlite3': [], kysely: [] };
  for (let round = -warmUps; round < acceptanceRounds; round += 1) {
    // Nobody is always the first one.
    for (const { way, worker } of round % 2 === 0 ? workers : workers.toReversed()) {
      const time = await worker.call('take', { count: burstSize, together });
      if (round >= 0) times[way].push(time);
    }
  }
  return figuresOf(times);
}

function figuresOf(times: Readonly<Record<Way, readonly number[]>>): WayFigures {
  const of = (way: Way) => ({ median: median(times[way]), ratio: ratioSpread(times[way], times['better-sqlite3']) });
  return { raybot: of('raybot'), 'better-sqlite3': of('better-sqlite3'), kysely: of('kysely') };
}
