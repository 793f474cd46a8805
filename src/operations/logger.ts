import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import pretty from 'pino-pretty';
import type { LogLevel } from '../environment.ts';
import { withoutSecrets } from '../errors/without-secrets.ts';

/** Fields that may hold a secret or a whole body wherever they stand in a line. */
const secretFields = [
  'token',
  'interactionToken',
  'interaction_token',
  'apiKey',
  'authorization',
  'headers',
  'url',
  'requestBody',
  'rawError',
  'body',
];
const redactedPaths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

/** Interaction tokens are not known beforehand, but they have a form of their own in every address. */
const tokenInAddress = /((?:webhooks|interactions)\/\d+\/)[\w.%-]{20,}/g;

/** What a log keeps of an error: discord.js puts the request's address and body into its own. */
function serializeError(error: Error): object {
  // pino has folded the causes into message and stack.
  const { type, message, stack, code, status, kind, problem } = stdSerializers.err(error) as Record<string, unknown>;
  return { type, message, stack, code, status, kind, problem };
}

/**
 * The log: JSON lines, or readable ones in a terminal. No secret gets into it, whatever is handed over: known fields are
 * dropped, and known secrets are blotted out of the finished line in the forms in which they travel.
 * @param secrets - values that must never appear
 */
export function createLogger(
  level: LogLevel,
  secrets: readonly string[],
  output: DestinationStream & { isTTY?: boolean } = process.stdout,
): Logger {
  const blot = withoutSecrets(secrets);
  const target = output.isTTY ? pretty({ destination: 1, sync: true }) : output;
  return pino(
    {
      level,
      base: null,
      serializers: { err: serializeError },
      redact: { paths: redactedPaths, censor: '[redacted]' },
    },
    { write: (line) => target.write(blot(line).replace(tokenInAddress, '$1[redacted]')) },
  );
}
