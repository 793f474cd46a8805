import { flushCompileCache } from 'node:module';
import { createApp } from './app/create-app.ts';
import { systemClock } from './clock.ts';
import { readConfig, untrustedBaseUrls } from './config.ts';
import { createLogger } from './operations/logger.ts';
import { explainFailure, stopOnSignals } from './operations/process.ts';

/** `npm start`: raybot on real time, with the configuration of the environment. */
try {
  const config = readConfig(process.env);
  const log = createLogger(config.logLevel, config.secrets);
  if (config.ignored.length > 0) {
    log.warn(
      { variables: config.ignored },
      'set, but without effect on new requests: .env.example says what each needs',
    );
  }
  const untrusted = untrustedBaseUrls(config);
  if (Object.keys(untrusted).length > 0) {
    log.warn(
      { origins: untrusted },
      'videos from these origins would be refused: if they come from there, name them in TRUSTED_ORIGINS',
    );
  }
  if (config.discord.allowedGuilds.length === 0) {
    log.warn('ALLOWED_GUILDS is empty: no server is served yet. Give their ids, or * for all');
  }
  const app = await createApp(config, { clock: systemClock, log, onClosedForGood: () => end(1) });
  const end = stopOnSignals(() => app.stop(), log);
  await app.start().catch((error: unknown) => {
    process.stderr.write(`${explainFailure(error)}\n`);
    end(1);
  });
  // By itself Node keeps what it compiled at its end, which a bot may never come to in good order.
  flushCompileCache();
} catch (error) {
  process.stderr.write(`${explainFailure(error)}\n`);
  process.exit(1);
}
