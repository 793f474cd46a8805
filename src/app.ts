import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, Routes, Status } from 'discord.js';
import type { Logger } from 'pino';
import { createCommands } from '../commands/index.ts';
import { operator } from '../commands/operator.ts';
import packageJson from '../package.json' with { type: 'json' };
import { imageLimits } from './catalogue/image.ts';
import type { CatalogueRow } from './catalogue/models.ts';
import { effectiveCatalogue } from './catalogue/offer.ts';
import { createChartRenderer } from './charts/chart-renderer.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { balanceOf } from './credits/account.ts';
import type { PolicyOf } from './credits/account-overview.ts';
import { Budgets } from './credits/budgets.ts';
import { auditCheaply } from './credits/cheap-audit.ts';
import { costsOf } from './credits/costs.ts';
import { CreditRecords } from './credits/credit-records.ts';
import { GuildAccess } from './credits/guild-access.ts';
import { GuildSettings } from './credits/guild-settings.ts';
import { describeFinding } from './credits/ledger-audit.ts';
import { defaultPolicy } from './credits/policy.ts';
import { PolicyStore } from './credits/policy-store.ts';
import { Quotas } from './credits/quotas.ts';
import { UsageReports } from './credits/usage-reports.ts';
import { Wallet } from './credits/wallet.ts';
import { type OpenDatabase, openDatabase } from './database/connection.ts';
import { createAcknowledgement } from './discord/acknowledgement.ts';
import { ChannelPoster } from './discord/channel-poster.ts';
import { createGateway } from './discord/gateway.ts';
import { watchGuilds } from './discord/guild-presence.ts';
import { InteractionRouter } from './discord/interaction-router.ts';
import { inviteLink } from './discord/invite.ts';
import { createMemberNames } from './discord/member-names.ts';
import { findOperatorGuild } from './discord/operator-guild.ts';
import { registerAtStart } from './discord/registration.ts';
import { rehearse } from './discord/rehearsal.ts';
import { createBotRest, createFileRest, createWebhookRest } from './discord/rest.ts';
import { createUploader } from './discord/upload.ts';
import { shortMessage } from './errors/short-message.ts';
import { BudgetWatch } from './jobs/budget-watch.ts';
import { Delivery } from './jobs/delivery.ts';
import { Failover } from './jobs/failover.ts';
import { Generations } from './jobs/generations.ts';
import { GuildDepartures } from './jobs/guild-departures.ts';
import { InputImages } from './jobs/input-images.ts';
import { isOpen, type Job } from './jobs/job.ts';
import { countOpenJobs, longestWaitingSince } from './jobs/job-counts.ts';
import { JobStore } from './jobs/job-store.ts';
import { MemberErasure } from './jobs/member-erasure.ts';
import { PersonalRecords } from './jobs/personal-record.ts';
import { coldStartSchedule } from './jobs/poll-schedule.ts';
import type { Poster, Rung } from './jobs/poster.ts';
import { Preparation } from './jobs/preparation.ts';
import { ProgressCards } from './jobs/progress-cards.ts';
import { Publication } from './jobs/publication.ts';
import { Reconciliation } from './jobs/reconciliation.ts';
import { Retention } from './jobs/retention.ts';
import { Routing } from './jobs/routing.ts';
import { Runner } from './jobs/runner.ts';
import { removeErasedVideos } from './jobs/set-aside-videos.ts';
import { Settlement } from './jobs/settlement.ts';
import { spendingOfDay } from './jobs/spend-limit.ts';
import { Submission } from './jobs/submission.ts';
import { SubmitOutcomes } from './jobs/submit-outcome.ts';
import { VideoFiles } from './jobs/video-files.ts';
import { Watch } from './jobs/watch.ts';
import { downloadToFile } from './media/guarded-download.ts';
import { createImageNormaliser } from './media/image-process.ts';
import { createVideoInspector } from './media/video-file.ts';
import { AccountWatch } from './operations/account-watch.ts';
import { createBackups } from './operations/backup.ts';
import { BackupSchedule } from './operations/backup-schedule.ts';
import { BudgetNotices } from './operations/budget-notices.ts';
import { createReadiness } from './operations/health.ts';
import { createHttpServer } from './operations/http-server.ts';
import { createMetrics, type MetricsRecorder, noMetrics } from './operations/metrics.ts';
import { OperatorDesk } from './operations/operator-desk.ts';
import { OperatorNotices, type SendNotice } from './operations/operator-notices.ts';
import { PrivacyDesk } from './operations/privacy-desk.ts';
import { RetentionSchedule } from './operations/retention-schedule.ts';
import { StatusReports } from './operations/status-reports.ts';
import { createProviders } from './providers/create-providers.ts';
import { LiveCosts } from './providers/live-costs.ts';
import { Router } from './providers/router.ts';
import { wordsFor } from './words/words.ts';

export interface Surroundings {
  readonly clock: Clock;
  readonly log: Logger;
  /** Discord has closed the connection in a way that no waiting mends; the log says why. Nothing more comes in. */
  readonly onClosedForGood?: () => void;
}

export interface App {
  /**
   * Takes up the jobs of the last run, then connects to Discord and registers the commands. When it fails, `stop` is due.
   * @throws {GatewayError} when Discord does not let the bot in
   */
  start(): Promise<void>;
  /** Drains and closes everything within ten seconds of real time; what is left goes on at the next start. */
  stop(): Promise<void>;
}

/** The largest video that is fetched, bytes. Real ones have 2 to 22 MB. */
const maxVideoBytes = 200 * 1024 * 1024;
const downloadTimeoutMs = 5 * 60_000;
const imageTimeoutMs = 60_000;
const drainMs = 7_000;
/** Of the costs that the operator is shown: thirty days. */
const shownCostsMs = 30 * 86_400_000;

/**
 * Builds raybot: the only place that knows every part. Nothing speaks to the network before `start`.
 * @throws {DatabaseInUseError} when another raybot owns the database
 */
export async function createApp(config: Config, { clock, log, onClosedForGood }: Surroundings): Promise<App> {
  mkdirSync(config.dataDirectory, { recursive: true, mode: 0o700 });
  const { database, probe, close: closeDatabase } = await openDatabase(config.databaseFile);
  const rows = effectiveCatalogue(config.catalogue);
  const now = () => clock.now();

  const { token, apiUrl } = config.discord;
  const gateway = createGateway(
    { token, api: apiUrl, log },
    { onInteraction: (interaction) => interactions.handle(interaction), onClosedForGood: () => onClosedForGood?.() },
  );
  const { client } = gateway;
  const rest = createBotRest(apiUrl, token);
  const webhooks = createWebhookRest(apiUrl);
  const uploader = createUploader(apiUrl);
  const premiumTier = (guildId: string) => client.guilds.cache.get(guildId)?.premiumTier ?? 0;
  const botUserId = () => client.user?.id;
  const poster = new ChannelPoster({ rest, webhooks, uploader, token, premiumTier, botUserId, clock });
  const notices = new OperatorNotices(log, now, noticesTo(config.discord.operatorChannelId, rest));

  const sources = {
    jobsByState: () => countOpenJobs(database),
    oldestQueuedSeconds: async () => secondsSince(await longestWaitingSince(database), now()),
    breakers: () => router.breakers(),
    balancesUsd: () => accounts.balancesUsd(),
  };
  const metrics = config.http === null ? null : await createMetrics({ version: packageJson.version, sources, log });
  const recorder: MetricsRecorder = metrics ?? noMetrics;

  const videoDirectory = join(config.dataDirectory, 'videos');
  const providers = createProviders(config, {
    clock,
    videoDirectory,
    onCall: recorder.providerCall,
    onError(provider, call, error) {
      recorder.providerError(provider, call, error.kind);
      log.info({ provider, call, kind: error.kind, reason: shortMessage(error) }, 'a call to a provider failed');
    },
    onNotice: (jobId) => runner.hint(jobId),
  });
  const router = new Router({
    providers: providers.all,
    now,
    onBreaker: (provider, isOpen) => {
      if (isOpen) notices.tell({ code: 'provider-unreachable', provider });
      else notices.tell({ code: 'provider-back', provider });
    },
  });
  const costs = new LiveCosts();
  const { lowBalanceMicroUsd } = config;
  const accounts = new AccountWatch({
    providers: providers.inUse,
    ...{ router, costs, rows, lowBalanceMicroUsd, notices, clock, log },
  });

  const policies = new PolicyStore(database);
  const defaults = defaultPolicy(config.allowance);
  const policyOf = (guildId: string) => policies.current(guildId, defaults);

  const media = createMedia(config, videoDirectory);
  const shared = { database, policyOf, rows, router, costs, poster, media, notices, recorder, clock, log };
  const onDecided = (guildId: string) => budgetNotices.look(guildId);
  const { runner, generations } = createJobs(config, { ...shared, onDecided });

  const commands = createCommands(rows, config.discord.attachmentOrigins);
  const wallet = new Wallet({ database, policyOf, clock });
  const usage = new UsageReports(database, clock);
  const charts = createChartRenderer();
  const budgets = new Budgets(database, clock);
  const access = await GuildAccess.load({ database, clock, allowedGuilds: config.discord.allowedGuilds });
  const departures = new GuildDepartures({
    ...{ database, clock },
    isPresent: (guildId) => client.guilds.cache.has(guildId),
    onErased: (guildId) => policies.forget(guildId),
  });
  const { retentionDays } = config;
  const retention = new Retention({ database, retentionDays, videoDirectory });
  const erasing = new RetentionSchedule({ retention, departures, clock, log });
  let operatorGuildId: string | null = null;
  const services = {
    generations,
    wallet,
    settings: new GuildSettings(policies, defaults, clock),
    quotas: new Quotas({ database, policyOf, clock }),
    budgets,
    records: new CreditRecords(database),
    clock,
    usage,
    charts,
    memberNames: createMemberNames(rest),
    status: new StatusReports({
      breakers: () => router.breakers(),
      openJobs: () => countOpenJobs(database),
      longestWaitingSince: () => longestWaitingSince(database),
      balancesUsd: () => accounts.balancesUsd(),
      usage,
      clock,
    }),
    privacy: new PrivacyDesk({
      notes: { retentionDays, providers: config.catalogue.providers, hasBackups: config.backups === 'daily' },
      erasure: new MemberErasure(database, clock),
      records: new PersonalRecords(database, clock),
      removeFiles: () => removeErasedVideos(videoDirectory, database),
    }),
    operator: new OperatorDesk({
      ...{ budgets, access, spendLimitMicroUsdPerDay: config.spendLimitMicroUsdPerDay },
      today: () => spendingOfDay(database, now()),
      costs: (guildId) => costsOf(database, guildId, { from: now() - shownCostsMs, until: now() }),
    }),
  };
  const { spendLimitMicroUsdPerDay } = config;
  const cheapest = cheapestOf(rows);
  const budgetWatch = new BudgetWatch({ database, budgets, policyOf, clock, spendLimitMicroUsdPerDay, ...cheapest });
  const budgetNotices = new BudgetNotices({
    thresholds: (guildId) => budgetWatch.thresholds(guildId),
    channelOf: async (guildId) => (await policyOf(guildId)).noticesChannelId,
    async postToChannel(channelId, { percent, limit }) {
      const content = wordsFor('en-US')('guild-notice.pool', { percent, limit });
      // The library sends anew what had no answer; with a nonce it stands there once.
      const once = { nonce: randomUUID().slice(0, 25), enforce_nonce: true };
      await rest.post(Routes.channelMessages(channelId), {
        body: { content, allowed_mentions: { parse: [] }, ...once },
      });
    },
    notices,
    log,
  });
  const interactions = new InteractionRouter({
    commands,
    services,
    acknowledgement: createAcknowledgement(webhooks, createFileRest(apiUrl)),
    generations,
    isServed: access.isServed,
    operators: { ids: new Set(config.discord.operatorIds), guildId: () => operatorGuildId },
    log,
  });
  /** What fails here is found out again at the next start. */
  const note = (work: Promise<void>) => {
    work.catch((error: unknown) => log.error({ err: error }, 'it was not written down which servers have the bot'));
  };
  watchGuilds(client, {
    onJoined: (guildId) => note(departures.joined(guildId)),
    onLeft: (guildId) => note(departures.left(guildId)),
  });

  const backups =
    config.backups === 'off'
      ? null
      : new BackupSchedule({
          backups: createBackups(config.databaseFile, join(config.dataDirectory, 'backups')),
          onFailure: (detail) => notices.tell({ code: 'backup-failed', detail }),
          clock,
          log,
        });

  let isStopping = false;
  const readiness = createReadiness({
    database: async () => {
      await probe();
      return 'ok';
    },
    discord: async () => (isConnected(client) ? 'ok' : 'connecting'),
    process: async () => (isStopping ? 'stopping' : 'ok'),
  });
  const http =
    config.http && metrics
      ? createHttpServer({
          ...config.http,
          log,
          readiness,
          metrics: () => metrics.scrape(),
          webhooks: providers.webhooks,
        })
      : null;

  return {
    async start() {
      await runner.recover();
      // Paid jobs go on at once: a provider forgets them, whether Discord is there or not.
      runner.start();
      accounts.start();
      erasing.start();
      backups?.start();
      await checkLedger(database, notices);
      const listening = await http?.start();
      if (listening) log.info(listening, 'the HTTP side listens');
      const rehearsed = { ...services, generations: { accept: generations.rehearse.bind(generations) } };
      await rehearse(commands, rehearsed, log);
      const { applicationId, userName } = await gateway.connect();
      note(departures.compare());
      const { operatorChannelId, operatorIds } = config.discord;
      if (operatorChannelId !== null && operatorIds.length > 0) {
        operatorGuildId = await findOperatorGuild(rest, operatorChannelId, log);
        if (operatorGuildId !== null) commands.push(operator(wordsFor('en-US'), operatorGuildId));
      }
      await registerAtStart(rest, applicationId, commands, log);
      log.info({ user: userName, applicationId, invite: inviteLink(applicationId) }, 'ready');
    },
    async stop() {
      isStopping = true;
      generations.close();
      await Promise.all([interactions.idle(), runner.stop(drainMs), accounts.stop(), erasing.stop(), backups?.stop()]);
      await gateway.close();
      // What came in while the jobs were drained.
      await interactions.idle();
      await budgetNotices.idle();
      await Promise.all([http?.close(), providers.close(), uploader.close(), media.close(), charts.close()]);
      await closeDatabase();
    },
  };
}

/** What the cheapest video takes, of credits and of the operator's money. */
function cheapestOf(rows: readonly CatalogueRow[]): { leastPriceCredits: number; leastCostMicroUsd: number } {
  const terms = rows.flatMap((row) => Object.values(row.terms));
  return {
    leastPriceCredits: Math.min(...terms.map(({ priceCredits }) => priceCredits)),
    leastCostMicroUsd: Math.min(...terms.map(({ costMicroUsd }) => costMicroUsd)),
  };
}

/** Sums alone: what is found is the operator's to look into, and the bot goes on. */
async function checkLedger(database: OpenDatabase['database'], notices: OperatorNotices): Promise<void> {
  const [first, ...others] = await auditCheaply(database);
  if (!first) return;
  const more = others.length > 0 ? `, and ${others.length} more` : '';
  notices.tell({ code: 'ledger-differs', detail: `${describeFinding(first)}${more}` });
}

/** Into the operator's channel; null where there is none. */
function noticesTo(channelId: string | null, rest: ReturnType<typeof createBotRest>): SendNotice | null {
  if (channelId === null) return null;
  return async ({ code, ...context }) => {
    const content = wordsFor('en-US')(`notice.${code}`, context).slice(0, 2000);
    await rest.post(Routes.channelMessages(channelId), { body: { content, allowed_mentions: { parse: [] } } });
  };
}

interface Media {
  readonly files: VideoFiles;
  readonly images: InputImages;
  close(): Promise<void>;
}

/** The videos and pictures on our disk, and what fetches and checks them. */
function createMedia(config: Config, videoDirectory: string): Media {
  const { trustedOrigins, trustedImageOrigins } = config;
  const inspector = createVideoInspector();
  const files = new VideoFiles(videoDirectory, {
    download: (url, directory, signal) =>
      downloadToFile({
        ...{ url, directory, signal, trustedOrigins },
        maxBytes: maxVideoBytes,
        totalTimeoutMs: downloadTimeoutMs,
      }),
    inspect: (path) => inspector.inspect(path),
  });
  const normaliser = createImageNormaliser(imageLimits);
  const images = new InputImages(join(config.dataDirectory, 'images'), {
    download: (url, directory, signal) =>
      downloadToFile({
        ...{ url, directory, signal, trustedOrigins: trustedImageOrigins },
        maxBytes: imageLimits.maxBytes,
        totalTimeoutMs: imageTimeoutMs,
        onlyOrigins: config.discord.attachmentOrigins,
      }),
    normalise: (from, to, signal) => normaliser.normalise(from, to, signal),
  });
  return {
    files,
    images,
    async close() {
      await Promise.all([inspector.close(), normaliser.close()]);
    },
  };
}

interface JobParts {
  readonly database: OpenDatabase['database'];
  readonly policyOf: PolicyOf;
  readonly rows: readonly CatalogueRow[];
  readonly router: Router;
  readonly costs: LiveCosts;
  readonly poster: Poster;
  readonly media: Media;
  readonly notices: OperatorNotices;
  readonly recorder: MetricsRecorder;
  readonly onDecided: (guildId: string) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A job's life: the stages, who leads through them, and the way in. */
function createJobs(config: Config, parts: JobParts): { runner: Runner; generations: Generations } {
  const { database, policyOf, rows, router, costs, poster, media, notices, recorder, onDecided, clock, log } = parts;
  const { files, images } = media;
  const store = new JobStore(database);
  const cards = new ProgressCards(poster, clock);
  const routing = new Routing({ rows, router, costs });
  const shared = { store, router, routing, rows, poster, files, images, cards, notices, clock, log };
  const preparation = new Preparation(shared);
  const failover = new Failover(shared);
  const outcomes = new SubmitOutcomes({ ...shared, failover });
  const stages = {
    submission: new Submission({ ...shared, outcomes, preparation }),
    reconciliation: new Reconciliation({ ...shared, outcomes }),
    watch: new Watch({ ...shared, failover, schedule: coldStartSchedule, onPoll: recorder.poll }),
    delivery: new Delivery({
      ...shared,
      balanceOf: (job) => balanceOf(database, job),
      publication: new Publication(shared),
    }),
    settlement: new Settlement(shared),
  };
  const runner = new Runner({ store, stages, files, images, onEnd: (job) => recordEnd(job, recorder), clock, log });
  const { spendLimitMicroUsdPerDay } = config;
  const run = (jobId: string) => runner.wake(jobId);
  const accepting = { store, rows, router, costs, policyOf, spendLimitMicroUsdPerDay, clock, run, onDecided };
  return { runner, generations: new Generations(accepting) };
}

/** By the connections themselves: once all were ready, the library's own word for the whole stays so when one is lost. */
function isConnected({ ws: { shards } }: Client): boolean {
  return shards.size > 0 && shards.every(({ status }) => status === Status.Ready);
}

function recordEnd({ state, failure, rung }: Job, recorder: MetricsRecorder): void {
  if (isOpen(state)) return;
  recorder.jobEnded(state, failure);
  // Written by raybot itself, with nothing but a road and a form.
  if (rung !== null) recorder.delivered(rung as Rung);
}

function secondsSince(moment: number | null, now: number): number {
  return moment === null ? 0 : Math.max(0, now - moment) / 1000;
}
