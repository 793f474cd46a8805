import type { ProviderName } from '../../../src/catalogue/models.ts';
import type { Clock } from '../../../src/clock.ts';
import { createHttpClient, type HttpClient, type Patience } from '../../../src/providers/http-client.ts';
import { createPace } from '../../../src/providers/pace.ts';
import { createPeer, type Peer } from '../../../src/providers/peer.ts';

/** The real way to a provider. */
export interface Line {
  readonly peer: Peer;
  close(): Promise<void>;
}

/** So often that nobody waits for a turn. */
const requestsPerMinute = 60_000;
/** The client looks for silence once a second, for the total time to the millisecond. */
const impatience: Patience = { silenceMs: 100, totalMs: 100 };

/** A line as the bot has it. */
export const createLine = (provider: ProviderName, clock: Clock) => lineOver(createHttpClient(), provider, clock);

/** The same, given up after a moment of silence. */
export function createImpatientLine(provider: ProviderName, clock: Clock): Line {
  return lineOver(createHttpClient({ patience: { GET: impatience, POST: impatience } }), provider, clock);
}

function lineOver(http: HttpClient, provider: ProviderName, clock: Clock): Line {
  const pace = createPace({ requestsPerMinute, clock });
  return {
    peer: createPeer({ provider, pace, http, now: () => clock.now() }),
    async close() {
      await pace.stop();
      await http.close();
    },
  };
}
