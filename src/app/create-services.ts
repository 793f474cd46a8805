import type { CatalogueRow, ProviderName } from '../catalogue/models.ts';
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
import type { ChannelWords } from '../discord/channel-language.ts';
import type { CommandServices } from '../discord/command.ts';
import type { CommandMention } from '../discord/command-mentions.ts';
import type { MemberNames } from '../discord/member-names.ts';
import { createReportBoard } from '../discord/report-board.ts';
import type { BotRest } from '../discord/rest.ts';
import { deleteVideo } from '../jobs/delete-video.ts';
import type { Durations } from '../jobs/durations.ts';
import { expectedTimes } from '../jobs/expected-times.ts';
import type { Generations } from '../jobs/generations.ts';
import { countOpenJobs, longestWaitingSince } from '../jobs/job-counts.ts';
import { JobDesk } from '../jobs/job-desk.ts';
import { JobHistory } from '../jobs/job-history.ts';
import { JobStore } from '../jobs/job-store.ts';
import { MemberErasure } from '../jobs/member-erasure.ts';
import { OpenForms } from '../jobs/open-forms.ts';
import { PersonalRecords } from '../jobs/personal-record.ts';
import type { Poster } from '../jobs/poster.ts';
import { Remaking } from '../jobs/remaking.ts';
import { ReportDesk } from '../jobs/report-desk.ts';
import { ReportStore } from '../jobs/report-store.ts';
import { Reposting } from '../jobs/reposting.ts';
import type { Runner } from '../jobs/runner.ts';
import { removeErasedVideos } from '../jobs/set-aside-videos.ts';
import { spendingOfDay } from '../jobs/spend-limit.ts';
import type { VideoFiles } from '../jobs/video-files.ts';
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
  readonly runner: Pick<Runner, 'turn'>;
  readonly durations: Durations;
  readonly rows: readonly CatalogueRow[];
  readonly files: VideoFiles;
  readonly router: Router;
  readonly accounts: AccountWatch;
  readonly charts: ChartRenderer;
  readonly memberNames: MemberNames;
  readonly channelWords: ChannelWords;
  readonly commandMention: CommandMention;
  readonly poster: Poster;
  readonly rest: BotRest;
  readonly clock: Clock;
}

/** Of the providers that new jobs go to: others may still be looked at for old ones. */
function breakersOf(router: Router, names: readonly ProviderName[]): ReturnType<Router['breakers']> {
  const all = router.breakers();
  return Object.fromEntries(names.flatMap((name) => (all[name] ? [[name, all[name]]] : [])));
}

/** What commands call. */
export function createServices(parts: ServicesParts): CommandServices {
  const { config, database, videoDirectory, policies, defaults, policyOf, budgets, access } = parts;
  const {
    generations,
    runner,
    durations,
    rows,
    files,
    router,
    accounts,
    charts,
    memberNames,
    channelWords,
    commandMention,
  } = parts;
  const { poster, rest, clock } = parts;
  const { retentionDays, spendLimitMicroUsdPerDay } = config;
  const usage = new UsageReports(database, clock);
  const now = () => clock.now();
  const settings = new GuildSettings(policies, defaults, clock);
  const store = new JobStore(database);
  const desk = new JobDesk({ store, poster, router, turn: (jobId) => runner.turn(jobId), clock });
  return {
    ...{ generations, budgets, usage, charts, memberNames, channelWords, commandMention, clock },
    isServed: access.isServed,
    jobs: desk,
    jobHistory: new JobHistory(database),
    remakes: new Remaking({ generations, rows, clock }),
    reposts: new Reposting({ desk, store, generations, poster, files, clock }),
    wallet: new Wallet({ database, policyOf, clock }),
    settings,
    forms: new OpenForms(database, clock),
    reports: new ReportDesk({
      reports: new ReportStore(database),
      jobs: store,
      board: createReportBoard(rest, channelWords),
      removeVideo: (video) => deleteVideo(video, 'moderator', { poster, store, clock }),
      ...{ settings, clock },
    }),
    quotas: new Quotas({ database, policyOf, clock }),
    records: new CreditRecords(database),
    status: new StatusReports({
      breakers: () => breakersOf(router, config.catalogue.providers),
      openJobs: () => countOpenJobs(database),
      longestWaitingSince: () => longestWaitingSince(database),
      expected: () => expectedTimes(rows, durations),
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
