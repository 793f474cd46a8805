import { Kysely } from 'kysely';
import type { TestContext } from 'vitest';
import { type SandboxBot, type SandboxBotOptions, startBot } from '../../sandbox/bot.ts';
import type { Invocation, InvokeOptions, LocalDiscord } from '../../sandbox/discord/local-discord.ts';
import type { MessageView } from '../../sandbox/discord/message-view.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/start-sandbox.ts';
import { sqliteDialect } from '../../src/database/dialect.ts';
import type { AttemptRow, Database, JobRow, LedgerEntryRow } from '../../src/database/schema.ts';

/** A sandbox for one test, with the places and people that most tests need. */
export interface TestWorld extends Sandbox {
  readonly guildId: string;
  readonly channelId: string;
  readonly memberId: string;
  /** A member sends a command in the usual channel. */
  send(command: string, options?: InvokeOptions['options'], more?: Partial<InvokeOptions>): Invocation;
  /** The message that carries a job's video as a file. */
  whenDelivered(jobId: string, timeoutMs?: number): Promise<MessageView>;
}

/** Where a test's own ending can be hooked into; taken from its context, as tests run side by side. */
export type Ending = Pick<TestContext, 'onTestFinished'>;

/** Starts a sandbox that ends with the test. Clips are tiny, generations take `latencyMs` of the sandbox's time. */
export async function startWorld({ onTestFinished }: Ending, options: SandboxOptions = {}): Promise<TestWorld> {
  const sandbox = await startSandbox({ clips: 'tiny', latencyMs: 40_000, ...options });
  onTestFinished(() => sandbox.close());
  const { discord } = sandbox;
  const { guildId, channelId, memberId } = usualPlaces(discord);
  return {
    ...sandbox,
    guildId,
    channelId,
    memberId,
    send: (command, commandOptions = {}, more = {}) =>
      discord.invoke({ userId: memberId, channelId, command, options: commandOptions, ...more }),
    whenDelivered: (jobId, timeoutMs = 15_000) =>
      discord.whenMessage(({ attachments }) => attachments.some(({ filename }) => filename.includes(jobId)), {
        timeoutMs,
      }),
  };
}

function usualPlaces({ world }: LocalDiscord) {
  const [guild] = world.guilds;
  const [channel] = guild?.channels ?? [];
  const [member] = world.users;
  if (!guild || !channel || !member) throw new Error('the sandbox has no guild, channel or member');
  return { guildId: guild.id, channelId: channel.id, memberId: member.id };
}

/** Starts a bot in this process; it stops before its sandbox closes. */
export async function startTestBot(
  { onTestFinished }: Ending,
  world: TestWorld,
  options: SandboxBotOptions = {},
): Promise<SandboxBot> {
  const bot = await startBot(world, options);
  let stopped: Promise<void> | null = null;
  const stop = () => {
    stopped ??= bot.stop();
    return stopped;
  };
  onTestFinished(stop);
  return { ...bot, stop };
}

/** What the database holds. */
export interface Books {
  readonly jobs: readonly JobRow[];
  readonly attempts: readonly AttemptRow[];
  readonly entries: readonly LedgerEntryRow[];
  readonly holds: readonly { job_id: string; state: string; amount_credits: number }[];
}

/** Reads the database of a bot, whether it runs or has stopped. */
export async function readBooks(databaseFile: string): Promise<Books> {
  const database = new Kysely<Database>({ dialect: sqliteDialect(databaseFile) });
  try {
    return {
      jobs: await database.selectFrom('job').selectAll().orderBy('created_at').execute(),
      attempts: await database.selectFrom('attempt').selectAll().execute(),
      entries: await database.selectFrom('ledger_entry').selectAll().orderBy('id').execute(),
      holds: await database.selectFrom('hold').select(['job_id', 'state', 'amount_credits']).execute(),
    };
  } finally {
    await database.destroy();
  }
}
