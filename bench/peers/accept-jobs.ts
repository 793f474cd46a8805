import { serve } from '../workers.ts';
import { type Acceptor, openAcceptor, type Way } from './acceptors.ts';
import { nextOrigin } from './commands.ts';

export interface Opening {
  readonly way: Way;
  readonly file: string;
}

export interface Commands {
  readonly count: number;
  /** All in the same instant, instead of one after the other. */
  readonly together: boolean;
}

let acceptor: Acceptor | undefined;

/** Takes commands by one of the ways, in a process that knows no other. */
const methods = {
  async open({ way, file }: Opening): Promise<void> {
    acceptor = await openAcceptor(way, file);
  },
  /** @returns microseconds for each command */
  async take({ count, together }: Commands): Promise<number> {
    if (!acceptor) throw new Error('nothing is open');
    const origins = Array.from({ length: count }, nextOrigin);
    return ((await acceptor.take(origins, together)) * 1_000) / count;
  },
};
export type AcceptJobs = typeof methods;
serve(methods);
