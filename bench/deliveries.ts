import { setTimeout as delay } from 'node:timers/promises';
import { type Account, accountFor } from './account.ts';
import { promptsFor } from './acknowledgements.ts';
import { memoryNowMb, type PeakMemory, watchMemory } from './memory.ts';
import { raybotToken, startRaybot } from './raybot.ts';
import { now } from './servers/clock.ts';
import type { Plan } from './servers/segmind.ts';
import type { World } from './world.ts';

/** One burst of commands from the first frame to the last card's removal, by a fresh raybot. */
export interface Deliveries extends Account {
  readonly idleMb: number;
  readonly peak: PeakMemory;
}

const settleMs = 2_000;
/** After the plan's last moment; then what is not there is a fault. */
const deliveryPatienceMs = 60_000;

/** Sends `count` commands at once and waits for their files. */
export async function measureDeliveries(world: World, plan: Plan, count: number): Promise<Deliveries> {
  await world.segmind.call('plan', plan);
  const raybot = await startRaybot(world);
  await delay(settleMs);
  const idleMb = memoryNowMb(raybot.pid);
  const memory = watchMemory(raybot.pid);

  await world.discord.call('burst', { token: raybotToken, prompts: promptsFor(count) });
  await world.discord.call('whenDelivered', now() + longestMs(plan) + deliveryPatienceMs);
  // Cards go, and a second upload of the same video would come now.
  await world.discord.call('whenQuiet', settleMs);
  const peak = memory.stop();
  await raybot.end();

  const commands = await world.discord.call('report', null);
  const submits = await world.segmind.call('report', null);
  return { idleMb, peak, ...accountFor(commands, submits) };
}

function longestMs(plan: Plan): number {
  if (plan.kind === 'refuse') return 0;
  return plan.kind === 'together' ? plan.afterMs : Math.max(...plan.afterMs);
}
