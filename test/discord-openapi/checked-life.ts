import { afterAll, afterEach, beforeAll } from 'vitest';
import type { SandboxBot, SandboxBotOptions } from '../../sandbox/bot.ts';
import { noFaults as noDiscordFaults } from '../../sandbox/discord/faults.ts';
import { noFaults as noSegmindFaults } from '../../sandbox/segmind/faults.ts';
import { forgetTrouble, type QuickWorld, startQuickWorld } from '../e2e/quick-world.ts';
import { type Ending, startTestBot } from '../e2e/world.ts';
import { type CheckedWorld, checkWorld } from './checked-world.ts';

/** One world with one bot whose requests are checked after each test of a file. */
export interface CheckedLife {
  readonly world: QuickWorld;
  /** Operations that were asked for since the file began; those of the running test are not among them yet. */
  readonly operations: ReadonlySet<string>;
  stop(): Promise<void>;
  /** Stops the bot if it runs, and starts it on the same data. */
  restart(environment?: SandboxBotOptions['environment']): Promise<void>;
  /** Waits until every job has ended and been told. */
  settleAll(): Promise<void>;
}

/** Begins with the first test and ends with the last; read it inside of tests. */
export function shareCheckedLife(): () => CheckedLife {
  const endings: (() => unknown)[] = [];
  const file: Ending = { onTestFinished: (end) => void endings.push(end as () => unknown) };
  const operations = new Set<string>();
  let life: CheckedLife | null = null;
  let checked: CheckedWorld | null = null;

  beforeAll(async () => {
    const world = await startQuickWorld(file);
    const { operatorChannelId, segmind } = world;
    checked = checkWorld(world.discord, { operatorChannelId, secrets: [segmind.apiKey] });
    life = liveIn(world, file, operations);
    await life.restart();
  });
  afterEach(async () => {
    if (!life) return;
    Object.assign(life.world.discord.faults, noDiscordFaults());
    Object.assign(life.world.segmind.faults, noSegmindFaults());
    await life.settleAll();
    forgetTrouble(life.world);
    for (const operation of checked?.check() ?? []) operations.add(operation);
  });
  afterAll(async () => {
    for (const end of endings.reverse()) await end();
    try {
      // What a bot asks while it stops.
      checked?.check();
    } finally {
      checked?.end();
    }
  });

  return () => {
    if (!life) throw new Error('the life begins with the first test');
    return life;
  };
}

function liveIn(world: QuickWorld, file: Ending, operations: ReadonlySet<string>): CheckedLife {
  let bot: SandboxBot | null = null;
  const stop = async () => bot?.stop();
  return {
    world,
    operations,
    stop: async () => void (await stop()),
    async restart(environment = {}) {
      await stop();
      bot = await startTestBot(file, world, { environment });
    },
    async settleAll() {
      const open = await world.database.selectFrom('job').select('id').where('settled_at', 'is', null).execute();
      if (open.length > 0) await world.settle(...open.map(({ id }) => id));
    },
  };
}
