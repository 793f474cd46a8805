import { join } from 'node:path';
import { quota } from '../../commands/quota.ts';
import { usage } from '../../commands/usage.ts';
import { createChartRenderer } from '../../src/charts/chart-renderer.ts';
import { systemClock } from '../../src/clock.ts';
import { auditCheaply } from '../../src/credits/cheap-audit.ts';
import { CreditRecords } from '../../src/credits/credit-records.ts';
import { GuildSettings } from '../../src/credits/guild-settings.ts';
import { PolicyStore } from '../../src/credits/policy-store.ts';
import { UsageReports } from '../../src/credits/usage-reports.ts';
import { openDatabase } from '../../src/database/connection.ts';
import { createAcknowledgement } from '../../src/discord/acknowledgement.ts';
import type { Command, CommandCall, CommandServices } from '../../src/discord/command.ts';
import { createFileRest, createWebhookRest } from '../../src/discord/rest.ts';
import type { Generations } from '../../src/jobs/generations.ts';
import { createBackups } from '../../src/operations/backup.ts';
import { wordsFor } from '../../src/words/words.ts';
import { books, writeBooks } from './books.ts';
import { generationsOn, nextOrigin, policy } from './commands.ts';

export interface Opening {
  readonly directory: string;
  /** Without the version. */
  readonly discordApi: string;
}

/** What takes long, and may not hold anybody up. */
export type LongWork = 'backup' | 'start-audit' | 'status' | 'usage' | 'export-credits' | 'export-deeds';

/** raybot's parts around the books of a large community, put together as raybot does. */
export interface Community {
  readonly generations: Generations;
  /** Each of them does the whole: where an admin has asked for it, until Discord has taken the answer. */
  readonly works: Readonly<Record<LongWork, () => Promise<unknown>>>;
  close(): Promise<void>;
}

export async function openCommunity({ directory, discordApi }: Opening): Promise<Community> {
  const file = join(directory, 'books.sqlite');
  await writeBooks(file, Date.now());
  const { database, close } = await openDatabase(file);
  // Admins ask for one now and then: it finds no process of the one before.
  const charts = createChartRenderer({ idleMs: 1 });
  const reports = new UsageReports(database, systemClock);
  const policies = new PolicyStore(database);
  const services: Partial<CommandServices> = {
    usage: reports,
    charts,
    memberNames: async (_, ids) => new Map(ids.map((id, n) => [id, `Member ${n}`])),
    settings: new GuildSettings(policies, policy, systemClock),
    records: new CreditRecords(database),
  };
  const words = wordsFor('en-US');
  const acknowledgement = createAcknowledgement(createWebhookRest(discordApi), createFileRest(discordApi));
  const carryOut = async (command: Command, given: Pick<CommandCall, 'subcommand' | 'options'>) => {
    const call = { ...adminsCall(), name: command.declaration.name, ...given };
    // They ask for no other services.
    const result = await command.execute(call, services as CommandServices, words);
    if (result.kind !== 'later') throw new Error(`/${call.name} is answered at once`);
    await acknowledgement.complete(call.origin, await result.work(new AbortController().signal));
  };
  const exportTable = (table: string) => carryOut(quota(words), { subcommand: 'export', options: { table } });
  const backups = createBackups(file, join(directory, 'backups'));
  return {
    generations: generationsOn(database),
    works: {
      backup: () => backups.run(Date.now()),
      'start-audit': () => auditCheaply(database),
      async status() {
        await reports.lastWeek();
        await reports.costsOfLastWeek();
      },
      usage: () => carryOut(usage(words), { subcommand: null, options: { days: books.days } }),
      'export-credits': () => exportTable('credits'),
      'export-deeds': () => exportTable('audit'),
    },
    async close() {
      await charts.close();
      await close();
    },
  };
}

/** The operator is shown the most. */
function adminsCall() {
  const nobody = { users: {}, roles: {}, channels: {}, attachments: {} };
  return { callerName: 'admin', callerIsOperator: true, origin: nextOrigin(), ...nobody };
}
