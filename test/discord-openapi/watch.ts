import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';
import type { LocalDiscord } from '../../sandbox/discord/local-discord.ts';
import type { RecordedRequest } from '../../sandbox/discord/request-log.ts';
import { type ObservedRequest, observed } from './observed-request.ts';
import { isRecord } from './shape.ts';

/** Everything that comes to a local Discord, also what a test clears from its log. */
export interface RequestWatch {
  /** All requests so far, oldest first. */
  requests(): ObservedRequest[];
  end(): void;
}

/** The head of a request, which the log does not hold whole. */
interface Head {
  readonly call: string;
  readonly headers: ObservedRequest['headers'];
}

/** Every HTTP server of this process tells here of each request: https://nodejs.org/api/diagnostics_channel.html#http */
const requestChannel = 'http.server.request.start';

/** Watches from now on. Bots in other processes are seen too, as it is the server that tells. */
export function watchRequests(discord: LocalDiscord): RequestWatch {
  const { host } = new URL(discord.origin);
  const heads: Head[] = [];
  const noteHead = (message: unknown) => {
    const request = isRecord(message) ? message.request : undefined;
    if (request instanceof IncomingMessage && request.headers.host === host) heads.push(headOf(request));
  };
  subscribe(requestChannel, noteHead);

  const cleared: RecordedRequest[] = [];
  const clear = discord.clearRequests.bind(discord);
  discord.clearRequests = () => {
    cleared.push(...discord.requests);
    clear();
  };

  return {
    requests() {
      const waiting = Map.groupBy(heads, ({ call }) => call);
      const taken = new Map<string, number>();
      return [...cleared, ...discord.requests].map((record) => {
        const call = `${record.method} ${record.path}`;
        const index = taken.get(call) ?? 0;
        taken.set(call, index + 1);
        const head = waiting.get(call)?.[index];
        if (!head) throw new Error(`the server told nothing of ${record.method} number ${index + 1} of its kind`);
        return observed(record, head.headers, discord.token);
      });
    },
    end: () => {
      unsubscribe(requestChannel, noteHead);
    },
  };
}

function headOf({ method, url, headers }: IncomingMessage): Head {
  const [path = ''] = (url ?? '').split('?');
  const flat = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]);
  const decoded = decodeURIComponent(path.replace(/^\/api(\/v\d+)?(?=\/)/, ''));
  return { call: `${method} ${decoded}`, headers: Object.fromEntries(flat) };
}
