import type { CommandRecord } from './servers/discord.ts';
import type { SubmitRecord } from './servers/segmind.ts';
import { type Summary, summarise } from './statistics.ts';

/** What the records of one burst come to. */
export interface Account {
  /** Milliseconds from the gateway's frame to the callback, of a process that has never seen a command. */
  readonly acks: Summary;
  /** Per job: the upload fully received after the moment in which Segmind began to say COMPLETED, seconds. */
  readonly delays: Summary;
  /** From the moment in which the last one was ready to the last upload, seconds. */
  readonly lastAfterLastReady: number;
  /** Requests per job. */
  readonly requests: Readonly<Record<string, number>>;
  /** What must not happen, such as a second submit; empty when all is well. */
  readonly faults: readonly string[];
}

/**
 * Puts together what Discord and Segmind saw of the same commands.
 * @throws {Error} when a command was never acknowledged
 */
export function accountFor(commands: readonly CommandRecord[], submits: readonly SubmitRecord[]): Account {
  const pairs = commands.map((command) => ({ command, own: submits.filter((submit) => isOf(command, submit)) }));
  const faults = pairs.flatMap(({ command, own }) => faultsOf(command, own));
  const delays = pairs.flatMap(({ command: { filesAt }, own: [submit] }) =>
    submit && filesAt[0] ? [(filesAt[0] - submit.readyAt) / 1000] : [],
  );
  const lastReadyAt = Math.max(...submits.map(({ readyAt }) => readyAt));
  const lastFileAt = Math.max(...commands.flatMap(({ filesAt }) => filesAt));
  return {
    acks: summarise(acksOf(commands)),
    delays: summarise(delays.length > 0 ? delays : [Number.NaN]),
    lastAfterLastReady: (lastFileAt - lastReadyAt) / 1000,
    requests: requestsPerJob(commands, submits),
    faults,
  };
}

function isOf({ number }: CommandRecord, { prompt }: SubmitRecord): boolean {
  return prompt.endsWith(` ${number}`);
}

function faultsOf({ number, filesAt }: CommandRecord, submits: readonly SubmitRecord[]): string[] {
  const wrong = (count: number, what: string) => (count === 1 ? [] : [`command ${number} had ${count} ${what}`]);
  return [...wrong(submits.length, 'submits'), ...wrong(filesAt.length, 'videos')];
}

function requestsPerJob(commands: readonly CommandRecord[], submits: readonly SubmitRecord[]): Record<string, number> {
  const perJob = (total: number) => total / commands.length;
  const sum = (kind: 'statuses' | 'results' | 'downloads') =>
    perJob(submits.reduce((total, submit) => total + submit[kind], 0));
  const kinds = new Set(commands.flatMap(({ requests }) => Object.keys(requests)));
  const discord = [...kinds].map((kind): [string, number] => [
    `discord ${kind}`,
    perJob(commands.reduce((total, { requests }) => total + (requests[kind] ?? 0), 0)),
  ]);
  return {
    'segmind submits': perJob(submits.length),
    'segmind statuses': sum('statuses'),
    'segmind results': sum('results'),
    'segmind downloads': sum('downloads'),
    ...Object.fromEntries(discord),
  };
}

/** @throws {Error} when a command was never acknowledged */
export function acksOf(commands: readonly { readonly ackMs: number | null }[]): number[] {
  return commands.map(({ ackMs }) => {
    if (ackMs === null) throw new Error('a command was not acknowledged within ten seconds');
    return ackMs;
  });
}
