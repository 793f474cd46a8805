import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { guard } from './warden.ts';

/** What a worker's file offers: functions whose arguments and results can be sent to another process. */
export type Methods = Readonly<Record<string, (argument: never) => unknown>>;

type ArgumentOf<Own extends Methods, Name extends keyof Own> = Parameters<Own[Name]>[0];
type ResultOf<Own extends Methods, Name extends keyof Own> = Awaited<ReturnType<Own[Name]>>;

/** A server or a peer in a process of its own, so that what is measured shares no event loop and no memory with it. */
export interface Worker<Own extends Methods> {
  readonly pid: number;
  /** Runs one of its functions there. @throws {Error} what it threw, or when the process has ended */
  call<Name extends keyof Own & string>(name: Name, argument: ArgumentOf<Own, Name>): Promise<ResultOf<Own, Name>>;
  end(): Promise<void>;
}

interface Call {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly problem?: string;
}

/**
 * @param file - relative to this folder, such as `servers/discord.ts`; it has to call `serve`
 * @param nodeOptions - what stands on Node's command line
 */
export function startWorker<Own extends Methods>(file: string, nodeOptions: readonly string[] = []): Worker<Own> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, {
    detached: true,
    execArgv: [...nodeOptions],
    serialization: 'advanced',
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const { pid, release } = guard(child);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  child.on('message', ({ id, result, problem }: Answer) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (problem === undefined) call?.resolve(result);
    else call?.reject(new Error(`${file}: ${problem}`));
  });
  child.on('exit', () => {
    release();
    for (const call of waiting.values()) call.reject(new Error(`${file} has ended`));
  });
  let lastId = 0;
  return {
    pid,
    call(name, argument) {
      lastId += 1;
      const call = Promise.withResolvers<unknown>();
      waiting.set(lastId, call);
      child.send({ id: lastId, name, argument } satisfies Call);
      // The other side runs the function of this very name.
      return call.promise as Promise<ResultOf<Own, typeof name>>;
    },
    end: () => endProcess(child),
  };
}

/** Answers the calls of the process that started this one; ends with it. */
export function serve(methods: Methods): void {
  process.on('disconnect', () => process.exit());
  process.on('message', async ({ id, name, argument }: Call) => {
    const answer = await run(methods, name, argument).then(
      (result) => ({ id, result }),
      (error: unknown) => ({ id, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
    if (process.connected) process.send?.(answer satisfies Answer);
  });
}

async function run(methods: Methods, name: string, argument: unknown): Promise<unknown> {
  const method = methods[name];
  if (!method) throw new Error(`no function ${name}`);
  return method(argument as never);
}

/** Ends a process of the bench with its whole group, and waits until it is gone. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await exit;
}
