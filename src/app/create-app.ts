import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, Status } from 'discord.js';
import type { Logger } from 'pino';
import { createCommands, createMessageMenus } from '../../commands/index.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { effectiveCatalogue } from '../catalogue/offer.ts';
import { createChartRenderer } from '../charts/chart-renderer.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { Budgets } from '../credits/budgets.ts';
import { auditCheaply } from '../credits/cheap-audit.ts';
import { GuildAccess } from '../credits/guild-access.ts';
import { describeFinding } from '../credits/ledger-audit.ts';
import { defaultPolicy } from '../credits/policy.ts';
import { PolicyStore } from '../credits/policy-store.ts';
import { type OpenDatabase, openDatabase } from '../database/connection.ts';
import { createAcknowledgement } from '../discord/acknowledgement.ts';
import { createChannelWords } from '../discord/channel-language.ts';
import { ChannelPoster } from '../discord/channel-poster.ts';
import type { AnyCommand } from '../discord/command.ts';
import { CommandMentions } from '../discord/command-mentions.ts';
import { createGateway } from '../discord/gateway.ts';
import { watchGuilds } from '../discord/guild-presence.ts';
import { InteractionRouter } from '../discord/interaction-router.ts';
import { inviteLink } from '../discord/invite.ts';
import { createMemberNames } from '../discord/member-names.ts';
import { registerAtStart } from '../discord/registration.ts';
import { rehearse } from '../discord/rehearsal.ts';
import { createBotRest, createFileRest, createWebhookRest } from '../discord/rest.ts';
import { createUploader } from '../discord/upload.ts';
import { shortMessage } from '../errors/short-message.ts';
import { GuildDepartures } from '../jobs/guild-departures.ts';
import { countOpenJobs, longestWaitingSince } from '../jobs/job-counts.ts';
import { Retention } from '../jobs/retention.ts';
import { AccountWatch } from '../operations/account-watch.ts';
import { createBackups } from '../operations/backup.ts';
import { BackupSchedule } from '../operations/backup-schedule.ts';
import { createReadiness } from '../operations/health.ts';
import { createHttpServer } from '../operations/http-server.ts';
import { createMetrics, type MetricsRecorder, noMetrics } from '../operations/metrics.ts';
import type { OperatorNotices } from '../operations/operator-notices.ts';
import { RetentionSchedule } from '../operations/retention-schedule.ts';
import { createProviders } from '../providers/create-providers.ts';
import { LiveCosts } from '../providers/live-costs.ts';
import { Router } from '../providers/router.ts';
import { createJobs } from './create-jobs.ts';
import { createMedia } from './create-media.ts';
import { createBudgetNotices, createFailureNotices, createOperatorNotices } from './create-notices.ts';
import { createServices } from './create-services.ts';
import { findOperatorCommand } from './operator-command.ts';

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

const drainMs = 7_000;
/** In so many guilds a start looks whether `/operator` stands there from the time when they were the operator's. */
const maxLookedAtGuilds = 100;

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
  const notices = createOperatorNotices(config.discord.operatorChannelId, rest, { clock, log });

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
  const budgets = new Budgets(database, clock);
  const { spendLimitMicroUsdPerDay } = config;
  const channelWords = createChannelWords(client);
  const budgetNotices = createBudgetNotices({
    ...{ database, budgets, policyOf, rows, spendLimitMicroUsdPerDay, rest, channelWords, notices, clock, log },
  });
  const onDecided = (guildId: string) => budgetNotices.look(guildId);
  const failureNotices = createFailureNotices({ database, policyOf, rest, channelWords, clock, log });
  const onEnded = (guildId: string) => failureNotices.look(guildId);
  const isAgeRestricted = (channelId: string) => {
    const channel = client.channels.cache.get(channelId);
    return channel !== undefined && 'nsfw' in channel && channel.nsfw === true;
  };
  const { runner, generations, durations } = createJobs(config, { ...shared, onDecided, onEnded, isAgeRestricted });

  const { attachmentOrigins } = config.discord;
  const commands: AnyCommand[] = [
    ...createCommands(rows, attachmentOrigins),
    ...createMessageMenus(rows, attachmentOrigins),
  ];
  const charts = createChartRenderer();
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
  const mentions = new CommandMentions();
  const services = createServices({
    ...{ config, database, videoDirectory, policies, defaults, policyOf, budgets, access },
    ...{
      generations,
      runner,
      durations,
      rows,
      files: media.files,
      router,
      accounts,
      charts,
      memberNames: createMemberNames(rest),
      channelWords,
      commandMention: mentions.mention,
      poster,
      rest,
      clock,
    },
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
      const rehearsed = {
        ...services,
        generations: {
          accept: generations.rehearse.bind(generations),
          refuseEarly: generations.refuseEarly.bind(generations),
        },
      };
      await rehearse(commands, rehearsed, log);
      const { applicationId, userName } = await gateway.connect();
      note(departures.compare());
      const forOperator = await findOperatorCommand(config.discord, rest, log);
      if (forOperator) commands.push(forOperator.command);
      operatorGuildId = forOperator?.guildId ?? null;
      const otherGuilds = [...client.guilds.cache.keys()].slice(0, maxLookedAtGuilds);
      await registerAtStart(rest, applicationId, commands, log, {
        otherGuilds,
        onStanding: (standing) => mentions.learn(standing),
      });
      log.info({ user: userName, applicationId, invite: inviteLink(applicationId) }, 'ready');
    },
    async stop() {
      isStopping = true;
      generations.close();
      await Promise.all([interactions.idle(), runner.stop(drainMs), accounts.stop(), erasing.stop(), backups?.stop()]);
      await gateway.close();
      // What came in while the jobs were drained.
      await interactions.idle();
      await Promise.all([budgetNotices.idle(), failureNotices.idle()]);
      await Promise.all([http?.close(), providers.close(), uploader.close(), media.close(), charts.close()]);
      await closeDatabase();
    },
  };
}

/** Sums alone: what is found is the operator's to look into, and the bot goes on. */
async function checkLedger(database: OpenDatabase['database'], notices: OperatorNotices): Promise<void> {
  const [first, ...others] = await auditCheaply(database);
  if (!first) return;
  const more = others.length > 0 ? `, and ${others.length} more` : '';
  notices.tell({ code: 'ledger-differs', detail: `${describeFinding(first)}${more}` });
}

/** By the connections themselves: once all were ready, the library's own word for the whole stays so when one is lost. */
function isConnected({ ws: { shards } }: Client): boolean {
  return shards.size > 0 && shards.every(({ status }) => status === Status.Ready);
}

function secondsSince(moment: number | null, now: number): number {
  return moment === null ? 0 : Math.max(0, now - moment) / 1000;
}
