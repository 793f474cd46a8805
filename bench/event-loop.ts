import type { LongWork } from './peers/community.ts';
import type { DoLongWork, Watched } from './peers/long-work.ts';
import { memoryOptions } from './raybot.ts';
import { median } from './statistics.ts';
import { temporaryDirectory } from './warden.ts';
import { startWorker } from './workers.ts';
import type { World } from './world.ts';

export const loopRounds = 7;

/** The longest turns of the event loop, milliseconds; medians over the rounds. */
export interface Turns {
  readonly heldMs: number;
  readonly wallMs: number;
  /** `heldMs` of the best and of the worst round: what disturbs the machine only ever adds to it. */
  readonly bestMs: number;
  readonly worstMs: number;
}

/** With a piece of long work, and in the same time without it. */
export interface LoopFigures {
  readonly during: Turns;
  readonly without: Turns;
  /** From begin to end, milliseconds; the median. */
  readonly tookMs: number;
}

export type LoopHolds = Readonly<Record<LongWork, LoopFigures>>;

/** What of it is measured while members give commands: the copy that is made of the database is the one that they change. */
const besideCommands: ReadonlySet<LongWork> = new Set(['backup']);

/** How long raybot's event loop is held by all that takes long, each several times, in turn with the same time without it. */
export async function measureLoopHolds({ discordApi }: World): Promise<LoopHolds> {
  const worker = startWorker<DoLongWork>('peers/long-work.ts', memoryOptions);
  await worker.call('open', { directory: temporaryDirectory(), discordApi });
  const measure = async (work: LongWork): Promise<LoopFigures> => {
    const commands = besideCommands.has(work);
    const during: Watched[] = [];
    const without: Watched[] = [];
    for (let round = 0; round < loopRounds; round += 1) {
      const watched = await worker.call('watch', { work, commands });
      during.push(watched);
      without.push(await worker.call('watchWithout', { ms: watched.tookMs, commands }));
    }
    return {
      during: turnsOf(during),
      without: turnsOf(without),
      tookMs: median(during.map(({ tookMs }) => tookMs)),
    };
  };
  const holds: LoopHolds = {
    backup: await measure('backup'),
    'start-audit': await measure('start-audit'),
    status: await measure('status'),
    usage: await measure('usage'),
    'export-credits': await measure('export-credits'),
    'export-deeds': await measure('export-deeds'),
  };
  await worker.call('close', null);
  await worker.end();
  return holds;
}

function turnsOf(rounds: readonly Watched[]): Turns {
  const held = rounds.map(({ heldMs }) => heldMs);
  const wall = rounds.map(({ wallMs }) => wallMs);
  return { heldMs: median(held), wallMs: median(wall), bestMs: Math.min(...held), worstMs: Math.max(...held) };
}
