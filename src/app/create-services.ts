import type { ChartRenderer } from '../charts/chart-renderer.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { PolicyOf } from '../credits/account-overview.ts';
import type { Budgets } from '../credits/budgets.ts';
import { costsOf } from '../credits/costs.ts';
import { CreditRecords } from '../credits/credit-records.ts';
import type { GuildAccess } from '../credits/guild-access.ts';
import { GuildSettings } from '../credits/guild-settings.ts';
import type { GuildPolicy } from '../credits/policy.ts';
import type { PolicyStore } from '../credits/policy-store.ts';
import { Quotas } from '../credits/quotas.ts';
import { UsageReports } from '../credits/usage-reports.ts';
import { Wallet } from '../credits/wallet.ts';
import type { OpenDatabase } from '../database/connection.ts';
import type { CommandServices } from '../discord/command.ts';
import type { MemberNames } from '../discord/member-names.ts';
import type { Generations } from '../jobs/generations.ts';
import { countOpenJobs, longestWaitingSince } from '../jobs/job-counts.ts';
import { MemberErasure } from '../jobs/member-erasure.ts';
import { PersonalRecords } from '../jobs/personal-record.ts';
import { removeErasedVideos } from '../jobs/set-aside-videos.ts';
import { spendingOfDay } from '../jobs/spend-limit.ts';
import type { AccountWatch } from '../operations/account-watch.ts';
import { OperatorDesk } from '../operations/operator-desk.ts';
import { PrivacyDesk } from '../operations/privacy-desk.ts';
import { StatusReports } from '../operations/status-reports.ts';
import type { Router } from '../providers/router.ts';

/** Of the costs that the operator is shown: thirty days. */
const shownCostsMs = 30 * 86_400_000;

export interface ServicesParts {
  readonly config: Config;
  readonly database: OpenDatabase['database'];
  readonly videoDirectory: string;
  readonly policies: PolicyStore;
  readonly defaults: GuildPolicy;
  readonly policyOf: PolicyOf;
  readonly budgets: Budgets;
  readonly access: GuildAccess;
  readonly generations: Generations;
  readonly router: Router;
  readonly accounts: AccountWatch;
  readonly charts: ChartRenderer;
  readonly memberNames: MemberNames;
  readonly clock: Clock;
}

/** What commands call. */
export function createServices(parts: ServicesParts): CommandServices {
  const { config, database, videoDirectory, policies, defaults, policyOf, budgets, access } = parts;
  const { generations, router, accounts, charts, memberNames, clock } = parts;
  const { retentionDays, spendLimitMicroUsdPerDay } = config;
  const usage = new UsageReports(database, clock);
  const now = () => clock.now();
  return {
    ...{ generations, budgets, usage, charts, memberNames, clock },
    wallet: new Wallet({ database, policyOf, clock }),
    settings: new GuildSettings(policies, defaults, clock),
    quotas: new Quotas({ database, policyOf, clock }),
    records: new CreditRecords(database),
    status: new StatusReports({
      breakers: () => router.breakers(),
      openJobs: () => countOpenJobs(database),
      longestWaitingSince: () => longestWaitingSince(database),
      balancesUsd: () => accounts.balancesUsd(),
      ...{ usage, clock },
    }),
    privacy: new PrivacyDesk({
      notes: { retentionDays, providers: config.catalogue.providers, hasBackups: config.backups === 'daily' },
      erasure: new MemberErasure(database, clock),
      records: new PersonalRecords(database, clock),
      removeFiles: () => removeErasedVideos(videoDirectory, database),
    }),
    operator: new OperatorDesk({
      ...{ budgets, access, spendLimitMicroUsdPerDay },
      today: () => spendingOfDay(database, now()),
      costs: (guildId) => costsOf(database, guildId, { from: now() - shownCostsMs, until: now() }),
    }),
  };
}
