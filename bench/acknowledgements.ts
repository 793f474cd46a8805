import { acksOf } from './account.ts';
import { watchMemory } from './memory.ts';
import type { DeferringBot } from './peers/deferring-bot.ts';
import { raybotToken, startRaybot } from './raybot.ts';
import { median, type Summary, summarise } from './statistics.ts';
import { startWorker } from './workers.ts';
import type { World } from './world.ts';

export const burstSize = 100;
const deferringToken = 'deferring';
const warmUps = 1;
const rounds = 7;

/** The acknowledgements of all rounds of one bot, milliseconds from the gateway's frame to the callback. */
export interface AckSeries {
  /** The very first burst of a fresh process, which counts for nothing else. */
  readonly first: Summary;
  /** Medians over the rounds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** The slowest of all rounds. */
  readonly worst: number;
  /** The slowest of each round. */
  readonly maxima: readonly number[];
  /** Physical memory of the process at its worst, megabytes. */
  readonly peakMb: number;
}

export interface Acknowledgements {
  readonly raybot: AckSeries;
  readonly deferring: AckSeries;
  /** The median over the rounds of raybot's slowest divided by the other's slowest of the same round. */
  readonly ratio: number;
}

/**
 * Sends bursts in turn to raybot and to a bot that only defers, both warmed up by the same burst. Segmind turns raybot's
 * requests down here, so that a round leaves nothing behind that would run into the next one.
 */
export async function measureAcknowledgements(world: World): Promise<Acknowledgements> {
  await world.segmind.call('plan', { kind: 'refuse' });
  const raybot = await startRaybot(world);
  const peer = startWorker<DeferringBot>('peers/deferring-bot.ts');
  await peer.call('start', { api: world.discordApi, token: deferringToken });

  const memories = [raybot, peer].map(({ pid }) => watchMemory(pid));

  const own: Summary[] = [];
  const others: Summary[] = [];
  for (let round = 0; round < warmUps + rounds; round += 1) {
    own.push(await acksOfBurst(world, raybotToken));
    others.push(await acksOfBurst(world, deferringToken));
  }
  const [ownMb = 0, othersMb = 0] = memories.map((memory) => memory.stop().totalMb);
  await Promise.all([raybot.end(), peer.end()]);
  return compare(seriesOf(own, ownMb), seriesOf(others, othersMb));
}

function compare(raybot: AckSeries, deferring: AckSeries): Acknowledgements {
  const ratios = raybot.maxima.map((max, round) => max / (deferring.maxima[round] ?? Number.NaN));
  return { raybot, deferring, ratio: median(ratios) };
}

function seriesOf(summaries: readonly Summary[], peakMb: number): AckSeries {
  const [first] = summaries;
  if (!first) throw new RangeError('no rounds');
  const counted = summaries.slice(warmUps);
  const maxima = counted.map(({ max }) => max);
  return {
    first,
    p50: median(counted.map(({ p50 }) => p50)),
    p99: median(counted.map(({ p99 }) => p99)),
    max: median(maxima),
    worst: Math.max(...maxima),
    maxima,
    peakMb,
  };
}

async function acksOfBurst({ discord }: World, token: string): Promise<Summary> {
  await discord.call('burst', { token, prompts: promptsFor(burstSize) });
  await discord.call('whenQuiet', 400);
  return summarise(acksOf(await discord.call('report', null)));
}

/** One text a command; its number is found again at Segmind. */
export function promptsFor(count: number): string[] {
  return Array.from({ length: count }, (_, number) => `A lighthouse in the rain, seen from the sea, take ${number}`);
}
