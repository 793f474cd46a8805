import type { Logger } from 'pino';

/** What the operating system asks of us, and what we tell it. */

/** `docker stop` waits ten seconds before it kills. */
const longestStopMs = 9_500;
const sameSignalMs = 1_000;

/**
 * Stops in good order on SIGTERM and SIGINT; a second signal a while later, or a stop that takes too long, ends the
 * process at once.
 * What was not finished goes on at the next start.
 * @returns a function that ends the process in the same good order, with an exit code
 */
export function stopOnSignals(stop: () => Promise<void>, log: Logger): (exitCode: number) => void {
  let stoppingSince: number | null = null;
  const end = (exitCode: number) => {
    if (stoppingSince !== null) return;
    stoppingSince = performance.now();
    setTimeout(() => {
      log.error('the stop took too long; open work goes on at the next start');
      process.exit(1);
    }, longestStopMs).unref();
    stop().then(
      () => {
        log.info('stopped');
        process.exit(exitCode);
      },
      (error: unknown) => {
        log.error({ err: error }, 'the stop failed; open work goes on at the next start');
        process.exit(1);
      },
    );
  };
  const onSignal = (signal: NodeJS.Signals) => {
    // Ctrl+C reaches us twice under npm: from the terminal, and passed on by npm.
    if (stoppingSince !== null && performance.now() - stoppingSince > sameSignalMs) process.exit(1);
    if (stoppingSince === null) log.info({ signal }, 'stopping');
    end(0);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  // discord.js reads each event in a promise of its own: one that it cannot read must not end the others' jobs.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));
  return end;
}

/** Errors that carry a full explanation for the operator; of others the stack is of use. */
const explained = new Set([
  'ConfigError',
  'DatabaseInUseError',
  'DatabaseTooNewError',
  'GatewayError',
  'HttpServerError',
]);

/** What SQLite and the file system say when a folder or a file is not what we need. */
const storageFaults = /^(?:SQLITE_|EACCES|EPERM|EROFS|ENOTDIR|ENOSPC|EEXIST|EISDIR)/;

/** A start that failed, in words for whoever runs the bot. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return `raybot could not start: ${String(error)}`;
  if ('code' in error && storageFaults.test(String(error.code))) {
    return `raybot could not start: its data cannot be kept (${error.message}). Check DATA_DIR and DATABASE_URL, and that this user may write there.`;
  }
  return explained.has(error.name) ? error.message : `raybot could not start: ${error.stack ?? error.message}`;
}
