import type { Logger } from 'pino';

/** What the operating system asks of us, and what we tell it. */

/** `docker stop` waits ten seconds before it kills. */
const longestStopMs = 9_500;
const sameSignalMs = 1_000;

/**
 * Stops in good order on SIGTERM and SIGINT; a second signal a while later, or a stop that takes too long, ends the
 * process at once.
 * What was not finished goes on at the next start.
 */
export function stopOnSignals(stop: () => Promise<void>, log: Logger): void {
  let stoppingSince: number | null = null;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stoppingSince !== null) {
      // Ctrl+C reaches us twice under npm: from the terminal, and passed on by npm.
      if (performance.now() - stoppingSince > sameSignalMs) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error('the stop took too long; open work goes on at the next start');
      process.exit(1);
    }, longestStopMs).unref();
    stop().then(
      () => {
        log.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        log.error({ err: error }, 'the stop failed; open work goes on at the next start');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  // discord.js reads each event in a promise of its own: one that it cannot read must not end the others' jobs.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));
}

/** Errors that carry a full explanation for the operator; of others the stack is of use. */
const explained = new Set(['ConfigError', 'DatabaseInUseError', 'DatabaseTooNewError', 'GatewayError']);

export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return `raybot could not start: ${String(error)}`;
  return explained.has(error.name) ? error.message : `raybot could not start: ${error.stack ?? error.message}`;
}
