import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Routes } from 'discord.js';
import type { Logger } from 'pino';
import { createCommands } from '../commands/index.ts';
import { imageLimits } from './catalogue/image.ts';
import type { ProviderName } from './catalogue/models.ts';
import { effectiveCatalogue } from './catalogue/offer.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { balanceOf } from './credits/ledger.ts';
import { Wallet } from './credits/wallet.ts';
import { openDatabase } from './database/connection.ts';
import { createAcknowledgement } from './discord/acknowledgement.ts';
import { ChannelPoster } from './discord/channel-poster.ts';
import { createGateway } from './discord/gateway.ts';
import { InteractionRouter } from './discord/interaction-router.ts';
import { inviteLink } from './discord/invite.ts';
import { registerAtStart } from './discord/registration.ts';
import { rehearse } from './discord/rehearsal.ts';
import { createBotRest, createWebhookRest } from './discord/rest.ts';
import { createUploader } from './discord/upload.ts';
import { Delivery } from './jobs/delivery.ts';
import { Generations } from './jobs/generations.ts';
import { InputImages } from './jobs/input-images.ts';
import { JobStore } from './jobs/job-store.ts';
import { coldStartSchedule } from './jobs/poll-schedule.ts';
import { Preparation } from './jobs/preparation.ts';
import { ProgressCards } from './jobs/progress-cards.ts';
import { Runner } from './jobs/runner.ts';
import { Settlement } from './jobs/settlement.ts';
import { Submission } from './jobs/submission.ts';
import { VideoFiles } from './jobs/video-files.ts';
import { Watch } from './jobs/watch.ts';
import { downloadToFile } from './media/guarded-download.ts';
import { createImageNormaliser } from './media/image-process.ts';
import { createVideoInspector } from './media/video-file.ts';
import { OperatorNotices } from './operations/operator-notices.ts';
import { createHttpClient } from './providers/http-client.ts';
import { createPace } from './providers/pace.ts';
import { createSegmindV2 } from './providers/segmind/segmind-v2.ts';
import type { VideoProvider } from './providers/video-provider.ts';
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

/**
 * Builds raybot: the only place that knows every part. Nothing speaks to the network before `start`.
 * @throws {DatabaseInUseError} when another raybot owns the database
 */
export async function createApp(config: Config, { clock, log, onClosedForGood }: Surroundings): Promise<App> {
  mkdirSync(config.dataDirectory, { recursive: true, mode: 0o700 });
  const { database, close: closeDatabase } = await openDatabase(config.databaseFile);
  const rows = effectiveCatalogue(config.catalogue);
  const store = new JobStore(database);

  const { providers, closeProviders } = createProviders(config, clock);

  const { token, apiUrl } = config.discord;
  const gateway = createGateway(
    { token, api: apiUrl, log },
    { onInteraction: (interaction) => router.handle(interaction), onClosedForGood: () => onClosedForGood?.() },
  );
  const { client } = gateway;
  const rest = createBotRest(apiUrl, token);
  const webhooks = createWebhookRest(apiUrl);
  const uploader = createUploader(apiUrl);
  const premiumTier = (guildId: string) => client.guilds.cache.get(guildId)?.premiumTier ?? 0;
  const botUserId = () => client.user?.id;
  const poster = new ChannelPoster({ rest, webhooks, uploader, token, premiumTier, botUserId, clock });

  const operatorChannelId = config.discord.operatorChannelId;
  const notices = new OperatorNotices(
    log,
    () => clock.now(),
    operatorChannelId === null
      ? null
      : async ({ code, ...context }) => {
          const content = wordsFor('en-US')(`notice.${code}`, context).slice(0, 2000);
          await rest.post(Routes.channelMessages(operatorChannelId), {
            body: { content, allowed_mentions: { parse: [] } },
          });
        },
  );

  const inspector = createVideoInspector();
  const files = new VideoFiles(join(config.dataDirectory, 'videos'), {
    download: (url, directory, signal) =>
      downloadToFile({
        url,
        directory,
        signal,
        maxBytes: maxVideoBytes,
        totalTimeoutMs: downloadTimeoutMs,
        trustedOrigins: config.trustedOrigins,
      }),
    inspect: (path) => inspector.inspect(path),
  });
  const normaliser = createImageNormaliser(imageLimits);
  const images = new InputImages(join(config.dataDirectory, 'images'), {
    download: (url, directory, signal) =>
      downloadToFile({
        url,
        directory,
        signal,
        maxBytes: imageLimits.maxBytes,
        totalTimeoutMs: imageTimeoutMs,
        trustedOrigins: config.trustedImageOrigins,
        onlyOrigins: config.discord.attachmentOrigins,
      }),
    normalise: (from, to, signal) => normaliser.normalise(from, to, signal),
  });
  const cards = new ProgressCards(poster, clock);
  const preparation = new Preparation({ store, images, rows, clock });
  const shared = { store, providers, rows, poster, files, images, cards, notices, clock, log };
  const stageParts = { ...shared, preparation, schedule: coldStartSchedule };
  const stages = {
    submission: new Submission(stageParts),
    watch: new Watch(stageParts),
    delivery: new Delivery({ ...stageParts, balanceOf: (job) => balanceOf(database, job) }),
    settlement: new Settlement(stageParts),
  };
  const runner = new Runner({ store, stages, files, images, clock, log });

  const rules = { allowance: config.allowance, spendLimitMicroUsdPerDay: config.spendLimitMicroUsdPerDay };
  const generations = new Generations(store, rows, rules, clock, (jobId) => runner.wake(jobId));
  const commands = createCommands(rows, config.discord.attachmentOrigins);
  const wallet = new Wallet(database, config.allowance, clock);
  const router = new InteractionRouter({
    commands,
    services: { generations, wallet },
    acknowledgement: createAcknowledgement(webhooks),
    generations,
    allowedGuilds: config.discord.allowedGuilds,
    log,
  });

  return {
    async start() {
      await runner.recover();
      // Paid jobs go on at once: a provider forgets them, whether Discord is there or not.
      runner.start();
      await rehearse(commands, { wallet, generations: { accept: (...call) => generations.rehearse(...call) } }, log);
      const { applicationId, userName } = await gateway.connect();
      await registerAtStart(rest, applicationId, commands, log);
      log.info({ user: userName, applicationId, invite: inviteLink(applicationId) }, 'ready');
    },
    async stop() {
      generations.close();
      await Promise.all([router.idle(), runner.stop(drainMs)]);
      await gateway.close();
      // What came in while the jobs were drained.
      await router.idle();
      await Promise.all([closeProviders(), uploader.close(), inspector.close(), normaliser.close()]);
      await closeDatabase();
    },
  };
}

function createProviders(
  { segmind }: Config,
  clock: Clock,
): {
  providers: Map<ProviderName, VideoProvider>;
  closeProviders(): Promise<void>;
} {
  const providers = new Map<ProviderName, VideoProvider>();
  const pace = createPace({ requestsPerMinute: segmind.requestsPerMinute });
  const http = createHttpClient();
  providers.set('segmind', createSegmindV2({ ...segmind, pace, http, now: () => clock.now() }));
  return {
    providers,
    closeProviders: async () => {
      await pace.stop();
      await http.close();
    },
  };
}
