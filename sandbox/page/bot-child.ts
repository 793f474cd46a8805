import { createApp } from '../../src/app/create-app.ts';
import { readConfig } from '../../src/config.ts';
import { createLogger } from '../../src/operations/logger.ts';
import { explainFailure, stopOnSignals } from '../../src/operations/process.ts';
import { adjustableClock } from '../adjustable-clock.ts';
import { CLOCK_VARIABLE, clockAnchorSchema } from './bot-clock.ts';

/** The real bot in a process of its own, on the clock of the sandbox that started it. Ends when the sandbox does. */
try {
  const { [CLOCK_VARIABLE]: anchor = '', ...environment } = process.env;
  const clock = adjustableClock(clockAnchorSchema.parse(JSON.parse(anchor)));
  process.on('message', (message) => clock.follow(clockAnchorSchema.parse(message)));
  process.on('disconnect', () => process.exit(1));
  const config = readConfig(environment);
  const log = createLogger(config.logLevel, config.secrets);
  const app = await createApp(config, { clock, log, onClosedForGood: () => end(1) });
  const end = stopOnSignals(() => app.stop(), log);
  await app.start();
} catch (error) {
  process.stderr.write(`${explainFailure(error)}\n`);
  process.exit(1);
}
